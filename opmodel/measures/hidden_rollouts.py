"""In which weeks a rollout's adoption stays hidden, because its team is small or would give a small one away."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.own_people import Subtraction
from opmodel.measures.privacy import Cell, hidden_siblings
from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.scope import Scope
from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.register import Rollout, Team
from opmodel.store.rollup_tables import AdoptionWeek

BOARD = 0
WHOLE_WORKFLOW = 0

Hides = Callable[[RolloutStanding, int], bool]
"""Asked with a rollout and a week."""

_WEEK = columns(AdoptionWeek)


def hidden_rollouts(session: Session, asked: Scope, rollouts: Iterable[RolloutStanding], *, last: int) -> Hides:
    """Whether a rollout's adoption of a week stays hidden, up to the week `last`.

    It does where it is a small group; where it is needed to hide another rollout of the workflow in its team or any team
    above; and where its team stays hidden beside others for the workflow or for the board number, which the rollout
    would otherwise stand for. The answer is the same whichever team is asked about.
    """
    cells = _cells(session, {one.workflow_id for one in rollouts}, last=last)
    order = _order(session)
    subtraction = Subtraction(asked.tree, asked.k)

    @cache
    def beside(workflow: int, team: int, week: int) -> frozenset[int]:
        """The workflow's rollouts that are hidden beside each other in a team."""
        here = cells[workflow, week]
        below = sorted((one for one in here if one in order and team in here[one]), key=order.__getitem__)
        some = [here[one][team] for one in below]
        positions = hidden_siblings(here[WHOLE_WORKFLOW].get(team) or _together(some), some, asked.k)
        return frozenset(below[position] for position in positions)

    @cache
    def by_name(workflow: int, week: int) -> set[int]:
        """The teams whose figure of the workflow stays hidden."""
        return subtraction.hidden_teams(cells[workflow, week][WHOLE_WORKFLOW])

    def hides(rollout: RolloutStanding, week: int) -> bool:
        line = asked.tree.ancestors(rollout.team_id)
        return (
            rollout.team_id in by_name(rollout.workflow_id, week)
            or rollout.team_id in by_name(BOARD, week)
            or any(rollout.id in beside(rollout.workflow_id, team, week) for team in line)
        )

    return hides


_Cells = dict[tuple[int, int], dict[int, dict[int, Cell]]]
"""(workflow, week) → rollout → team → active of targeted people."""


def _cells(session: Session, workflows: set[int], *, last: int) -> _Cells:
    read = bulk.integers(
        session,
        _WEEK.workflow_id,
        _WEEK.week,
        _WEEK.rollout_id,
        _WEEK.team_id,
        _WEEK.active,
        _WEEK.targeted,
        where=[_WEEK.workflow_id.in_(sorted({BOARD, *workflows})), _WEEK.week <= last],
    )
    cells: _Cells = defaultdict(lambda: defaultdict(dict))
    for workflow, week, rollout, team, active, targeted in np.stack(read, axis=1).tolist():
        cells[workflow, week][rollout][team] = Cell(active, targeted)
    return cells


def _order(session: Session) -> dict[int, tuple[str, int]]:
    """Rollout → its place among others, as the figures of a workflow list them."""
    rollout, team = columns(Rollout), columns(Team)
    rows = session.execute(select(rollout.id, team.path, rollout.attempt).where(team.id == rollout.team_id))
    return {row[0]: (row[1].casefold(), row[2]) for row in rows}


def _together(cells: Iterable[Cell]) -> Cell:
    some = list(cells)
    return Cell(sum(cell.numerator or 0 for cell in some), sum(cell.denominator for cell in some))
