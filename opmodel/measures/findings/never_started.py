"""Never started: a redesigned workflow is live in a team, and the team does not use it."""

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where, people_at_stake
from opmodel.measures.finding_reading import Reading
from opmodel.measures.shares import in_figures, percent
from opmodel.store.weeks import label


def find(reading: Reading) -> list[Finding]:
    """One for each live rollout of a redesigned workflow that never started."""
    return [
        _finding(reading, part)
        for part in reading.live_rollouts
        if part.detail.get("shape") == "never started" and part.detail["is_redesign"]
    ]


def _finding(reading: Reading, part: Figure) -> Finding:
    assert part.value is not None
    newest = (
        ""
        if part.as_of is None
        else f"; {in_figures(part.numerator or 0)} of {in_figures(part.denominator or 0)} people"
    )
    when = "" if part.as_of is None else f" in {label(part.as_of)}"
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=part.name,
        evidence=f"{percent(part.value)} over the newest four weeks{newest}{when}. No week since go-live was above 15%.",
        next_move="Ask the team what keeps it from beginning, or stop the rollout.",
        owner=reading.owner_of(part.detail["workflow_id"]),
        stake=people_at_stake(part.denominator),
        urgency=RULE.urgency,
        where=Where.WORKFLOW,
        workflow_id=part.detail["workflow_id"],
        workflow=part.detail["workflow"],
        as_of=part.as_of,
    )


RULE = Rule(
    name="never_started",
    title="Never started",
    help="Live on paper: the team still works the old way.",
    rule="A live rollout of a redesigned workflow has the shape never started: six complete weeks or more, none above 15%.",
    next_move="Ask the team what keeps it from beginning, or stop the rollout.",
    source="measures.md, Rulings: shape",
    urgency=Urgency.SLIPPING,
    reads=("shape", "components"),
    find=find,
)
