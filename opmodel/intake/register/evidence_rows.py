"""Rows that are evidence, into the register: checks, baselines, passages of the gate."""

from datetime import date
from typing import Any

from opmodel.intake.register.told import NotKept, Told
from opmodel.intake.register.work import Work
from opmodel.store.case_set import cases_hash
from opmodel.store.register import Baseline, Check, GatePassage, Rollout
from opmodel.store.teams import team_tree


def check_row(work: Work, told: Told) -> None:
    """One row of the sheet Checks."""
    row = work.written_from(told, Check)
    checkpoint, rollout = work.names.checkpoint(told.cells), work.names.rollout(told.cells)
    values = work.values(told, "check")
    if row is None:
        at = {
            "checkpoint_id": checkpoint.id,
            "rollout_id": rollout.id,
            "looked_on": told.cells["looked_on"],
            "reviewer_id": values.get("reviewer_id"),
        }
        ways = [at | values, *([] if work.exported else [at])]
        row = work.find(Check, *ways)
    if row is None:
        assert checkpoint.id is not None
        assert rollout.id is not None
        work.claim(work.add(Check(checkpoint_id=checkpoint.id, rollout_id=rollout.id, **values)))
    else:
        work.set(told, row, values)


def baseline_row(work: Work, told: Told) -> None:
    """One row of the sheet Baselines.

    Raises:
        NotKept: the baseline is locked already, and the row says otherwise.
    """
    row = work.written_from(told, Baseline)
    rollout = work.names.rollout(told.cells)
    values = work.values(told, "baseline")
    if row is None:
        row = work.find(Baseline, {"rollout_id": rollout.id, "name": told.cells["name"]})
    if row is None:
        work.claim(work.add(_locked(work, rollout, values)))
    elif changed := told.would_change(row, values):
        why = (
            f"the baseline {row.name!r} was locked by {row.locked_by} on {row.locked_on.isoformat()} and is never "
            "changed: give another one a name of its own"
        )
        raise NotKept(changed[0].name, why)


def _locked(work: Work, rollout: Rollout, values: dict[str, Any]) -> Baseline:
    assert rollout.id is not None
    tree = team_tree(work.session)
    teams = None if rollout.team_id == tree.company else tree.subtree(rollout.team_id)
    if "cases_hash" not in values:
        values["cases_hash"] = cases_hash(
            work.session, rollout.workflow_id, teams, values["first_day"], values["last_day"]
        )
    lock: dict[str, Any] = {"locked_by": work.by, "locked_on": date.today()}
    return Baseline(rollout_id=rollout.id, **(lock | values))


def gate_row(work: Work, told: Told) -> None:
    """One row of the sheet Gate."""
    row = work.written_from(told, GatePassage)
    rollout = work.names.rollout(told.cells)
    values = work.values(told, "gate_passage")
    if row is None:
        row = work.find(GatePassage, {"rollout_id": rollout.id, "passed_on": told.cells["passed_on"]})
    if row is None:
        assert rollout.id is not None
        work.claim(work.add(GatePassage(rollout_id=rollout.id, **values)))
    else:
        work.set(told, row, values)
