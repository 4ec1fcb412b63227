"""How long people take to their first use of a workflow, those who have not used it yet still waiting (measures.md §1.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from opmodel.measures.survival import Wait, Waiting
from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import FirstUse

_FIRST = columns(FirstUse)


@dataclass(frozen=True, kw_only=True)
class TimeToFirstUse:
    """Kaplan-Meier over the complete weeks as a target person up to the week of first use, which is week 1 for those who
    use it at once. Weeks in which somebody was not targeted, as between two attempts, are no waiting.
    """

    median: Wait
    people: int
    used: int
    by_week: tuple[tuple[int, float], ...]
    """Share that had used it by these weeks, as far as somebody was watched so long."""


def times_to_first_use(session: Session, week: int, *, at: Sequence[int]) -> dict[int, TimeToFirstUse]:
    """Workflow → its times, as known in that week; 0 for any redesigned workflow.

    Args:
        session: the store.
        week: who came in later is not known yet, who first used it later is still waiting.
        at: weeks for which the share is said.
    """
    read = bulk.integers(
        session,
        _FIRST.workflow_id,
        _FIRST.entered,
        _FIRST.first_used,
        _FIRST.last,
        _FIRST.waited,
        _FIRST.people,
        where=[_FIRST.entered <= week],
    )
    rows = np.stack(read, axis=1)
    return {workflow: _times(rows[rows[:, 0] == workflow], week, at) for workflow in np.unique(rows[:, 0]).tolist()}


def _times(rows: np.ndarray, week: int, at: Sequence[int]) -> TimeToFirstUse:
    _, entered, first_used, last, waited, people = rows.T
    used = (first_used > 0) & (first_used <= week)
    end = np.where(first_used > 0, first_used, last)
    # What came after the week asked for is not known yet: whoever still waits then has waited since they came in.
    weeks = np.where(end <= week, waited, np.minimum(waited, week - entered + 1))
    waiting = Waiting(weeks, used, people)
    longest = int(weeks.max())
    return TimeToFirstUse(
        median=waiting.until(),
        people=int(people.sum()),
        used=int(people[used].sum()),
        by_week=tuple((one, waiting.share_ended(one)) for one in at if one <= longest),
    )
