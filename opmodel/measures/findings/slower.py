"""Slower: since it went live, the task takes longer than before."""

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, Where
from opmodel.measures.finding_reading import Reading
from opmodel.measures.rollout_cycle_time import Claim
from opmodel.store.register import LIVE


def find(reading: Reading) -> list[Finding]:
    """One for each live rollout whose cycle time got slower."""
    return [
        _finding(reading, workflow, part)
        for workflow in reading.figure("cycle_time").parts_of("workflow")
        for part in workflow.parts
        if part.detail["verdict"] == Claim.SLOWER and part.detail["stage"] in LIVE and not part.suppressed
    ]


def _finding(reading: Reading, workflow: Figure, part: Figure) -> Finding:
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=f"{workflow.name} in {part.name}",
        evidence=f"{part.detail['sentence']}.",
        next_move="Find the step at which cases wait, before the next team begins.",
        owner=reading.owner_of(workflow.detail["workflow_id"]),
        stake=reading.people_of([part.detail["rollout_id"]]),
        urgency=RULE.urgency,
        where=Where.WORKFLOW,
        workflow_id=workflow.detail["workflow_id"],
        workflow=workflow.name,
        as_of=part.as_of,
        sources=part.sources,
    )


RULE = Rule(
    name="slower",
    title="Slower",
    help="A redesign that makes the work slower is no win, however many people use it.",
    rule="The cycle time of a live rollout of a redesigned workflow has the verdict slower, against its locked baseline. Where it "
    "was not checked against earlier swings, the sentence says so.",
    next_move="Find the step at which cases wait.",
    source="measures.md §2.1, Rulings: cycle-time verdict",
    urgency=Urgency.SLIPPING,
    reads=("cycle_time", "components", "shape"),
    find=find,
)
