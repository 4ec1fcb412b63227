"""Rows about the work itself, into the register: workflows, operators, steps with their checkpoints, plays."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from opmodel.intake.register.told import NotKept, Told
from opmodel.intake.register.work import Work
from opmodel.store.register import (
    Check,
    Checkpoint,
    OfficeHolder,
    Operator,
    Performer,
    Play,
    Step,
    Workflow,
    WorkflowTool,
)
from opmodel.store.register_sheets.written import cell_text


def workflow_row(work: Work, told: Told) -> None:
    """One row of the sheet Workflows.

    Raises:
        NotKept: another workflow has that name.
    """
    row = work.written_from(told, Workflow)
    if row is None:
        row = work.session.get(Workflow, work.names.workflow_id(told.cells["workflow"]) or 0)
    _name_is_free(work, told, row)
    values = work.values(told, "workflow", besides=() if told.base is not None else ("workflow",))
    if row is None:
        row = work.add(Workflow(name=told.cells["workflow"], **values))
    else:
        work.set(told, row, values)
    work.names.learn_workflow(row)
    _set_owner_email(work, told, row)
    if "tools" in told.says:
        _set_tools(work, told, row)


def _name_is_free(work: Work, told: Told, row: Workflow | None) -> None:
    other = work.session.get(Workflow, work.names.workflow_id(told.cells["workflow"]) or 0)
    if row is not None and other is not None and other is not row and "workflow" in told.says:
        raise NotKept("workflow", "another workflow has that name already: choose one of its own")


def _set_owner_email(work: Work, told: Told, row: Workflow) -> None:
    if "owner_email" not in told.says:
        return
    holder = work.session.get(OfficeHolder, row.owner_id or 0)
    if holder is None:
        raise NotKept("owner_email", "an address needs its owner: name the owner beside it")
    work.set(told, holder, {"email": told.says["owner_email"]})


def _set_tools(work: Work, told: Told, row: Workflow) -> None:
    """Add the tools that are named; of a workbook that comes back, those that are named anew, and take out those that no
    longer are.
    """
    assert row.id is not None
    named = told.get("tools") or []
    before = [] if told.base is None else told.base.cells["tools"] or []
    links = {
        work.tools.name_of(link.tool_id).casefold(): link
        for link in work.session.exec(select(WorkflowTool).where(WorkflowTool.workflow_id == row.id))
    }
    for name in _less(before, named):
        if name.casefold() in links:
            work.audit.remove(links[name.casefold()])
    for name in _less(named, before):
        tool_id = work.tools.id(name)
        if work.session.get(WorkflowTool, (row.id, tool_id)) is None:
            work.add(WorkflowTool(workflow_id=row.id, tool_id=tool_id))


def _less(names: Sequence[str], others: Sequence[str]) -> list[str]:
    known = {name.casefold() for name in others}
    return [name for name in names if name.casefold() not in known]


def operator_row(work: Work, told: Told) -> None:
    """One row of the sheet Operators."""
    workflow = work.names.workflow(told.cells["workflow"])
    row = work.written_from(told, Operator)
    values = work.values(told, "operator")
    if row is None:
        row = work.find(
            Operator,
            {
                "workflow_id": workflow,
                "holder_id": work.names.holder(told.cells["operator"]),
                "role": told.cells["role"],
            },
        )
    if row is None:
        work.claim(work.add(Operator(workflow_id=workflow, **values)))
    else:
        work.set(told, row, values)


def step_row(work: Work, told: Told) -> None:
    """One row of the sheet Steps, with its checkpoint.

    Raises:
        NotKept: another step of the workflow has that name from that day on.
    """
    workflow = work.names.workflow(told.cells["workflow"])
    row = work.written_from(told, Step) or _step_by_name(work, told, workflow)
    values = work.values(told, "step")
    if row is None:
        last = work.session.exec(
            select(Step.position).where(Step.workflow_id == workflow).order_by(col(Step.position).desc())
        ).first()
        row = work.add(Step(workflow_id=workflow, position=(last or 0) + 1, **values))
    else:
        _step_is_alone(work, told, row)
        work.set(told, row, values if told.base is not None else _without_name(values))
    work.claim(row)
    _set_checkpoint(work, told, row)


def _without_name(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name != "name"}


def _step_by_name(work: Work, told: Told, workflow: int) -> Step | None:
    """The step a row means by its name: of a template, one without a first day, or any where the row has none."""
    since: date | None = told.get("valid_from")
    name = told.cells["step"].casefold()
    named = [
        step
        for step in work.session.exec(select(Step).where(Step.workflow_id == workflow).order_by(col(Step.id)))
        if (cell_text(step.name) or "").casefold() == name
    ]
    if work.exported:
        return next((step for step in named if step.valid_from == since), None)
    same = [step for step in named if since is None or step.valid_from in {since, None}]
    return same[-1] if same else None


def _step_is_alone(work: Work, told: Told, row: Step) -> None:
    if told.says.keys() & {"step", "valid_from"} and told.base is not None:
        others = work.session.exec(
            select(Step.id).where(
                Step.workflow_id == row.workflow_id,
                Step.id != row.id,
                Step.name == told.cells["step"],
                Step.valid_from == told.get("valid_from"),
            )
        ).first()
        if others is not None:
            raise NotKept("step", "another step has that name from that day on: give it a name or day of its own")


def _set_checkpoint(work: Work, told: Told, step: Step) -> None:
    assert step.id is not None
    if told.says.keys() & {"checkpoint", "cadence"}:
        work.written_from(told, Checkpoint)
    known = work.session.exec(
        select(Checkpoint).where(Checkpoint.step_id == step.id).order_by(col(Checkpoint.id))
    ).first()
    what = told.get("checkpoint")
    if "checkpoint" in told.says and what is None:
        if known is not None:
            _remove_checkpoint(work, known)
    elif known is not None:
        work.set(told, known, work.values(told, "checkpoint"))
    elif what is not None and "checkpoint" in told.says:
        work.add(Checkpoint(step_id=step.id, what_is_checked=what, cadence_days=told.get("cadence")))
    elif what is None and step.performer_after == Performer.AI_DOES:
        work.notes.append(f"The step {step.name!r} is done by AI and nobody checks it: name a checkpoint.")


def _remove_checkpoint(work: Work, checkpoint: Checkpoint) -> None:
    checks = work.session.exec(select(Check.id).where(Check.checkpoint_id == checkpoint.id)).all()
    if checks:
        looks = "1 check was" if len(checks) == 1 else f"{len(checks)} checks were"
        why = f"{looks} made at it, so it is kept: say what is checked, or take those out of the sheet Checks first"
        raise NotKept("checkpoint", why)
    work.audit.remove(checkpoint)


def order_steps(work: Work, told: Sequence[Told]) -> None:
    """Bring the steps of a workbook that comes back into the order of its rows, where that was changed."""
    rows: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        workflow = work.names.workflow_id(one.cells["workflow"] or "")
        if workflow is not None:
            rows[workflow].append(one)
    for mine in rows.values():
        steps = [(one, step) for one in mine if (step := _step_of(work, one)) is not None]
        known = [step.position for one, step in steps if one.base is not None]
        new_come_last = all(one.base is not None for one, _ in steps[: len(known)])
        places = [(base.position, base.id) for one, _ in steps if (base := _base_step(one)) is not None]
        if new_come_last and places == sorted(places):
            continue
        for position, (one, step) in enumerate(steps, start=1):
            work.set(one, step, {"position": position})


def _base_step(told: Told) -> Step | None:
    step = None if told.base is None else told.base.of["step"]
    assert step is None or isinstance(step, Step)
    return step


def _step_of(work: Work, told: Told) -> Step | None:
    base = _base_step(told)
    if base is not None:
        return work.session.get(Step, base.id)
    workflow = work.names.workflow_id(told.cells["workflow"] or "")
    return None if workflow is None or not told.good else _step_by_name(work, told, workflow)


def play_row(work: Work, told: Told) -> None:
    """One row of the sheet Plays.

    Raises:
        NotKept: that version is published, and the row says otherwise.
    """
    workflow = work.names.workflow(told.cells["workflow"])
    row = work.written_from(told, Play) or work.find(Play, {"workflow_id": workflow, "version": told.cells["version"]})
    values = work.values(told, "play")
    if row is None:
        work.add(Play(workflow_id=workflow, **values))
        return
    changed = told.would_change(row, values)
    if changed and row.published_on is not None:
        why = f"version {row.version} is published and is never changed: write the next version in a row of its own"
        raise NotKept(changed[0].name, why)
    work.set(told, row, values)
