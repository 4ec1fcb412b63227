"""Scope: where in the workflow AI does the work rather than assists, and what that takes out of the human queue."""

from dataclasses import dataclass

from opmodel.measures.component import Component, State, in_words, quoted, rounded
from opmodel.measures.registered_workflow import RegisteredWorkflow
from opmodel.measures.shares import in_figures, plural
from opmodel.measures.steps import StepRecord
from opmodel.store.register import Performer

A_TAB = "A tab, not a redesign"


@dataclass(frozen=True, kw_only=True)
class _Relief:
    """What the redesign takes out of the human queue; None where it is not known."""

    minutes_a_case: float | None
    cases_a_week: float | None
    cases_source: str | None
    """`cases` or `stated`."""
    hours_a_week: float | None
    unmeasured: tuple[StepRecord, ...]
    """Steps that AI took over, of which nobody said how many minutes a case they took."""


def scope_component(workflow: RegisteredWorkflow) -> Component:
    """In place: AI does a step, and the minutes and the volume are known. A step that AI assists in is never scope."""
    does = workflow.done_by(Performer.AI_DOES)
    relief = _relief(workflow, does)
    state, evidence, then = _standing(workflow, does, relief)
    return Component(
        name="scope",
        state=state,
        evidence=tuple(evidence),
        next=then + workflow.whom_to_ask() if then else "",
        numbers={
            "steps_ai_does": len(does),
            "steps_ai_assists": len(workflow.done_by(Performer.AI_ASSISTS)),
            "steps_human": len(workflow.done_by(Performer.HUMAN)),
            "minutes_a_case": relief.minutes_a_case,
            "cases_a_week": relief.cases_a_week,
            "cases_source": relief.cases_source,
            "hours_a_week": relief.hours_a_week,
        },
    )


def _standing(workflow: RegisteredWorkflow, does: list[StepRecord], relief: _Relief) -> tuple[State, list[str], str]:
    coming = [step for step in workflow.coming if step.after == Performer.AI_DOES]
    if does:
        return _redesigned(workflow, does, relief)
    if coming:
        first = min(coming, key=lambda step: step.valid_from or workflow.day)
        begins = in_words(first.valid_from or workflow.day)
        return State.PARTLY, [f"AI does “{first.name}” from {begins} on."], f"Begin with “{first.name}” on {begins}."
    assists = workflow.done_by(Performer.AI_ASSISTS)
    if assists:
        evidence = [f"{A_TAB}: AI assists in {quoted(step.name for step in assists)} and does no step."]
        return State.MISSING, evidence, f"Decide whether AI is to do “{assists[0].name}” rather than assist in it."
    if workflow.steps:
        said = f"{A_TAB}: people do {_each(workflow.steps)}."
        return State.MISSING, [said], f"Decide which step of {workflow.name} AI is to do."
    return State.MISSING, ["No step is registered yet."], f"Register the steps of {workflow.name}, before and after."


def _each(steps: tuple[StepRecord, ...]) -> str:
    return f"its one step, “{steps[0].name}”" if len(steps) == 1 else f"all {len(steps)} steps"


def _redesigned(workflow: RegisteredWorkflow, does: list[StepRecord], relief: _Relief) -> tuple[State, list[str], str]:
    evidence = [f"AI does {len(does)} of {plural(len(workflow.steps), 'step')}: {quoted(step.name for step in does)}."]
    assists = workflow.done_by(Performer.AI_ASSISTS)
    if assists:
        evidence.append(f"It assists in {quoted(step.name for step in assists)}, which is not counted as scope.")
    if relief.unmeasured:
        named = relief.unmeasured[0].name
        evidence.append(f"How long {quoted(step.name for step in relief.unmeasured)} took is not known.")
        return State.PARTLY, evidence, f"Say how many minutes a case “{named}” took a person."
    assert relief.minutes_a_case is not None
    minutes = f"{in_figures(relief.minutes_a_case)} minutes a case leave the human queue"
    if relief.cases_a_week is None:
        evidence.append(f"{minutes}; how many cases a week brings is not known.")
        return State.PARTLY, evidence, f"Upload the cases of {workflow.name}, or say how many a week brings."
    source = "as stated in the register"
    if workflow.volume is not None:
        source = f"the mean of the last {plural(workflow.volume.weeks, 'week')}"
    assert relief.hours_a_week is not None
    hours, cases = in_figures(relief.hours_a_week), in_figures(relief.cases_a_week)
    evidence.append(f"{minutes}: {hours} hours a week at {cases} cases a week, {source}.")
    return State.IN_PLACE, evidence, ""


def _relief(workflow: RegisteredWorkflow, does: list[StepRecord]) -> _Relief:
    taken_over = [step for step in does if step.before == Performer.HUMAN]
    unmeasured = tuple(step for step in taken_over if step.minutes_a_case is None)
    minutes = None if unmeasured or not does else sum(step.minutes_a_case or 0.0 for step in taken_over)
    if workflow.volume is not None:
        cases: float | None = workflow.volume.a_week(_teams(workflow))
        hours = None if minutes is None or cases is None else minutes * cases / 60
    else:
        stated = [step.cases_a_week for step in does]
        known = [one for one in stated if one is not None]
        cases = max(known, default=None)
        # Where the steps of a workflow see different numbers of cases, each counts with its own.
        each = [(step.minutes_a_case or 0.0) * (step.cases_a_week or cases or 0.0) for step in taken_over]
        hours = None if minutes is None or cases is None else sum(each) / 60
    return _Relief(
        minutes_a_case=None if minutes is None else rounded(minutes),
        cases_a_week=None if cases is None else rounded(cases),
        cases_source=None if cases is None else "cases" if workflow.volume is not None else "stated",
        hours_a_week=None if hours is None else rounded(hours),
        unmeasured=unmeasured,
    )


def _teams(workflow: RegisteredWorkflow) -> set[int]:
    """The teams that work the new way, with all they hold; every team while none does."""
    live = {team for one in workflow.live for team in workflow.tree.subtree(one.team_id)}
    return live or set(workflow.tree.parents)
