"""renewals: the contracts by the day until which notice can be given."""

from datetime import date
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.holdings import Holding, holding_sources, holdings
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import scope
from opmodel.measures.shelfware_money import idle_money
from opmodel.store.facts import Contract, Tool
from opmodel.store.rollup_tables import SeatPoint
from opmodel.store.rollups.contract_lines import Line, contract_lines
from opmodel.store.weeks import week_of

SOON_DAYS = 90


def answer(session: Session, question: Question) -> Figure:
    """How many contracts can be given notice within the next 90 days; a part each, the nearest notice date first."""
    asked = scope(session, question)
    # A contract is the company's: a team sees the same list.
    company = scope(session, Question(as_of=question.as_of))
    lines = contract_lines(session, asked.today)
    held = {one.line.id: one for one in holdings(session, company) if one.line is not None and one.idle_is_known}
    if not lines:
        return Figure(
            name="renewals",
            unit="contracts",
            rule=MEASURE.rule_id,
            why_unknown="No contract is uploaded yet: fill in the contracts template.",
        )
    ordered = sorted(lines, key=lambda line: _by_notice(line, asked.today))
    soon = [
        line for line in lines if line.notice_on is not None and 0 <= (line.notice_on - asked.today).days <= SOON_DAYS
    ]
    undated = sum(line.notice_on is None for line in lines)
    caveats = (f"{undated} of {len(lines)} contracts have no notice date.",) if undated else ()
    return Figure(
        name="renewals",
        unit="contracts",
        rule=MEASURE.rule_id,
        value=len(soon),
        numerator=len(soon),
        denominator=len(lines),
        as_of=week_of(asked.today),
        sources=tuple(sorted({line.import_id for line in lines if line.import_id is not None})),
        caveats=caveats,
        parts=tuple(_contract(line, held.get(line.id), asked.today) for line in ordered),
    )


def _by_notice(line: Line, today: date) -> tuple[bool, date, date, str]:
    """Notice dates still to come first, then those that have passed or were never said."""
    passed = line.notice_on is None or line.notice_on < today
    return (passed, line.notice_on or date.max, line.renews_on or date.max, line.tool.casefold())


def _contract(line: Line, holding: Holding | None, today: date) -> Figure:
    money = None if holding is None else idle_money(holding, today)
    idle = None if holding is None else holding.idle
    detail: dict[str, Any] = {
        "contract_id": line.id,
        "tool_id": line.tool_id,
        "tool": line.tool,
        "plan": line.plan,
        "notice_on": _iso(line.notice_on),
        "days_to_notice": None if line.notice_on is None else (line.notice_on - today).days,
        "renews_on": _iso(line.renews_on),
        "seats": line.seats,
        "idle_now": idle,
        "owner": line.owner,
        "currency": line.currency,
        "money_a_year": None if line.total_price is None else round(line.total_price, 2),
        "idle_money_a_year": None if money is None else round(money.idle, 2),
        "recoverable": None if money is None else round(money.recoverable, 2),
        "trial": line.trial,
    }
    return Figure(
        name=f"{line.tool} {line.plan}".strip(),
        unit="seats",
        rule=MEASURE.rule_id,
        kind="contract",
        value=idle,
        numerator=idle,
        denominator=None if holding is None else holding.paid,
        sources=holding_sources([holding]) if holding else (),
        why_unknown=None if idle is not None else "No seat list of this tool is uploaded.",
        detail=detail,
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


MEASURE = Measure(
    name="renewals",
    title="Renewals",
    help="How many contracts must be decided on within 90 days, and what is idle in each.",
    rule="Contracts in force whose last day for notice lies within the 90 days after the Sunday of the as-of week. Each "
    "contract shows its notice and renewal dates, its owner, the seats bought and the seats idle by the newest seat list; "
    "sorted by the notice date, not by size.",
    formula="count(contracts: 0 ≤ notice date − today ≤ 90 days)",
    version=1,
    unit="contracts",
    source="measures.md §1.6, Rulings: shelfware",
    example="2 of 5 contracts can be given notice within 90 days, the first by 2026-12-01.",
    reads=(Contract, SeatPoint, Tool),
    answer=answer,
    thresholds=("new_seat_days", "idle_days"),
)
