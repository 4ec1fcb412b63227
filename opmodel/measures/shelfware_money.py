"""shelfware_money: what idle seats cost a year, and what of it could be had back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.holdings import Holding, holding_sources, holdings, withheld
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shelfware import class_titles
from opmodel.store.facts import Contract, Tool
from opmodel.store.rollup_tables import SeatPoint
from opmodel.store.rollups.contract_lines import DAYS_A_YEAR, Line
from opmodel.store.rollups.seat_class import IDLE
from opmodel.store.thresholds import all_thresholds
from opmodel.store.weeks import week_of


@dataclass(frozen=True)
class Money:
    """Idle money of one contract line, a year, in its currency."""

    holding: Holding
    line: Line
    seat_price: float
    idle: float
    recoverable: float
    next_12_months: float
    """Of the recoverable, what the next 12 months would save after the renewal."""
    sunk: float
    """Of the recoverable seats, what is paid until the renewal anyway."""
    locked_until: date | None
    """The notice date has passed: nothing can be had back before this day."""


def answer(session: Session, question: Question) -> Figure:
    """Idle money a year; with several currencies one part each and no value."""
    asked = scope(session, question)
    held = [one for one in holdings(session, asked) if one.idle_is_known]
    money = [one for one in (idle_money(holding, asked.today) for holding in held) if one is not None]
    hidden = withheld(session, asked, held)
    if hidden.everything or hidden.tools:
        # Money is seats times a known price: with one tool's money left out, the rest would give it away.
        said = (
            f"Not shown: a tool with fewer than {asked.k} seats in the team, or a number that would give so few away."
        )
        return Figure(
            name="shelfware_money", unit="money a year", rule=MEASURE.rule_id, suppressed=True, caveats=(said,)
        )
    titles = class_titles(all_thresholds(session))
    by_currency: dict[str, list[Money]] = defaultdict(list)
    for one in money:
        by_currency[one.line.currency].append(one)
    more: dict[str, Any] = {"sources": holding_sources(held), "caveats": tuple(_caveats(held, asked))}
    if not by_currency:
        why = "No contract with a price covers the seats that are known: upload the contracts template."
        return Figure(name="shelfware_money", unit="money a year", rule=MEASURE.rule_id, why_unknown=why, **more)
    if len(by_currency) == 1:
        ((currency, some),) = by_currency.items()
        return _figure("shelfware_money", some, currency, titles, kind=None, **more)
    parts = tuple(
        _figure(currency, some, currency, titles, kind="currency") for currency, some in sorted(by_currency.items())
    )
    return Figure(
        name="shelfware_money",
        unit="money a year",
        rule=MEASURE.rule_id,
        as_of=_as_of(money),
        why_unknown="Contracts are in several currencies; they are not added up.",
        parts=parts,
        **more,
    )


def idle_money(holding: Holding, today: date) -> Money | None:
    """What a holding's idle seats cost a year; None for a trial, or where no price of a seat is known."""
    line = holding.line
    if line is None or line.trial or line.seat_price is None:
        return None
    price = line.seat_price
    can_go = min(holding.idle_long, max(0, holding.paid - line.commit_floor))
    in_time = line.notice_on is None or today <= line.notice_on
    days = None if line.renews_on is None else max(0, (line.renews_on - today).days)
    after_renewal = 1.0 if days is None else max(0, DAYS_A_YEAR - days) / DAYS_A_YEAR
    until_renewal = 0.0 if days is None else min(DAYS_A_YEAR, days) / DAYS_A_YEAR
    return Money(
        holding=holding,
        line=line,
        seat_price=price,
        idle=price * holding.idle,
        recoverable=price * can_go if in_time else 0.0,
        next_12_months=price * can_go * after_renewal if in_time else 0.0,
        sunk=price * can_go * until_renewal,
        locked_until=None if in_time else line.renews_on,
    )


def _figure(
    name: str, money: list[Money], currency: str, titles: dict[str, str], *, kind: str | None, **more: Any
) -> Figure:
    unit = f"{currency} a year" if currency else "money a year"
    paid = sum(one.seat_price * one.holding.paid for one in money)
    idle = sum(one.idle for one in money)
    recoverable = Figure(
        name="recoverable",
        unit=unit,
        rule=MEASURE.rule_id,
        kind="recoverable",
        value=_sum(one.recoverable for one in money),
        numerator=_sum(one.recoverable for one in money),
        denominator=round(idle, 2),
        detail={"currency": currency, "next_12_months": _sum(one.next_12_months for one in money)},
    )
    return Figure(
        name=name,
        unit=unit,
        rule=MEASURE.rule_id,
        kind=kind,
        value=round(idle, 2),
        numerator=round(idle, 2),
        denominator=round(paid, 2),
        as_of=_as_of(money),
        detail={
            "currency": currency,
            "recoverable": _sum(one.recoverable for one in money),
            "next_12_months": _sum(one.next_12_months for one in money),
            "sunk_until_renewal": _sum(one.sunk for one in money),
        },
        parts=(recoverable, *_classes(money, unit, titles, currency), *_tools(money, unit)),
        **more,
    )


def _sum(values: Iterable[float]) -> float:
    return round(sum(values), 2)


def _classes(money: list[Money], unit: str, titles: dict[str, str], currency: str) -> list[Figure]:
    parts = []
    for seat_class in IDLE:
        seats = sum(one.holding.classes[seat_class] - one.holding.exempt[seat_class] for one in money)
        if not seats:
            continue
        cost = _sum(
            one.seat_price * (one.holding.classes[seat_class] - one.holding.exempt[seat_class]) for one in money
        )
        parts.append(
            Figure(
                name=titles[seat_class],
                unit=unit,
                rule=MEASURE.rule_id,
                kind="class",
                value=cost,
                detail={"class": seat_class.value, "seats": seats, "currency": currency},
            )
        )
    return parts


def _tools(money: list[Money], unit: str) -> list[Figure]:
    by_tool: dict[str, list[Money]] = defaultdict(list)
    for one in money:
        by_tool[one.holding.tool].append(one)
    parts = []
    for name, some in by_tool.items():
        locked = [one.locked_until for one in some if one.locked_until is not None]
        parts.append(
            Figure(
                name=name,
                unit=unit,
                rule=MEASURE.rule_id,
                kind="tool",
                value=_sum(one.idle for one in some),
                numerator=_sum(one.idle for one in some),
                denominator=_sum(one.seat_price * one.holding.paid for one in some),
                as_of=_as_of(some),
                sources=holding_sources([one.holding for one in some]),
                detail={
                    "tool_id": some[0].holding.tool_id,
                    "currency": some[0].line.currency,
                    "seats": sum(one.holding.idle for one in some),
                    "recoverable": _sum(one.recoverable for one in some),
                    "next_12_months": _sum(one.next_12_months for one in some),
                    "sunk_until_renewal": _sum(one.sunk for one in some),
                    **({"locked_until": max(locked).isoformat()} if locked else {}),
                },
            )
        )
    return parts


def _as_of(money: list[Money]) -> int | None:
    reports = [one.holding.at for one in money if one.holding.at is not None]
    return week_of(max(reports).date()) if reports else None


def _caveats(held: list[Holding], asked: Scope) -> list[str]:
    caveats = []
    for one in held:
        if one.line is not None and one.line.trial:
            caveats.append(f"{one.tool}: a trial costs nothing and is left out of the money.")
        elif one.line is None or one.line.seat_price is None:
            caveats.append(f"{one.tool}: no price of a seat is known, so its idle seats are left out of the money.")
        elif one.is_upper_bound:
            caveats.append(f"{one.tool}: no seat list, so its idle money is an upper bound.")
        if one.line is not None and one.line.notice_on is not None and asked.today > one.line.notice_on:
            until = one.line.renews_on.isoformat() if one.line.renews_on else "its renewal"
            caveats.append(f"{one.tool}: the notice date has passed, the money is locked until {until}.")
    return list(dict.fromkeys(caveats))


MEASURE = Measure(
    name="shelfware_money",
    title="Idle money",
    help="What the seats that nobody uses cost in a year, and how much of it could be had back.",
    rule="The seats of `shelfware` times the net price of a seat a year (12 × a monthly price; a price for the whole "
    "contract divided by its seats and, for a term, its years), line by line; trials are left out. Recoverable: seats "
    "unassigned, of leavers, never used or idle 60 days or more, no more than the contract has above its commit floor, as "
    "long as notice can still be given; after that the money is locked until the renewal. Over the next 12 months only the "
    "part after the renewal can be saved. Several currencies are not added up. Days are thresholds of the store.",
    formula="price × idle seats; recoverable = price × min(idle ≥ 60 d, bought − commit floor) if today ≤ notice date",
    version=1,
    unit="money a year",
    source="measures.md §1.6, Rulings: shelfware",
    example="EUR 82,440 a year for 229 idle seats, EUR 61,200 of it recoverable.",
    reads=(SeatPoint, Contract, Tool),
    answer=answer,
    thresholds=("new_seat_days", "idle_days", "recoverable_days", "abandoned_days"),
)
