"""Reading the audit trail: some of it, the newest first, by who, what was done, to what, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from opmodel.store.trail_entry import TrailEntry

_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries are asked for; whatever is not said does not narrow."""

    by: str | None = None
    act: str | None = None
    """A `Deed`."""
    thing: str = ""
    """Text in the kind or the name of what it was done to, or in the note, whatever its case."""
    since: date | None = None
    """First day, in UTC."""
    until: date | None = None
    """Last day, in UTC."""

    def holds(self) -> ColumnElement[bool]:
        """The condition on an entry."""
        wanted: list[ColumnElement[bool]] = []
        if self.by is not None:
            wanted.append(col(TrailEntry.by) == self.by)
        if self.act is not None:
            wanted.append(col(TrailEntry.act) == self.act)
        if text := self.thing.strip().lower():
            found = (
                func.lower(column).contains(text, autoescape=True) for column in (TrailEntry.kind, TrailEntry.name)
            )
            wanted.append(or_(*found))
        if self.since is not None:
            wanted.append(col(TrailEntry.at) >= _midnight(self.since))
        if self.until is not None:
            wanted.append(col(TrailEntry.at) < _midnight(self.until + timedelta(days=1)))
        return and_(True, *wanted)


def newest_entries(
    session: Session, wanted: Wanted, *, most: int, skip: int = 0, before: int | None = None
) -> list[TrailEntry]:
    """The newest of the wanted entries, the newest first, at most so many after the first `skip`; with `before`, those
    under that number.
    """
    chosen = select(TrailEntry).where(wanted.holds())
    if before is not None:
        chosen = chosen.where(col(TrailEntry.id) < before)
    return list(session.exec(chosen.order_by(col(TrailEntry.id).desc()).limit(most).offset(skip)))


def every_entry(session: Session, wanted: Wanted) -> Iterator[TrailEntry]:
    """All of the wanted entries, the newest first, a stretch in memory at a time."""
    before: int | None = None
    while found := newest_entries(session, wanted, most=_AT_ONCE, before=before):
        before = found[-1].id
        session.expunge_all()
        yield from found


def count_entries(session: Session, wanted: Wanted) -> int:
    """How many of the wanted entries there are."""
    return session.exec(select(func.count()).select_from(TrailEntry).where(wanted.holds())).one()


def people_in_trail(session: Session) -> list[str]:
    """Everybody who stands in the trail, by name."""
    return sorted(session.exec(select(TrailEntry.by).distinct()), key=str.casefold)


def said_of(entry: TrailEntry) -> list[tuple[str, str, str]]:
    """What an entry tells, a line a thing: what of it, before, after; empty texts where there was or is nothing."""
    before, after = entry.before or {}, entry.after or {}
    return [(name, str(before.get(name, "")), str(after.get(name, ""))) for name in dict.fromkeys([*before, *after])]


def as_json(entry: TrailEntry) -> dict[str, Any]:
    """An entry as `opmodel audit list --json` prints it, its hashes with it."""
    return {**entry.model_dump(), "at": entry.at.astimezone(UTC).isoformat()}


def as_rows(entry: TrailEntry) -> list[dict[str, Any]]:
    """An entry as rows of a table to take away: one for each thing that it tells."""
    whole = {
        "Entry": entry.id,
        "When (UTC)": entry.at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        "Who": entry.by,
        "Did": entry.act,
        "Kind": entry.kind,
        "Which": entry.name,
        "Note": entry.note,
        "Purpose": entry.purpose,
    }
    hashes = {"Import": entry.import_id, "Hash": entry.hash, "Hash before": entry.previous}
    return [
        {**whole, "What of it": what, "Before": before, "After": after, **hashes}
        for what, before, after in said_of(entry) or [("", "", "")]
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
