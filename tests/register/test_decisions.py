"""Decisions about pilots take effect in the register, are kept with the figure they were taken on, and refuse nonsense."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from opmodel.measures.figure import Figure
from opmodel.measures.registry import ask
from opmodel.register.decisions import PilotDecision, decide_pilot
from opmodel.register.editing import Clashed, Invalid, checked
from opmodel.register.rollouts import BeginRollout, RolloutEntry, begin_rollout, record_milestone, save_rollout
from opmodel.store.engine import reading
from opmodel.store.meetings import Decision, DecisionKind
from opmodel.store.register import OfficeHolder, RegisterChange, Rollout, Stage, StageChange
from opmodel.store.rollup_tables import Snapshot
from tests.askers import steward
from tests.register.conftest import ago, seen

AHEAD = date.today() + timedelta(days=30)


@pytest.fixture
def pilot(store: str, claims: int) -> int:
    """Number of a rollout that has been in pilot for 400 days without a step forward."""
    return begin_rollout(store, BeginRollout(workflow_id=claims, team="Claims/Motor", on=ago(400)), by=steward("ada"))


def decision(rollout_id: int, kind: DecisionKind, **fields: Any) -> PilotDecision:
    usual: dict[str, Any] = {
        "rollout_id": rollout_id,
        "kind": kind,
        "on": AHEAD if kind == DecisionKind.FIX_BY else date.today(),
        "why": "It has stood still for a year.",
        "owner": "Grace Hopper",
        "expected_move": "Six of ten claims routed the same day",
        "accepted_by": "Radia Perlman" if kind == DecisionKind.SCALE else "",
    }
    return PilotDecision(**{**usual, **fields})


def figure(store: str, name: str) -> Figure:
    with reading(store) as session:
        return ask(session, name)


def counts(store: str) -> dict[str, float | None]:
    return {part.name: part.value for part in figure(store, "pilots_to_production").parts_of("outcome")}


def row(store: str, model: type[SQLModel], number: int) -> Any:
    with reading(store) as session:
        return session.get(model, number)


def test_a_scaled_pilot_is_in_production_with_the_owner_who_accepted_it(store: str, pilot: int) -> None:
    assert figure(store, "purgatory").value == 1
    decide_pilot(store, decision(pilot, DecisionKind.SCALE, on=ago(3)), by=steward("grace"))
    assert counts(store) == {"production": 1, "stopped": 0, "open": 0}
    assert figure(store, "purgatory").value == 0
    rollout = row(store, Rollout, pilot)
    assert rollout.accepted_on == ago(3)
    assert row(store, OfficeHolder, rollout.receiving_owner_id).name == "Radia Perlman"
    with reading(store) as session:
        change = session.exec(select(StageChange).where(StageChange.stage == Stage.PRODUCTION)).one()
    assert (change.changed_on, change.changed_by, change.why) == (ago(3), "grace", "It has stood still for a year.")


def test_a_stopped_pilot_is_stopped_from_that_day_with_its_reason(store: str, pilot: int) -> None:
    decide_pilot(store, decision(pilot, DecisionKind.STOP), by=steward("grace"))
    assert counts(store) == {"production": 0, "stopped": 1, "open": 0}
    with reading(store) as session:
        change = session.exec(select(StageChange).where(StageChange.stage == Stage.STOPPED)).one()
    assert (change.changed_on, change.why) == (date.today(), "It has stood still for a year.")


def test_a_date_to_fix_it_by_is_set_and_is_no_movement(store: str, pilot: int) -> None:
    before = figure(store, "purgatory").parts_of("pilot")[0]
    decide_pilot(store, decision(pilot, DecisionKind.FIX_BY), by=steward("grace"))
    after = figure(store, "purgatory").parts_of("pilot")[0]
    assert after.detail["decide_by"] == AHEAD.isoformat()
    assert (after.detail["state"], after.detail["days_since_movement"]) == (
        before.detail["state"],
        before.detail["days_since_movement"],
    )
    assert row(store, Rollout, pilot).decide_by == AHEAD


def test_a_decision_is_kept_with_the_figure_as_it_stood(store: str, pilot: int) -> None:
    number = decide_pilot(store, decision(pilot, DecisionKind.STOP, due_on=AHEAD), by=steward("grace"))
    kept = row(store, Decision, number)
    assert (kept.kind, kept.rollout_id, kept.decided_by, kept.due_on) == (DecisionKind.STOP, pilot, "grace", AHEAD)
    assert kept.workflow_id == row(store, Rollout, pilot).workflow_id
    assert row(store, OfficeHolder, kept.owner_id).name == "Grace Hopper"
    assert kept.expected_move == "Six of ten claims routed the same day"
    assert (kept.figure["measure"], kept.figure["value"], kept.figure["denominator"]) == ("purgatory", 1, 1)
    assert kept.figure["rule"] == "purgatory/1"
    pilot_then = kept.figure["pilot"]["detail"]
    assert (pilot_then["started_on"], pilot_then["state"]) == (ago(400).isoformat(), "chronic")


def test_a_later_decision_supersedes_the_one_before(store: str, pilot: int) -> None:
    first = decide_pilot(store, decision(pilot, DecisionKind.FIX_BY), by=steward("grace"))
    then = decide_pilot(store, decision(pilot, DecisionKind.STOP), by=steward("grace"))
    assert row(store, Decision, first).supersedes_id is None
    assert row(store, Decision, then).supersedes_id == first


def test_every_row_of_a_decision_is_in_the_trail_under_one_edit(store: str, pilot: int) -> None:
    before = seen(store)
    decide_pilot(store, decision(pilot, DecisionKind.SCALE), by=steward("grace"))
    with reading(store) as session:
        changes = session.exec(select(RegisterChange).where(RegisterChange.id > before)).all()  # type: ignore[operator]
        last = session.exec(select(Snapshot).order_by(Snapshot.id.desc())).first()  # type: ignore[union-attr]
    assert {change.table_name for change in changes} == {"office_holder", "rollout", "stage_change", "decision"}
    assert {change.changed_by for change in changes} == {"grace"}
    assert len({change.edit for change in changes}) == 1
    assert last is not None
    assert last.reason == "edit"
    assert last.figures["pilots_to_production"]["numerator"] == 1


@pytest.mark.parametrize(
    ("kind", "fields", "field", "says"),
    [
        (DecisionKind.STOP, {"on": ago(401)}, "on", "before the pilot began"),
        (DecisionKind.STOP, {"on": AHEAD}, "on", "in the future"),
        (DecisionKind.SCALE, {"on": ago(401)}, "on", "before the pilot began"),
        (DecisionKind.SCALE, {"accepted_by": " "}, "accepted_by", "Name who accepted it"),
        (DecisionKind.SCALE, {"due_on": ago(1)}, "due_on", "before the decision takes effect"),
        (DecisionKind.FIX_BY, {"on": date.today()}, "on", "Must lie ahead"),
        (DecisionKind.FIX_BY, {"expected_move": ""}, "expected_move", "what must be true"),
    ],
)
def test_an_impossible_decision_is_refused_at_its_field_and_nothing_is_kept(
    store: str, pilot: int, kind: DecisionKind, fields: dict[str, Any], field: str, says: str
) -> None:
    before = seen(store)
    with pytest.raises(Invalid) as refused:
        decide_pilot(store, decision(pilot, kind, **fields), by=steward("grace"))
    assert says in refused.value.fields[field]
    assert seen(store) == before
    assert counts(store)["open"] == 1


def test_a_decision_needs_its_reason_and_its_owner() -> None:
    with pytest.raises(Invalid) as refused:
        checked(
            PilotDecision,
            {"rollout_id": 1, "kind": DecisionKind.STOP, "on": date.today(), "why": "  ", "owner": ""},
        )
    assert refused.value.fields == {"why": "Must be filled in.", "owner": "Must be filled in."}


def test_a_decision_of_another_kind_is_none_about_a_pilot() -> None:
    with pytest.raises(Invalid):
        checked(
            PilotDecision,
            {"rollout_id": 1, "kind": DecisionKind.RELEASE, "on": date.today(), "why": "x", "owner": "y"},
        )


def test_what_is_decided_already_says_since_when_and_by_whom(store: str, pilot: int) -> None:
    decide_pilot(store, decision(pilot, DecisionKind.STOP), by=steward("grace"))
    with pytest.raises(Invalid) as refused:
        decide_pilot(store, decision(pilot, DecisionKind.SCALE), by=steward("ada"))
    assert refused.value.fields[""] == (
        f"It is decided already: in stopped since {date.today():%d %b %Y}, recorded by grace."
    )


def test_a_rollout_that_is_only_planned_is_not_decided_about(store: str, claims: int) -> None:
    planned = begin_rollout(
        store, BeginRollout(workflow_id=claims, team="Claims/Home", stage=Stage.PLANNED, on=ago(5)), by=steward("ada")
    )
    with pytest.raises(Invalid) as refused:
        decide_pilot(store, decision(planned, DecisionKind.STOP), by=steward("grace"))
    assert "has not begun" in refused.value.fields[""]


def test_a_date_that_somebody_else_set_meanwhile_is_not_written_over(store: str, pilot: int) -> None:
    looked = seen(store)
    save_rollout(store, pilot, RolloutEntry(decide_by=date.today() + timedelta(days=9)), by=steward("ada"))
    with pytest.raises(Clashed) as clashed:
        decide_pilot(store, decision(pilot, DecisionKind.FIX_BY), by=steward("grace"), seen=looked)
    (clash,) = clashed.value.clashes
    assert (clash.column, clash.changed_by) == ("decide_by", "ada")
    assert row(store, Rollout, pilot).decide_by == date.today() + timedelta(days=9)
    with reading(store) as session:
        assert session.exec(select(Decision)).all() == []


def test_a_step_forward_starts_the_clock_of_movement_again(store: str, pilot: int) -> None:
    record_milestone(store, pilot, "Reviewers agree on the wording", on=ago(2), by=steward("grace"))
    purgatory = figure(store, "purgatory")
    (moved,) = purgatory.parts_of("pilot")
    as_of = date.fromisoformat(purgatory.detail["day"])
    assert moved.detail["days_since_movement"] == (as_of - ago(2)).days
    assert moved.detail["state"] == "watch"
