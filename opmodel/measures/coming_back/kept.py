"""Kept in week 13: the rollouts that have been live for so long, added up by workflow, and by team with all it holds."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.privacy import Cell, hidden_from_above, hidden_siblings, must_hide
from opmodel.store.bulk import columns
from opmodel.store.register import Rollout
from opmodel.store.rollup_tables import KeptUse
from opmodel.store.rollups.cohorts import KEPT_BY
from opmodel.store.teams import TeamTree

BOARD = 0
_KEPT = columns(KeptUse)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Some rollouts added up."""

    began: int = 0
    kept: int = 0
    left: int = 0
    rollouts: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            began=self.began + other.began,
            kept=self.kept + other.kept,
            left=self.left + other.left,
            rollouts=self.rollouts + other.rollouts,
        )

    @property
    def cell(self) -> Cell:
        """Kept of those who began."""
        return Cell(self.kept, self.began)


class KeptByTeam:
    """Asked of a team and a workflow; workflow 0 is any redesigned one."""

    def __init__(self, tree: TeamTree, k: int, sums: dict[int, dict[int, Kept]], redesigned: frozenset[int]) -> None:
        self._tree = tree
        self._k = k
        self._sums = sums
        self._redesigned = redesigned

    @staticmethod
    def up_to(session: Session, week: int, *, tree: TeamTree, k: int, redesigned: frozenset[int]) -> "KeptByTeam":
        """The rollouts whose week 13 after go-live is that week at the latest."""
        rollout = columns(Rollout)
        sums: dict[int, dict[int, Kept]] = defaultdict(lambda: defaultdict(Kept))
        for workflow, team, began, kept, left in session.execute(
            select(_KEPT.workflow_id, rollout.team_id, _KEPT.began, _KEPT.kept, _KEPT.left)
            .join(rollout.id.table, rollout.id == _KEPT.rollout_id)
            .where(_KEPT.first_week + KEPT_BY - 1 <= week)
        ):
            one = Kept(began=began, kept=kept, left=left, rollouts=1)
            for number in {workflow, *([BOARD] if workflow in redesigned else [])}:
                for above in tree.ancestors(team):
                    sums[number][above] += one
        return KeptByTeam(tree, k, sums, redesigned)

    def workflows(self, team: int) -> set[int]:
        """The workflows of which a rollout of the team, or below it, is counted."""
        return {workflow for workflow, teams in self._sums.items() if workflow != BOARD and team in teams}

    def of(self, workflow: int, team: int) -> Kept:
        """What is counted of a workflow in a team with all it holds."""
        return self._sums.get(workflow, {}).get(team, Kept())

    def hidden(self, team: int) -> set[int]:
        """The workflows of a team, 0 for all of them together, that stay hidden: because they are small, or because a
        small one would follow from them, beside the other workflows or the other teams.
        """
        named = sorted(self.workflows(team) & self._redesigned)
        cells = [self.of(workflow, team).cell for workflow in named]
        hidden = {one for one in (BOARD, *self.workflows(team)) if self._hides_beside(one, team)}
        if BOARD in hidden:
            return hidden | set(named)
        hidden |= {named[position] for position in hidden_siblings(self.of(BOARD, team).cell, cells, self._k)}
        unshown = [cell for workflow, cell in zip(named, cells, strict=True) if workflow in hidden and cell.denominator]
        together = Cell(sum(cell.numerator or 0 for cell in unshown), sum(cell.denominator for cell in unshown))
        if len(unshown) == 1 or must_hide(together, self._k):
            hidden.add(BOARD)
        return hidden

    def _hides_beside(self, workflow: int, team: int) -> bool:
        cells = {one: found.cell for one, found in self._sums.get(workflow, {}).items()}
        return hidden_from_above(self._tree, team, total=cells.get, part=cells.get, k=self._k)
