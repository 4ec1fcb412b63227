"""The reclaim list: who holds the seats that could be given back. The only reader of identities in the measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store.asker import ANYWHERE, Act, Asker
from opmodel.store.bulk import columns
from opmodel.store.facts import Identity, Tool
from opmodel.store.register import Team
from opmodel.store.rollup_tables import SeatStanding
from opmodel.store.rollups.seat_class import SeatClass


@dataclass(frozen=True, kw_only=True)
class ReclaimRow:
    """A held seat that could be given back."""

    tool: str
    plan: str
    identifier: str
    """As the seat list has it; empty where no list with names knows the holder."""
    name: str
    team: str
    """Path; empty for nobody's team."""
    seat_class: SeatClass
    idle_days: int | None
    """None: never used."""
    assigned_on: date | None
    exempt: bool
    """Kept on purpose."""
    ends_on: date | None
    """Already cancelled, going on this day."""


@dataclass(frozen=True)
class ReclaimPage:
    """Some rows of the list, and how many there are."""

    total: int
    rows: tuple[ReclaimRow, ...]


def reclaim_list(
    session: Session, *, by: Asker, tool: str | None = None, limit: int = 50, offset: int = 0
) -> ReclaimPage:
    """A page of the list: by tool, the surest first (leavers, never used, longest idle), as of each newest seat list.

    `tool` narrows it to the tool of that name. For the licence administrator alone; not for judging anybody's work. Of
    somebody whose role is limited to teams it holds the seats of those teams' people.

    Raises:
        Refused: `by` may not see names.
    """
    by.require(Act.SEE_NAMES, ANYWHERE)
    standing, tools, teams = columns(SeatStanding), columns(Tool), columns(Team)
    where = [tools.id == standing.tool_id] + ([] if tool is None else [tools.name == tool])
    if not by.may(Act.SEE_NAMES):
        within = [team for team, path in session.execute(select(teams.id, teams.path)) if by.may(Act.SEE_NAMES, path)]
        where.append(standing.team_id.in_(within))
    total = session.scalar(select(func.count()).select_from(standing.tool_id.table, tools.id.table).where(*where)) or 0
    rows = session.execute(
        select(standing, tools.name.label("tool"), teams.path)
        .select_from(standing.tool_id.table.join(tools.id.table, tools.id == standing.tool_id))
        .outerjoin(teams.id.table, teams.id == standing.team_id)
        .where(*where)
        .order_by(standing.tool_id, standing.position)
        .limit(limit)
        .offset(offset)
    ).mappings()
    page = list(rows)
    known = _identities(session, [row["person_id"] for row in page])
    return ReclaimPage(
        total=total,
        rows=tuple(
            ReclaimRow(
                tool=row["tool"],
                plan=row["plan"],
                identifier=known.get(row["person_id"], ("", ""))[0],
                name=known.get(row["person_id"], ("", ""))[1],
                team=row["path"] or "",
                seat_class=SeatClass(row["seat_class"]),
                idle_days=row["idle_days"],
                assigned_on=None if row["assigned_at"] is None else row["assigned_at"].date(),
                exempt=row["exempt"],
                ends_on=row["ends_on"],
            )
            for row in page
        ),
    )


def _identities(session: Session, people: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Person → identifier and name, as the newest import that names them has it."""
    identity = columns(Identity)
    known: dict[int, tuple[str, str]] = {}
    for person, identifier, name in session.execute(
        select(identity.person_id, identity.identifier, identity.name)
        .where(identity.person_id.in_(people))
        .order_by(identity.import_id)
    ):
        known[person] = (identifier, name or known.get(person, ("", ""))[1])
    return known
