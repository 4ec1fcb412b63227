"""People's names: on the seat list alone, for a seat manager alone, for a purpose that they say."""

from datetime import timedelta

from sqlmodel import col, select

from opmodel.access.opening import reading_as
from opmodel.measures.reclaim_list import ReclaimPage, reclaim_list
from opmodel.store.asker import ANYWHERE, Act, Asker
from opmodel.store.base import now
from opmodel.store.trail import record_look
from opmodel.store.trail_entry import Deed, TrailEntry

SHORTEST_PURPOSE = 10
"""Characters of a purpose."""

_ONE_LOOK = timedelta(hours=1)
"""A list that is looked at again within so long, for the same purpose, is one look."""


class NoPurpose(ValueError):
    """Names were asked for without a purpose. The message is a plain sentence."""


def seats_by_name(
    url: str, *, by: Asker, purpose: str, tool: str | None = None, limit: int = 50, offset: int = 0
) -> ReclaimPage:
    """A page of the reclaim list, with the holders' names.

    Args:
        url: the store.
        by: who looks.
        purpose: what for, as the trail keeps it.
        tool: the tool whose seats they are; None for every one.
        limit: most rows of the page.
        offset: rows before it.

    Raises:
        Refused: `by` may not see names.
        NoPurpose: no purpose is said.
    """
    by.require(Act.SEE_NAMES, ANYWHERE)
    said = checked_purpose(purpose)
    _write_down(url, by=by, what=f"Seats to give back, {tool or 'every tool'}", purpose=said)
    with reading_as(by, url, act=Act.SEE_NAMES, team=ANYWHERE) as session:
        return reclaim_list(session, by=by, tool=tool, limit=limit, offset=offset)


def _write_down(url: str, *, by: Asker, what: str, purpose: str) -> None:
    """Keep the look in the trail; once where the list stays open."""
    with reading_as(by, url, act=Act.SEE_NAMES, team=ANYWHERE) as session:
        last = session.exec(
            select(TrailEntry)
            .where(TrailEntry.by == by.name, TrailEntry.act == Deed.NAMES_SEEN.value)
            .order_by(col(TrailEntry.id).desc())
            .limit(1)
        ).first()
        same = last is not None and (last.name, last.purpose) == (what, purpose) and now() - last.at < _ONE_LOOK
    if not same:
        record_look(url, by=by.name, what=what, purpose=purpose)


def checked_purpose(purpose: str) -> str:
    """A purpose without the blanks around it.

    Raises:
        NoPurpose: it says nothing.
    """
    said = " ".join(purpose.split())
    if len(said) < SHORTEST_PURPOSE:
        raise NoPurpose(f"Say what the names are for, in {SHORTEST_PURPOSE} characters or more; the trail keeps it.")
    return said
