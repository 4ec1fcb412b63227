"""Vacancy: AI works in a live team, and nobody is named to look at what it does."""

from collections.abc import Mapping, Sequence
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency
from opmodel.measures.finding_reading import Reading, place
from opmodel.measures.shares import plural


def find(reading: Reading) -> list[Finding]:
    """One for each workflow with a vacant checkpoint in a live team of the scope."""
    found = []
    for workflow in reading.workflows:
        vacant = reading.inside(workflow.part("ownership").detail["vacant"])
        if vacant:
            found.append(_finding(reading, workflow, vacant))
    return found


def _finding(reading: Reading, workflow: Figure, vacant: Sequence[Mapping[str, Any]]) -> Finding:
    first, *others = vacant
    more = f" {plural(len(others), 'more place is', 'more places are')} vacant." if others else ""
    return RULE.of_workflow(
        workflow,
        evidence=f"“{first['checkpoint']}” has no reviewer in {place(first)}: {first['why']}.{more}",
        next_move=f"Name a reviewer for “{first['step']}” in {place(first)}.",
        stake=reading.people_of(int(one["rollout_id"]) for one in vacant),
    )


RULE = Rule(
    name="vacancy",
    title="Vacancy",
    help="What AI does there is governed by nobody: quality is hoped for.",
    rule="A checkpoint of a live rollout has no reviewer: nobody is named, or whoever is has left the roster. One finding a "
    "workflow.",
    next_move="Name a reviewer.",
    source="measures.md, Rulings: ownership; design.md §1",
    urgency=Urgency.SLIPPING,
    reads=("components", "shape"),
    find=find,
)
