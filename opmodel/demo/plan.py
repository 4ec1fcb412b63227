"""What a demo company is made from: the same plan makes the same files, byte for byte."""

import json
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from opmodel.demo.closures import closure, is_working_day
from opmodel.store.weeks import label, sunday, week_of

if TYPE_CHECKING:
    import numpy as np

STORY = 3
"""Raised when the story changes, so that a store built from an older one is built anew."""

_LARGE = 20_000
_FULL_SIZE = 2_000
_LEAST_CASE_WEEKS = 84
_MOST_CASES = 4
_DAYS_SINCE_REVIEW = 60


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Size, length, seed and last week of a demo company."""

    people: int
    weeks: int
    seed: int
    as_of: int
    """Number of the last week with data."""

    @property
    def scale(self) -> float:
        """Size against the company of the story."""
        return self.people / _FULL_SIZE

    @property
    def large(self) -> bool:
        """Whether panels are written in monthly files and rosters as CSV."""
        return self.people > _LARGE

    @property
    def case_scale(self) -> float:
        """How many cases there are against the company of the story; a very large one lists no more of them."""
        return min(self.scale, _MOST_CASES)

    @property
    def first_week(self) -> int:
        """The first week of tool use."""
        return self.as_of - self.weeks + 1

    @property
    def case_weeks(self) -> int:
        """How many weeks the cases go back."""
        return max(self.weeks, _LEAST_CASE_WEEKS)

    @property
    def weeks_a_file(self) -> int:
        """How many weeks one file of a weekly panel holds."""
        return 4 if self.large else 13

    @property
    def last_day(self) -> date:
        """The Sunday that ends the last week."""
        return sunday(self.as_of)

    @property
    def last_review(self) -> date:
        """The day of the last board review."""
        return self.day(_DAYS_SINCE_REVIEW)

    @property
    def closures(self) -> list[tuple[date, date]]:
        """First and last day of each closure of the company in the time of the data."""
        first = sunday(self.as_of - self.case_weeks)
        return [closure(year) for year in range(first.year - 1, self.last_day.year + 1)]

    def day(self, days_before: int) -> date:
        """The day that lies that many days before the last day, or the working day before it."""
        day = self.last_day - timedelta(days=days_before)
        while not is_working_day(day):
            day -= timedelta(days=1)
        return day

    def later(self, days: int) -> date:
        """The day that lies that many days after the last day, or the working day that follows it."""
        day = self.last_day + timedelta(days=days)
        while not is_working_day(day):
            day += timedelta(days=1)
        return day

    def report_at(self, days_before: int = 0) -> datetime:
        """The evening of a day, when its reports are made."""
        return datetime.combine(self.last_day - timedelta(days=days_before), time(23, 0), tzinfo=UTC)

    def random(self, purpose: str) -> "np.random.Generator":
        """Random numbers for one purpose, so that a change in one part of the story leaves the others as they are."""
        import numpy as np

        return np.random.default_rng([self.seed, self.as_of, self.people, zlib.crc32(purpose.encode())])

    @property
    def signature(self) -> str:
        """The plan as text, to tell whether a store was built from it."""
        return json.dumps({"story": STORY, **asdict(self)}, sort_keys=True)

    @property
    def ready(self) -> str:
        """What is said of a store that stands already."""
        return f"The demo company is ready: {self.people:,} people, data up to {label(self.as_of)}."


def last_complete_week() -> int:
    """The newest week that has ended."""
    return week_of(datetime.now(UTC).date()) - 1
