"""Where each redesigned workflow could go next: teams it is planned in, and teams next door to one where it holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.scope import Scope
from opmodel.store.register import Stage


@dataclass(frozen=True, kw_only=True)
class NextTeam:
    """A team that a workflow could go to next."""

    workflow_id: int
    workflow: str
    team: str
    """Path of the team."""
    rollout_id: int | None
    """The planned rollout; None where nothing is planned there."""
    planned_since: date | None
    neighbour: str
    """Path of the team next door where it has held the longest; empty where there is none."""
    holding_weeks: int
    """Complete weeks in a row that it has held there."""


def next_teams(session: Session, asked: Scope) -> list[NextTeam]:
    """The next teams of every redesigned workflow: the planned ones first, then those whose neighbour has held longest.

    Next door are the teams that have the same team above them. A team where the workflow runs, or where it was stopped,
    is not next. The scope's team and the teams below it are looked at, with neighbours wherever they are.
    """
    company = replace(asked, team=asked.tree.company)
    rollouts: dict[int, list[RolloutAdoption]] = defaultdict(list)
    for one in rollout_adoptions(session, company):
        if one.is_redesign:
            rollouts[one.workflow_id].append(one)
    within = asked.tree.subtree(asked.team)
    found = [
        candidate
        for of_workflow in rollouts.values()
        for team, candidate in _candidates(of_workflow, asked)
        if team in within
    ]
    return sorted(
        found,
        key=lambda one: (one.planned_since is None, -one.holding_weeks, one.workflow.casefold(), one.team.casefold()),
    )


def _candidates(rollouts: Sequence[RolloutAdoption], asked: Scope) -> Iterator[tuple[int, NextTeam]]:
    """The next teams of one workflow."""
    planned = {one.team_id: one for one in rollouts if one.stage == Stage.PLANNED}
    taken = {one.team_id for one in rollouts}
    next_door = {
        sibling
        for one in rollouts
        if one.holding and (parent := asked.tree.parents[one.team_id]) is not None
        for sibling in asked.tree.children(parent)
        if sibling not in taken
    }
    for team in (*planned, *next_door):
        plan = planned.get(team)
        neighbour = _longest(
            one for one in rollouts if one.holding and asked.tree.parents[one.team_id] == asked.tree.parents[team]
        )
        yield (
            team,
            NextTeam(
                workflow_id=rollouts[0].workflow_id,
                workflow=rollouts[0].workflow,
                team=asked.tree.paths[team] or asked.tree.names[team],
                rollout_id=plan.rollout_id if plan else None,
                planned_since=plan.stage_since if plan else None,
                neighbour=neighbour.team if neighbour else "",
                holding_weeks=neighbour.holding_weeks if neighbour else 0,
            ),
        )


def _longest(holding: Iterable[RolloutAdoption]) -> RolloutAdoption | None:
    """The rollout that has held the longest."""
    return max(holding, key=lambda one: (one.holding_weeks, one.team), default=None)
