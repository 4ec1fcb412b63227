"""The in-time placebo: how often a change as large came about at a pretend go-live, when nothing went live."""

from dataclasses import dataclass

import numpy as np

from opmodel.measures.verdict.buckets import FEWEST_IN_A_BUCKET, by_week, trimmed_mean
from opmodel.measures.verdict.runs import Cases, Runs

LOOK_BACK = 52
"""Weeks before go-live in which pretend dates lie."""
FEWEST_DATES = 20
_FEWEST_WEEKS_BEFORE, _FEWEST_WEEKS_AFTER = 4, 3


@dataclass(frozen=True)
class Placebo:
    """What the pretend dates came to. `p` is None with fewer than 20 of them."""

    dates: int
    p: float | None


def in_time_placebo(cases: Cases, go_live: float, change: float, *, weeks_before: int, weeks_after: int) -> Placebo:
    """The share of pretend go-lives whose change was at least as large, two-sided: (1 + as large) / (1 + dates).

    A pretend go-live has its window after it closed before the real one.

    Args:
        cases: all cases there are, whatever the real window was.
        go_live: seconds since 1970.
        change: the change of log hours that is to be compared.
        weeks_before: length of the window before.
        weeks_after: length of the window after.
    """
    by_number = _weekly(cases, go_live, weeks_before)
    changes = []
    for pretend in range(-LOOK_BACK, -weeks_after + 1):
        before = [by_number[week] for week in range(pretend - weeks_before, pretend) if week in by_number]
        after = [by_number[week] for week in range(pretend, pretend + weeks_after) if week in by_number]
        enough = len(before) >= max(_FEWEST_WEEKS_BEFORE, weeks_before // 2)
        if enough and len(after) >= max(_FEWEST_WEEKS_AFTER, weeks_after // 2):
            changes.append(np.mean(after) - np.mean(before))
    if len(changes) < FEWEST_DATES:
        return Placebo(len(changes), None)
    as_large = int((np.abs(changes) >= abs(change)).sum())
    return Placebo(len(changes), (1 + as_large) / (1 + len(changes)))


def _weekly(cases: Cases, go_live: float, weeks_before: int) -> dict[int, float]:
    """Week before go-live → trimmed mean of the cases finished by then."""
    runs = Runs(Cases(cases.started, np.where(cases.finished <= go_live, cases.finished, np.nan)), go_live, go_live)
    first = -(LOOK_BACK + weeks_before)
    chosen = runs.is_done & (runs.week < 0) & (runs.week >= first)
    weeks = by_week(runs.week[chosen], runs.log_hours[chosen], first, -1)
    return {week: trimmed_mean(values) for week, values in weeks if len(values) >= FEWEST_IN_A_BUCKET}
