"""The thresholds of the rules: what a change would do to today's figures, and changing one."""

from sqlmodel import Session

from opmodel.measures.snapshots import Change, changes, headline
from opmodel.register.book import Book
from opmodel.register.editing import SEAT_SETTINGS, editing
from opmodel.register.settings import keep_settings
from opmodel.store.asker import Act, Asker
from opmodel.store.engine import writing
from opmodel.store.register import Setting
from opmodel.store.rollups.refresh import refresh
from opmodel.store.rollups.touched import Touched
from opmodel.store.teams import ensure_company
from opmodel.store.thresholds import THRESHOLDS, checked_threshold


def kept_thresholds(book: Book) -> dict[str, float]:
    """Every threshold by name, as the register has it."""
    return {name: float(book.settings.get(_key(name), item.default)) for name, item in THRESHOLDS.items()}


def set_threshold(url: str, name: str, value: float, *, by: Asker, seen: int | None = None) -> None:
    """Set a threshold, in the trail; the figures follow.

    Args:
        url: the store.
        name: the threshold.
        value: its new value.
        by: who sets it.
        seen: the newest change that `by` had seen; None to write over whatever is there.

    Raises:
        ThresholdError: there is no such threshold, or it cannot take the value.
        Clashed: somebody else set it since.
    """
    item = checked_threshold(name, value)
    key = _key(name)
    with editing(url, by=by, act=Act.SET, seen=seen) as edit:
        keep_settings(edit, {key: _text(value)}, unset={key: _text(item.default)}, seen=seen)


def preview_threshold(url: str, name: str, value: float, *, by: Asker) -> list[Change]:
    """Today's figures and their parts that a value would change, worked out by setting it and rolling back.

    Raises:
        ThresholdError: there is no such threshold, or it cannot take the value.
        Refused: `by` may not set it either.
    """
    by.require(Act.SET)
    checked_threshold(name, value)
    found: list[Change] = []
    try:
        with writing(url) as session:
            ensure_company(session)
            before = headline(session)
            _try(session, _key(name), _text(value))
            found += changes(before, headline(session), with_parts=True)
            raise _RolledBack
    except _RolledBack:
        return found


class _RolledBack(Exception):
    """Ends a preview's transaction."""


def _try(session: Session, key: str, value: str) -> None:
    session.merge(Setting(key=key, value=value))
    session.flush()
    if f'["{key}"]' in SEAT_SETTINGS:
        refresh(session, Touched(seats=True))


def _key(name: str) -> str:
    return f"threshold.{name}"


def _text(value: float) -> str:
    return f"{value:g}"
