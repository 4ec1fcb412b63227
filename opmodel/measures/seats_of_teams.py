"""What the seats that some teams hold cost a year."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.holdings import Holding, holdings
from opmodel.measures.own_people import Subtraction
from opmodel.measures.privacy import Cell
from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import SeatPoint


@dataclass(frozen=True, kw_only=True)
class SeatCost:
    """Seats with a known price, in one currency."""

    seats: int
    a_year: float
    at_least: bool
    """Whether seats of teams too small to show are left out."""


def seat_costs(session: Session, company: Scope, teams: Collection[int]) -> Mapping[str, SeatCost]:
    """Currency → what the seats held by the teams' own people cost a year, by the newest seat list of each tool.

    Trials, and seats whose price nobody uploaded, are left out. Counted is what the figures of teams give of their own
    people: nothing is said of a team that is too small to show, nor of one that would give such a team away.

    Args:
        session: the store.
        company: the whole company, and as of when.
        teams: the teams, each without those below it.
    """
    subtraction = Subtraction(company.tree, company.k)
    wanted = set(teams)
    found: dict[str, list[tuple[int, float, bool]]] = defaultdict(list)
    for one in holdings(session, company):
        line = one.line
        if line is None or line.seat_price is None or line.trial or one.at is None:
            continue
        cells = _by_team(session, one)
        own = subtraction.own_people(wholes=cells, parts=cells)
        seats = int(own.of(wanted).denominator)
        if seats:
            found[line.currency].append((seats, seats * line.seat_price, bool(own.left_out(wanted))))
    return {
        currency: SeatCost(
            seats=sum(seats for seats, _, _ in some),
            a_year=round(sum(cost for _, cost, _ in some), 2),
            at_least=any(left_out for _, _, left_out in some),
        )
        for currency, some in found.items()
    }


def _by_team(session: Session, one: Holding) -> dict[int, Cell]:
    """Team with all below it → its seats of the tool, under the holding's plans."""
    point = columns(SeatPoint)
    rows = session.execute(
        select(point.team_id, func.sum(point.seats))
        .where(point.tool_id == one.tool_id, point.at == one.at, point.plan.in_(one.plans))
        .group_by(point.team_id)
    )
    return {row[0]: Cell(None, int(row[1])) for row in rows}
