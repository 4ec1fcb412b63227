"""What the charts of a rollout's cycle time draw: few numbers, however many cases there are."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from opmodel.measures.case_comparison import Window, compared_cases, known_runs, weekly
from opmodel.measures.register_day import as_registered
from opmodel.measures.rollout_cycle_time import RolloutCycleTime, rollout_cycle_times
from opmodel.measures.scope import Scope
from opmodel.measures.task_cases import TaskCases
from opmodel.measures.verdict.buckets import FEWEST_IN_A_BUCKET
from opmodel.measures.verdict.runs import Runs

DOTS = 100
"""Cases drawn on each side at most: evenly by rank, so that the dots lie as all the cases do."""
RUNNING = 4
"""Weeks of the running median."""
_NATURAL = 2.66
"""Times the mean step between neighbouring weeks: natural process limits of individual values (Wheeler)."""
_FEWEST_WEEKS = 6


@dataclass(frozen=True, kw_only=True)
class WeekOfCases:
    """One week, counted from go-live; times in hours, None where unknown."""

    number: int
    starts_on: date
    running_median: float | None
    """Over the cases started in four weeks, the last of them this one."""
    typical: float | None
    """The trimmed mean of log hours, as hours: what the verdict compares."""

    @property
    def is_after(self) -> bool:
        """Whether it lies after go-live."""
        return self.number >= 0


@dataclass(frozen=True, kw_only=True)
class NaturalLimits:
    """Between which the typical week lay before go-live, by its own ups and downs; in hours."""

    centre: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """The numbers of the three charts."""

    before: tuple[float, ...]
    """Hours of cases finished before go-live and compared, rising; at most `DOTS` of them."""
    after: tuple[float, ...]
    weeks: tuple[WeekOfCases, ...]
    limits: NaturalLimits | None
    """None with fewer than six known weeks before go-live."""

    @property
    def outside(self) -> tuple[WeekOfCases, ...]:
        """Weeks since go-live that lie outside the natural limits."""
        limits = self.limits
        if limits is None:
            return ()
        return tuple(
            week
            for week in self.weeks
            if week.is_after and week.typical is not None and not limits.low <= week.typical <= limits.high
        )


def cycle_time_pictures(session: Session, asked: Scope, rollout_id: int) -> Pictures | None:
    """The pictures of one rollout of the scope; None where it has no cases, or too few to show."""
    asked = as_registered(session, asked)
    found = next((one for one in rollout_cycle_times(session, asked) if one.rollout.id == rollout_id), None)
    return None if found is None else pictures(found)


def pictures(one: RolloutCycleTime) -> Pictures | None:
    """The pictures of a rollout that was compared."""
    if one.task is None or one.window is None or one.comparison is None or one.rollout.go_live is None:
        return None
    weeks_after = one.comparison.verdict.weeks_after
    runs = known_runs(compared_cases(one.task, one.window), one.window)
    used = runs.is_done & (runs.week >= -one.window.weeks_before) & ((runs.week < 0) | (runs.week < weeks_after))
    return Pictures(
        before=by_rank(runs.hours[used & runs.is_before]),
        after=by_rank(runs.hours[used & ~runs.is_before]),
        weeks=_weeks(one.task, one.window, runs, one.rollout.go_live, weeks_after),
        limits=_limits(one.task, one.window),
    )


def by_rank(hours: np.ndarray, most: int = DOTS) -> tuple[float, ...]:
    """At most so many of the times, evenly spaced by rank: the same every time, and as spread out as all of them."""
    ordered = np.sort(hours)
    if len(ordered) <= most:
        return tuple(ordered.tolist())
    ranks = ((np.arange(most) + 0.5) / most * len(ordered)).astype(np.int64)
    return tuple(ordered[ranks].tolist())


def _weeks(task: TaskCases, window: Window, runs: Runs, go_live: date, weeks_after: int) -> tuple[WeekOfCases, ...]:
    first, last = -window.weeks_before, weeks_after - 1
    if last < first:
        return ()
    typical = weekly(task, window, first=first, last=last)
    running = running_medians(runs, first=first, last=last)
    return tuple(
        WeekOfCases(
            number=number,
            starts_on=go_live + timedelta(weeks=number),
            running_median=_known(running[number - first]),
            typical=_known(float(np.exp(typical[number - first]))),
        )
        for number in range(first, last + 1)
    )


def running_medians(runs: Runs, *, first: int, last: int) -> np.ndarray:
    """The median hours over four weeks, the last of them each week from `first` to `last`; no window reaches from one
    side of go-live to the other. An open case is longer than all; NaN with too few cases, or where the median is open.
    """
    order = np.argsort(runs.week, kind="stable")
    weeks, hours = runs.week[order], np.where(runs.is_done, runs.hours, np.inf)[order]
    medians = np.full(last - first + 1, np.nan)
    for number in range(first, last + 1):
        begins = max(number - RUNNING + 1, first if number < 0 else 0)
        chosen = hours[slice(*np.searchsorted(weeks, [begins, number + 1]))]
        if len(chosen) >= FEWEST_IN_A_BUCKET:
            median = float(np.median(chosen))
            medians[number - first] = median if np.isfinite(median) else np.nan
    return medians


def _limits(task: TaskCases, window: Window) -> NaturalLimits | None:
    values = weekly(task, window, first=-window.weeks_before, last=-1)
    known = values[~np.isnan(values)]
    if len(known) < _FEWEST_WEEKS:
        return None
    reach = _NATURAL * float(np.abs(np.diff(known)).mean())
    centre = float(known.mean())
    low, high = np.exp([centre - reach, centre + reach]).tolist()
    return NaturalLimits(centre=float(np.exp(centre)), low=low, high=high)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
