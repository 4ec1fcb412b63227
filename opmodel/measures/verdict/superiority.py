"""Two samples of cases side by side: the chance that one beats the other, and Welch's interval on logarithms.

Both take cases as independent, which cases of one week are not: they stand beside the verdict, never instead of it
(measures.md §2.1, step 9; §2.2).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from opmodel.measures.verdict.buckets import Buckets
from opmodel.measures.verdict.comparison import Change, welch

_CONFIDENCE = 0.975
_FEWEST = 2


@dataclass(frozen=True)
class Superiority:
    """The chance that a case from after takes less time than one from before, ties halved, with its 95 % interval."""

    chance: float
    low: float
    high: float


def superiority(before: np.ndarray, after: np.ndarray) -> Superiority | None:
    """Brunner and Munzel (2000), with their t interval; None with fewer than two cases on a side.

    An infinite time, that of an open case, is longer than every other and ties with its like. Where every case of one
    side beats every case of the other the interval is the point itself.
    """
    if min(len(before), len(after)) < _FEWEST:
        return None
    together = stats.rankdata(np.concatenate([before, after]))
    placements = []
    for side, ranks in ((before, together[: len(before)]), (after, together[len(before) :])):
        placements.append(ranks - stats.rankdata(side))
    sizes = len(before), len(after)
    # A placement counts how many of the other side lie below.
    chance = float(placements[0].mean() / sizes[1])
    parts = [
        placement.var(ddof=1) / other**2 / own
        for placement, own, other in zip(placements, sizes, reversed(sizes), strict=True)
    ]
    variance = sum(parts)
    if variance == 0:
        return Superiority(chance, chance, chance)
    freedom = variance**2 / sum(part**2 / (own - 1) for part, own in zip(parts, sizes, strict=True))
    reach = float(stats.t.ppf(_CONFIDENCE, freedom) * np.sqrt(variance))
    return Superiority(chance, max(0.0, chance - reach), min(1.0, chance + reach))


def welch_on_logs(before: np.ndarray, after: np.ndarray) -> Change:
    """The change of the geometric mean with Welch's 95 % interval, cases taken as independent."""
    sides = [Buckets(np.arange(len(side), dtype=float), np.log(side)) for side in (before, after)]
    return welch(sides[0], sides[1], widened=1.0)
