"""Which teams had only tools bought for them, which were redesigned, and in which of those the new way holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.register_day import last_full_week
from opmodel.measures.scope import Scope
from opmodel.measures.tool_holders import tool_holders
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import Membership
from opmodel.store.teams import TeamTree


class Group(StrEnum):
    """What became of a team's work."""

    ONLY_TOOLS = "only_tools"
    UNKNOWN = "redesigned_not_known"
    """Whether it holds is not known, or not shown: too early, too small, or not measured."""
    NOT_HOLDING = "redesigned_not_holding"
    HOLDING = "redesigned_holding"


@dataclass(frozen=True, kw_only=True)
class GroupedTeam:
    """A team that has a tool, or whose work was redesigned."""

    team_id: int
    name: str
    path: str
    group: Group
    people: int
    """Its own people today, without those of the teams below it."""
    workflows: tuple[str, ...]
    """The redesigned workflows that are live in it, or in a team above it."""


def grouped_teams(session: Session, asked: Scope) -> list[GroupedTeam]:
    """The teams of a scope that have anything, by path.

    A team is one with people of its own, or one that a workflow was rolled out to and that has no such team below it.
    """
    members = _members(session, asked)
    company = replace(asked, team=asked.tree.company)
    adoptions = rollout_adoptions(session, company)
    live: dict[int, list[RolloutAdoption]] = {}
    for one in adoptions:
        if one.is_live and one.is_redesign:
            live.setdefault(one.team_id, []).append(one)
    tools = tool_holders(session, asked, members=members, last=last_full_week(asked.today))
    found = []
    for team in _teams(asked, members, {one.team_id for one in adoptions}):
        redesigned = [one for above in asked.tree.ancestors(team) for one in live.get(above, ())]
        group = _group(redesigned)
        if group == Group.ONLY_TOOLS and not tools.have_one(team):
            continue
        found.append(
            GroupedTeam(
                team_id=team,
                name=asked.tree.names[team],
                path=asked.tree.paths[team],
                group=group,
                people=members.get(team, 0),
                workflows=tuple(sorted({one.workflow for one in redesigned}, key=str.casefold)),
            )
        )
    return sorted(found, key=lambda one: one.path.casefold())


def _group(redesigned: Sequence[RolloutAdoption]) -> Group:
    if not redesigned:
        return Group.ONLY_TOOLS
    if any(one.holding for one in redesigned):
        return Group.HOLDING
    return Group.UNKNOWN if any(one.holding is None for one in redesigned) else Group.NOT_HOLDING


def _teams(asked: Scope, members: Mapping[int, int], rolled_out: set[int]) -> set[int]:
    within = asked.tree.subtree(asked.team)
    bare = {team for team in rolled_out if not _has_people(asked.tree, team, members)}
    return within & (members.keys() | bare)


def _has_people(tree: TeamTree, team: int, members: Mapping[int, int]) -> bool:
    return any(one in members for one in tree.subtree(team))


def _members(session: Session, asked: Scope) -> dict[int, int]:
    """Team → its own people on the day."""
    member = columns(Membership)
    rows = session.execute(
        select(member.team_id, func.count())
        .where(member.valid_from.is_(None) | (member.valid_from <= asked.today))
        .where(member.valid_to.is_(None) | (member.valid_to >= asked.today))
        .group_by(member.team_id)
    )
    return {row[0]: row[1] for row in rows if row[0] in asked.tree.parents}
