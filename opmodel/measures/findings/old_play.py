"""Old play: teams run a version of the play that has been replaced."""

from collections.abc import Mapping, Sequence
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency
from opmodel.measures.finding_reading import Reading, place
from opmodel.measures.shares import plural


def find(reading: Reading) -> list[Finding]:
    """One for each workflow of which a live team of the scope runs an older version, by the team furthest behind."""
    found = []
    for workflow in reading.workflows:
        standard = workflow.part("standardization").detail
        behind = [one for one in reading.inside(standard["lagging"]) if one["version"] is not None and one["lag"]]
        if behind:
            found.append(_finding(reading, workflow, behind))
    return found


def _finding(reading: Reading, workflow: Figure, behind: Sequence[Mapping[str, Any]]) -> Finding:
    standard = workflow.part("standardization").detail
    worst = max(behind, key=lambda one: int(one["lag"]))
    live = int(standard["rollouts_live"])
    return RULE.of_workflow(
        workflow,
        evidence=f"{place(worst)} runs version {worst['version']}, {plural(worst['lag'], 'version')} behind; "
        f"{standard['rollouts_on_current']} of {plural(live, 'live team')} "
        f"{'runs' if standard['rollouts_on_current'] == 1 else 'run'} version {standard['published_version']}.",
        next_move=f"Bring {place(worst)} to version {standard['published_version']} of the play.",
        stake=reading.people_of(int(one["rollout_id"]) for one in behind),
    )


RULE = Rule(
    name="old_play",
    title="Old play",
    help="What was learned since has not reached the team.",
    rule="A live rollout is known to run a version of the play that is older than the newest published one. Where no version is "
    "recorded, nothing is said. One finding a workflow.",
    next_move="Bring the team to the newest version.",
    source="design.md §3: play",
    urgency=Urgency.UNGOVERNED,
    reads=("components", "shape"),
    find=find,
)
