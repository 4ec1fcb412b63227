"""The teams that a redesigned team is compared with: those that do the same task the old way, else teams with cases of
work that was not redesigned (measures.md §1.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opmodel.measures.case_comparison import Window, weekly
from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.steps import StepRecord, does_a_step
from opmodel.measures.task_cases import Packs, TaskCases, midnight
from opmodel.measures.verdict.controls import Difference, difference_in_differences
from opmodel.measures.verdict.mean_reversion import Slowest, was_the_slowest
from opmodel.store.teams import TeamTree

SAME_TASK = "teams that do the same task the old way"
OTHER_WORK = "teams whose work was not redesigned"


@dataclass(frozen=True, kw_only=True)
class Controls:
    """The redesigned team beside others."""

    who: str
    """`SAME_TASK` or `OTHER_WORK`."""
    difference: Difference | None
    """None where too few weeks are known of both."""
    teams: tuple[int, ...]
    """Those that do the same task; empty where other work is compared."""
    slowest: Slowest | None
    """The team was the slowest of those that do the same task, just before it went live."""


@dataclass(frozen=True, kw_only=True)
class Others:
    """What the teams of every rollout are compared with is found in."""

    packs: Packs
    tree: TeamTree
    rollouts: Sequence[RolloutStanding]
    """Every rollout of the company."""
    not_redesigned: frozenset[int]
    """Workflows none of whose steps AI does."""
    among: frozenset[int] | None = None
    """The only teams that a rollout is compared with; None for all there are."""

    def beside(self, one: RolloutStanding, task: TaskCases, window: Window, *, weeks_after: int) -> Controls | None:
        """The comparison of one rollout; None where there is nobody to compare it with."""
        candidates = self._same_task(one)
        never_live = [team for team in candidates if not self._was_live(one.workflow_id, team, window.as_of)]
        same = self._tasks(one.workflow_id, never_live)
        who, compared = (SAME_TASK, same) if same else (OTHER_WORK, self._other_work(one))
        before = [team for team in candidates if not self._was_live(one.workflow_id, team, window.go_live)]
        peers = self._tasks(one.workflow_id, before)
        if not compared and not peers:
            return None
        return Controls(
            who=who,
            difference=_difference(task, compared, window, weeks_after),
            teams=tuple(never_live) if same else (),
            slowest=_slowest(task, peers, window),
        )

    def _same_task(self, one: RolloutStanding) -> list[int]:
        """The other teams with cases of the workflow, none of them above or below the rollout's team."""
        kin = self.tree.subtree(one.team_id) | set(self.tree.ancestors(one.team_id))
        return sorted(self._asked_for(self.packs.named_teams(one.workflow_id) - kin))

    def _was_live(self, workflow_id: int, team: int, until: float) -> bool:
        """Whether the workflow had gone live in the team, above it or below it."""
        kin = self.tree.subtree(team) | set(self.tree.ancestors(team))
        return any(
            other.workflow_id == workflow_id
            and other.team_id in kin
            and other.go_live is not None
            and midnight(other.go_live) < until
            for other in self.rollouts
        )

    def _tasks(self, workflow_id: int, teams: Sequence[int]) -> list[TaskCases]:
        """The cases of each team by itself."""
        found = [self.packs.of(workflow_id, {team}) for team in teams]
        return [task for task in found if task is not None]

    def _other_work(self, one: RolloutStanding) -> list[TaskCases]:
        below = self.tree.subtree(one.team_id)
        return [
            task
            for workflow in sorted(self.not_redesigned - {one.workflow_id})
            for task in self._tasks(workflow, sorted(self._asked_for(self.packs.named_teams(workflow) - below)))
        ]

    def _asked_for(self, teams: set[int]) -> set[int]:
        return teams if self.among is None else teams & self.among


def never_redesigned(steps: dict[int, list[StepRecord]], workflows: Sequence[int]) -> frozenset[int]:
    """The workflows none of whose steps AI does, whatever the day."""
    return frozenset(number for number in workflows if not does_a_step(steps.get(number, ())))


def _difference(task: TaskCases, others: Sequence[TaskCases], window: Window, weeks_after: int) -> Difference | None:
    if not others or weeks_after < 1:
        return None
    first, last = -window.weeks_before, weeks_after - 1
    rows = [weekly(other, window, first=first, last=last) for other in others]
    return difference_in_differences(
        weekly(task, window, first=first, last=last), np.vstack(rows), weeks_before=window.weeks_before
    )


def _slowest(task: TaskCases, peers: Sequence[TaskCases], window: Window) -> Slowest | None:
    if not peers:
        return None
    first = -window.weeks_before
    rows = [weekly(peer, window, first=first, last=-1) for peer in peers]
    return was_the_slowest(weekly(task, window, first=first, last=-1), np.vstack(rows))
