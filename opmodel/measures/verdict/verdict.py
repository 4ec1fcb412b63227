"""The default verdict: faster, slower, or not enough evidence, and why (measures.md §2.1, Rulings)."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from opmodel.measures.verdict.buckets import Buckets, buckets
from opmodel.measures.verdict.comparison import (
    Change,
    Trend,
    adjusted_for_trend,
    autocorrelation,
    trend_before,
    welch,
    widening,
)
from opmodel.measures.verdict.placebo import Placebo, in_time_placebo
from opmodel.measures.verdict.runs import SECONDS_A_WEEK, SECONDS_AN_HOUR, Cases, Runs

FEWEST_CASES = 20
FEWEST_BUCKETS = 4
MATURE_SHARE = 0.90
_LIKELY_TREND, _POSSIBLE_TREND = 0.20, 0.5
_HALF = 0.5
_AS_OFTEN = 0.05


class Word(StrEnum):
    """The verdict."""

    FASTER = "faster"
    SLOWER = "slower"
    NOT_ENOUGH = "not enough evidence"


class Why(StrEnum):
    """Why a verdict is weaker than it looks, or none."""

    FEW_BEFORE = "fewer than 20 cases before go-live"
    TOO_EARLY = "too early or too few finished weeks"
    TOO_MANY_OPEN = "too many cases still open in some week"
    NO_CHANGE_POSSIBLE = "interval includes no change"
    TREND = "the work was already changing in that direction before go-live"
    SWINGS = "changes this large happened before without any go-live"
    UNCHECKED = "not checked against earlier swings (too little history)"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the cases say, with everything it was said from. Times are in hours, changes fractions of the time before."""

    word: Word
    why: Why | None
    before: int
    """Cases started in the window before go-live."""
    after: int
    """Cases started since."""
    open_after: int
    used_before: int = 0
    used_after: int = 0
    mature_hours: float | None = None
    """How long a week must lie back before its cases are compared."""
    weeks_after: int = 0
    """Weeks since go-live that are compared."""
    buckets_before: int = 0
    buckets_after: int = 0
    median_before: float | None = None
    median_after: float | None = None
    change: Change | None = None
    autocorrelated: float | None = None
    adjusted: Change | None = None
    trend: Trend | None = None
    placebo: Placebo | None = None

    @property
    def is_checked(self) -> bool:
        """Whether the change was held against earlier swings: only then does it prove anything."""
        return self.word != Word.NOT_ENOUGH and self.why is None


def verdict(cases: Cases, *, go_live: float, as_of: float, weeks_before: int = 26) -> Verdict:
    """Judge the cases of one task.

    Args:
        cases: every case there is, in any order; cancelled ones left out.
        go_live: seconds since 1970; weeks are counted from here.
        as_of: seconds since 1970; what was finished later counts as open.
        weeks_before: length of the window before go-live.
    """
    window = cases.known_at(as_of).started_since(go_live - weeks_before * SECONDS_A_WEEK)
    runs = Runs(window, go_live, as_of)
    before, after = runs.is_before, ~runs.is_before
    found = Verdict(
        word=Word.NOT_ENOUGH,
        why=Why.FEW_BEFORE,
        before=int(before.sum()),
        after=int(after.sum()),
        open_after=int((after & ~runs.is_done).sum()),
    )
    if found.before < FEWEST_CASES:
        return found
    mature = maturity(runs)
    last = int(np.floor(((as_of - go_live) / SECONDS_AN_HOUR - mature) / (SECONDS_A_WEEK / SECONDS_AN_HOUR))) - 1
    used = runs.week <= last
    sides = (
        buckets(runs.week, runs.log_hours, first=int(runs.week.min()), last=-1),
        buckets(runs.week, runs.log_hours, first=0, last=last),
    )
    found = replace(
        found,
        mature_hours=mature,
        weeks_after=last + 1,
        used_before=int((before & used).sum()),
        used_after=int((after & used).sum()),
        buckets_before=len(sides[0]),
        buckets_after=len(sides[1]),
    )
    too_few = found.used_after < FEWEST_CASES or min(map(len, sides)) < FEWEST_BUCKETS
    if too_few or not all(side.all_known for side in sides):
        return replace(found, why=Why.TOO_EARLY if too_few else Why.TOO_MANY_OPEN)
    finished = runs.is_done & used
    found = replace(
        found,
        median_before=float(np.median(runs.hours[before & finished])),
        median_after=float(np.median(runs.hours[after & finished])),
    )
    return _judged(found, cases, sides, go_live=go_live, weeks_before=weeks_before)


def maturity(runs: Runs) -> float:
    """Hours by which nine in ten of the cases before go-live were finished, by Kaplan-Meier; the longest seen where
    that many never were.
    """
    from lifelines import KaplanMeierFitter
    from lifelines.utils import qth_survival_times

    hours = runs.hours[runs.is_before]
    fitted = KaplanMeierFitter().fit(hours, runs.is_done[runs.is_before])
    found = qth_survival_times(1 - MATURE_SHARE, fitted.survival_function_)
    return float(found) if np.isfinite(found) else float(hours.max())


def _judged(
    found: Verdict, cases: Cases, sides: tuple[Buckets, Buckets], *, go_live: float, weeks_before: int
) -> Verdict:
    """The comparison, and what may take its word back: a trend that was there, and swings as large as it."""
    autocorrelated = autocorrelation(*sides)
    widened = widening(autocorrelated)
    change, adjusted = welch(*sides, widened=widened), adjusted_for_trend(*sides, widened=widened)
    trend = trend_before(sides[0])
    found = replace(found, change=change, autocorrelated=autocorrelated, adjusted=adjusted, trend=trend)
    if change.log_low <= 0 <= change.log_high:
        return replace(found, why=Why.NO_CHANGE_POSSIBLE)
    if trend is not None and was_changing_already(change, adjusted, trend):
        return replace(found, why=Why.TREND)
    placebo = in_time_placebo(cases, go_live, change.log, weeks_before=weeks_before, weeks_after=found.weeks_after)
    found = replace(found, placebo=placebo)
    if placebo.p is not None and placebo.p > _AS_OFTEN:
        return replace(found, why=Why.SWINGS)
    word = Word.FASTER if change.log < 0 else Word.SLOWER
    return replace(found, word=word, why=Why.UNCHECKED if placebo.p is None else None)


def was_changing_already(change: Change, adjusted: Change, trend: Trend) -> bool:
    """The trend veto: the time went the same way before go-live, and beside that trend little of the change is left."""
    direction = np.sign(change.log)
    if np.sign(trend.log_a_week) != direction:
        return False
    stands = adjusted.log_high < 0 if direction < 0 else adjusted.log_low > 0
    little_left = adjusted.log * direction < _HALF * abs(change.log)
    return bool((trend.p < _LIKELY_TREND and not stands) or (little_left and trend.p < _POSSIBLE_TREND))
