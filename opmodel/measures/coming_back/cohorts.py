"""Cohorts of first use, week by week, with what of them may be shown (measures.md §1.4, §5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from opmodel.measures.privacy import Cell, hidden_siblings, must_hide
from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import CohortWeek

_COHORT = columns(CohortWeek)


@dataclass(frozen=True, kw_only=True)
class Cohorts:
    """The cohorts of one workflow up to a week.

    A cohort is the target people whose first use was in one week; a cell counts who of them used it in a later complete
    week, of those still targeted then. Who is targeted no more is censored: out of the cell, and counted apart.
    """

    cells: Mapping[int, Mapping[int, Cell]]
    """Cohort → week → active of those still targeted; its own week is the first."""
    hidden: frozenset[tuple[int, int]]
    """(cohort, week) not to be shown."""
    k: int

    def size(self, cohort: int) -> float:
        """People in the cohort."""
        return self.cells[cohort][cohort].denominator

    def is_hidden(self, cohort: int) -> bool:
        """Whether nothing of the cohort may be shown."""
        return (cohort, cohort) in self.hidden

    def ever_used(self, week: int) -> float:
        """People targeted in that week who had used it by then."""
        return sum(weeks[week].denominator for weeks in self.cells.values() if week in weeks)

    def together(self, after: int) -> tuple[Cell, bool] | None:
        """All cohorts `after` weeks from their first use, and whether that stays hidden; None where no week is known."""
        some = {cohort: weeks[cohort + after] for cohort, weeks in self.cells.items() if cohort + after in weeks}
        if not some:
            return None
        unshown = [cell for cohort, cell in some.items() if (cohort, cohort + after) in self.hidden]
        rest = _sum(unshown)
        gives_away = bool(unshown) and (len(unshown) == 1 or must_hide(rest, self.k))
        return _sum(some.values()), gives_away

    @property
    def longest(self) -> int:
        """Weeks from the oldest cohort's first use to the newest week."""
        return max((max(weeks) - cohort for cohort, weeks in self.cells.items()), default=0)


def cohorts_up_to(session: Session, week: int, k: int) -> dict[int, Cohorts]:
    """Workflow → its cohorts, 0 for any redesigned workflow."""
    read = bulk.integers(
        session,
        _COHORT.workflow_id,
        _COHORT.cohort,
        _COHORT.week,
        _COHORT.active,
        _COHORT.people,
        where=[_COHORT.week <= week],
    )
    cells: dict[int, dict[int, dict[int, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for workflow, cohort, at, active, people in zip(*(column.tolist() for column in read), strict=True):
        cells[workflow][cohort][at] = Cell(active, people)
    return {
        workflow: Cohorts(cells=of_workflow, hidden=_hidden(of_workflow, k), k=k)
        for workflow, of_workflow in cells.items()
    }


def _hidden(cells: Mapping[int, Mapping[int, Cell]], k: int) -> frozenset[tuple[int, int]]:
    """Small cohorts, and among those of one week as many others as keep them from being worked out.

    The active people of all cohorts together are known from the board number, and so are those who ever used it.
    """
    order = sorted(cells)
    sizes = [Cell(None, cells[cohort][cohort].denominator) for cohort in order]
    whole = {order[position] for position in hidden_siblings(_sum(sizes), sizes, k)}
    hidden = {(cohort, week) for cohort in whole for week in cells[cohort]}
    for week in sorted({week for weeks in cells.values() for week in weeks}):
        # In its own week all of a cohort is active: that is what makes it one.
        here = [cohort for cohort in order if week in cells[cohort] and cohort < week]
        some = [cells[cohort][week] for cohort in here]
        hidden |= {(here[position], week) for position in hidden_siblings(_sum(some), some, k)}
    return frozenset(hidden)


def _sum(cells: Iterable[Cell]) -> Cell:
    some = list(cells)
    known = all(cell.numerator is not None for cell in some)
    return Cell(sum(cell.numerator or 0 for cell in some) if known else None, sum(cell.denominator for cell in some))
