"""How long things take while some are still under way.

Durations are in any one unit. What is still under way counts for as long as it has been watched: it is censored. Times to
an end of any kind are Kaplan-Meier's, times to one of several ends are Aalen-Johansen's, in which the ends compete.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

UNDER_WAY = 0
"""The event of what has not ended; every other whole number is a kind of end."""

_TAIL = 0.025
_Z = 1.959963984540054
"""A 95 % interval leaves out a fortieth on each side, which is this many standard errors away."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """The time by which a share of all had ended, with its 95 % interval; None where that was not reached."""

    time: float | None
    low: float | None
    high: float | None


class Waiting:
    """Kaplan-Meier over the times to an end of any kind.

    Args:
        durations: how long each was watched.
        ended: whether it had ended by then.
        counts: how many there are of each; one unless given.
    """

    def __init__(self, durations: np.ndarray, ended: np.ndarray, counts: np.ndarray | None = None) -> None:
        from lifelines import KaplanMeierFitter

        self._fitted: Any = KaplanMeierFitter().fit(
            np.asarray(durations, dtype=float), np.asarray(ended, dtype=bool), weights=counts
        )

    def until(self, share: float = 0.5) -> Wait:
        """The time by which that share had ended; its interval is read off the log-log band, as R's survfit does."""
        from lifelines.utils import qth_survival_times

        # The curve ends in steps of floating point: 1 - 0.85 must still find the step that stands at 0.15.
        left = 1 - share + 1e-12
        band = qth_survival_times(left, self._fitted.confidence_interval_).to_numpy().ravel()
        low, high = (_finite(time) for time in sorted(band))
        return Wait(time=_finite(qth_survival_times(left, self._fitted.survival_function_)), low=low, high=high)

    def share_ended(self, time: float) -> float:
        """The share that had ended by that time."""
        return float(1 - self._fitted.predict(time))


@dataclass(frozen=True)
class Incidence:
    """Share that came to one end within a horizon, with its 95 % interval and how many were left to see it."""

    share: float
    low: float | None
    high: float | None
    at_risk: int


class CompetingEnds:
    """Aalen-Johansen: how many come to one end, the others competing with it.

    The estimate depends on the order of the durations alone, so ranks stand in for them: ties are broken by one fixed
    rule (ends before what is still under way, then the order given), which leaves the estimate as it is with ties, and
    nothing is left to chance. lifelines would move tied times at random.
    """

    def __init__(self, durations: np.ndarray, events: np.ndarray, *, event: int) -> None:
        durations, events = np.asarray(durations, dtype=float), np.asarray(events, dtype=int)
        order = np.lexsort((events == UNDER_WAY, durations))
        self.durations: np.ndarray = durations[order]
        self._ended = events[order] != UNDER_WAY
        self._hit = events[order] == event
        self._left = np.arange(len(order), 0, -1)
        """How many were still under way just before each."""
        self._survival = np.cumprod(1 - self._ended / self._left)
        self.incidence: np.ndarray = self._fit(events[order], event)

    def _fit(self, events: np.ndarray, event: int) -> np.ndarray:
        from lifelines import AalenJohansenFitter

        if not self._hit.any():
            return np.zeros(len(events))
        # The fitter's own variance takes a data frame for every row; `_variance` is the same at one horizon.
        fitter = AalenJohansenFitter(jitter_level=0.0, calculate_variance=False)
        fitter.fit(pd.Series(np.arange(1.0, len(events) + 1)), pd.Series(events), event_of_interest=event)
        return np.asarray(fitter.cumulative_density_.iloc[1:, 0], dtype=float)

    def within(self, horizon: float, *, since: float | None = None) -> Incidence:
        """The share that comes to the end by `horizon`; of those still under way at `since`, where that is given.

        The share since a time is (F(horizon) − F(since)) / S(since): Aalen-Johansen over those that were under way then.
        """
        at_risk = int((self.durations >= horizon).sum())
        first = 0 if since is None else int(np.searchsorted(self.durations, since, side="right"))
        after = int(np.searchsorted(self.durations, horizon, side="right"))
        if after <= first or not self._hit[first:after].any():
            return Incidence(0.0, *_nothing_seen(at_risk), at_risk)
        survival_then = self._survival[first - 1] if first else 1.0
        incidence_then = self.incidence[first - 1] if first else 0.0
        rows = slice(first, after)
        incidence = (self.incidence[rows] - incidence_then) / survival_then
        before = np.concatenate([[1.0], self._survival[first : after - 1] / survival_then])
        share = float(incidence[-1])
        low, high = _log_log(share, self._variance(rows, incidence, before))
        return Incidence(share, low, high, at_risk)

    def _variance(self, rows: slice, incidence: np.ndarray, survival_before: np.ndarray) -> float:
        """Variance of the last incidence by the delta method (Collett, Modelling Survival Data in Medical Research)."""
        left, ended, hit = self._left[rows], self._ended[rows], self._hit[rows]
        to_come = incidence[-1] - incidence
        kept = np.maximum(left - ended, 1)
        return float(
            (to_come**2 * ended / (left * kept)).sum()
            + (survival_before**2 * hit * (left - hit) / left**3).sum()
            - 2 * (to_come * survival_before * hit / left**2).sum()
        )

    def until(self, share: float) -> float | None:
        """The time by which that share of all had come to the end; None where that was not reached."""
        reached = np.flatnonzero(self.incidence >= share - 1e-12)
        return float(self.durations[reached[0]]) if len(reached) else None


def _nothing_seen(at_risk: int) -> tuple[float | None, float | None]:
    """The interval of a share of none: what the exact binomial allows that many to have missed."""
    return (None, None) if at_risk == 0 else (0.0, float(1 - _TAIL ** (1 / at_risk)))


def _log_log(share: float, variance: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1 or variance <= 0:
        return None, None
    error = np.sqrt(variance) / (share * abs(np.log(share)))
    middle = np.log(-np.log(share))
    return float(np.exp(-np.exp(middle + _Z * error))), float(np.exp(-np.exp(middle - _Z * error)))


def _finite(time: float) -> float | None:
    return float(time) if np.isfinite(time) else None


@dataclass(frozen=True, kw_only=True)
class LogRank:
    """Whether two groups wait differently long: chi-square with one degree of freedom, and its p."""

    chi2: float
    p: float


def log_rank(
    durations: np.ndarray, ended: np.ndarray, other_durations: np.ndarray, other_ended: np.ndarray
) -> LogRank | None:
    """The log-rank test of two groups; None where nothing has ended in either."""
    from lifelines.statistics import logrank_test

    if not (np.any(ended) or np.any(other_ended)):
        return None
    found = logrank_test(durations, other_durations, event_observed_A=ended, event_observed_B=other_ended)
    return LogRank(chi2=float(found.test_statistic), p=float(found.p_value))
