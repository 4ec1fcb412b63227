"""Checks: one look at a checkpoint, told in four numbers."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from opmodel.register.editing import Invalid, editing, is_past
from opmodel.store.asker import Asker
from opmodel.store.register import Check, Checkpoint, Rollout, Step

_Count = Annotated[int, Field(ge=0, le=10_000_000)]


class CheckEntry(BaseModel):
    """One look: how many outputs were seen, and what became of them."""

    model_config = ConfigDict(frozen=True)

    checkpoint_id: int
    rollout_id: int
    looked_on: date
    seen: Annotated[int, Field(ge=1, le=10_000_000)]
    accepted: _Count
    corrected: _Count
    rejected: _Count
    reviewer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]

    @model_validator(mode="after")
    def _adds_up(self) -> "CheckEntry":
        told = self.accepted + self.corrected + self.rejected
        if told != self.seen:
            raise ValueError(f"{self.seen} outputs were seen, but accepted, corrected and rejected come to {told}.")
        return self


def log_check(url: str, entry: CheckEntry, *, by: Asker) -> int:
    """Log a look at a checkpoint; its number.

    Raises:
        Invalid: the checkpoint is not one of that rollout's workflow, or the day lies in the future.
    """
    with editing(url, by=by) as edit:
        checkpoint = edit.get(Checkpoint, entry.checkpoint_id, what="The checkpoint")
        rollout = edit.get(Rollout, entry.rollout_id, what="The rollout")
        step = edit.get(Step, checkpoint.step_id, what="The step")
        if step.workflow_id != rollout.workflow_id:
            raise Invalid({"checkpoint_id": "That checkpoint belongs to another workflow."})
        is_past(entry.looked_on, "looked_on")
        check: Check = edit.audit.add(
            Check(**entry.model_dump(exclude={"reviewer"}), reviewer_id=edit.holder(entry.reviewer))
        )
        assert check.id is not None
        return check.id


def remove_check(url: str, check_id: int, *, by: Asker) -> None:
    """Take back a check that was logged by mistake; the trail can bring it back."""
    with editing(url, by=by) as edit:
        edit.audit.remove(edit.get(Check, check_id, what="The check"))
