"""Made-up histories of cases: what work looks like with and without a change at go-live."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from opmodel.measures.verdict.runs import SECONDS_A_WEEK, Cases, seconds_of
from opmodel.measures.verdict.verdict import Verdict, verdict

GO_LIVE = datetime(2026, 1, 5)
_DAY = 86_400.0


@dataclass(frozen=True, kw_only=True)
class Work:
    """How cases come and how long they take; times in days, `change` the factor on them from go-live on."""

    weeks_before: int = 26
    weeks_after: int = 13
    history: int = 0
    """Further weeks before those, for the in-time placebo."""
    cases_a_week: float = 10.0
    median: float = 5.0
    spread: float = 0.9
    change: float = 1.0
    shocks: float = 0.0
    """Standard deviation of the logarithm of what a week has in common."""
    autocorrelation: float = 0.0
    trend: float = 0.0
    """Change of the logarithm a week, before and after go-live."""
    heavy_tails: bool = False


@dataclass(frozen=True, kw_only=True)
class History:
    """Cases with the moments they are judged between, in seconds since 1970."""

    cases: Cases
    go_live: float
    as_of: float
    weeks_before: int

    def judged(self) -> Verdict:
        """The verdict on it."""
        return verdict(self.cases, go_live=self.go_live, as_of=self.as_of, weeks_before=self.weeks_before)


def history(work: Work, rng: np.random.Generator) -> History:
    """One history. Cases that finish after the end are open."""
    go_live = seconds_of(GO_LIVE)
    weeks = np.arange(-(work.weeks_before + work.history), work.weeks_after)
    counts = rng.poisson(work.cases_a_week, len(weeks))
    week = np.repeat(weeks, counts)
    started = go_live + (week + rng.random(len(week))) * SECONDS_A_WEEK
    common = np.repeat(_shocks(work, len(weeks), rng), counts)
    noise = rng.standard_t(3, len(week)) if work.heavy_tails else rng.normal(size=len(week))
    log_days = np.log(work.median) + work.spread * noise + common + work.trend * week
    log_days += np.where(started >= go_live, np.log(work.change), 0.0)
    as_of = go_live + work.weeks_after * SECONDS_A_WEEK
    finished = started + np.exp(log_days) * _DAY
    return History(
        cases=Cases(started, np.where(finished <= as_of, finished, np.nan)),
        go_live=go_live,
        as_of=as_of,
        weeks_before=work.weeks_before,
    )


def _shocks(work: Work, weeks: int, rng: np.random.Generator) -> np.ndarray:
    shocks = np.zeros(weeks)
    fresh = rng.normal(size=weeks) * work.shocks * np.sqrt(1 - work.autocorrelation**2)
    for number in range(weeks):
        before = shocks[number - 1] if number else rng.normal() * work.shocks
        shocks[number] = work.autocorrelation * before + fresh[number]
    return shocks
