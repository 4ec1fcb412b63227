"""Tab, not a redesign: a workflow is live, and AI does none of its steps."""

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency
from opmodel.measures.finding_reading import Reading
from opmodel.measures.shares import plural


def find(reading: Reading) -> list[Finding]:
    """One for each live workflow of the scope that is a tab."""
    return [
        _finding(reading, workflow, rollouts)
        for workflow in reading.workflows
        if workflow.detail["tab_not_a_redesign"] and (rollouts := reading.live_in(workflow.detail["workflow_id"]))
    ]


def _finding(reading: Reading, workflow: Figure, rollouts: list[int]) -> Finding:
    assists = workflow.part("scope").detail["steps_ai_assists"]
    does = f"AI assists in {plural(assists, 'step')} and does none" if assists else "AI does none of its steps"
    return RULE.of_workflow(
        workflow,
        evidence=f"Live in {plural(len(rollouts), 'team')}, and {does}: people have a new tab, not new work.",
        next_move="Decide which step AI is to do, or stop calling it a redesign.",
        stake=reading.people_of(rollouts),
    )


RULE = Rule(
    name="tab",
    title="Tools first",
    help="A tool was added to the old work: nothing has left the human queue.",
    rule="A registered workflow is live in a team, has steps, and AI does none of them, now or from a later day on.",
    next_move="Decide which step AI is to do.",
    source="design.md §1, §3: step",
    urgency=Urgency.SPENDING,
    reads=("components", "shape"),
    find=find,
)
