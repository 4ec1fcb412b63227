"""shelfware: paid seats that nobody uses, by cause and certainty."""

from collections import Counter
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.holdings import Holding, holding_sources, holdings, withheld
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.store.facts import Contract, Tool
from opmodel.store.rollup_tables import SeatPoint
from opmodel.store.rollups.seat_class import CLASSES, IDLE, SeatClass
from opmodel.store.thresholds import all_thresholds
from opmodel.store.weeks import week_of


def answer(session: Session, question: Question) -> Figure:
    """The share of paid seats that are idle, by class and by tool."""
    asked = scope(session, question)
    held = [one for one in holdings(session, asked) if one.idle_is_known]
    titles = class_titles(all_thresholds(session))
    by_tool: dict[str, list[Holding]] = {}
    for one in held:
        by_tool.setdefault(one.tool, []).append(one)
    hidden = withheld(session, asked, held)
    parts = tuple(
        _figure(name, some, asked, titles, kind="tool", hide=name in hidden.tools) for name, some in by_tool.items()
    )
    return _figure("shelfware", held, asked, titles, kind=None, hide=hidden.everything, parts=parts)


def class_titles(thresholds: dict[str, float]) -> dict[str, str]:
    """What each class is called, with the thresholds as they are set."""
    idle, recoverable, abandoned = (
        int(thresholds[name]) for name in ("idle_days", "recoverable_days", "abandoned_days")
    )
    return {
        SeatClass.UNASSIGNED: "unassigned",
        SeatClass.LEAVER: "held by a leaver",
        SeatClass.NEW: f"new, under {int(thresholds['new_seat_days'])} days",
        SeatClass.NEVER_USED: "never used",
        SeatClass.IDLE_90: f"idle {abandoned} days or more",
        SeatClass.IDLE_60: f"idle {recoverable}–{abandoned - 1} days",
        SeatClass.IDLE_30: f"idle {idle}–{recoverable - 1} days",
        SeatClass.OVERLAPPING: "overlapping",
        SeatClass.ACTIVE: "active",
        SeatClass.UNKNOWN: "unknown",
    }


def _figure(
    name: str,
    held: list[Holding],
    asked: Scope,
    titles: dict[str, str],
    *,
    kind: str | None,
    hide: bool,
    parts: tuple[Figure, ...] = (),
) -> Figure:
    paid = sum(one.paid for one in held)
    idle = sum(one.idle for one in held)
    reports = [one.at for one in held if one.at is not None]
    more: dict[str, Any] = {
        "unit": "share",
        "rule": MEASURE.rule_id,
        "kind": kind,
        "as_of": week_of(max(reports).date()) if reports else None,
        "sources": holding_sources(held),
    }
    if not paid:
        why = "No seat list is uploaded yet, so no seat can be said to be idle."
        return Figure(name=name, why_unknown=why, parts=parts, **more)
    if hide:
        said = f"Not shown: fewer than {asked.k} seats, or a number that would give so few away."
        return Figure(name=name, suppressed=True, caveats=(said,), parts=(), **more)
    if not idle and sum(one.classes[SeatClass.UNKNOWN] for one in held) == paid:
        why = "No source shows who uses these seats: upload the tool's usage report."
        return Figure(name=name, denominator=paid, why_unknown=why, parts=parts, **more)
    return Figure(
        name=name,
        value=idle / paid,
        numerator=idle,
        denominator=paid,
        caveats=tuple(_caveats(held, asked)),
        detail=_detail(held, kind),
        parts=(*_classes(held, paid, titles), *parts),
        **more,
    )


def _classes(held: list[Holding], paid: int, titles: dict[str, str]) -> list[Figure]:
    seats: Counter[str] = Counter()
    exempt: Counter[str] = Counter()
    for one in held:
        seats.update(one.classes)
        exempt.update(one.exempt)
    return [
        Figure(
            name=titles[seat_class],
            unit="share",
            rule=MEASURE.rule_id,
            kind="class",
            value=seats[seat_class] / paid,
            numerator=seats[seat_class],
            denominator=paid,
            detail={
                "class": seat_class.value,
                "idle": seat_class in IDLE,
                "certain": seat_class != SeatClass.UNKNOWN,
                **({"exempt": exempt[seat_class]} if exempt[seat_class] else {}),
            },
        )
        for seat_class in CLASSES
        if seats[seat_class]
    ]


def _detail(held: list[Holding], kind: str | None) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "unknown": sum(one.classes[SeatClass.UNKNOWN] for one in held),
        "upper_bound": any(one.is_upper_bound for one in held),
    }
    reports = [one.at for one in held if one.at is not None]
    if kind == "tool":
        detail["tool_id"] = held[0].tool_id
        if reports:
            detail["report_at"] = max(reports).isoformat()
    return detail


def _caveats(held: list[Holding], asked: Scope) -> list[str]:
    caveats = []
    for name in sorted({one.tool for one in held}):
        some = [one for one in held if one.tool == name]
        if any(one.is_upper_bound for one in some):
            caveats.append(f"{name}: no seat list, so idle is seats bought less people seen active: an upper bound.")
        elif asked.is_company and any(one.bought is None for one in some):
            caveats.append(f"{name}: no contract says how many seats were bought; the assigned seats stand for them.")
        unknown = sum(one.classes[SeatClass.UNKNOWN] for one in some)
        if unknown:
            caveats.append(f"{name}: no source shows the use of {unknown} seats; they are not counted as idle.")
        exempt = sum(one.exempt.total() for one in some)
        if exempt:
            caveats.append(f"{name}: {exempt} seats are kept on purpose and do not count as idle.")
        if any(one.export.startswith("github") and one.held[SeatClass.NEVER_USED] for one in some):
            caveats.append(
                f"{name}: GitHub forgets activity after 90 days, so “never used” can mean not in the last 90 days."
            )
    return caveats


MEASURE = Measure(
    name="shelfware",
    title="Shelfware",
    help="Of the seats that are paid for, the share that nobody uses.",
    rule="Each paid seat falls in exactly one class, first match: unassigned (bought and held by nobody); held by a leaver "
    "(blocked, or once on the roster and on it no more); new (assigned under 30 days ago, never used); never used; idle "
    "90 days or more, 60–89, 30–59; overlapping (its holder also uses a dearer seat of the same capability group); active. "
    "A seat whose use no source shows is unknown, never idle. Shelfware is unassigned, leavers, never used and idle 30 days "
    "or more. Idle days are elapsed 24-hour periods from the last activity to the report that would have shown a later one; "
    "a seat without an assignment date counts from the day it was first seen. Seats kept on purpose are not idle. Days are "
    "thresholds of the store.",
    formula="(unassigned + leavers + never used + idle) / paid seats",
    version=1,
    unit="share",
    source="measures.md §1.6, Rulings: shelfware",
    example="31%: 229 of 740 paid seats are used by nobody, at 30 days.",
    reads=(SeatPoint, Contract, Tool),
    answer=answer,
    thresholds=("new_seat_days", "idle_days", "recoverable_days", "abandoned_days"),
)
