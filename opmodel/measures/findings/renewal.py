"""Renewal: notice on a contract ends soon, and seats of it idle."""

from datetime import date

from opmodel.measures.component import in_words
from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where, money_at_stake
from opmodel.measures.finding_reading import Reading
from opmodel.measures.money_words import in_short
from opmodel.measures.renewals import SOON_DAYS
from opmodel.measures.shares import in_figures, plural


def find(reading: Reading) -> list[Finding]:
    """One for each contract with idle seats whose notice ends soon. A contract is the company's: a team has none."""
    if not reading.asked.is_company:
        return []
    return [_finding(part) for part in reading.figure("renewals").parts_of("contract") if ends_soon(part)]


def ends_soon(contract: Figure) -> bool:
    """Whether notice can still be given, for no longer than the window, and seats idle."""
    left = contract.detail["days_to_notice"]
    return left is not None and 0 <= left <= SOON_DAYS and bool(contract.detail["idle_now"])


def _finding(contract: Figure) -> Finding:
    detail = contract.detail
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=contract.name,
        evidence=f"Notice by {in_words(date.fromisoformat(detail['notice_on']))}, in {plural(detail['days_to_notice'], 'day')}. "
        f"{unused(contract)}{_cost(contract)}.",
        next_move="Renew for the seats that are used, or give notice.",
        owner=str(detail["owner"] or ""),
        stake=money_at_stake(detail["idle_money_a_year"], str(detail["currency"] or "")),
        urgency=RULE.urgency,
        where=Where.SHELFWARE,
        days_left=detail["days_to_notice"],
        as_of=contract.as_of,
        sources=contract.sources,
    )


def unused(contract: Figure) -> str:
    """`425 of 1,390 seats are used by nobody`."""
    idle, paid = float(contract.detail["idle_now"] or 0), contract.denominator
    of = "" if paid is None else f" of {in_figures(paid)}"
    return f"{in_figures(idle)}{of} seats {'is' if idle == 1 else 'are'} used by nobody"


def _cost(contract: Figure) -> str:
    """What they cost, the sum at stake, and how much of it could be had back: of some seats the contract says no."""
    detail = contract.detail
    currency, idle, recoverable = str(detail["currency"] or ""), detail["idle_money_a_year"], detail["recoverable"]
    said = f", {in_short(idle, currency)} a year" if idle and idle > 0 else ""
    if not recoverable or recoverable <= 0:
        return said
    if not said:
        return f"; {in_short(recoverable, currency)} a year can be had back"
    return f"{said}; {'all' if recoverable == idle else in_short(recoverable, currency)} of it can be had back"


RULE = Rule(
    name="renewal",
    title="Renewal",
    help="After the notice date the idle seats are paid for another term.",
    rule=f"Notice on a contract ends within {SOON_DAYS} days of the as-of day, and at least one of its seats is idle.",
    next_move="Renew for the seats that are used, or give notice.",
    source="measures.md §1.6, Rulings: shelfware",
    urgency=Urgency.CLOSING,
    reads=("renewals",),
    find=find,
)
