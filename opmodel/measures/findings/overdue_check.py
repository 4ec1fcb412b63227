"""Overdue check: a reviewer is named, and has not looked when it was due."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from opmodel.measures.component import in_words
from opmodel.measures.figure import Figure
from opmodel.measures.finding import Finding, Rule, Urgency
from opmodel.measures.finding_reading import Reading, place
from opmodel.measures.shares import plural


def find(reading: Reading) -> list[Finding]:
    """One for each workflow with a look overdue that somebody is named for, by the one that is longest overdue."""
    found = []
    for workflow in reading.workflows:
        ownership = workflow.part("ownership").detail
        vacant = {(one["checkpoint"], one["rollout_id"]) for one in ownership["vacant"]}
        late = [
            one for one in reading.inside(ownership["overdue"]) if (one["checkpoint"], one["rollout_id"]) not in vacant
        ]
        if late:
            found.append(_finding(reading, workflow, late))
    return found


def _finding(reading: Reading, workflow: Figure, late: Sequence[Mapping[str, Any]]) -> Finding:
    first, *others = late
    more = f" {plural(len(others), 'more check is', 'more checks are')} overdue." if others else ""
    return RULE.of_workflow(
        workflow,
        evidence=f"The look at “{first['checkpoint']}” in {place(first)} was due on {in_words(date.fromisoformat(first['due']))} and is "
        f"{plural(first['days'], 'day')} late on {in_words(date.fromisoformat(first['counted_to']))}.{more}",
        next_move="Look at it, and log the check.",
        owner=str(first["reviewer"] or ""),
        stake=reading.people_of(int(one["rollout_id"]) for one in late),
        days_left=-int(first["days"]),
    )


RULE = Rule(
    name="overdue_check",
    title="Check overdue",
    help="A checkpoint that nobody looks at in time is a checkpoint on paper.",
    rule="The next look at a staffed checkpoint of a live rollout is past the day that its cadence sets, counted from the last "
    "look, else from go-live or from when it was first staffed. One finding a workflow.",
    next_move="Look, and log it.",
    source="measures.md, Rulings: ownership",
    urgency=Urgency.OVERDUE,
    reads=("components", "shape"),
    find=find,
)
