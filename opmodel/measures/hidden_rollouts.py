"""In which weeks a rollout's adoption stays hidden, because its team is small or would give a small one away."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.own_people import Subtraction
from opmodel.measures.privacy import Cell, hidden_nested
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


HidesPart = Callable[[int, int, int], bool]
"""Asked with a workflow, a rollout of it, and a week."""


def hidden_rollouts(session: Session, asked: Scope, rollouts: Iterable[RolloutStanding], *, last: int) -> Hides:
    """Whether a rollout's adoption of a week stays hidden, up to the week `last`.

    It does where it is a small group; where it is needed to hide another rollout of the workflow in its team or any team
    above; and where its team stays hidden beside others for the workflow or for the board number, which the rollout
    would otherwise stand for. The answer is the same whichever team is asked about.
    """
    hiding = _Hiding(session, asked, {one.workflow_id for one in rollouts}, last=last)
    return lambda rollout, week: hiding.hides(rollout.workflow_id, rollout.id, rollout.team_id, week)


def hidden_rollout_parts(session: Session, asked: Scope, workflows: Iterable[int], *, last: int) -> HidesPart:
    """The same for what of a rollout lies in the team asked about: the whole of it, or the people that the team has of it."""
    hiding = _Hiding(session, asked, set(workflows), last=last)
    teams = _teams_of_rollouts(session)
    line = set(asked.tree.ancestors(asked.team))

    def hides(workflow: int, rollout: int, week: int) -> bool:
        own = teams[rollout]
        return hiding.hides(workflow, rollout, asked.team if own in line else own, week)

    return hides


class _Hiding:
    """The rollouts of some workflows, as one question needs them."""

    def __init__(self, session: Session, asked: Scope, workflows: set[int], *, last: int) -> None:
        self._tree = asked.tree
        self._k = asked.k
        self._cells = _cells(session, workflows, last=last)
        self._order = _order(session)
        self._teams = _teams_of_rollouts(session)
        self._subtraction = Subtraction(asked.tree, asked.k)
        self._beside = cache(self._hidden_beside)
        self._by_name = cache(self._hidden_by_name)

    def hides(self, workflow: int, rollout: int, team: int, week: int) -> bool:
        """Whether what a team has of a rollout stays hidden."""
        return (
            team in self._by_name(workflow, week)
            or team in self._by_name(BOARD, week)
            or any(rollout in self._beside(workflow, above, week) for above in self._tree.ancestors(team))
        )

    def _hidden_beside(self, workflow: int, team: int, week: int) -> frozenset[int]:
        """The workflow's rollouts that are hidden beside each other in a team."""
        here = self._cells[workflow, week]
        below = sorted((one for one in here if one in self._order and team in here[one]), key=self._order.__getitem__)
        some = {one: here[one][team] for one in below}
        whole = here[WHOLE_WORKFLOW].get(team) or _together(some.values())
        return frozenset(hidden_nested(whole, some, {one: self._holder(one, below) for one in below}, self._k))

    def _holder(self, rollout: int, others: Sequence[int]) -> int | None:
        """The rollout of the nearest team above; of two in one team the first holds the second."""
        mine = others.index(rollout)
        for place, team in enumerate(self._tree.ancestors(self._teams[rollout])):
            held_by = [one for one in (others[:mine] if not place else others) if self._teams[one] == team]
            if held_by:
                return held_by[-1]
        return None

    def _hidden_by_name(self, workflow: int, week: int) -> set[int]:
        """The teams whose figure of the workflow stays hidden."""
        return self._subtraction.hidden_teams(self._cells[workflow, week][WHOLE_WORKFLOW])


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


def _teams_of_rollouts(session: Session) -> dict[int, int]:
    rollout = columns(Rollout)
    return {row[0]: row[1] for row in session.execute(select(rollout.id, rollout.team_id))}


def _order(session: Session) -> dict[int, tuple[str, int]]:
    """Rollout → its place among others, as the figures of a workflow list them."""
    rollout, team = columns(Rollout), columns(Team)
    rows = session.execute(select(rollout.id, team.path, rollout.attempt).where(team.id == rollout.team_id))
    return {row[0]: (row[1].casefold(), row[2]) for row in rows}


def _together(cells: Iterable[Cell]) -> Cell:
    some = list(cells)
    return Cell(sum(cell.numerator or 0 for cell in some), sum(cell.denominator for cell in some))
