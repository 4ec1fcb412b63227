"""components: of each workflow, which of the four components of an operating model are in place."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.component import Component
from opmodel.measures.component_ownership import ownership_component
from opmodel.measures.component_scale import scale_component
from opmodel.measures.component_scope import A_TAB, scope_component
from opmodel.measures.component_standardization import standardization_component
from opmodel.measures.figure import Figure
from opmodel.measures.register_day import last_full_week
from opmodel.measures.registered_workflow import RegisteredWorkflow, registered_workflows
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import scope
from opmodel.store.bulk import columns
from opmodel.store.facts import Case
from opmodel.store.register import (
    Check,
    Checkpoint,
    CheckpointStaffing,
    Operator,
    Performer,
    Play,
    Rollout,
    StageChange,
    Step,
    Workflow,
)
from opmodel.store.rollup_tables import AdoptionWeek, CoveredWeek, Membership

COMPONENTS: Mapping[str, Callable[[RegisteredWorkflow], Component]] = {
    "scope": scope_component,
    "ownership": ownership_component,
    "standardization": standardization_component,
    "scale": scale_component,
}
"""In the order of the essay: each asks for the one before."""

_Read = list[tuple[RegisteredWorkflow, list[Component]]]


def answer(session: Session, question: Question) -> Figure:
    """How many workflows have all four in place, with the four counts, and each workflow with its four."""
    asked = scope(session, question)
    read: _Read = [
        (workflow, [component(workflow) for component in COMPONENTS.values()])
        for workflow in registered_workflows(session, asked)
    ]
    week = last_full_week(asked.today)
    more: dict[str, Any] = {"name": "components", "unit": "workflows", "rule": MEASURE.rule_id, "as_of": week}
    if not read:
        why = "No workflow is registered yet."
        if not asked.is_company:
            why = "No registered workflow has a rollout in this team."
        return Figure(why_unknown=why, **more)
    whole = sum(all(component.in_place for component in components) for _, components in read)
    return Figure(
        value=whole,
        numerator=whole,
        denominator=len(read),
        sources=_sources(session, read, week),
        parts=(*_counts(read, week), *(_workflow(workflow, four, week) for workflow, four in read)),
        **more,
    )


def _counts(read: _Read, week: int) -> list[Figure]:
    """How many workflows have each component in place."""
    counts = [
        (name, sum(components[position].in_place for _, components in read)) for position, name in enumerate(COMPONENTS)
    ]
    return [
        Figure(
            name=name,
            unit="workflows",
            rule=MEASURE.rule_id,
            kind="component",
            value=count,
            numerator=count,
            denominator=len(read),
            as_of=week,
        )
        for name, count in counts
    ]


def _workflow(workflow: RegisteredWorkflow, components: Sequence[Component], week: int) -> Figure:
    done = sum(component.in_place for component in components)
    hours = [operator["hours_a_week"] for operator in workflow.operators if operator["hours_a_week"] is not None]
    coming = any(step.after == Performer.AI_DOES for step in workflow.coming)
    return Figure(
        name=workflow.name,
        unit="components",
        rule=MEASURE.rule_id,
        kind="workflow",
        value=done,
        numerator=done,
        denominator=len(components),
        as_of=week,
        detail={
            "workflow_id": workflow.id,
            "owner": workflow.owner,
            "outcome": workflow.outcome,
            "is_redesign": workflow.is_redesign,
            "tab_not_a_redesign": bool(workflow.steps) and not workflow.is_redesign and not coming,
            "operators": [dict(operator) for operator in workflow.operators],
            "operating_hours_a_week": sum(hours) if hours else None,
        },
        parts=tuple(component.figure(MEASURE.rule_id, as_of=week) for component in components),
    )


def _sources(session: Session, read: _Read, week: int) -> tuple[int, ...]:
    """The files of workflow use in the newest week, and those that the cases were counted in."""
    covered = columns(CoveredWeek)
    use = session.scalars(
        select(covered.import_id).where(covered.week == week, covered.workflow_id != 0).distinct()
    ).all()
    cases = [number for workflow, _ in read if workflow.volume is not None for number in workflow.volume.sources]
    return tuple(sorted({*use, *cases}))


MEASURE = Measure(
    name="components",
    title="The four components",
    help="Of the registered workflows, how many have scope, ownership, standardization and scale all in place.",
    rule="A workflow counts where all four are in place; there is no weighted score. Scope: AI does at least one step, the "
    "minutes a case that people no longer spend on what AI took over are known, and so are the cases a week: the mean of "
    "the last 13 complete weeks of uploaded cases of the teams that are live, else what the steps state. A step that AI "
    f"assists in is never scope: {A_TAB.lower()}. Partly: minutes or cases are not known, or the step begins later. "
    "Ownership: every step that AI does or assists in has a checkpoint, staffed in every live rollout by a reviewer who "
    "has not left the roster; no look is overdue by the cadence, counted from the last look, else from go-live or the "
    "first staffing; and none is a rubber stamp, which from 20 outputs seen in 90 days on corrects or rejects less than "
    "1%. Missing: no such step is covered. Standardization: a play is published and every live rollout runs its newest "
    "version. Partly: some run an older one, or only a draft is written. A win older than 30 days without a published "
    "play is a lucky prompt. Scale: two teams are live, or one rollout is the whole company's. Partly: one team is live "
    "and the next is planned. What a team was accountable for before and is now, and who runs the workflow with how "
    "many hours, is asked for and shown, and decides nothing. A workflow's components are the same whichever team asks: "
    "a team chooses which workflows are listed, those with a rollout in it or below. The numbers are thresholds of the "
    "store. Holding is the mean of four complete weeks, small groups hidden.",
    formula="count(workflows with 4 of 4 in place) of count(registered workflows)",
    version=1,
    unit="workflows",
    source="measures.md, Rulings: ownership, the board number; design.md §1",
    example="3 of 9 workflows have all four in place.",
    reads=(
        Workflow,
        Operator,
        Step,
        Checkpoint,
        CheckpointStaffing,
        Check,
        Play,
        Rollout,
        StageChange,
        Case,
        AdoptionWeek,
        CoveredWeek,
        Membership,
    ),
    answer=answer,
    thresholds=(
        "majority_share",
        "lucky_prompt_days",
        "rubber_stamp_days",
        "rubber_stamp_outputs",
        "rubber_stamp_share",
    ),
)
