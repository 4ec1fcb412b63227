"""A file's sheets into the register, in the order in which they build on each other.

Rows are found by name. In a template a blank cell changes nothing and nothing is removed. A workbook that the register
wrote, come back to the store it left, is compared with what the register was when it was made: a cell that was changed
is set, one that was cleared is cleared, a row that was taken out is removed, and what somebody else changed since is
left as it is and told. Every change is kept with before and after, so that undo restores it.
"""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd
from sqlmodel import Session

from opmodel.intake.facts import Facts
from opmodel.intake.names import Tools
from opmodel.intake.refusal import Refused
from opmodel.intake.register import evidence_rows, rollout_rows, workflow_rows
from opmodel.intake.register.baseline_notes import baseline_notes
from opmodel.intake.register.removal import Removal
from opmodel.intake.register.told import NotKept, Told, repeats_of, told_rows
from opmodel.intake.register.work import Work
from opmodel.store.audit import Audit
from opmodel.store.bulk import load
from opmodel.store.register import Rollout, TargetPerson, Workflow
from opmodel.store.register_sheets.content import Content, SheetRow, UnknownOwner
from opmodel.store.register_sheets.evidence_sheets import BASELINES, CHECKS, GATE
from opmodel.store.register_sheets.forms import OFFICE_HOLDERS, TARGET_PEOPLE
from opmodel.store.register_sheets.mark import is_ours, moment_at
from opmodel.store.register_sheets.rollout_sheets import MILESTONES, REVIEWERS, ROLLOUTS, TEAMS
from opmodel.store.register_sheets.sheet import Sheet
from opmodel.store.register_sheets.workflow_sheets import OPERATORS, PLAYS, STEPS, WORKFLOWS

Loader = Callable[[Work, Told], None]

_LOADERS: Mapping[str, Loader] = {
    OFFICE_HOLDERS.name: rollout_rows.holder_row,
    WORKFLOWS.name: workflow_rows.workflow_row,
    OPERATORS.name: workflow_rows.operator_row,
    STEPS.name: workflow_rows.step_row,
    PLAYS.name: workflow_rows.play_row,
    TEAMS.name: rollout_rows.team_row,
    REVIEWERS.name: rollout_rows.reviewer_row,
    MILESTONES.name: rollout_rows.milestone_row,
    CHECKS.name: evidence_rows.check_row,
    BASELINES.name: evidence_rows.baseline_row,
    GATE.name: evidence_rows.gate_row,
}
_ORDER = (
    OFFICE_HOLDERS, TEAMS, WORKFLOWS, OPERATORS, STEPS, PLAYS, ROLLOUTS, REVIEWERS, MILESTONES, CHECKS, BASELINES, GATE,
)  # fmt: skip


def load_register(
    session: Session, facts: Facts, audit: Audit, tools: Tools, *, by: str, ids: np.ndarray, import_id: int
) -> None:
    """Bring the register up to what the sheets say. Rows that cannot be kept are rejected here: `facts` is changed so.

    Args:
        session: a writing session.
        facts: with `register`, the sheets by name.
        audit: records each change; for a workbook that comes back, with what its maker had seen.
        tools: finds and makes tools by name.
        by: who loads it.
        ids: person ids of `facts.people`, in their order.
        import_id: the import on whose behalf it happens.

    Raises:
        Refused: a workbook that comes back says it is of somebody who owned no workflow.
    """
    then = _then(session, facts)
    work = Work(session, facts, audit, tools, by=by, import_id=import_id, then=then)
    _Loading(work).run()
    _load_targets(work, ids=ids)
    facts.notes.extend([*baseline_notes(session, work.new_baselines, loaded_on=date.today()), *work.notes])


def seen(session: Session, facts: Facts) -> int | None:
    """Number of the newest change that whoever edited the file had seen; None for a file that is no workbook of this
    store.
    """
    returned = facts.returned
    return returned.mark.change if returned is not None and is_ours(session, returned.mark) else None


def _then(session: Session, facts: Facts) -> Content | None:
    """The register as the workbook has it."""
    returned = facts.returned
    if returned is None:
        return None
    if not is_ours(session, returned.mark):
        facts.notes.append(
            "This workbook was made from another store: its rows are found by name, a blank cell changes nothing, and "
            "nothing is removed."
        )
        return None
    then = Content(session, moment_at(session, returned.mark), owner=returned.owner)
    try:
        assert then.rows is not None
    except UnknownOwner as unknown:
        raise Refused(f"The sheet “This workbook” names an owner who had no workflow: {unknown}") from unknown
    return then


class _Loading:
    """One file's sheets, one after the other."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._rollouts = rollout_rows.RolloutRows(work)
        self._told: dict[str, list[Told]] = {}
        self._missing: dict[str, list[SheetRow]] = {}

    def run(self) -> None:
        """Load every sheet, name reviewers, and remove what is missing from a workbook that comes back."""
        for sheet in _ORDER:
            frame = self._work.facts.register.get(sheet.name)
            if frame is not None:
                self._load(sheet, frame)
            elif self._work.then is not None and self._work.then.rows[sheet.name]:
                self._work.notes.append(f"The sheet {sheet.name!r} is not in the workbook: nothing of it was changed.")
            if sheet is ROLLOUTS:
                self._rollouts.staff()
        if self._work.then is not None:
            Removal(self._work, self._told, self._missing).run()

    def _load(self, sheet: Sheet, frame: pd.DataFrame) -> None:
        work = self._work
        base = [] if work.then is None else work.then.rows[sheet.name]
        told = self._told[sheet.name] = told_rows(sheet, frame, base, work.names.key_of)
        for one in told:
            if one.base is not None and sheet.table in one.base.of:
                work.claim(one.base.of[sheet.table])
        # What the register wrote elsewhere is believed: it held two rows that are wholly alike.
        believed = work.exported and work.then is None and sheet.may_repeat
        repeats = {} if believed else repeats_of(told, work.names.key_of)
        for one in told:
            if one.row in repeats:
                why = f"row {repeats[one.row]} is about the same: keep one of the two"
                work.reject(one, sheet.key[-1] if one.get(sheet.key[-1]) is not None else sheet.key[0], why)
            elif one.good and (one.base is None or one.says):
                self._load_row(sheet, one)
        if sheet is STEPS:
            if work.then is not None:
                workflow_rows.order_steps(work, told)
            work.names.learn_steps()
        self._missing[sheet.name] = self._left_out(sheet, told, base)

    def _load_row(self, sheet: Sheet, told: Told) -> None:
        try:
            self._is_theirs_to_tell(told)
            if sheet is ROLLOUTS:
                self._rollouts.row(told)
            else:
                _LOADERS[sheet.name](self._work, told)
        except NotKept as kept:
            self._work.reject(told, kept.column, str(kept))

    def _is_theirs_to_tell(self, told: Told) -> None:
        """Check that a row of one owner's workbook is about a workflow of theirs, or a new one.

        Raises:
            NotKept: it is somebody else's.
        """
        work = self._work
        if work.owner is None or work.then is None or told.base is not None or not told.get("workflow"):
            return
        found = work.names.workflow_id(told.cells["workflow"])
        if found is not None and found not in work.then.workflows and not work.made(Workflow, found):
            why = f"it is not one of {work.owner}'s workflows, and this workbook holds only those"
            raise NotKept("workflow", f"{why}: change it in a workbook of the whole register")

    def _left_out(self, sheet: Sheet, told: list[Told], base: list[SheetRow]) -> list[SheetRow]:
        """The rows that the workbook had and no longer has; none where a row that cannot be read might be one of them."""
        taken = {id(one.base) for one in told if one.base is not None}
        missing = [row for row in base if id(row) not in taken]
        rejected = {(item.sheet, item.row) for item in self._work.facts.rejections}
        unread = [one for one in told if not one.good and one.base is None and (one.where, one.row) in rejected]
        if missing and unread:
            self._work.notes.append(
                f"Nothing was removed from the sheet {sheet.name!r}: row {unread[0].row} cannot be read, and might be one "
                "of the rows that are missing."
            )
            return []
        return missing if self._work.owner is None or sheet not in (TEAMS, OFFICE_HOLDERS) else []


def _load_targets(work: Work, *, ids: np.ndarray) -> None:
    """The target people of each rollout, as this file lists them."""
    frame = work.facts.register.get(TARGET_PEOPLE.name)
    if frame is None:
        return
    targets = frame[frame["good"]].reset_index(drop=True)
    told = told_rows(TARGET_PEOPLE, targets.drop(columns="who"), [], work.names.key_of)
    by_rollout: dict[tuple[str, str, int], list[int]] = {}
    for place, one in enumerate(told):
        key = (one.cells["workflow"], one.cells["team"], int(one.get("attempt") or 1))
        by_rollout.setdefault(key, []).append(place)
    for places in by_rollout.values():
        rollout = _target_rollout(work, [told[place] for place in places])
        if rollout is None:
            continue
        people = ids[targets["who"].to_numpy(dtype=np.int64)[places]]
        first = np.unique(people, return_index=True)[1]
        work.facts.merged += len(places) - len(first)
        work.facts.kept -= len(places) - len(first)
        since = [told[places[place]].get("valid_from") for place in first]
        load(
            work.session,
            TargetPerson,
            {
                "rollout_id": rollout.id,
                "person_id": people[first],
                "import_id": work.import_id,
                "valid_from": since,
            },
        )


def _target_rollout(work: Work, told: list[Told]) -> Rollout | None:
    """The rollout that rows of target people name; all of them are rejected where there is none."""
    try:
        return work.names.rollout(told[0].cells)
    except NotKept as kept:
        for one in told:
            work.reject(one, kept.column, str(kept))
    return None
