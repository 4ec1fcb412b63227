"""Regression to the mean: a team chosen because it was slow looks faster by itself afterwards (measures.md §1.8)."""

from dataclasses import dataclass

import numpy as np

LOOK_BACK = 8
"""Weeks before go-live that a choice would have been made on."""
FEWEST_CANDIDATES = 3
_FEWEST_WEEKS = 4


@dataclass(frozen=True)
class Slowest:
    """The team was the slowest of the candidates just before it went live."""

    candidates: int
    """Teams that could have been chosen, itself included."""


def was_the_slowest(own: np.ndarray, others: np.ndarray) -> Slowest | None:
    """Whether its mean log hours over the last eight weeks before go-live were the longest; None where they were not, or
    fewer than three teams can be compared.

    Args:
        own: the team's weekly values, the last one that of the week before go-live; NaN where unknown.
        others: the same of each other candidate, a row each.
    """
    recent = np.vstack([own, others])[:, -LOOK_BACK:]
    known = (~np.isnan(recent)).sum(axis=1)
    if known[0] < _FEWEST_WEEKS:
        return None
    means = np.nansum(recent, axis=1)[known >= _FEWEST_WEEKS] / known[known >= _FEWEST_WEEKS]
    if len(means) < FEWEST_CANDIDATES or means[0] < means.max():
        return None
    return Slowest(len(means))
