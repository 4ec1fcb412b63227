"""The cases of redesigned teams against those of teams with only the same tool, over the same weeks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from opmodel.measures.case_comparison import Window, compare
from opmodel.measures.control_teams import Controls, Others, never_redesigned
from opmodel.measures.like_teams import starts_alike
from opmodel.measures.matched_teams import Sides, ToolTeams
from opmodel.measures.rollout_cycle_time import Claim, RolloutCycleTime, rollout_cycle_times
from opmodel.measures.rollouts import rollouts_on
from opmodel.measures.scope import Scope
from opmodel.measures.steps import registered_steps
from opmodel.measures.task_cases import Packs
from opmodel.measures.verdict.comparison import Change


@dataclass(frozen=True, kw_only=True)
class CasesBeside:
    """One live rollout of redesigned work, and what became of the cases of the others meanwhile."""

    own: RolloutCycleTime
    controls: Controls | None = None
    others_change: Change | None = None
    """The change of the others' cases of the same task, their weeks split at the same go-live."""
    why: str = ""
    """Why there is no comparison; empty where there is one."""


class CasesOfTeams:
    """The cases of a scope's redesigned work, read once for every tool.

    Args:
        session: the store.
        asked: of whom, and as of when; the day is already the register's (`as_registered`).
        sides: the teams of the scope.
    """

    def __init__(self, session: Session, asked: Scope, sides: Sides) -> None:
        self._tree = asked.tree
        self._sides = sides
        self._packs = Packs(session)
        live = {name for team in sides.redesigned for name in team.workflows}
        self._rollouts = [
            one for one in rollout_cycle_times(session, asked) if one.rollout.is_live and one.rollout.workflow in live
        ]
        self._others = Others(
            packs=self._packs,
            tree=asked.tree,
            rollouts=rollouts_on(session, replace(asked, team=asked.tree.company)),
            not_redesigned=never_redesigned(registered_steps(session), self._packs.workflows()),
        )

    def beside(self, teams: ToolTeams) -> list[CasesBeside]:
        """Each rollout whose team has the tool, by workflow and team."""
        return [self._of(one, teams) for one in self._rollouts if self._has_tool(one, teams)]

    def _has_tool(self, one: RolloutCycleTime, teams: ToolTeams) -> bool:
        tools = self._sides.tools[one.rollout.workflow]
        return (not tools or teams.tool_id in tools) and bool(self._own(one, teams))

    def _own(self, one: RolloutCycleTime, teams: ToolTeams) -> set[int]:
        """The redesigned teams with the tool that the rollout is in."""
        return self._tree.subtree(one.rollout.team_id) & {team.team_id for team in teams.redesigned_with_tool}

    def _of(self, one: RolloutCycleTime, teams: ToolTeams) -> CasesBeside:
        if one.suppressed or one.comparison is None or one.window is None or one.task is None:
            return CasesBeside(own=one, why="its cases are too few to show" if one.suppressed else one.why)
        if one.claim == Claim.NONE:
            return CasesBeside(own=one, why="no baseline is locked, so no claim is possible")
        own = [team for team in teams.redesigned_with_tool if team.team_id in self._own(one, teams)]
        alike = {other.team_id for other in teams.only_tool if any(starts_alike(team, other) for team in own)}
        found = replace(self._others, among=frozenset(alike)).beside(
            one.rollout, one.task, one.window, weeks_after=one.comparison.verdict.weeks_after
        )
        if found is None:
            return CasesBeside(own=one, why="no team with only the tool has cases to compare with")
        if found.difference is None:
            return CasesBeside(own=one, why="too few weeks with cases on both sides")
        return CasesBeside(
            own=one,
            controls=found,
            others_change=self._change(one.rollout.workflow_id, found.teams, one.window),
        )

    def _change(self, workflow: int, teams: Sequence[int], window: Window) -> Change | None:
        task = self._packs.of(workflow, teams) if teams else None
        if task is None:
            return None
        return compare(task, replace(window, as_of=min(window.as_of, task.known_until))).verdict.change
