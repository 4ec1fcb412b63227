"""Cases before and after a go-live: the verdict, what stands beside it, and what could fake it (measures.md §2)."""

from dataclasses import dataclass, field

import numpy as np

from opmodel.measures.remembered import Remembered
from opmodel.measures.task_cases import TaskCases
from opmodel.measures.verdict.controls import weekly_values
from opmodel.measures.verdict.runs import SECONDS_A_WEEK, SHORTEST_HOURS, Cases, Runs
from opmodel.measures.verdict.superiority import Superiority, superiority
from opmodel.measures.verdict.verdict import Verdict, verdict
from opmodel.measures.within_types import WithinTypes, within_types

FEWEST_SHOWN = 10
"""Finished cases below which no time of a side is shown: it would be the times of single cases (measures.md §5.3)."""
_QUARTILE, _NINTH_DECILE = 75, 90
_DAY = 24
"""Hours."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """Which cases are compared: moments in seconds since 1970, weeks counted from go-live."""

    go_live: float
    as_of: float
    """What happened later is not known; a case that was finished later counts as open."""
    weeks_before: int
    """Weeks that hold the time before, the first of them perhaps in part."""
    counted_from: float
    """The first moment of the time before: that of the locked baseline, where there is one."""
    counted_until: float
    """Its end: go-live, or earlier where the locked baseline ends earlier. Cases started in between are on no side."""

    @property
    def first(self) -> float:
        """The first moment of the first of its weeks."""
        return self.go_live - self.weeks_before * SECONDS_A_WEEK

    def leaves_out(self, moments: np.ndarray) -> np.ndarray:
        """Whether each start lies in the weeks of the time before, but not in the time before."""
        early = (moments >= self.first) & (moments < self.counted_from)
        late = (moments >= self.counted_until) & (moments < self.go_live)
        left_out: np.ndarray = early | late
        return left_out


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of the comparison, in the weeks that are compared. Times are in hours."""

    cases: int = 0
    """Started, finished or open."""
    finished: int = 0
    median: float | None = None
    upper_quartile: float | None = None
    ninth_decile: float | None = None
    zero: int = 0
    """Of the finished, those that took no longer than the clock can tell."""
    unfinished: int = 0
    """Beside the cases: ended without being finished, and left out of the comparison."""
    reopened: int = 0
    """Of the cases, those that were opened again after they had been finished."""
    whole_days: bool = False
    """Every finished case took whole days: its times are days without an hour."""
    weeks: float = 0
    types: dict[str, int] = field(default_factory=dict)
    """Cases by type."""

    @property
    def a_week(self) -> float | None:
        """Cases a week."""
        return self.cases / self.weeks if self.weeks > 0 else None

    @property
    def unfinished_share(self) -> float | None:
        """Share that ended without being finished."""
        together = self.cases + self.unfinished
        return self.unfinished / together if together else None

    @property
    def reopened_share(self) -> float | None:
        """Share of the cases that were opened again."""
        return self.reopened / self.cases if self.cases else None

    @property
    def zero_share(self) -> float | None:
        """Share of the finished that took no time at all."""
        return self.zero / self.finished if self.finished else None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything the cases of one rollout say."""

    verdict: Verdict
    before: Side
    after: Side
    chance: Superiority | None
    """That a case from after takes less time than one from before."""
    within: WithinTypes | None
    """The same comparison between cases of the same type; None where no more than one type is known."""
    knows_reopened: bool
    """Whether any case of the task was ever opened again: else the files may just not say."""


COMPARISONS: Remembered[Comparison] = Remembered(1024)
WEEKLY: Remembered[np.ndarray] = Remembered(4096)
"""By the digest of the cases, so that the same cases and windows are worked out once, whoever asks."""


def compare(task: TaskCases, window: Window) -> Comparison:
    """Compare the cases of a task before and after go-live."""
    return COMPARISONS.get((task.digest, window), lambda: _compared(task, window))


def _compared(task: TaskCases, window: Window) -> Comparison:
    cases = compared_cases(task, window)
    found = verdict(cases, go_live=window.go_live, as_of=window.as_of, weeks_before=window.weeks_before)
    runs = known_runs(cases, window)
    used = (runs.week >= -window.weeks_before) & ((runs.week < 0) | (runs.week < found.weeks_after))
    times = np.where(runs.is_done, runs.hours, np.inf)
    before, after = used & runs.is_before, used & ~runs.is_before
    case_type, reopened = (side[_compared_and_begun(task, window)] for side in (task.case_type, task.reopened))
    enough = min(before.sum(), after.sum()) > 1
    return Comparison(
        verdict=found,
        before=_side(task, runs, window, before, reopened, span=(window.counted_from, window.counted_until)),
        after=_side(
            task,
            runs,
            window,
            after,
            reopened,
            span=(window.go_live, window.go_live + found.weeks_after * SECONDS_A_WEEK),
        ),
        chance=superiority(times[before], times[after]) if enough else None,
        within=within_types(runs, used, case_type, task.types),
        knows_reopened=bool(task.reopened.any()),
    )


def weekly(task: TaskCases, window: Window, *, first: int, last: int) -> np.ndarray:
    """One value a week, `first` to `last`, counted from go-live: the trimmed mean of log hours, NaN where unknown."""
    return WEEKLY.get(
        (task.digest, window, first, last),
        lambda: weekly_values(known_runs(compared_cases(task, window), window), first=first, last=last),
    )


def compared_cases(task: TaskCases, window: Window) -> Cases:
    """The cases on both sides, with all that lie further back."""
    kept = ~window.leaves_out(task.cases.started)
    return Cases(task.cases.started[kept], task.cases.finished[kept])


def _compared_and_begun(task: TaskCases, window: Window) -> np.ndarray:
    """Which of the task's cases are those of `known_runs`, in the same order."""
    begun: np.ndarray = ~window.leaves_out(task.cases.started) & (task.cases.started < window.as_of)
    return begun


def known_runs(cases: Cases, window: Window) -> Runs:
    """The cases as they stood at the window's end, counted from its go-live."""
    return Runs(cases.known_at(window.as_of), window.go_live, window.as_of)


def _side(
    task: TaskCases,
    runs: Runs,
    window: Window,
    chosen: np.ndarray,
    reopened: np.ndarray,
    *,
    span: tuple[float, float],
) -> Side:
    hours = runs.hours[chosen & runs.is_done]
    enough = len(hours) >= FEWEST_SHOWN
    percentiles = np.percentile(hours, [50, _QUARTILE, _NINTH_DECILE]).tolist() if enough else [None] * 3
    first, end = span[0], min(span[1], window.as_of)
    started = task.cases.started
    types = np.bincount(task.case_type[(started >= first) & (started < end)], minlength=len(task.types)).tolist()
    return Side(
        cases=int(chosen.sum()),
        finished=len(hours),
        median=percentiles[0],
        upper_quartile=percentiles[1],
        ninth_decile=percentiles[2],
        zero=int((hours <= SHORTEST_HOURS).sum()),
        reopened=int(reopened[chosen].sum()),
        whole_days=enough and bool((np.where(hours <= SHORTEST_HOURS, 0, hours) % _DAY == 0).all()),
        unfinished=int(((task.unfinished >= first) & (task.unfinished < end)).sum()),
        weeks=max(0.0, (end - first) / SECONDS_A_WEEK),
        types={name: count for name, count in zip(task.types, types, strict=True) if count},
    )
