"""Which teams have an AI tool: an inventory of what was bought, not of who uses it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session

from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import SeatPoint, ToolSnapshot, ToolWeek
from opmodel.store.teams import TeamTree

ANY_TOOL = 0

Counts = Mapping[int, int]
"""Team → people, of the team with all it holds."""


class ToolHolders:
    """Asked whether a team's own people have a tool.

    A team of fewer than the smallest group is taken to have what the nearest team above it has that is large enough, so
    that the answer never says of a few people whether they hold a seat.

    Args:
        tree: the teams.
        members: team → its own people.
        holders: what each source says: weekly files, snapshots, seat lists.
        k: the smallest group shown.
    """

    def __init__(self, tree: TeamTree, *, members: Counts, holders: list[Counts], k: int) -> None:
        self._tree = tree
        self._members = members
        self._holders = holders
        self._k = k

    def have_one(self, team: int) -> bool:
        """Whether the team's own people have a tool, by any source."""
        if self._members.get(team, 0) >= self._k:
            return any(_own(self._tree, team, counts) > 0 for counts in self._holders)
        line = self._tree.ancestors(team)
        large = next((one for one in line if self._people(one) >= self._k), line[-1])
        return any(counts.get(large, 0) > 0 for counts in self._holders)

    def _people(self, team: int) -> int:
        return sum(self._members.get(one, 0) for one in self._tree.subtree(team))


def _own(tree: TeamTree, team: int, counts: Counts) -> int:
    return counts.get(team, 0) - sum(counts.get(child, 0) for child in tree.children(team))


def tool_holders(session: Session, asked: Scope, *, members: Counts, last: int) -> ToolHolders:
    """Who has a tool by the scope's day: licensed in the newest complete week up to `last`, listed in the newest
    snapshot, or on the newest seat list of any tool.
    """
    return ToolHolders(
        asked.tree,
        members=members,
        holders=[_licensed(session, asked, last), _listed(session, asked), _seated(session, asked)],
        k=asked.k,
    )


def _licensed(session: Session, asked: Scope, last: int) -> Counts:
    week = columns(ToolWeek)
    any_tool = and_(week.tool_id == ANY_TOOL, week.app_id == 0)
    newest = (
        select(func.max(week.week))
        .where(any_tool, week.complete, week.team_id == asked.tree.company, week.week <= last)
        .scalar_subquery()
    )
    return _counts(
        session,
        select(week.team_id, func.coalesce(week.licensed, week.active).label("people")).where(
            any_tool, week.week == newest
        ),
    )


def _listed(session: Session, asked: Scope) -> Counts:
    snapshot = columns(ToolSnapshot)
    any_tool = and_(snapshot.tool_id == ANY_TOOL, snapshot.app_id == 0)
    newest = select(func.max(snapshot.report_on)).where(any_tool, snapshot.report_on <= asked.today).scalar_subquery()
    return _counts(
        session,
        select(snapshot.team_id, snapshot.listed.label("people")).where(any_tool, snapshot.report_on == newest),
    )


def _seated(session: Session, asked: Scope) -> Counts:
    point = columns(SeatPoint)
    newest = (
        select(point.tool_id, func.max(point.at).label("at"))
        .where(point.at < datetime.combine(asked.today + timedelta(days=1), time.min, UTC))
        .group_by(point.tool_id)
        .subquery()
    )
    return _counts(
        session,
        select(point.team_id, func.sum(point.seats).label("people"))
        .join(newest, and_(newest.c.tool_id == point.tool_id, newest.c.at == point.at))
        .group_by(point.team_id),
    )


def _counts(session: Session, statement: Select[tuple[int, int]]) -> Counts:
    return {row[0]: row[1] for row in session.execute(statement)}
