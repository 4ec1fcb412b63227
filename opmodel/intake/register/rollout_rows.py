"""Rows about where a workflow is taken, into the register: teams, rollouts with their stages, reviewers, milestones,
office holders.
"""

from typing import Any

from sqlmodel import col, select

from opmodel.intake.register.told import NotKept, Told
from opmodel.intake.register.work import Work
from opmodel.store.register import (
    Checkpoint,
    CheckpointStaffing,
    Milestone,
    OfficeHolder,
    Play,
    Rollout,
    StageChange,
    Step,
    Team,
)


def team_row(work: Work, told: Told) -> None:
    """One row of the sheet Teams."""
    row = work.written_from(told, Team)
    if row is None:
        row = work.session.get(Team, work.names.team(told.cells["team"], exactly=True))
    assert row is not None
    work.set(told, row, work.values(told, "team"))


def holder_row(work: Work, told: Told) -> None:
    """One row of the sheet Office holders.

    Raises:
        NotKept: somebody else has that name.
    """
    row = work.written_from(told, OfficeHolder)
    other = work.names.known_holder(told.cells["holder"])
    if row is None:
        row = other
    elif other is not None and other is not row and "holder" in told.says:
        raise NotKept("holder", "somebody else has that name already: one name stands for one person")
    if row is None:
        row = work.add(OfficeHolder(**work.values(told, "office_holder")))
    else:
        besides = () if told.base is not None else ("holder",)
        work.set(told, row, work.values(told, "office_holder", besides=besides))
    work.names.learn_holder(row)


class RolloutRows:
    """The rows of the sheet Rollouts. What is said of a rollout stands in each of its rows, so they are heard together."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._reviewers: dict[int, Told] = {}
        """Rollout → the row that names who looks at its checkpoints."""

    def row(self, told: Told) -> None:
        """One row: the rollout as it now is, and one change of its stage.

        Raises:
            NotKept: another row of the rollout says something else, or its play has no such version.
        """
        work = self._work
        key = work.names.rollout_key(told.cells, make=True)
        self._check_play(told, key[0])
        values = work.values(told, "rollout", besides=self._copied(told, key))
        rollout = work.names.known_rollout(key)
        if rollout is None:
            work.written_from(told, Rollout)
            rollout = self._begun(key, values)
        else:
            work.set(told, rollout, values)
        assert rollout.id is not None
        self._stage(told, rollout.id)
        if told.says.keys() & {"reviewer", "backup"}:
            self._reviewers[rollout.id] = told

    def _begun(self, key: tuple[int, int | None, int], values: dict[str, Any]) -> Rollout:
        workflow, team, attempt = key
        assert team is not None
        before = self._work.names.known_rollout((workflow, team, attempt - 1))
        rollout = self._work.add(
            Rollout(
                workflow_id=workflow,
                team_id=team,
                attempt=attempt,
                previous_id=None if before is None else before.id,
                **values,
            )
        )
        self._work.names.learn_rollout(rollout)
        return rollout

    def _copied(self, told: Told, key: tuple[int, int | None, int]) -> tuple[str, ...]:
        """Columns in which a new row of a rollout only repeats what the workbook had in the others when it was made."""
        rollout = self._work.names.known_rollout(key)
        if told.base is not None or rollout is None or self._work.then is None:
            return ()
        written = next((row.cells for row in self._work.then.rows["Rollouts"] if row.rollout_id == rollout.id), {})
        return tuple(name for name, value in told.says.items() if written.get(name) == value)

    def _check_play(self, told: Told, workflow: int) -> None:
        version = told.says.get("play_version")
        if version is None:
            return
        known = self._work.session.exec(select(Play.version).where(Play.workflow_id == workflow)).all()
        if version not in known:
            versions = ", ".join(map(str, sorted(known))) or "none yet"
            why = f"the play has no version {version} (known: {versions}); list it in the sheet Plays"
            raise NotKept("play_version", why)

    def _stage(self, told: Told, rollout: int) -> None:
        work = self._work
        row = work.written_from(told, StageChange)
        values = work.values(told, "stage_change")
        if row is not None:
            work.set(told, row, values)
            return
        stage, since = told.get("stage"), told.get("since")
        if stage is None or since is None:
            return
        row = work.find(StageChange, {"rollout_id": rollout, "stage": stage, "changed_on": since})
        if row is None:
            work.claim(work.add(StageChange(rollout_id=rollout, **values)))
        else:
            work.set(told, row, values)

    def staff(self) -> None:
        """Name the reviewers of each rollout at every checkpoint of its workflow."""
        work = self._work
        for rollout_id, told in self._reviewers.items():
            rollout = work.session.get(Rollout, rollout_id)
            assert rollout is not None
            checkpoints = work.session.exec(
                select(Checkpoint).join(Step).where(Step.workflow_id == rollout.workflow_id)
            ).all()
            named = {name: name_of for name in ("reviewer", "backup") if (name_of := told.says.get(name)) is not None}
            if not checkpoints:
                who = next(iter(named.values()))
                work.notes.append(f"{who} reviews a rollout whose workflow has no checkpoint yet.")
            values = {f"{name}_id": work.names.holder(name_of) for name, name_of in named.items()}
            for checkpoint in checkpoints:
                self._staff(told, checkpoint, rollout_id, values)

    def _staff(self, told: Told, checkpoint: Checkpoint, rollout_id: int, values: dict[str, Any]) -> None:
        work = self._work
        known = work.session.exec(
            select(CheckpointStaffing)
            .where(CheckpointStaffing.checkpoint_id == checkpoint.id, CheckpointStaffing.rollout_id == rollout_id)
            .order_by(col(CheckpointStaffing.id))
        ).first()
        if known is None:
            assert checkpoint.id is not None
            work.add(CheckpointStaffing(checkpoint_id=checkpoint.id, rollout_id=rollout_id, **values))
        else:
            work.set(told, known, values)


def reviewer_row(work: Work, told: Told) -> None:
    """One row of the sheet Reviewers."""
    row = work.written_from(told, CheckpointStaffing)
    checkpoint, rollout = work.names.checkpoint(told.cells), work.names.rollout(told.cells)
    values = work.values(told, "checkpoint_staffing")
    if row is None and any(told.get(name) for name in ("reviewer", "backup", "valid_from", "valid_to")):
        at = {"checkpoint_id": checkpoint.id, "rollout_id": rollout.id, "valid_from": told.get("valid_from")}
        whole = at | {"reviewer_id": values.get("reviewer_id"), "backup_id": values.get("backup_id")}
        row = work.find(CheckpointStaffing, whole | {"valid_to": told.get("valid_to")}, whole, *_less(work, at))
        if row is None:
            assert checkpoint.id is not None
            assert rollout.id is not None
            work.claim(work.add(CheckpointStaffing(checkpoint_id=checkpoint.id, rollout_id=rollout.id, **values)))
            return
    if row is not None:
        work.set(told, row, values)


def milestone_row(work: Work, told: Told) -> None:
    """One row of the sheet Milestones."""
    row = work.written_from(told, Milestone)
    rollout = work.names.rollout(told.cells)
    values = work.values(told, "milestone")
    if row is None:
        row = work.find(Milestone, {"rollout_id": rollout.id, "name": told.cells["milestone"]})
    if row is None:
        assert rollout.id is not None
        work.claim(work.add(Milestone(rollout_id=rollout.id, **values)))
    else:
        work.set(told, row, values)


def _less(work: Work, way: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """A way to find a row by less than all of it: not where the workbook is known to hold every row."""
    return () if work.exported else (way,)
