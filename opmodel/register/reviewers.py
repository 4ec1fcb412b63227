"""Who looks at the checkpoints of a rollout, and who stands in; dated, so that a vacancy shows."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import col, select

from opmodel.register.editing import Edit, Invalid, editing
from opmodel.store.asker import Asker
from opmodel.store.register import Checkpoint, CheckpointStaffing, Rollout, Step

_Person = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class ReviewerEntry(BaseModel):
    """The reviewer of one checkpoint in one rollout from a day on; a blank reviewer is a vacancy said aloud."""

    model_config = ConfigDict(frozen=True)

    checkpoint_id: int
    reviewer: _Person = ""
    backup: _Person = ""


def save_reviewers(
    url: str, rollout_id: int, entries: tuple[ReviewerEntry, ...], *, since: date, by: Asker, seen: int | None = None
) -> None:
    """Name who reviews what in a rollout from a day on. Who did until then stays known.

    Raises:
        Invalid: a checkpoint is gone, or reviewer and backup are one person.
        Clashed: somebody changed the same values since.
    """
    with editing(url, by=by, seen=seen) as edit:
        rollout = edit.get(Rollout, rollout_id, what="The rollout")
        for place, entry in enumerate(entries):
            checkpoint = edit.get(Checkpoint, entry.checkpoint_id, what="The checkpoint")
            if entry.reviewer and entry.reviewer.casefold() == entry.backup.casefold():
                raise Invalid({f"{place}.backup": "Nobody can stand in for themselves."})
            _staff(edit, rollout, checkpoint, reviewer=entry.reviewer, backup=entry.backup, since=since)


def name_reviewers(edit: Edit, rollout: Rollout, *, reviewer: str, backup: str, since: date) -> None:
    """Name one reviewer and one backup for every checkpoint of a rollout's workflow."""
    for checkpoint in edit.session.exec(
        select(Checkpoint).join(Step).where(Step.workflow_id == rollout.workflow_id).order_by(col(Checkpoint.id))
    ).all():
        _staff(edit, rollout, checkpoint, reviewer=reviewer, backup=backup, since=since)


def _staff(edit: Edit, rollout: Rollout, checkpoint: Checkpoint, *, reviewer: str, backup: str, since: date) -> None:
    named: dict[str, Any] = {"reviewer_id": edit.holder(reviewer), "backup_id": edit.holder(backup)}
    present = edit.session.exec(
        select(CheckpointStaffing)
        .where(
            CheckpointStaffing.checkpoint_id == checkpoint.id,
            CheckpointStaffing.rollout_id == rollout.id,
            col(CheckpointStaffing.valid_to).is_(None) | (col(CheckpointStaffing.valid_to) >= since),
        )
        .order_by(col(CheckpointStaffing.id).desc())
    ).first()
    assert checkpoint.id is not None
    assert rollout.id is not None
    if present is not None and (present.reviewer_id, present.backup_id) == (named["reviewer_id"], named["backup_id"]):
        return
    if present is not None and (present.valid_from is None or present.valid_from < since):
        edit.audit.change(present, {"valid_to": since - timedelta(days=1)})
    elif present is not None:
        edit.audit.change(present, named)
        return
    edit.audit.add(CheckpointStaffing(checkpoint_id=checkpoint.id, rollout_id=rollout.id, valid_from=since, **named))
