"""Weeks as the sampling unit: cases of a week, or of a few weeks together, come to one value (measures.md §0, §2.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

FEWEST_IN_A_BUCKET = 5
TRIMMED = 0.2
"""Share of the cases left out at each end: heavy tails, ties and up to a fifth of open cases then do no harm."""


@dataclass(frozen=True)
class Buckets:
    """Values of weeks merged until each holds enough cases, in order of time."""

    at: np.ndarray
    """The mean of the weeks that each is made of."""
    values: np.ndarray
    """20 %-trimmed means of log hours; infinite where too many cases are open."""

    def __len__(self) -> int:
        return len(self.values)

    @property
    def all_known(self) -> bool:
        """Whether no bucket holds too many open cases."""
        return bool(np.isfinite(self.values).all())


def buckets(week: np.ndarray, log_hours: np.ndarray, *, first: int, last: int) -> Buckets:
    """The buckets of the weeks `first` to `last`, both included. What is left over at the end is left out."""
    made = [(float(np.mean(weeks)), trimmed_mean(values)) for weeks, values in _merged(week, log_hours, first, last)]
    return Buckets(np.array([at for at, _ in made]), np.array([value for _, value in made]))


def _merged(week: np.ndarray, log_hours: np.ndarray, first: int, last: int) -> Iterator[tuple[list[int], np.ndarray]]:
    weeks: list[int] = []
    values: list[np.ndarray] = []
    for number, own in by_week(week, log_hours, first, last):
        weeks.append(number)
        values.append(own)
        if sum(map(len, values)) >= FEWEST_IN_A_BUCKET:
            yield weeks, np.concatenate(values)
            weeks, values = [], []


def by_week(week: np.ndarray, values: np.ndarray, first: int, last: int) -> Iterator[tuple[int, np.ndarray]]:
    """Each week that has cases, with their values."""
    order = np.argsort(week, kind="stable")
    sorted_weeks, sorted_values = week[order], values[order]
    edges = np.searchsorted(sorted_weeks, np.arange(first, last + 2))
    for number in range(first, last + 1):
        start, end = edges[number - first], edges[number - first + 1]
        if end > start:
            yield number, sorted_values[start:end]


def trimmed_mean(log_hours: np.ndarray) -> float:
    """The 20 %-trimmed mean; infinite where an open case would have to be averaged."""
    ordered = np.sort(log_hours)
    averaged = ordered[: len(ordered) - int(TRIMMED * len(ordered))]
    if not np.isfinite(averaged).all():
        return float("inf")
    return float(stats.trim_mean(ordered, TRIMMED))
