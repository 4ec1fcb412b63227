"""Idle seats: money for seats that nobody uses could be had back, and no day forces anybody to ask for it."""

from datetime import date

from opmodel.measures.component import in_words
from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where, money_at_stake
from opmodel.measures.finding_reading import Reading
from opmodel.measures.findings.renewal import ends_soon, unused
from opmodel.measures.money_words import in_short
from opmodel.measures.shares import in_figures


def find(reading: Reading) -> list[Finding]:
    """One for each contract, for a team one for each tool, of which money can be had back."""
    if not reading.asked.is_company:
        return [_of_tool(part) for part in _tools(reading.figure("shelfware_money")) if part.detail["recoverable"] > 0]
    return [
        _of_contract(part)
        for part in reading.figure("renewals").parts_of("contract")
        if (part.detail["recoverable"] or 0) > 0 and not ends_soon(part)
    ]


def _tools(money: Figure) -> list[Figure]:
    """The tools of a team; none where the team is too small to show."""
    return [part for whole in (money, *money.parts_of("currency")) for part in whole.parts_of("tool")]


def _of_contract(contract: Figure) -> Finding:
    by = contract.detail["notice_on"]
    until = f"Notice can be given until {in_words(date.fromisoformat(by))}" if by else "The contract has no notice date"
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=contract.name,
        evidence=f"{unused(contract)}. {until}.",
        next_move=_NEXT,
        owner=str(contract.detail["owner"] or ""),
        stake=money_at_stake(contract.detail["recoverable"], str(contract.detail["currency"] or "")),
        urgency=RULE.urgency,
        where=Where.SHELFWARE,
        days_left=contract.detail["days_to_notice"],
        as_of=contract.as_of,
        sources=contract.sources,
    )


def _of_tool(tool: Figure) -> Finding:
    currency = str(tool.detail["currency"] or "")
    cost = in_short(tool.value or 0, currency)
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=tool.name,
        evidence=f"{in_figures(tool.detail['seats'])} seats of the team are used by nobody, {cost} a year.",
        next_move=_NEXT,
        stake=money_at_stake(tool.detail["recoverable"], currency),
        urgency=RULE.urgency,
        where=Where.SHELFWARE,
        as_of=tool.as_of,
        sources=tool.sources,
    )


_NEXT = "Reclaim the seats on the reclaim list, the longest idle first."

RULE = Rule(
    name="idle_seats",
    title="Idle seats",
    help="Seats that nobody uses are paid for month by month.",
    rule="Something can be had back for idle seats of a contract whose notice does not end soon, or that has no notice date; in "
    "a team, for the seats that its people hold of a tool. Idle and recoverable are counted by `new_seat_days`, `idle_days` "
    "and `recoverable_days`. A contract whose notice ends soon is told once, as a renewal.",
    next_move="Reclaim the seats.",
    source="measures.md §1.6, Rulings: shelfware",
    urgency=Urgency.SPENDING,
    reads=("renewals", "shelfware_money"),
    find=find,
)
