"""Taking out what is past its time, in one transaction with its entry in the audit trail."""

from dataclasses import dataclass
from datetime import date

from opmodel.measures.shapes.remembering import remember_falls
from opmodel.store.asker import Act, Asker
from opmodel.store.engine import reading, writing
from opmodel.store.retention import Limits, Removal, limits, planned, remove
from opmodel.store.trail import record
from opmodel.store.trail_entry import Deed
from opmodel.store.weeks import label


@dataclass(frozen=True, kw_only=True)
class Purge:
    """What is past its time, or was."""

    until: Limits
    removals: tuple[Removal, ...]

    @property
    def sentence(self) -> str:
        """How far back is kept."""
        return (
            f"Kept: person-weeks from {label(self.until.first_open)} on, cases from {self.until.first_case_day.isoformat()} "
            "on. Figures and snapshots stay."
        )


def plan_purge(url: str, *, by: Asker, today: date) -> Purge:
    """What a purge on that day would remove from the store at `url`; nothing is changed.

    Raises:
        Refused: `by` may not.
    """
    by.require(Act.SET)
    with reading(url) as session:
        until = limits(session, today)
        return Purge(until=until, removals=tuple(planned(session, until)))


def purge(url: str, *, by: Asker, today: date) -> Purge:
    """Remove it, and close the weeks and days that it was of. Where nothing is past its time, nothing is changed.

    Raises:
        Refused: `by` may not.
    """
    by.require(Act.SET)
    with writing(url) as session:
        until = limits(session, today)
        if not planned(session, until):
            return Purge(until=until, removals=())
        remember_falls(session, first_open=until.first_open)
        done = Purge(until=until, removals=tuple(remove(session, until)))
        record(
            session,
            by=by.name,
            act=Deed.PURGE,
            kind="Store",
            name=f"person-weeks before {label(until.first_open)}, cases before {until.first_case_day.isoformat()}",
            before={removal.what.capitalize(): _span(removal) for removal in done.removals},
        )
    return done


def _span(removal: Removal) -> str:
    rows = f"{removal.rows:,} {'row' if removal.rows == 1 else 'rows'}"
    if removal.oldest is None:
        return rows
    return (
        f"{rows}, {removal.oldest} to {removal.newest}"
        if removal.oldest != removal.newest
        else f"{rows}, {removal.oldest}"
    )
