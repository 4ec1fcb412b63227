"""Ownership: who owns the human-in-the-loop checkpoint of every step that AI does or assists in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from opmodel.measures.checkpoints import CheckpointStanding
from opmodel.measures.component import Component, State, in_words, quoted, rounded
from opmodel.measures.registered_workflow import RegisteredWorkflow
from opmodel.measures.shares import percent, plural
from opmodel.measures.steps import StepRecord
from opmodel.store.register import Performer


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What the checkpoints of a workflow come to."""

    ai_steps: list[StepRecord]
    """Steps that AI does or assists in."""
    covered: list[StepRecord]
    unchecked: list[StepRecord]
    """Those without any checkpoint, what AI does first."""
    vacant: list[CheckpointStanding]
    overdue: list[CheckpointStanding]
    """The longest overdue first."""
    stamps: list[CheckpointStanding]


def ownership_component(workflow: RegisteredWorkflow) -> Component:
    """In place: every AI step has a checkpoint with a reviewer in every live rollout, no look is overdue, and no
    checkpoint is a rubber stamp.
    """
    found = _found(workflow)
    state = State.PARTLY if found.covered else State.MISSING
    everything = found.ai_steps and len(found.covered) == len(found.ai_steps)
    if everything and workflow.live and not (found.vacant or found.overdue or found.stamps):
        state = State.IN_PLACE
    return Component(
        name="ownership",
        state=state,
        evidence=tuple(_evidence(workflow, found)),
        next=_next(workflow, found),
        numbers={
            "ai_steps": len(found.ai_steps),
            "covered": len(found.covered),
            "vacant": [{**_where(workflow, one), "why": one.vacancy} for one in found.vacant],
            "overdue": [
                {
                    **_where(workflow, one),
                    "reviewer": one.reviewer,
                    "days": one.overdue_days(workflow.day),
                    "due": one.due_on and one.due_on.isoformat(),
                    "counted_to": workflow.day.isoformat(),
                }
                for one in found.overdue
            ],
            "checks_due_a_week": _checks_due(workflow.checkpoints),
            **_seen(workflow.checkpoints),
            "rubber_stamp": bool(found.stamps),
            "rubber_stamps": [
                {
                    **_where(workflow, one),
                    "reviewer": one.reviewer,
                    "seen": one.seen,
                    "corrected_or_rejected": one.corrected_or_rejected,
                }
                for one in found.stamps
            ],
        },
    )


def _found(workflow: RegisteredWorkflow) -> _Found:
    ai_steps = [step for step in workflow.steps if step.after != Performer.HUMAN]
    unchecked = [step for step in ai_steps if step.id not in workflow.checked_steps]
    overdue = [one for one in workflow.checkpoints if one.overdue_days(workflow.day)]
    return _Found(
        ai_steps=ai_steps,
        covered=[step for step in ai_steps if _is_covered(workflow, step)],
        unchecked=sorted(unchecked, key=lambda step: step.after != Performer.AI_DOES),
        vacant=[one for one in workflow.checkpoints if one.vacancy],
        overdue=sorted(overdue, key=lambda one: -one.overdue_days(workflow.day)),
        stamps=[one for one in workflow.checkpoints if _is_rubber_stamp(workflow, one)],
    )


def _is_covered(workflow: RegisteredWorkflow, step: StepRecord) -> bool:
    """Whether a checkpoint looks at the step in every live rollout; before the first goes live, whether it has one."""
    here = [one for one in workflow.checkpoints if one.step.id == step.id]
    return step.id in workflow.checked_steps and not any(one.vacancy for one in here)


def _is_rubber_stamp(workflow: RegisteredWorkflow, one: CheckpointStanding) -> bool:
    limits = workflow.limits
    return one.is_rubber_stamp(outputs=limits["rubber_stamp_outputs"], share=limits["rubber_stamp_share"])


def _where(workflow: RegisteredWorkflow, one: CheckpointStanding) -> dict[str, Any]:
    return {
        "checkpoint": one.what,
        "step": one.step.name,
        "team": one.rollout.team,
        "rollout_id": one.rollout.id,
        "people": workflow.people(one.rollout.id),
    }


def _checks_due(checkpoints: Iterable[CheckpointStanding]) -> list[dict[str, Any]]:
    due: dict[str, float] = defaultdict(float)
    for one in checkpoints:
        if not one.vacancy and one.checks_a_week:
            due[one.reviewer] += one.checks_a_week
    ordered = sorted(due.items(), key=lambda item: (-item[1], item[0].casefold()))
    return [{"reviewer": name, "checks": rounded(checks)} for name, checks in ordered]


def _seen(checkpoints: Iterable[CheckpointStanding]) -> dict[str, Any]:
    some = list(checkpoints)
    seen, not_accepted = sum(one.seen for one in some), sum(one.corrected_or_rejected for one in some)
    return {
        "outputs_seen": seen,
        "corrected_or_rejected": not_accepted,
        "corrected_or_rejected_share": not_accepted / seen if seen else None,
    }


def _evidence(workflow: RegisteredWorkflow, found: _Found) -> list[str]:
    if not found.ai_steps:
        return ["AI does no step and assists in none: there is nothing to own yet."]
    evidence = [_coverage(workflow, found)]
    if found.unchecked:
        evidence.append(f"No checkpoint is named for {quoted(step.name for step in found.unchecked)}.")
    evidence += [
        f"“{one.what}” has no reviewer in {one.rollout.place}: {one.vacancy}{_stands_in(one)}." for one in found.vacant
    ]
    evidence += [_late(workflow, one) for one in found.overdue]
    evidence += [_stamped(workflow, one) for one in found.stamps]
    seen = _seen(workflow.checkpoints)
    if seen["outputs_seen"]:
        evidence.append(
            f"{seen['corrected_or_rejected']} of {plural(seen['outputs_seen'], 'output')} seen in "
            f"{workflow.limits['rubber_stamp_days']:g} days were corrected or rejected: "
            f"{percent(seen['corrected_or_rejected_share'])}."
        )
    evidence += [
        f"{due['reviewer']} owes {plural(due['checks'], 'check')} a week." for due in _checks_due(workflow.checkpoints)
    ]
    return evidence


def _coverage(workflow: RegisteredWorkflow, found: _Found) -> str:
    covered, ai_steps = len(found.covered), plural(len(found.ai_steps), "AI step")
    if not covered:
        where = "a named reviewer in every live team" if workflow.live else "a checkpoint; no team is live"
        return f"No AI step has {where}."
    if workflow.live:
        return f"A named reviewer checks {covered} of {ai_steps} in every live team."
    return f"{covered} of {ai_steps} {'has' if covered == 1 else 'have'} a checkpoint; no team is live."


def _late(workflow: RegisteredWorkflow, one: CheckpointStanding) -> str:
    due = in_words(one.due_on or workflow.day)
    if one.looked_on is None:
        return f"“{one.what}” in {one.rollout.place} has never been looked at; the first look was due on {due}."
    ago = plural(one.overdue_days(workflow.day), "day")
    look = f"The look at “{one.what}” in {one.rollout.place} that was due on {due}"
    return f"{look} is {ago} late on {in_words(workflow.day)}."


def _stands_in(one: CheckpointStanding) -> str:
    return f"; {one.backup} stands in" if one.backup else ""


def _stamped(workflow: RegisteredWorkflow, one: CheckpointStanding) -> str:
    found = "none" if not one.corrected_or_rejected else f"{one.corrected_or_rejected}"
    return (
        f"“{one.what}” in {one.rollout.place} is a rubber stamp: of {plural(one.seen, 'output')} seen in "
        f"{workflow.limits['rubber_stamp_days']:g} days, {found} corrected or rejected."
    )


def _next(workflow: RegisteredWorkflow, found: _Found) -> str:
    """What matters most comes first: work that nobody looks at, then looks that come late or find nothing."""
    if found.unchecked:
        return f"Say what a person checks of “{found.unchecked[0].name}”, and how often.{workflow.whom_to_ask()}"
    if found.vacant:
        one = found.vacant[0]
        return f"Name a reviewer for “{one.step.name}” in {one.rollout.place}.{workflow.whom_to_ask(one.rollout)}"
    if found.overdue:
        one = found.overdue[0]
        return f"Look at “{one.what}” in {one.rollout.place} and log it.{_asked(one)}"
    if found.stamps:
        one = found.stamps[0]
        return f"Look again, with a second person, at what “{one.what}” lets pass in {one.rollout.place}.{_asked(one)}"
    if found.ai_steps and not workflow.live and workflow.planned:
        first = workflow.planned[0]
        return f"Name who reviews “{found.ai_steps[0].name}” in {first.place} before it begins.{workflow.whom_to_ask(first)}"
    return ""


def _asked(one: CheckpointStanding) -> str:
    return f" Ask {one.reviewer}." if one.reviewer else ""
