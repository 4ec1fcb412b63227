"""The steps of a workflow: who performs each before and after the redesign, who decides in it, and what a person checks."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import col, select

from opmodel.register.editing import Edit, Invalid, editing
from opmodel.register.workflows import Line, Name
from opmodel.store.asker import Asker
from opmodel.store.register import Checkpoint, Decider, Performer, Step, Workflow


class StepEntry(BaseModel):
    """A step as it is entered, with its checkpoint; `id` None for a new one."""

    model_config = ConfigDict(frozen=True)

    id: int | None = None
    name: Name
    performer_before: Performer
    performer_after: Performer
    decision: Line = ""
    decider: Decider | None = None
    minutes_a_case: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)] | None = None
    cases_a_week: Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    checkpoint: Line = ""
    cadence_days: Annotated[int, Field(ge=1, le=366)] | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "StepEntry":
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("Valid to lies before valid from.")
        if self.decider is not None and not self.decision:
            raise ValueError("Say which decision is taken, or leave open who takes it.")
        if self.cadence_days is not None and not self.checkpoint:
            raise ValueError("Say what is checked, or leave the cadence empty.")
        return self


def save_steps(url: str, workflow_id: int, entries: Sequence[StepEntry], *, by: Asker, seen: int | None = None) -> None:
    """Make the steps of a workflow these ones, in this order. A step that is no longer among them is removed, with its
    checkpoint and its checks; one that somebody added since stays.

    Raises:
        Invalid: two steps have one name and one first day, or a step is gone.
        Clashed: somebody changed the same values since.
    """
    with editing(url, by=by, seen=seen) as edit:
        edit.get(Workflow, workflow_id, what="The workflow")
        _names_differ(entries)
        known = edit.session.exec(
            select(Step).where(Step.workflow_id == workflow_id).order_by(col(Step.position))
        ).all()
        kept = {entry.id for entry in entries}
        for row in known:
            if row.id not in kept and edit.audit.had_seen(row):
                edit.audit.remove(row)
        for position, entry in enumerate(entries, start=1):
            step = _saved(edit, workflow_id, entry, position)
            _save_checkpoint(edit, step, entry)


def add_step(url: str, workflow_id: int, entry: StepEntry, *, by: Asker) -> None:
    """Add a step after those there are.

    Raises:
        Invalid: a step of that name and first day is there already.
    """
    with editing(url, by=by) as edit:
        edit.get(Workflow, workflow_id, what="The workflow")
        known = edit.session.exec(select(Step).where(Step.workflow_id == workflow_id)).all()
        alike = [step for step in known if step.name.casefold() == entry.name.casefold()]
        if any(step.valid_from == entry.valid_from for step in alike):
            raise Invalid({"name": f"There is a step called {entry.name} from that day on already."})
        position = max((step.position for step in known), default=0) + 1
        _save_checkpoint(edit, _saved(edit, workflow_id, entry, position), entry)


def _names_differ(entries: Sequence[StepEntry]) -> None:
    named: set[tuple[str, date | None]] = set()
    for place, entry in enumerate(entries):
        key = (entry.name.casefold(), entry.valid_from)
        if key in named:
            raise Invalid({f"{place}.name": f"Two steps are called {entry.name} from the same day on."})
        named.add(key)


def _saved(edit: Edit, workflow_id: int, entry: StepEntry, position: int) -> Step:
    values: dict[str, Any] = {
        "position": position,
        **entry.model_dump(exclude={"id", "checkpoint", "cadence_days"}),
    }
    if entry.id is None:
        made: Step = edit.audit.add(Step(workflow_id=workflow_id, **values))
        return made
    step = edit.get(Step, entry.id, what=f"The step {entry.name}")
    edit.audit.change(step, values)
    return step


def _save_checkpoint(edit: Edit, step: Step, entry: StepEntry) -> None:
    known = edit.session.exec(select(Checkpoint).where(Checkpoint.step_id == step.id)).first()
    if not entry.checkpoint:
        if known is not None and edit.audit.had_seen(known):
            edit.audit.remove(known)
        return
    values: dict[str, Any] = {"what_is_checked": entry.checkpoint, "cadence_days": entry.cadence_days}
    if known is None:
        assert step.id is not None
        edit.audit.add(Checkpoint(step_id=step.id, **values))
    else:
        edit.audit.change(known, values)
