"""One edit of the register: one transaction, one entry of the trail for every row, and the figures brought up to date.

Whoever edits says what they had seen (`seen`, the number of the newest change when the form was opened). What somebody
else changed since is never written over: the edit fails whole, and says who changed what.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlmodel import Session, SQLModel, col, func, select

from opmodel.measures.snapshots import leave_snapshot
from opmodel.register.reach import within_reach
from opmodel.store.asker import ANYWHERE, Act, Asker
from opmodel.store.audit import Audit, Clash
from opmodel.store.engine import writing
from opmodel.store.register import OfficeHolder, RegisterChange
from opmodel.store.rollups.refresh import refresh
from opmodel.store.rollups.touched import Touched
from opmodel.store.teams import ensure_company
from opmodel.store.trail import record_edit
from opmodel.store.weeks import week_of

Row = TypeVar("Row", bound=SQLModel)
Entry = TypeVar("Entry", bound=BaseModel)


class Invalid(ValueError):
    """What was entered cannot be kept: a sentence for each field, by its name. The key "" is about the whole."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


class Clashed(Exception):
    """Somebody else changed the same values since they were looked at. Nothing was saved."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(f"Changed since by {', '.join(sorted({clash.changed_by for clash in clashes}))}.")
        self.clashes = clashes


@dataclass(frozen=True)
class Edit:
    """An edit under way: the writing session, and the trail that every change goes through."""

    session: Session
    audit: Audit
    by: str

    def get(self, model: type[Row], key: int | None, *, what: str) -> Row:
        """The row of that number.

        Raises:
            Invalid: it is not there any more.
        """
        row = None if key is None else self.session.get(model, key)
        if row is None:
            removed = self.session.exec(
                select(RegisterChange)
                .where(RegisterChange.table_name == str(model.__tablename__), RegisterChange.row_key == f"[{key}]")
                .order_by(col(RegisterChange.id).desc())
            ).first()
            who = f"{removed.changed_by} removed it on {removed.changed_at:%d %b %Y}" if removed else "It was removed"
            raise Invalid({"": f"{what} is no longer in the register. {who}; the trail can bring it back."})
        return row

    def holder(self, name: str | None, *, email: str | None = None) -> int | None:
        """The office holder of that name, made where new; None for a blank name. Matching ignores case."""
        wanted = (name or "").strip()
        if not wanted:
            return None
        known = self.session.exec(
            select(OfficeHolder).where(func.lower(col(OfficeHolder.name)) == wanted.lower())
        ).first()
        if known is None:
            known = self.audit.add(OfficeHolder(name=wanted, email=email or None))
        elif email:
            self.audit.change(known, {"email": email})
        assert known is not None
        return known.id


@contextmanager
def editing(
    url: str, *, by: Asker, act: Act = Act.EDIT_REGISTER, seen: int | None = None, note: str = ""
) -> Iterator[Edit]:
    """An edit of the register of the store at `url`, kept whole or not at all.

    Args:
        url: the store.
        by: who edits.
        act: what they must be allowed to do, wherever the edit reaches.
        seen: the newest change that `by` had seen; None to write over whatever is there.
        note: what else the trail should say of it.

    Raises:
        Refused: `by` may not do that, or not everywhere the edit reaches.
        Clashed: somebody changed the same values since.
    """
    by.require(act, ANYWHERE)
    with writing(url) as session:
        ensure_company(session)
        key = uuid.uuid4().hex
        audit = Audit(session, by=by.name, edit=key, seen=seen)
        yield Edit(session, audit, by.name)
        within_reach(session, changes_of(session, key), by=by, act=act)
        if audit.clashes:
            raise Clashed(tuple(audit.clashes))
        if audit.changed:
            settle(session, key)
            record_edit(session, by=by.name, changes=changes_of(session, key), note=note)


def settle(session: Session, edit: str) -> None:
    """Bring the figures up to date after the edit of that key, and keep them as they now stand."""
    session.flush()
    changes = changes_of(session, edit)
    if all(change.table_name in _BEAR_ON_NO_FIGURE for change in changes):
        return
    bearing = [change for change in changes if _bears_on_adoption(change)]
    stale = Touched(
        register=bool(bearing),
        register_since=min(map(_first_week, bearing), default=None),
        tree=any(map(_moves_a_team, changes)),
        seats=any(change.table_name == "setting" and change.row_key in SEAT_SETTINGS for change in changes),
        baselines=any(change.table_name == "baseline" for change in changes),
    )
    if stale != Touched():
        refresh(session, stale)
    leave_snapshot(session, import_id=None, reason="edit")


def changes_of(session: Session, edit: str) -> Sequence[RegisterChange]:
    """What the edit of that key has changed so far, oldest first."""
    session.flush()
    return session.exec(
        select(RegisterChange).where(RegisterChange.edit == edit).order_by(col(RegisterChange.id))
    ).all()


_BEAR_ON_NO_FIGURE = frozenset({"role_grant"})
SEAT_SETTINGS = frozenset(
    f'["threshold.{name}"]' for name in ("new_seat_days", "idle_days", "recoverable_days", "abandoned_days")
)
"""Settings, by their key in the trail, that seats are sorted into classes by: the only ones that a rollup depends on."""

_ALWAYS = frozenset({"stage_change", "target_person", "workflow_tool"})
_COLUMNS = {"step": ("workflow_id", "performer_after", "valid_from", "valid_to"), "rollout": ("workflow_id", "team_id")}


def _bears_on_adoption(change: RegisterChange) -> bool:
    """Whether who is targeted, live or redesigned may differ after a change."""
    return change.table_name in _ALWAYS or _differs(change, _COLUMNS.get(change.table_name, ()))


def _first_week(change: RegisterChange) -> int:
    """The first week whose adoption a change bears on. A stage holds from its day on; anything else may bear on all."""
    if change.table_name != "stage_change":
        return 0
    days = [values["changed_on"] for values in (change.before, change.after) if values is not None]
    return week_of(date.fromisoformat(min(days)))


def _moves_a_team(change: RegisterChange) -> bool:
    return change.table_name == "team" and change.before is not None and _differs(change, ("parent_id",))


def _differs(change: RegisterChange, columns: tuple[str, ...]) -> bool:
    before, after = change.before or {}, change.after or {}
    return any(before.get(name) != after.get(name) for name in columns)


def is_past(day: date, field: str) -> None:
    """Check that a day is not in the future.

    Raises:
        Invalid: it is.
    """
    if day > date.today():
        raise Invalid({field: "Lies in the future: say what has happened; what is to come is planned."})


def checked(model: type[Entry], values: Mapping[str, Any]) -> Entry:
    """What was entered, as the entry's model takes it.

    Raises:
        Invalid: a sentence for each field that cannot be kept.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Invalid({_field(item["loc"]): _sentence(item) for item in error.errors()}) from error


def checked_rows(model: type[Entry], rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Every row of a table, as the entry's model takes it.

    Raises:
        Invalid: a sentence for each cell that cannot be kept, by row and column: `2.name`.
    """
    entries: list[Entry] = []
    wrong: dict[str, str] = {}
    for place, row in enumerate(rows):
        try:
            entries.append(checked(model, row))
        except Invalid as invalid:
            wrong |= {f"{place}.{name}": sentence for name, sentence in invalid.fields.items()}
    if wrong:
        raise Invalid(wrong)
    return entries


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


_SENTENCES = {
    "missing": "Must be filled in.",
    "string_too_short": "Must be filled in.",
    "string_too_long": "Is too long: at most {max_length} characters.",
    "greater_than_equal": "Must be {ge} or more.",
    "greater_than": "Must be more than {gt}.",
    "less_than_equal": "Must be {le} or less.",
    "string_pattern_mismatch": "Is not written in the form that is asked for.",
    "enum": "Must be one of: {expected}.",
    "int_type": "Must be a whole number.",
    "int_parsing": "Must be a whole number.",
    "int_from_float": "Must be a whole number.",
    "float_type": "Must be a number.",
    "float_parsing": "Must be a number.",
    "finite_number": "Must be a number.",
    "date_type": "Must be a date.",
    "date_parsing": "Must be a date such as 2026-11-30.",
    "date_from_datetime_parsing": "Must be a date such as 2026-11-30.",
    "string_type": "Must be filled in.",
}


def _sentence(error: Mapping[str, Any]) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    known = _SENTENCES.get(error["type"])
    return known.format(**error.get("ctx", {})) if known else f"{error['msg']}."
