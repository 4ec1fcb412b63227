"""What is closed: the weeks whose people, and the days whose cases, are no longer kept (measures.md, Rulings: Kept).

What was worked out of them stays as it was reported. Nothing that comes later, be it an import, an undo or an edit, counts
them anew: there is nobody left to count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar

from sqlmodel import Session

from opmodel.store.register import Setting
from opmodel.store.weeks import label, monday, parse_week

PEOPLE_BEFORE = "retention.purged_before"
"""Setting: label of the first week that is open."""
CASES_BEFORE = "retention.cases_purged_before"
"""Setting: the first day whose cases are open."""

Of = TypeVar("Of")


@dataclass(frozen=True, kw_only=True)
class Closed:
    """How far the store is closed."""

    first_open: int = 0
    """The first week of which people are known; 0 in a store from which nothing was removed."""
    first_case_day: date | None = None
    """The first day whose cases are there; None likewise."""

    def open_pairs(self, pairs: Iterable[tuple[Of, int]]) -> set[tuple[Of, int]]:
        """Those pairs of anything and a week whose week is open."""
        return {pair for pair in pairs if pair[1] >= self.first_open}

    def open_weeks(self, weeks: Iterable[int]) -> set[int]:
        """Those of the weeks that are open."""
        return {week for week in weeks if week >= self.first_open}

    @property
    def first_moment(self) -> datetime | None:
        """When the first open week begins; None where nothing is closed."""
        return datetime.combine(monday(self.first_open), time.min, UTC) if self.first_open else None

    @property
    def sentence(self) -> str:
        """What to tell somebody who loads or takes out what is closed."""
        return (
            f"Weeks before {label(self.first_open)} are closed: who did what in them is no longer kept, and their figures stay "
            "as they were reported."
        )


def closed(session: Session) -> Closed:
    """How far the store is closed now."""
    week, day = session.get(Setting, PEOPLE_BEFORE), session.get(Setting, CASES_BEFORE)
    return Closed(
        first_open=0 if week is None else parse_week(week.value),
        first_case_day=None if day is None else date.fromisoformat(day.value),
    )
