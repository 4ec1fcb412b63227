"""licences: seats bought, and how many of them somebody holds."""

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.holdings import Holding, holding_sources, holdings, withheld
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.store.facts import Contract, Tool
from opmodel.store.rollup_tables import SeatPoint
from opmodel.store.weeks import week_of

NO_CONTRACT = "No contract says how many seats were bought: upload the contracts template."


def answer(session: Session, question: Question) -> Figure:
    """Seats bought over all contracts, with each tool's."""
    asked = scope(session, question)
    held = holdings(session, asked)
    by_tool: dict[str, list[Holding]] = {}
    for one in held:
        by_tool.setdefault(one.tool, []).append(one)
    hidden = withheld(session, asked, held)
    parts = tuple(
        _figure(name, some, asked, kind="tool", hide=hidden.everything or name in hidden.tools)
        for name, some in by_tool.items()
    )
    return _figure("licences", held, asked, kind=None, hide=hidden.everything, parts=parts)


def _figure(
    name: str, held: list[Holding], asked: Scope, *, kind: str | None, hide: bool, parts: tuple[Figure, ...] = ()
) -> Figure:
    assigned = sum(one.assigned for one in held)
    bought = [one.bought for one in held if one.bought is not None]
    listed = [one.at for one in held if one.at is not None]
    why = None
    if not bought:
        why = NO_CONTRACT if asked.is_company else "Seats are bought for the company, not for a team."
        if not held and asked.is_company:
            why = "No contract and no seat list is uploaded yet."
    return Figure(
        name=name,
        unit="seats",
        rule=MEASURE.rule_id,
        kind=kind,
        value=sum(bought) if bought else None,
        numerator=None if hide or not listed else assigned,
        denominator=sum(bought) if bought else None,
        as_of=week_of(max(listed).date()) if listed else None,
        sources=holding_sources(held),
        caveats=tuple(_caveats(held)) if asked.is_company else (),
        why_unknown=why,
        suppressed=hide,
        detail={"report_at": max(listed).isoformat()} if listed and kind else {},
        parts=parts,
    )


def _caveats(held: list[Holding]) -> list[str]:
    caveats = []
    tools = sorted({one.tool for one in held})
    for name in tools:
        some = [one for one in held if one.tool == name]
        if any(one.line is not None and one.line.seats is None for one in some):
            caveats.append(f"{name} has an unlimited contract: its seats are not in the number bought.")
        bought = [one.bought for one in some if one.bought is not None]
        over = sum(one.assigned for one in some) - sum(bought)
        if bought and over > 0:
            caveats.append(f"{name}: {over} more seats are held than were bought.")
        if all(one.at is None for one in some):
            caveats.append(f"{name}: no seat list is uploaded, so it is not known who holds its seats.")
    return caveats


MEASURE = Measure(
    name="licences",
    title="Licences",
    help="How many seats of AI tools the company has bought, and how many of them somebody holds.",
    rule="Seats bought: the contract lines in force on the day, trials included, unlimited contracts left out; the newest "
    "contracts file that names a tool speaks for the tool. Assigned: the seats of each tool's newest seat list, one a "
    "person. Numbers of seats of the whole company are inventory and are shown whatever their size; those of a team "
    "follow the smallest group.",
    formula="assigned of bought",
    version=1,
    unit="seats",
    source="measures.md §1.6",
    example="740 seats bought, 701 of them assigned.",
    reads=(SeatPoint, Contract, Tool),
    answer=answer,
)
