"""After against before: Welch over buckets, widened for autocorrelation, and the trend that was already there."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from opmodel.measures.verdict.buckets import Buckets

_STRONGEST = 0.8
"""Autocorrelation is taken as no stronger than this."""
_FEWEST_FOR_A_TREND = 6
_CONFIDENCE = 0.975


@dataclass(frozen=True)
class Change:
    """A change in log hours with its 95 % interval; `share` and the like are fractions of the time before."""

    log: float
    log_low: float
    log_high: float

    @property
    def share(self) -> float:
        """The change: -0.31 is 31 % less time."""
        return float(np.expm1(self.log))

    @property
    def low(self) -> float:
        """Lower end of its 95 % interval."""
        return float(np.expm1(self.log_low))

    @property
    def high(self) -> float:
        """Upper end of its 95 % interval."""
        return float(np.expm1(self.log_high))


@dataclass(frozen=True)
class Trend:
    """The straight line through the buckets before go-live."""

    log_a_week: float
    p: float

    @property
    def share_a_week(self) -> float:
        """How the time was changing a week: -0.09 is 9 % less."""
        return float(np.expm1(self.log_a_week))


def autocorrelation(before: Buckets, after: Buckets) -> float:
    """How alike neighbouring buckets are: lag 1, within each side, corrected for small samples, 0 to 0.8."""
    sides = [side.values - side.values.mean() for side in (before, after)]
    lagged = sum((side[1:] * side[:-1]).sum() for side in sides)
    raw = lagged / sum((side**2).sum() for side in sides)
    count = len(before) + len(after)
    return float(np.clip(raw + (1 + 3 * max(raw, 0)) / count, 0, _STRONGEST))


def widening(autocorrelated: float) -> float:
    """What a variance is multiplied by where neighbouring buckets are that much alike."""
    return (1 + autocorrelated) / (1 - autocorrelated)


def welch(before: Buckets, after: Buckets, *, widened: float) -> Change:
    """Welch's t interval of the difference of means over buckets, its variances widened."""
    parts = [(side.values.var(ddof=1) / len(side) * widened, len(side) - 1) for side in (before, after)]
    variance = sum(part for part, _ in parts)
    freedom = variance**2 / sum(part**2 / own for part, own in parts)
    change = float(after.values.mean() - before.values.mean())
    reach = float(stats.t.ppf(_CONFIDENCE, freedom) * np.sqrt(variance))
    return Change(change, change - reach, change + reach)


def adjusted_for_trend(before: Buckets, after: Buckets, *, widened: float) -> Change:
    """The step at go-live beside one straight line through all buckets (ordinary least squares)."""
    import statsmodels.api as sm

    values = np.concatenate([before.values, after.values])
    step = np.concatenate([np.zeros(len(before)), np.ones(len(after))])
    fitted = sm.OLS(values, sm.add_constant(np.column_stack([step, np.concatenate([before.at, after.at])]))).fit()
    change = float(fitted.params[1])
    reach = float(stats.t.ppf(_CONFIDENCE, fitted.df_resid) * fitted.bse[1] * np.sqrt(widened))
    return Change(change, change - reach, change + reach)


def trend_before(before: Buckets) -> Trend | None:
    """The trend before go-live; None with too few buckets for one."""
    if len(before) < _FEWEST_FOR_A_TREND:
        return None
    fitted = stats.linregress(before.at, before.values)
    return Trend(float(fitted.slope), float(fitted.pvalue))
