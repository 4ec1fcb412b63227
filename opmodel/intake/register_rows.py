"""The register part of the workflows template: rows found by name and brought up to what the sheets say.

A blank cell changes nothing. Every change is kept with before and after, so that undo restores it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlmodel import Session, select

from opmodel.intake.facts import Facts, Rejected
from opmodel.intake.names import Tools, team_ids
from opmodel.store.audit import Audit
from opmodel.store.bulk import load
from opmodel.store.register import (
    Checkpoint,
    CheckpointStaffing,
    Milestone,
    OfficeHolder,
    Performer,
    Rollout,
    StageChange,
    Step,
    TargetPerson,
    Workflow,
    WorkflowTool,
)

Row = Mapping[Hashable, Any]


class _Missing(Exception):
    """A row names something the register does not have: (column, value, why)."""


def load_register(
    session: Session, facts: Facts, audit: Audit, tools: Tools, *, ids: np.ndarray, import_id: int
) -> None:
    """Bring the register up to what the sheets say. Rows that name an unknown workflow or rollout are rejected here:
    `facts` is changed so.

    Args:
        session: a writing session.
        facts: with `register`, the sheets by name.
        audit: records each change.
        tools: finds and makes tools by name.
        ids: person ids of `facts.people`, in their order.
        import_id: the import on whose behalf it happens.
    """
    work = _Register(session, audit, tools, import_id=import_id)
    steps: list[tuple[str, Callable[[Row], None]]] = [
        ("Workflows", work.workflow),
        ("Steps", work.step),
        ("Rollouts", work.rollout_row),
        ("Milestones", work.milestone),
    ]
    for sheet, apply in steps:
        frame = facts.register.get(sheet)
        if frame is None:
            continue
        if "team" in frame.columns:
            work.know_teams(frame["team"])
        for row in frame.to_dict("records"):
            _apply(facts, row, apply)
    work.staff_checkpoints()
    targets = facts.register.get("Target people")
    if targets is not None:
        work.know_teams(targets["team"])
        _load_targets(session, facts, targets, work, ids=ids, import_id=import_id)
    facts.notes.extend(work.notes)


def _apply(facts: Facts, row: Row, apply: Callable[[Row], None]) -> bool:
    try:
        apply(row)
    except _Missing as missing:
        column, value, why = missing.args
        facts.rejections.append(Rejected(row=int(row["row"]), column=column, value=value, why=why, sheet=row["sheet"]))
        facts.kept -= 1
        return False
    return True


def _load_targets(
    session: Session, facts: Facts, targets: pd.DataFrame, work: "_Register", *, ids: np.ndarray, import_id: int
) -> None:
    attempt = targets["attempt"].map(lambda value: int(value or 1))
    for place in targets.groupby([targets["workflow"], targets["team"], attempt], sort=False).indices.values():
        mine = targets.iloc[place]
        rollouts: list[Rollout] = []
        _apply_all(facts, mine, lambda row, found=rollouts: found.append(work.rollout(row)))  # type: ignore[misc]
        if not rollouts:
            continue
        people = ids[mine["who"].to_numpy(dtype=np.int64)]
        first = np.unique(people, return_index=True)[1]
        facts.merged += len(mine) - len(first)
        facts.kept -= len(mine) - len(first)
        load(
            session,
            TargetPerson,
            {
                "rollout_id": rollouts[0].id,
                "person_id": people[first],
                "import_id": import_id,
                "valid_from": mine["valid_from"].iloc[first],
            },
        )


def _apply_all(facts: Facts, rows: pd.DataFrame, apply: Callable[[Row], None]) -> None:
    """Apply one row for many that name the same; all are rejected if it is."""
    records = rows.to_dict("records")
    if not _apply(facts, records[0], apply):
        for row in records[1:]:
            _apply(facts, row, apply)


class _Register:
    """The register while a workbook is brought into it."""

    def __init__(self, session: Session, audit: Audit, tools: Tools, *, import_id: int) -> None:
        self._session = session
        self._audit = audit
        self._tools = tools
        self._import_id = import_id
        self._holders = {holder.name.casefold(): holder for holder in session.exec(select(OfficeHolder))}
        self._workflows = {workflow.name.casefold(): workflow for workflow in session.exec(select(Workflow))}
        self._teams: dict[str, int] = {}
        self._steps: dict[int, list[Step]] = defaultdict(list)
        for step in session.exec(select(Step)):
            self._steps[step.workflow_id].append(step)
        self._rollouts = {(row.workflow_id, row.team_id, row.attempt): row for row in session.exec(select(Rollout))}
        self._reviewers: dict[int, tuple[str | None, str | None]] = {}
        self.notes: list[str] = []

    def know_teams(self, paths: pd.Series) -> None:
        """Find or make the teams that a sheet names."""
        self._teams |= team_ids(self._session, paths.dropna().unique(), import_id=self._import_id)

    def workflow(self, row: Row) -> None:
        """One row of the sheet Workflows."""
        name = str(row["workflow"])
        known = self._workflows.get(name.casefold())
        owner = self._holder(row["owner"], email=row["owner_email"])
        if known is None:
            known = self._workflows[name.casefold()] = self._audit.add(
                Workflow(name=name, outcome=row["outcome"], owner_id=owner)
            )
        else:
            self._audit.change(known, _given(outcome=row["outcome"], owner_id=owner))
        assert known.id is not None
        for tool in re.split(r"[;,]", row["tools"] or ""):
            if tool.strip():
                key = (known.id, self._tools.id(tool.strip()))
                if self._session.get(WorkflowTool, key) is None:
                    self._audit.add(WorkflowTool(workflow_id=key[0], tool_id=key[1]))

    def step(self, row: Row) -> None:
        """One row of the sheet Steps, with its checkpoint."""
        workflow = self._workflow(row)
        steps = self._steps[workflow]
        named = [step for step in steps if step.name.casefold() == row["step"].casefold()]
        same = [step for step in named if row["valid_from"] is None or step.valid_from in {row["valid_from"], None}]
        values = _given(
            performer_before=row["before"],
            performer_after=row["after"],
            decision=row["decision"],
            decider=row["decider"],
            minutes_a_case=row["minutes"],
            cases_a_week=row["cases_a_week"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        if same:
            step = same[-1]
            self._audit.change(step, values)
        else:
            position = max((step.position for step in steps), default=0) + 1
            step = self._audit.add(Step(workflow_id=workflow, position=position, name=row["step"], **values))
            steps.append(step)
        if row["checkpoint"] is not None:
            self._checkpoint(step, row)
        elif step.performer_after == Performer.AI_DOES and not self._checkpoints(step):
            self.notes.append(f"The step {step.name!r} is done by AI and nobody checks it: name a checkpoint.")

    def _checkpoint(self, step: Step, row: Row) -> None:
        known = self._checkpoints(step)
        values = _given(what_is_checked=row["checkpoint"], cadence_days=row["cadence"])
        if known:
            self._audit.change(known[0], values)
        else:
            self._audit.add(Checkpoint(step_id=_id(step), **values))

    def _checkpoints(self, step: Step) -> list[Checkpoint]:
        return list(self._session.exec(select(Checkpoint).where(Checkpoint.step_id == step.id)))

    def rollout_row(self, row: Row) -> None:
        """One row of the sheet Rollouts: the rollout as it now is, and one change of its stage."""
        key = self._rollout_key(row)
        values = _given(
            receiving_owner_id=self._holder(row["receiving_owner"]),
            accepted_on=row["accepted_on"],
            success_test=row["success_test"],
            decide_by=row["decide_by"],
            spend_micros=row["spend_micros"],
            currency=None if row["currency"] is None else row["currency"].upper(),
            accountable_before=row["accountable_before"],
            accountable_now=row["accountable_now"],
            stated_headcount=row["headcount"],
        )
        rollout = self._rollouts.get(key)
        if rollout is None:
            workflow, team, attempt = key
            before = self._rollouts.get((workflow, team, attempt - 1))
            rollout = self._rollouts[key] = self._audit.add(
                Rollout(
                    workflow_id=workflow,
                    team_id=team,
                    attempt=attempt,
                    previous_id=None if before is None else before.id,
                    **values,
                )
            )
        else:
            self._audit.change(rollout, values)
        assert rollout.id is not None
        self._stage(rollout.id, row)
        if row["reviewer"] is not None or row["backup"] is not None:
            self._reviewers[rollout.id] = (row["reviewer"], row["backup"])

    def _stage(self, rollout: int, row: Row) -> None:
        known = self._session.exec(
            select(StageChange).where(
                StageChange.rollout_id == rollout,
                StageChange.stage == row["stage"],
                StageChange.changed_on == row["since"],
            )
        ).first()
        values = _given(changed_by=row["changed_by"], why=row["why"])
        if known is None:
            self._audit.add(StageChange(rollout_id=rollout, stage=row["stage"], changed_on=row["since"], **values))
        else:
            self._audit.change(known, values)

    def milestone(self, row: Row) -> None:
        """One row of the sheet Milestones."""
        rollout = self.rollout(row)
        known = self._session.exec(
            select(Milestone).where(Milestone.rollout_id == rollout.id, Milestone.name == row["milestone"])
        ).first()
        if known is None:
            self._audit.add(Milestone(rollout_id=_id(rollout), name=row["milestone"], reached_on=row["reached_on"]))
        else:
            self._audit.change(known, {"reached_on": row["reached_on"]})

    def staff_checkpoints(self) -> None:
        """Name the reviewers of each rollout at every checkpoint of its workflow."""
        for rollout_id, (reviewer, backup) in self._reviewers.items():
            rollout = self._session.get(Rollout, rollout_id)
            assert rollout is not None
            checkpoints = self._session.exec(
                select(Checkpoint).join(Step).where(Step.workflow_id == rollout.workflow_id)
            ).all()
            if not checkpoints:
                self.notes.append(f"{reviewer or backup} reviews a rollout whose workflow has no checkpoint yet.")
            values = _given(reviewer_id=self._holder(reviewer), backup_id=self._holder(backup))
            for checkpoint in checkpoints:
                known = self._session.exec(
                    select(CheckpointStaffing).where(
                        CheckpointStaffing.checkpoint_id == checkpoint.id,
                        CheckpointStaffing.rollout_id == rollout_id,
                    )
                ).first()
                if known is None:
                    self._audit.add(CheckpointStaffing(checkpoint_id=_id(checkpoint), rollout_id=rollout_id, **values))
                else:
                    self._audit.change(known, values)

    def rollout(self, row: Row) -> Rollout:
        """The rollout that a row names.

        Raises:
            _Missing: there is none.
        """
        key = self._rollout_key(row)
        found = self._rollouts.get(key)
        if found is None:
            why = f"there is no attempt {key[2]} of {row['workflow']!r} in that team; list it in the sheet Rollouts"
            raise _Missing("Team", str(row["team"]), why)
        return found

    def _rollout_key(self, row: Row) -> tuple[int, int, int]:
        return (self._workflow(row), self._teams[row["team"]], int(row["attempt"] or 1))

    def _workflow(self, row: Row) -> int:
        known = self._workflows.get(str(row["workflow"]).casefold())
        if known is None:
            names = ", ".join(sorted(workflow.name for workflow in self._workflows.values())[:10]) or "none yet"
            why = f"there is no workflow of that name (known: {names}); list it in the sheet Workflows"
            raise _Missing("Workflow", str(row["workflow"]), why)
        assert known.id is not None
        return known.id

    def _holder(self, name: str | None, *, email: str | None = None) -> int | None:
        if name is None:
            return None
        known = self._holders.get(name.casefold())
        if known is None:
            known = self._holders[name.casefold()] = self._audit.add(OfficeHolder(name=name, email=email))
        elif email is not None:
            self._audit.change(known, {"email": email})
        assert known.id is not None
        return known.id


def _id(row: Step | Rollout | Checkpoint) -> int:
    assert row.id is not None
    return row.id


def _given(**values: Any) -> dict[str, Any]:
    """Only what a row says: a blank cell changes nothing."""
    return {name: value for name, value in values.items() if value is not None}
