"""The own people of teams, week by week: who of those with a tool uses it, who of those targeted works the new way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlmodel import Session

from opmodel.measures.own_people import OwnPeople, Subtraction
from opmodel.measures.privacy import Cell
from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import AdoptionWeek, ToolWeek

ANY_TOOL = 0


@dataclass(frozen=True, kw_only=True)
class OwnWeeks:
    """The own people of teams in the weeks that are covered completely."""

    known: Mapping[int, OwnPeople]

    @property
    def newest(self) -> int | None:
        """The newest week; None without any."""
        return max(self.known, default=None)

    def cells(self, teams: Iterable[int]) -> dict[int, Cell]:
        """Week → everybody in the teams, from the first week in which there is anybody."""
        wanted = set(teams)
        cells = {week: people.of(wanted) for week, people in sorted(self.known.items())}
        first = min((week for week, cell in cells.items() if cell.denominator), default=None)
        return {week: cell for week, cell in cells.items() if first is not None and week >= first}


def tool_weeks(session: Session, asked: Scope, *, last: int, every: bool, tool: int = ANY_TOOL) -> OwnWeeks:
    """Active in the tool, of those who have it, in the weeks in which it is known who has it.

    Args:
        session: the store.
        asked: of whom; the company is read whatever team is asked about, as small teams hide behind each other.
        last: the newest week wanted.
        every: every week, else the newest.
        tool: the tool; any tool if none is given.
    """
    week = columns(ToolWeek)
    whole = and_(week.tool_id == tool, week.app_id == 0)
    company = and_(whole, week.team_id == asked.tree.company, week.complete, week.licensed.is_not(None))
    weeks = _wanted(session.scalars(select(week.week).where(company, week.week <= last)), every=every)
    rows: dict[int, tuple[dict[int, Cell], dict[int, Cell]]] = {one: ({}, {}) for one in weeks}
    for at, team, active, licensed, strangers, licensed_strangers in session.execute(
        select(week.week, week.team_id, week.active, week.licensed, week.not_placed, week.licensed_not_placed).where(
            whole, week.week.in_(weeks)
        )
    ):
        wholes, parts = rows[at]
        parts[team] = Cell(active, licensed)
        wholes[team] = Cell(active - strangers, licensed - licensed_strangers)
    return _own(asked, rows)


def work_weeks(session: Session, asked: Scope, *, last: int, every: bool) -> OwnWeeks:
    """Active in a redesigned workflow, of those whom one targets: the board number of teams."""
    week = columns(AdoptionWeek)
    board = and_(week.workflow_id == 0, week.rollout_id == 0)
    company = and_(board, week.team_id == asked.tree.company, week.measured, week.complete)
    weeks = _wanted(session.scalars(select(week.week).where(company, week.week <= last)), every=every)
    cells: dict[int, dict[int, Cell]] = {one: {} for one in weeks}
    for at, team, active, targeted in session.execute(
        select(week.week, week.team_id, week.active, week.targeted).where(board, week.week.in_(weeks))
    ):
        cells[at][team] = Cell(active, targeted)
    return _own(asked, {at: (some, some) for at, some in cells.items()})


def _wanted(weeks: Iterable[int], *, every: bool) -> list[int]:
    known = sorted(weeks)
    return known if every else known[-1:]


def _own(asked: Scope, rows: Mapping[int, tuple[Mapping[int, Cell], Mapping[int, Cell]]]) -> OwnWeeks:
    """From week → team → its people as a whole, and as a part of the team above."""
    subtraction = Subtraction(asked.tree, asked.k)
    return OwnWeeks(
        known={week: subtraction.own_people(wholes=wholes, parts=parts) for week, (wholes, parts) in rows.items()}
    )
