"""Cases of one type before against cases of the same type after: whether the work got faster, or other cases came
(measures.md §2.6: "if AI takes only easy cases, compare within type"). It stands beside the verdict, never instead of it.
"""

from dataclasses import dataclass

import numpy as np

from opmodel.measures.verdict.buckets import buckets, trimmed_mean
from opmodel.measures.verdict.comparison import Change, autocorrelation, welch, widening
from opmodel.measures.verdict.runs import Runs
from opmodel.measures.verdict.verdict import FEWEST_BUCKETS

FEWEST_OF_A_TYPE = 10
"""A type with fewer cases before go-live sets no time that later ones could be held against, and shows no times of its own."""
MOST_SHOWN = 5
"""Types that are told of one by one."""


@dataclass(frozen=True, kw_only=True)
class OfOneType:
    """One type of case on both sides. Times are in hours."""

    name: str
    """Empty for cases whose type the files do not say."""
    before: int
    after: int
    median_before: float | None
    """Of the finished; None with fewer than ten."""
    median_after: float | None
    change: Change | None
    """By the rule of the verdict, on this type alone; None with too few weeks of it."""


@dataclass(frozen=True, kw_only=True)
class WithinTypes:
    """The comparison type by type, and over all of them."""

    types: tuple[OfOneType, ...]
    """The largest few, the one with most cases first."""
    kinds: int
    """How many types there are."""
    change: Change | None
    """Each case held against the cases of its own type before go-live, by the rule of the verdict; None with too few."""
    covered: int
    """Cases since go-live that could be: their type had ten or more before."""
    after: int
    """All cases since go-live that are compared."""


def within_types(runs: Runs, used: np.ndarray, case_type: np.ndarray, names: tuple[str, ...]) -> WithinTypes | None:
    """The comparison within types; None where the files tell of no more than one.

    Args:
        runs: the cases.
        used: which of them are compared, on either side.
        case_type: the type of each, as a place in `names`.
        names: the types.
    """
    cases = _Used(week=runs.week[used], log_hours=runs.log_hours[used], hours=runs.hours[used])
    own = case_type[used]
    counts = np.bincount(own, minlength=len(names))
    if (counts > 0).sum() < 2:
        return None
    by_type = np.split(np.argsort(own, kind="stable"), np.cumsum(counts)[:-1])
    own_time = np.array([cases.time_before(places) for places in by_type])
    held_against = own_time[own]
    can_be = np.flatnonzero(np.isfinite(held_against))
    largest = np.argsort(-counts, kind="stable")[:MOST_SHOWN].tolist()
    return WithinTypes(
        types=tuple(cases.of_one(names[place], by_type[place]) for place in largest if counts[place]),
        kinds=int((counts > 0).sum()),
        change=cases.change(can_be, held_against[can_be]),
        covered=int((cases.week[can_be] >= 0).sum()),
        after=int((cases.week >= 0).sum()),
    )


@dataclass(frozen=True, kw_only=True)
class _Used:
    """The cases that are compared."""

    week: np.ndarray
    log_hours: np.ndarray
    """Infinite for an open case."""
    hours: np.ndarray

    def time_before(self, places: np.ndarray) -> float:
        """What cases of one type took before go-live, in log hours; NaN with too few of them."""
        before = self.log_hours[places[self.week[places] < 0]]
        return trimmed_mean(before) if len(before) >= FEWEST_OF_A_TYPE else float("nan")

    def of_one(self, name: str, places: np.ndarray) -> OfOneType:
        """One type on both sides."""
        is_before = self.week[places] < 0
        before, after = places[is_before], places[~is_before]
        return OfOneType(
            name=name,
            before=len(before),
            after=len(after),
            median_before=self._median(before),
            median_after=self._median(after),
            change=self.change(places),
        )

    def _median(self, places: np.ndarray) -> float | None:
        hours = self.hours[places][np.isfinite(self.log_hours[places])]
        return float(np.median(hours)) if len(hours) >= FEWEST_OF_A_TYPE else None

    def change(self, places: np.ndarray, held_against: np.ndarray | float = 0.0) -> Change | None:
        """Welch over weeks of the log hours of some cases, less what each is held against."""
        week, values = self.week[places], self.log_hours[places] - held_against
        return _welch_over_weeks(week, values)


def _welch_over_weeks(week: np.ndarray, values: np.ndarray) -> Change | None:
    if min((week < 0).sum(), (week >= 0).sum()) < FEWEST_OF_A_TYPE:
        return None
    before = buckets(week, values, first=int(week.min()), last=-1)
    after = buckets(week, values, first=0, last=int(week.max()))
    if min(len(before), len(after)) < FEWEST_BUCKETS or not (before.all_known and after.all_known):
        return None
    if not (before.values.var() + after.values.var()):
        return None
    return welch(before, after, widened=widening(autocorrelation(before, after)))
