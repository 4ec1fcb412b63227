"""Redesigned teams beside teams with only the same tool: who holds it, who is like whom, and who is left out and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.like_teams import Match, TeamWithTool, match
from opmodel.measures.own_weeks import OwnWeeks, tool_weeks
from opmodel.measures.rollouts import rollouts_on
from opmodel.measures.scope import Scope
from opmodel.measures.steps import does_a_step, registered_steps
from opmodel.measures.team_groups import Group, GroupedTeam, grouped_teams
from opmodel.store.bulk import columns
from opmodel.store.facts import Tool
from opmodel.store.register import Workflow, WorkflowTool

NOT_ON_THE_ROSTER = "nobody of it is on the roster"
NOT_COUNTED = "nobody of it has the tool, or too few to count them apart from other teams"
REDESIGNED_BEFORE = "a redesigned workflow was live in it before"
LIKE_NOBODY = "no redesigned team with the tool is like it in size, seats and start"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A team that nothing is compared with."""

    path: str
    name: str
    people: int
    is_redesigned: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class ToolTeams:
    """One tool: the teams of a scope that have it, and which of them are compared."""

    tool_id: int
    tool: str
    weeks: OwnWeeks
    """Active in the tool, of those who have it."""
    redesigned_with_tool: tuple[TeamWithTool, ...]
    """Every redesigned team with the tool that can be counted, compared or not, by path."""
    matches: tuple[Match, ...]
    """The redesigned teams that have somebody beside them, by path."""
    only_tool: tuple[TeamWithTool, ...]
    """Every team with only the tool that can be counted, like a redesigned one or not, by path."""
    left_out: tuple[LeftOut, ...]
    without: int
    """Teams with only tools of which nobody has this one, or too few to count."""

    @property
    def redesigned(self) -> tuple[TeamWithTool, ...]:
        """The redesigned teams that are compared."""
        return tuple(one.team for one in self.matches)

    @property
    def beside(self) -> tuple[TeamWithTool, ...]:
        """The teams they are compared with, each once, by path."""
        found = {other.team_id: other for one in self.matches for other in one.beside}
        return tuple(sorted(found.values(), key=_by_path))

    @property
    def since(self) -> int | None:
        """The first week in which all of them can be counted; None where nobody is compared."""
        return max((one.began for one in (*self.redesigned, *self.beside)), default=None)


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The teams of a scope, sorted into those that are redesigned, and those that never were."""

    redesigned: tuple[GroupedTeam, ...]
    only_tools: tuple[GroupedTeam, ...]
    earlier: frozenset[int]
    """Of those with only tools: a redesigned workflow was live in it, or above it, once."""
    tools: Mapping[str, frozenset[int]]
    """Workflow → the tools it stands on; empty where it names none."""

    def stands_on(self, team: GroupedTeam, tool: int) -> bool:
        """Whether redesigned work of the team stands on the tool: one of its workflows names it, or names none."""
        return any(tool in self.tools[name] or not self.tools[name] for name in team.workflows)


def sides_of(session: Session, asked: Scope) -> Sides:
    """The two sides in a scope; the day is already the register's (`as_registered`)."""
    teams = grouped_teams(session, asked)
    only_tools = tuple(team for team in teams if team.group == Group.ONLY_TOOLS)
    once = _once_redesigned(session, asked)
    return Sides(
        redesigned=tuple(team for team in teams if team.group != Group.ONLY_TOOLS),
        only_tools=only_tools,
        earlier=frozenset(team.team_id for team in only_tools if once.intersection(asked.tree.ancestors(team.team_id))),
        tools=_tools_of_workflows(session),
    )


def tool_teams(session: Session, asked: Scope, sides: Sides, *, last: int) -> list[ToolTeams]:
    """Every tool that redesigned work stands on, by name.

    Args:
        session: the store.
        asked: of whom, and as of when.
        sides: the teams.
        last: the newest week that counts.
    """
    tool = columns(Tool)
    names = session.execute(select(tool.id, tool.name).order_by(tool.name)).all()
    wanted = [
        (number, name) for number, name in names if any(sides.stands_on(team, number) for team in sides.redesigned)
    ]
    return [
        _of_tool(sides, number, name, tool_weeks(session, asked, last=last, every=True, tool=number))
        for number, name in sorted(wanted, key=lambda row: row[1].casefold())
    ]


def _of_tool(sides: Sides, tool: int, name: str, weeks: OwnWeeks) -> ToolTeams:
    began = _first_weeks(weeks)
    left_out: list[LeftOut] = []
    without = 0
    counted: dict[bool, list[TeamWithTool]] = {True: [], False: []}
    redesigned = [team for team in sides.redesigned if sides.stands_on(team, tool)]
    for team in (*redesigned, *sides.only_tools):
        is_redesigned = team.group != Group.ONLY_TOOLS
        found = _with_tool(team, weeks, began)
        if found is not None and team.team_id in sides.earlier:
            left_out.append(_left_out(found, REDESIGNED_BEFORE, is_redesigned=False))
        elif found is not None:
            counted[is_redesigned].append(found)
        elif is_redesigned:
            left_out.append(_left_out(team, NOT_COUNTED if team.people else NOT_ON_THE_ROSTER, is_redesigned=True))
        else:
            without += 1
    matches = [match(team, counted[False]) for team in counted[True]]
    left_out += [_left_out(one.team, one.why, is_redesigned=True) for one in matches if not one.beside]
    taken = {other.team_id for one in matches for other in one.beside}
    left_out += [
        _left_out(team, LIKE_NOBODY, is_redesigned=False) for team in counted[False] if team.team_id not in taken
    ]
    return ToolTeams(
        tool_id=tool,
        tool=name,
        weeks=weeks,
        redesigned_with_tool=tuple(sorted(counted[True], key=_by_path)),
        matches=tuple(sorted((one for one in matches if one.beside), key=lambda one: _by_path(one.team))),
        only_tool=tuple(sorted(counted[False], key=_by_path)),
        left_out=tuple(sorted(left_out, key=lambda one: (not one.is_redesigned, one.path.casefold()))),
        without=without,
    )


def _first_weeks(weeks: OwnWeeks) -> dict[int, int]:
    """Team → the first week in which its own people with the tool can be counted by themselves."""
    first: dict[int, int] = {}
    for week in sorted(weeks.known, reverse=True):
        first |= dict.fromkeys(weeks.known[week].alone, week)
    return first


def _with_tool(team: GroupedTeam, weeks: OwnWeeks, began: Mapping[int, int]) -> TeamWithTool | None:
    """The team as it stands in the newest week; None where its people with the tool cannot be counted in it."""
    cell = None if weeks.newest is None else weeks.known[weeks.newest].alone.get(team.team_id)
    if cell is None or not team.people:
        return None
    return TeamWithTool(
        team_id=team.team_id,
        name=team.name,
        path=team.path,
        people=team.people,
        holders=int(cell.denominator),
        began=began[team.team_id],
    )


def _left_out(team: GroupedTeam | TeamWithTool, why: str, *, is_redesigned: bool) -> LeftOut:
    return LeftOut(path=team.path, name=team.name, people=team.people, is_redesigned=is_redesigned, why=why)


def _by_path(team: TeamWithTool) -> str:
    return team.path.casefold()


def _once_redesigned(session: Session, asked: Scope) -> set[int]:
    """The teams that a redesigned workflow was ever live in by the day."""
    steps = registered_steps(session)
    return {
        one.team_id
        for one in rollouts_on(session, replace(asked, team=asked.tree.company))
        if one.go_live is not None
        and does_a_step(step for step in steps[one.workflow_id] if not step.begins_after(asked.today))
    }


def _tools_of_workflows(session: Session) -> dict[str, frozenset[int]]:
    workflow, stands = columns(Workflow), columns(WorkflowTool)
    rows = session.execute(
        select(workflow.name, stands.tool_id)
        .select_from(workflow.id.table)
        .outerjoin(stands.workflow_id.table, stands.workflow_id == workflow.id)
    ).all()
    names = {name for name, _ in rows}
    return {name: frozenset(tool for at, tool in rows if at == name and tool is not None) for name in names}


def compared_teams(found: Sequence[ToolTeams]) -> set[int]:
    """The redesigned teams that are compared by at least one tool."""
    return {team.team_id for one in found for team in one.redesigned}
