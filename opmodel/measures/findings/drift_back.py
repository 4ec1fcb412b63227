"""Drift-back: a team rose, and went back to the old way of working."""

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where, people_at_stake
from opmodel.measures.finding_reading import Reading
from opmodel.measures.shapes.never_moved import ACCOUNTABILITY, REUSE, REVIEWER
from opmodel.measures.shares import in_figures, percent
from opmodel.store.weeks import label

_NEXT = {
    ACCOUNTABILITY: "Say what the team is accountable for now that the work has changed.",
    REVIEWER: "Name who reviews what AI does there.",
    REUSE: "Publish the play, so that a good result can be reused.",
}
_LOOK_ELSEWHERE = "Ask the team what sent it back: accountability, a reviewer and a play were in place."


def find(reading: Reading) -> list[Finding]:
    """One for each live rollout that drifted back, whether or not AI does a step of its workflow."""
    return [fallen(reading, part, RULE) for part in reading.live_rollouts if part.detail.get("shape") == "drift-back"]


def fallen(reading: Reading, part: Figure, rule: Rule) -> Finding:
    """The finding about a rollout below its peak: from where to where, and what never moved under it."""
    detail = part.detail
    never = detail["what_never_moved"]
    return Finding(
        rule=rule.name,
        title=rule.title,
        what=part.name,
        evidence=f"{_from_where_to_where(part)} {_never_moved(part)}",
        next_move=_NEXT[never[0]] if never else _LOOK_ELSEWHERE,
        owner=reading.owner_of(detail["workflow_id"]),
        stake=people_at_stake(part.denominator),
        urgency=rule.urgency,
        where=Where.WORKFLOW,
        workflow_id=detail["workflow_id"],
        workflow=detail["workflow"],
        as_of=part.as_of,
    )


def _from_where_to_where(part: Figure) -> str:
    detail = part.detail
    peak = f"Peaked at {percent(detail['peak'])} ({_people(detail['peak_active'], detail['peak_targeted'])})"
    now = f"{percent(detail['plateau'])} over the newest four weeks"
    newest = "" if part.as_of is None else f" ({_people(part.numerator, part.denominator)} in {label(part.as_of)})"
    return f"{peak} in week {detail['peak_week']} after go-live, now {now}{newest}."


def _people(active: float | None, targeted: float | None) -> str:
    return f"{in_figures(active or 0)} of {in_figures(targeted or 0)} people"


def _never_moved(part: Figure) -> str:
    says = part.detail.get("never_moved_says") or []
    if not says:
        return "Accountability, a reviewer and a play were in place when the peak ended."
    return f"What never moved: {'; '.join(says)}."


RULE = Rule(
    name="drift_back",
    title="Collapse",
    help="Use that spikes and collapses means that the work around it was not changed.",
    rule="A live rollout has the shape drift-back: people's use fell from the peak of its first weeks beyond chance. Said with "
    "what never moved (accountability, reviewer, reuse) on the day the peak ended.",
    next_move="Change what never moved: accountability first, then the reviewer, then the play.",
    source="measures.md §1.7, Rulings: shape",
    urgency=Urgency.SLIPPING,
    reads=("shape", "components"),
    find=find,
)
