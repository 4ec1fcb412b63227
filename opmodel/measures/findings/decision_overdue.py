"""Decision overdue: the day by which a pilot was to be decided has passed, and it is neither scaled nor stopped."""

from datetime import date

from opmodel.measures.component import in_words
from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where, money_at_stake, with_money
from opmodel.measures.finding_reading import Reading
from opmodel.measures.findings.purgatory import STUCK, days_left, of_pilot
from opmodel.measures.shares import plural


def find(reading: Reading) -> list[Finding]:
    """One for each open pilot past its day that still moves: of those that are stuck, purgatory tells the day."""
    figure = reading.figure("purgatory")
    return [
        _finding(reading, part, figure.as_of)
        for part in figure.parts_of("pilot")
        if part.detail["decision"] == "overdue" and part.detail["state"] not in STUCK
    ]


def _finding(reading: Reading, pilot: Figure, as_of: int | None) -> Finding:
    detail = pilot.detail
    late = int(detail["days_overdue"])
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=of_pilot(pilot),
        evidence=f"It was to be decided by {in_words(date.fromisoformat(detail['decide_by']))} and is {plural(late, 'day')} late on "
        f"{in_words(date.fromisoformat(detail['counted_to']))}. In pilot for {plural(detail['age_days'], 'day')}.",
        next_move="Decide it: scale, fix by a new day, or stop.",
        owner=str(detail["owner"] or ""),
        stake=with_money(
            reading.people_of([detail["rollout_id"]]), money_at_stake(detail["spend"], detail["currency"], per="spent")
        ),
        urgency=RULE.urgency,
        where=Where.PILOTS,
        days_left=days_left(pilot),
        workflow_id=reading.workflow_named(detail["workflow"]),
        workflow=detail["workflow"],
        as_of=as_of,
    )


RULE = Rule(
    name="decision_overdue",
    title="Decision overdue",
    help="A day to decide by that passes unremarked is how a pilot gets into purgatory.",
    rule="The day by which an open pilot was to be decided has passed. A pilot that is stuck as well is told once, as purgatory.",
    next_move="Decide it: scale, fix by a new day, or stop.",
    source="measures.md §1.5, Rulings: pilots",
    urgency=Urgency.OVERDUE,
    reads=("purgatory", "components", "shape"),
    find=find,
)
