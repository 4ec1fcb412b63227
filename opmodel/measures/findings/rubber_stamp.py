"""Rubber stamp: a checkpoint that sees much and lets everything pass."""

from collections.abc import Mapping
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency, outputs_at_stake
from opmodel.measures.finding_reading import Reading, place
from opmodel.measures.shares import in_figures, plural


def find(reading: Reading) -> list[Finding]:
    """One for each checkpoint of a live team that is a rubber stamp."""
    return [
        _finding(reading, workflow, stamp)
        for workflow in reading.workflows
        for stamp in reading.inside(workflow.part("ownership").detail["rubber_stamps"])
    ]


def _finding(reading: Reading, workflow: Figure, stamp: Mapping[str, Any]) -> Finding:
    mended = stamp["corrected_or_rejected"]
    return RULE.of_workflow(
        workflow,
        what=f"{workflow.name} in {place(stamp)}",
        evidence=f"{stamp['reviewer'] or 'The reviewer'} saw {plural(stamp['seen'], 'output')} for “{stamp['checkpoint']}” in "
        f"{reading.limits['rubber_stamp_days']:g} days and corrected or rejected "
        f"{in_figures(mended) if mended else 'none'} of them.",
        next_move="Have a second person look again at what passes.",
        stake=outputs_at_stake(stamp["seen"]),
    )


RULE = Rule(
    name="rubber_stamp",
    title="Rubber stamp",
    help="Either everything is right, or nobody is really looking: somebody has to find out which.",
    rule="A checkpoint of a live rollout saw `rubber_stamp_outputs` outputs or more in `rubber_stamp_days` days, and less than "
    "`rubber_stamp_share` of them were corrected or rejected.",
    next_move="Have a second person look again.",
    source="measures.md, Rulings: ownership",
    urgency=Urgency.UNGOVERNED,
    reads=("components",),
    find=find,
)
