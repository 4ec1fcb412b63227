"""What the company holds of each tool: seats bought, held, by class, and their price. Licences and shelfware read it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.privacy import Cell, hidden_from_above, hidden_siblings, teams_beside
from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.facts import Import, Tool
from opmodel.store.rollup_tables import SeatPoint, SegmentWeek, ToolSnapshot, ToolWeek
from opmodel.store.rollups.contract_lines import Line, contract_lines
from opmodel.store.rollups.seat_class import IDLE, RECOVERABLE, SeatClass
from opmodel.store.weeks import monday, week_of

_POINT = columns(SeatPoint)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """The seats of one tool under one contract line, or under none."""

    tool_id: int
    tool: str
    line: Line | None
    plans: tuple[str, ...]
    at: datetime | None
    """When the seat list was made; None without one."""
    import_id: int | None
    export: str
    held: Counter[str]
    """Seats by class, as held by people; unassigned ones are worked out below."""
    exempt: Counter[str] = field(default_factory=Counter)
    """Of them, those kept on purpose."""
    seen_active: int | None = None
    """Without a seat list: people seen active in about 30 days."""

    @property
    def assigned(self) -> int:
        """Seats held by somebody."""
        return self.held.total()

    @property
    def bought(self) -> int | None:
        """Seats bought; None: unlimited, or no contract."""
        return None if self.line is None else self.line.seats

    @property
    def paid(self) -> int:
        """Seats that are paid for: those bought; all that are held where more are, or where nothing says how many."""
        return max(self.bought or 0, self.assigned)

    @property
    def idle_is_known(self) -> bool:
        """Whether anything shows who uses the seats."""
        return self.at is not None or (self.seen_active is not None and self.bought is not None)

    @property
    def is_upper_bound(self) -> bool:
        """Whether there is no seat list, so that idle is only "bought − active"."""
        return self.at is None

    @property
    def classes(self) -> Counter[str]:
        """Every paid seat by class; those nobody was seen to use stand as unassigned where there is no seat list."""
        unassigned = self.paid - self.assigned
        if self.is_upper_bound:
            active = min(self.paid, self.seen_active or 0)
            return Counter({SeatClass.ACTIVE.value: active, SeatClass.UNASSIGNED.value: self.paid - active})
        return Counter({**self.held, SeatClass.UNASSIGNED.value: unassigned})

    @property
    def idle(self) -> int:
        """Seats that count as shelfware; exempt ones do not."""
        return sum(self.classes[one] - self.exempt[one] for one in IDLE)

    @property
    def idle_long(self) -> int:
        """Seats that could be given back, were it not for the commit floor and the notice date."""
        return sum(self.classes[one] - self.exempt[one] for one in RECOVERABLE)


def holdings(session: Session, asked: Scope) -> list[Holding]:
    """What is held as of the scope, by tool; for a team, the seats its people hold (nothing is bought by a team)."""
    tool = columns(Tool)
    names = {row[0]: row[1] for row in session.execute(select(tool.id, tool.name))}
    lines: dict[int, list[Line]] = {}
    for line in contract_lines(session, asked.today):
        lines.setdefault(line.tool_id, []).append(line)
    found: list[Holding] = []
    for tool_id, name in sorted(names.items(), key=lambda item: item[1].casefold()):
        found += _of_tool(session, asked, tool_id, name, lines.get(tool_id, []))
    return found


def _of_tool(session: Session, asked: Scope, tool_id: int, name: str, lines: list[Line]) -> list[Holding]:
    newest = select(func.max(_POINT.at)).where(_POINT.tool_id == tool_id)
    if asked.as_of is not None:
        newest = newest.where(_POINT.at < datetime.combine(monday(asked.as_of + 1), time.min, UTC))
    at = session.scalar(newest)
    if at is None:
        if not lines or not asked.is_company:
            return []
        seen = _seen_active(session, asked, tool_id)
        alone = len(lines) == 1
        return [
            Holding(
                tool_id=tool_id,
                tool=name,
                line=line,
                plans=(),
                at=None,
                import_id=None,
                export="",
                held=Counter(),
                seen_active=seen if alone else None,
            )
            for line in lines
        ]
    rows = session.execute(
        select(_POINT.plan, _POINT.seat_class, _POINT.seats, _POINT.exempt, _POINT.import_id).where(
            _POINT.tool_id == tool_id, _POINT.at == at, _POINT.team_id == asked.team
        )
    ).all()
    import_id = session.scalars(select(_POINT.import_id).where(_POINT.tool_id == tool_id, _POINT.at == at)).first()
    reported = session.get(Import, import_id) if import_id is not None else None
    plans = sorted({row[0] for row in rows})
    matched = _matched(lines, plans)
    made = []
    for line, of_line in matched:
        held: Counter[str] = Counter()
        exempt: Counter[str] = Counter()
        for plan, seat_class, seats, kept, _ in rows:
            if plan in of_line:
                held[seat_class] += seats
                exempt[seat_class] += kept
        in_scope = line if asked.is_company or line is None else _without_seats(line)
        made.append(
            Holding(
                tool_id=tool_id,
                tool=name,
                line=in_scope,
                plans=tuple(of_line),
                at=at,
                import_id=import_id,
                export=reported.export if reported is not None else "",
                held=held,
                exempt=exempt,
            )
        )
    return made


def _without_seats(line: Line) -> Line:
    """A contract as a team sees it: a price, but no number of seats."""
    return Line(**{**vars(line), "seats": None, "commit_floor": 0})


def _matched(lines: list[Line], plans: Sequence[str]) -> list[tuple[Line | None, list[str]]]:
    """Which plans of the seat list each contract line pays for. Plans are matched by name; a line without a plan, or the
    only line whose plan the list does not know, takes what is left.
    """
    left = list(plans)
    taken: list[tuple[Line | None, list[str]]] = []
    open_lines: list[Line] = []
    for line in lines:
        same = [plan for plan in left if plan.strip().casefold() == line.plan.strip().casefold()]
        if same and line.plan.strip():
            left = [plan for plan in left if plan not in same]
            taken.append((line, same))
        else:
            open_lines.append(line)
    general = [line for line in open_lines if not line.plan.strip()] or (open_lines if len(open_lines) == 1 else [])
    for line in open_lines:
        takes = left if general and line is general[0] else []
        taken.append((line, takes))
        if takes:
            left = []
    if left:
        taken.append((None, left))
    return taken


def _seen_active(session: Session, asked: Scope, tool: int) -> int | None:
    """People active in the last four complete weeks; failing that in the newest week or usage snapshot."""
    segment, week, snapshot = columns(SegmentWeek), columns(ToolWeek), columns(ToolSnapshot)
    latest = week_of(asked.today)
    newest = session.scalar(
        select(func.max(segment.week)).where(
            segment.tool_id == tool, segment.app_id == 0, segment.team_id == asked.team, segment.week <= latest
        )
    )
    if newest is not None:
        active: int | None = session.scalar(
            select(func.coalesce(func.sum(segment.people), 0)).where(
                segment.tool_id == tool,
                segment.app_id == 0,
                segment.team_id == asked.team,
                segment.week == newest,
                segment.span == 4,
                segment.segment.not_in(["Non-user", "Unclassified"]),
            )
        )
        return active
    for statement in (
        select(week.active)
        .where(week.tool_id == tool, week.app_id == 0, week.team_id == asked.team, week.complete, week.week <= latest)
        .order_by(week.week.desc())
        .limit(1),
        select(snapshot.active)
        .where(snapshot.tool_id == tool, snapshot.app_id == 0, snapshot.team_id == asked.team)
        .where(snapshot.report_on <= asked.today)
        .order_by(snapshot.report_on.desc())
        .limit(1),
    ):
        seen: int | None = session.scalar(statement)
        if seen is not None:
            return seen
    return None


def holding_sources(held: Sequence[Holding]) -> tuple[int, ...]:
    """The imports behind holdings."""
    imports = {one.import_id for one in held} | {one.line.import_id for one in held if one.line is not None}
    return tuple(sorted(one for one in imports if one is not None))


@dataclass(frozen=True)
class Withheld:
    """What is not said of a team's seats, since it would tell of a few people. Of the company nothing is withheld: its
    seats are inventory.
    """

    everything: bool = False
    tools: frozenset[str] = frozenset()


def withheld(session: Session, asked: Scope, held: Sequence[Holding]) -> Withheld:
    """Which of a team's tools are held by too few, or would give such a few away (measures.md §5, rule 2)."""
    if asked.is_company:
        return Withheld()
    seats: Counter[str] = Counter()
    cells: dict[str, dict[int, Cell]] = {}
    for one in held:
        seats[one.tool] += one.assigned
        if one.tool not in cells:
            cells[one.tool] = _seats_beside(session, asked, one)
    together: Counter[int] = Counter()
    for of_tool in cells.values():
        together.update({team: int(cell.denominator) for team, cell in of_tool.items()})
    whole = {team: Cell(None, count) for team, count in together.items()}
    total = seats.total()
    if 0 < total < asked.k or _given_away(asked, whole):
        return Withheld(everything=True)
    tools = sorted(seats, key=lambda tool: seats[tool])
    small = {
        tools[at] for at in hidden_siblings(Cell(None, total), [Cell(None, seats[tool]) for tool in tools], asked.k)
    }
    small |= {tool for tool in tools if _given_away(asked, cells[tool])}
    shown = [tool for tool in tools if tool not in small and seats[tool]]
    if len(small) == 1 and shown:
        small.add(shown[0])
    return Withheld(tools=frozenset(small))


def _seats_beside(session: Session, asked: Scope, one: Holding) -> dict[int, Cell]:
    """Seats of a tool in the teams above the one asked about, and in those beside it."""
    statement = (
        select(_POINT.team_id, func.sum(_POINT.seats))
        .where(_POINT.tool_id == one.tool_id, _POINT.at == one.at)
        .where(_POINT.team_id.in_(teams_beside(asked.tree, asked.team)))
        .group_by(_POINT.team_id)
    )
    return {team: Cell(None, int(count)) for team, count in session.execute(statement)}


def _given_away(asked: Scope, cells: dict[int, Cell]) -> bool:
    return hidden_from_above(asked.tree, asked.team, total=cells.get, part=cells.get, k=asked.k)
