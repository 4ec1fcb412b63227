"""A redesigned team against teams that were not redesigned: difference-in-differences by week, with placebo ranks
(measures.md §1.8). Teams were chosen, not drawn: it says "compared with", never "because of".
"""

from dataclasses import dataclass

import numpy as np

from opmodel.measures.verdict.buckets import FEWEST_IN_A_BUCKET, Buckets, by_week, trimmed_mean
from opmodel.measures.verdict.comparison import Change, autocorrelation, welch, widening
from opmodel.measures.verdict.runs import Runs

FEWEST_CONTROLS = 5
"""With fewer teams to compare with, a comparison is indicative and no more."""
_FEWEST_WEEKS = 4
_FEWEST_TEAMS = 2


@dataclass(frozen=True)
class Difference:
    """How much more the redesigned team changed than the others did, in log hours and as shares."""

    change: Change
    controls: int
    """Teams compared with."""
    rank: int
    """Place of the redesigned team among all when each in turn is taken for redesigned: 1 for the largest fall."""
    p: float
    """Share of all teams, itself included, whose change against the others is at least as large either way."""

    @property
    def is_indicative(self) -> bool:
        """Whether there are too few teams to compare with to say more."""
        return self.controls < FEWEST_CONTROLS


def weekly_values(runs: Runs, *, first: int, last: int) -> np.ndarray:
    """One value a week, `first` to `last`: the trimmed mean of log hours; NaN for a week of too few cases, or of too many
    that are open.
    """
    values = np.full(last - first + 1, np.nan)
    for week, own in by_week(runs.week, runs.log_hours, first, last):
        mean = trimmed_mean(own) if len(own) >= FEWEST_IN_A_BUCKET else np.inf
        values[week - first] = mean if np.isfinite(mean) else np.nan
    return values


def against_the_others(values: np.ndarray) -> np.ndarray:
    """Each team's weekly difference from the mean of all the others; teams are rows, weeks columns, NaN unknown."""
    known = ~np.isnan(values)
    totals, counts = np.nansum(values, axis=0), known.sum(axis=0)
    others = counts - known
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (totals - np.where(known, values, 0.0)) / others
    return np.where(known & (others > 0), values - mean, np.nan)


def changes_against_the_others(values: np.ndarray, is_after: np.ndarray) -> np.ndarray:
    """Each team's difference-in-differences: its mean difference after less that before; NaN with an empty side."""
    differences = against_the_others(values)
    sides = [_means(differences[:, chosen]) for chosen in (is_after, ~is_after)]
    changes: np.ndarray = sides[0] - sides[1]
    return changes


def _means(values: np.ndarray) -> np.ndarray:
    known = (~np.isnan(values)).sum(axis=1)
    return np.where(known > 0, np.nansum(values, axis=1) / np.maximum(known, 1), np.nan)


def placebo_rank(changes: np.ndarray, treated: int = 0) -> tuple[int, float]:
    """Place of the treated team among all changes, the largest fall first, and the share at least as large either way."""
    known = changes[~np.isnan(changes)]
    own = changes[treated]
    rank = 1 + int((known < own).sum())
    return rank, float((np.abs(known) >= abs(own)).mean())


def difference_in_differences(redesigned: np.ndarray, others: np.ndarray, *, weeks_before: int) -> Difference | None:
    """The comparison; None where fewer than four weeks of a side are known of both.

    Args:
        redesigned: weekly values of the redesigned team, the first `weeks_before` of them from before go-live.
        others: the same of each team it is compared with, a row each.
        weeks_before: how many of the weeks lie before go-live.
    """
    values = np.vstack([redesigned, others])
    is_after = np.arange(values.shape[1]) >= weeks_before
    usable = np.isfinite(changes_against_the_others(values, is_after))
    if not usable[0] or usable.sum() < _FEWEST_TEAMS:
        return None
    values = values[usable]
    own = against_the_others(values)[0]
    sides = [_buckets(own, chosen) for chosen in (~is_after, is_after)]
    if min(map(len, sides)) < _FEWEST_WEEKS:
        return None
    before, after = sides
    change = welch(before, after, widened=widening(autocorrelation(before, after)))
    rank, p = placebo_rank(changes_against_the_others(values, is_after))
    return Difference(change, len(values) - 1, rank, p)


def _buckets(differences: np.ndarray, chosen: np.ndarray) -> Buckets:
    at = np.flatnonzero(chosen & ~np.isnan(differences))
    return Buckets(at.astype(float), differences[at])
