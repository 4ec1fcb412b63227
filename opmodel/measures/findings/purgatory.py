"""Purgatory: a pilot that is old and does not move."""

from datetime import date

from opmodel.measures.component import in_words
from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where, money_at_stake, with_money
from opmodel.measures.finding_reading import Reading, place
from opmodel.measures.shares import plural

STUCK = frozenset({"stuck", "chronic"})


def find(reading: Reading) -> list[Finding]:
    """One for each open pilot that is stuck or chronic."""
    figure = reading.figure("purgatory")
    return [_finding(reading, part, figure.as_of) for part in figure.parts_of("pilot") if part.detail["state"] in STUCK]


def _finding(reading: Reading, pilot: Figure, as_of: int | None) -> Finding:
    detail = pilot.detail
    number = reading.workflow_named(detail["workflow"])
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=of_pilot(pilot),
        evidence=f"In pilot for {plural(detail['age_days'], 'day')}, nothing moved for "
        f"{plural(detail['days_since_movement'], 'day')}.{_decision(pilot)}",
        next_move="Scale it, stop it, or set a day by which it is fixed.",
        owner=str(detail["owner"] or ""),
        stake=with_money(
            reading.people_of([detail["rollout_id"]]), money_at_stake(detail["spend"], detail["currency"], per="spent")
        ),
        urgency=RULE.urgency,
        where=Where.PILOTS,
        days_left=days_left(pilot),
        workflow_id=number,
        workflow=detail["workflow"],
        as_of=as_of,
    )


def _decision(pilot: Figure) -> str:
    by = pilot.detail["decide_by"]
    if not by:
        return " No day is set to decide by."
    late = pilot.detail["days_overdue"]
    return (
        f" It was to be decided by {in_words(date.fromisoformat(by))}."
        if late
        else f" Decide by {in_words(date.fromisoformat(by))}."
    )


def of_pilot(pilot: Figure) -> str:
    """`Invoice matching in Accounts payable`, with the attempt where it is not the first."""
    attempt = int(pilot.detail["attempt"])
    return f"{pilot.detail['workflow']} in {place(pilot.detail)}" + (f" (attempt {attempt})" if attempt > 1 else "")


def days_left(pilot: Figure) -> int | None:
    """Days since its decision was due, below zero; None where it is not overdue."""
    return None if pilot.detail["days_overdue"] is None else -int(pilot.detail["days_overdue"])


RULE = Rule(
    name="purgatory",
    title="Purgatory",
    help="A pilot that impressed in the demo room and never reaches production costs money and proves nothing.",
    rule="An open pilot is older than `pilot_stuck_days` days and neither changed its stage nor reached a milestone in the last "
    "`pilot_movement_days`. A date to fix it by is no movement.",
    next_move="Scale it, stop it, or set a day by which it is fixed.",
    source="measures.md §1.5, Rulings: pilots",
    urgency=Urgency.OVERDUE,
    reads=("purgatory", "components", "shape"),
    find=find,
)
