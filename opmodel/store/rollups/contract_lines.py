"""The contracts that stand on a day, and what a seat costs a year under each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.facts import Contract, Import, PriceBasis, Tool

MICROS = 1_000_000
DAYS_A_YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Line:
    """One contract, as it stands on a day. Money is in whole currency units a year."""

    id: int
    tool_id: int
    tool: str
    plan: str
    seats: int | None
    """None: unlimited."""
    currency: str
    seat_price: float | None
    """Net price of one seat a year; None where no price is known or an unlimited contract has one price for all."""
    total_price: float | None
    """Price of the whole contract a year, where it is priced as a whole or its seats are counted."""
    starts_on: date | None
    renews_on: date | None
    notice_on: date | None
    commit_floor: int
    owner: str
    trial: bool
    import_id: int | None


def contract_lines(session: Session, day: date) -> list[Line]:
    """The contract lines in force on `day`, by tool and plan.

    The newest report that names a tool speaks for the whole tool: an older file's lines are not added to it. Of the
    lines of one plan, one that has reached its renewal gives way to one that starts then; without such a successor it
    is taken to go on.
    """
    contract, tool, imported = columns(Contract), columns(Tool), columns(Import)
    rows = session.execute(
        select(contract, tool.name.label("tool"), imported.report_at)
        .select_from(contract.id.table)
        .join(tool.id.table, tool.id == contract.tool_id)
        .outerjoin(imported.id.table, imported.id == contract.import_id)
        .where((contract.starts_on.is_(None)) | (contract.starts_on <= day))
        .order_by(tool.name, contract.plan, contract.id)
    ).mappings()
    of_tool: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        of_tool[row["tool_id"]].append(dict(row))
    return [line for lines in of_tool.values() for line in _in_force(_newest_report(lines), day)]


def _newest_report(rows: list[dict[str, object]]) -> list[Line]:
    def report(row: dict[str, object]) -> tuple[str, int]:
        return (str(row["report_at"] or ""), int(str(row["import_id"] or 0)))

    newest = max(report(row) for row in rows)
    return [_line(row) for row in rows if report(row) == newest]


def _in_force(lines: list[Line], day: date) -> list[Line]:
    def succeeded(line: Line) -> bool:
        return (
            line.renews_on is not None
            and line.renews_on <= day
            and any(
                other.plan == line.plan and other.starts_on is not None and other.starts_on >= line.renews_on
                for other in lines
            )
        )

    return [line for line in lines if not succeeded(line)]


def _line(row: dict[str, object]) -> Line:
    fields = {
        name: row[name]
        for name in (
            "id",
            "tool_id",
            "tool",
            "plan",
            "currency",
            "starts_on",
            "renews_on",
            "notice_on",
            "commit_floor",
            "owner",
            "trial",
            "import_id",
        )
    }
    seat_price, total_price = _prices(row)
    return Line(**fields, seats=row["seats_bought"], seat_price=seat_price, total_price=total_price)  # type: ignore[arg-type]


def _prices(row: dict[str, object]) -> tuple[float | None, float | None]:
    """Price of a seat a year, and of the whole contract a year."""
    micros, seats = row["price_micros"], row["seats_bought"]
    if row["trial"]:
        return 0.0, 0.0
    if not isinstance(micros, int):
        return None, None
    bought = seats if isinstance(seats, int) else None
    a_year = micros / MICROS * _times_a_year(row)
    if row["price_basis"] in {PriceBasis.SEAT_MONTH, PriceBasis.SEAT_YEAR}:
        return a_year, None if bought is None else a_year * bought
    return None if not bought else a_year / bought, a_year


def _times_a_year(row: dict[str, object]) -> float:
    if row["price_basis"] in {PriceBasis.SEAT_MONTH, PriceBasis.TOTAL_MONTH}:
        return 12
    starts, renews = row["starts_on"], row["renews_on"]
    if row["price_basis"] == PriceBasis.TOTAL_TERM and isinstance(starts, date) and isinstance(renews, date):
        return DAYS_A_YEAR / max(1, (renews - starts).days)
    return 1
