"""Rows that are evidence, into the register: checks, baselines, passages of the gate."""

from datetime import date, timedelta
from typing import Any

from opmodel.intake.register.told import NotKept, Told
from opmodel.intake.register.work import Work
from opmodel.store.baseline_window import LEAST, first_go_live
from opmodel.store.case_set import cases_hash
from opmodel.store.case_teams import case_teams
from opmodel.store.register import Baseline, Check, GatePassage, Rollout


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
        work.new_baselines.append(work.add(_locked(work, rollout, values)))
        work.claim(work.new_baselines[-1])
    elif changed := told.would_change(row, values):
        why = (
            f"the baseline {row.name!r} was locked by {row.locked_by} on {row.locked_on.isoformat()} and is never "
            "changed: give another one a name of its own"
        )
        raise NotKept(changed[0].name, why)


def _locked(work: Work, rollout: Rollout, values: dict[str, Any]) -> Baseline:
    assert rollout.id is not None
    if "cases_hash" not in values:
        _check_window(work, rollout, values["first_day"], values["last_day"])
        teams = case_teams(work.session, rollout.workflow_id, rollout.team_id)
        values["cases_hash"] = cases_hash(
            work.session, rollout.workflow_id, teams, values["first_day"], values["last_day"]
        )
    lock: dict[str, Any] = {"locked_by": work.by, "locked_on": date.today()}
    return Baseline(rollout_id=rollout.id, **(lock | values))


def _check_window(work: Work, rollout: Rollout, first_day: date, last_day: date) -> None:
    """Whether a new baseline has a time before to stand on; one that came with its cases was checked where it was locked.

    Raises:
        NotKept: it is too short, or begins after the work had been redesigned.
    """
    if last_day - first_day + timedelta(days=1) < LEAST:
        raise NotKept("last_day", f"a baseline takes at least {LEAST.days // 7} weeks")
    began = first_go_live(work.session, rollout)
    if began is not None and first_day >= began:
        raise NotKept("first_day", f"a baseline lies before the first go-live, {began.isoformat()}")


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
