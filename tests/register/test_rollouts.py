"""Rollouts: stages are dated and never overwritten, the next team lies behind a gate, a relaunch is the next attempt."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlmodel import select

from opmodel.measures.registry import Question, ask
from opmodel.register.editing import Clashed, Invalid, checked
from opmodel.register.plays import PlayEntry, publish_play
from opmodel.register.rollouts import (
    BeginRollout,
    RolloutEntry,
    begin_rollout,
    change_stage,
    record_milestone,
    remove_rollout,
    remove_stage_change,
    save_rollout,
)
from opmodel.store.engine import reading, writing
from opmodel.store.register import GatePassage, Milestone, Rollout, Stage, StageChange
from opmodel.store.weeks import label, monday, week_of
from tests.askers import steward
from tests.company import Company
from tests.register.conftest import ago, seen


def begin(workflow: int, team: str = "Claims", **values: object) -> BeginRollout:
    return checked(BeginRollout, {"workflow_id": workflow, "team": team, "on": ago(200), **values})


def stages(url: str, rollout: int) -> list[tuple[Stage, date]]:
    with reading(url) as session:
        return [
            (change.stage, change.changed_on)
            for change in session.exec(
                select(StageChange).where(StageChange.rollout_id == rollout).order_by(StageChange.changed_on)
            )
        ]


def test_a_stage_is_added_and_none_is_overwritten(store: str, claims: int) -> None:
    rollout = begin_rollout(store, begin(claims), by=steward("ada"))
    change_stage(store, rollout, Stage.PRODUCTION, on=ago(30), why="Accepted", by=steward("ada"))
    assert stages(store, rollout) == [(Stage.PILOT, ago(200)), (Stage.PRODUCTION, ago(30))]


@pytest.mark.parametrize(
    ("stage", "on", "why", "sentence"),
    [
        (Stage.PRODUCTION, ago(-1), "x", "future"),
        (Stage.PRODUCTION, ago(201), "x", "before its last change"),
        (Stage.PILOT, ago(3), "x", "already"),
        (Stage.STOPPED, ago(3), " ", "why it is stopped"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(
    store: str, claims: int, stage: Stage, on: date, why: str, sentence: str
) -> None:
    rollout = begin_rollout(store, begin(claims), by=steward("ada"))
    with pytest.raises(Invalid, match=sentence):
        change_stage(store, rollout, stage, on=on, why=why, by=steward("ada"))
    assert stages(store, rollout) == [(Stage.PILOT, ago(200))]


def test_after_a_stop_the_same_team_begins_its_next_attempt_linked_to_the_one_before(store: str, claims: int) -> None:
    first = begin_rollout(store, begin(claims), by=steward("ada"))
    with pytest.raises(Invalid, match="pilot there already"):
        begin_rollout(store, begin(claims, on=ago(10)), by=steward("ada"))
    change_stage(store, first, Stage.STOPPED, on=ago(50), why="Nobody reviewed it", by=steward("ada"))
    with pytest.raises(Invalid, match="next attempt"):
        change_stage(store, first, Stage.PILOT, on=ago(20), why="Again", by=steward("ada"))
    second = begin_rollout(store, begin(claims, on=ago(20)), by=steward("ada"))
    with reading(store) as session:
        relaunched = session.get(Rollout, second)
        assert relaunched is not None
        assert (relaunched.attempt, relaunched.previous_id) == (2, first)
    with pytest.raises(Invalid, match="Attempt 2 follows it"):
        remove_rollout(store, first, by=steward("ada"))


def test_the_first_team_has_no_gate_before_it_and_the_next_is_told_what_is_missing(store: str, claims: int) -> None:
    begin_rollout(store, begin(claims), by=steward("ada"))
    with pytest.raises(Invalid, match="The gate misses 5 of 5") as refused:
        begin_rollout(store, begin(claims, "Finance", on=ago(5)), by=steward("ada"))
    assert set(refused.value.fields) == {"reason"}
    with reading(store) as session:
        assert len(session.exec(select(Rollout)).all()) == 1
        assert session.exec(select(GatePassage)).all() == []


def test_what_the_entry_brings_counts_as_evidence_at_the_gate(store: str, claims: int) -> None:
    begin_rollout(store, begin(claims), by=steward("ada"))
    publish_play(store, claims, PlayEntry(body="How it goes"), on=ago(100), by=steward("ada"))
    with pytest.raises(Invalid, match="The gate misses 2 of 5"):
        begin_rollout(
            store,
            begin(claims, "Finance", on=ago(5), receiving_owner="Kit", accepted_on=ago(5), reviewer="Dorothy"),
            by=steward("ada"),
        )


def test_whoever_goes_on_without_evidence_writes_a_reason_that_is_kept_with_what_was_missing(
    store: str, claims: int
) -> None:
    begin_rollout(store, begin(claims), by=steward("ada"))
    with pytest.raises(Invalid, match="say why in a sentence"):
        begin_rollout(store, begin(claims, "Finance", on=ago(5), reason="because"), by=steward("ada"))
    reason = "The regulator asks for it before the year ends."
    rollout = begin_rollout(store, begin(claims, "Finance", on=ago(5), reason=reason), by=steward("ada"))
    with reading(store) as session:
        passage = session.exec(select(GatePassage)).one()
    assert (passage.rollout_id, passage.reason, passage.passed_by) == (rollout, reason, "ada")
    assert len(passage.missing) == 5
    assert any(sentence.startswith("Cycle time down: Not enough evidence yet") for sentence in passage.missing)


def test_planning_a_team_passes_no_gate_but_beginning_the_plan_does(store: str, claims: int) -> None:
    begin_rollout(store, begin(claims), by=steward("ada"))
    planned = begin_rollout(store, begin(claims, "Finance", stage=Stage.PLANNED, on=ago(9)), by=steward("ada"))
    with pytest.raises(Invalid, match="The gate misses"):
        change_stage(store, planned, Stage.PILOT, on=ago(2), why="Go", by=steward("ada"))
    again = begin_rollout(
        store, begin(claims, "Finance", on=ago(2), reason="Asked for by the board in October."), by=steward("ada")
    )
    assert again == planned
    assert stages(store, planned) == [(Stage.PLANNED, ago(9)), (Stage.PILOT, ago(2))]


def test_a_gate_with_all_evidence_but_cycle_time_misses_that_alone(store: str) -> None:
    today = date.today()
    last = week_of(today) - 1
    weeks = range(last - 12, last + 1)
    with writing(store) as session:
        company = Company(session)
        workflow = company.workflow("Claims intake", owner="Grace")
        people = company.crowd(20)
        company.roster(monday(weeks[0]), {"Claims": people, "Finance": company.crowd(20, "f")})
        company.rollout("Claims intake", "Claims", {Stage.PILOT: monday(weeks[0]) - timedelta(days=1)})
        company.use(
            "Claims intake", {label(week): dict.fromkeys(_most(people), 1.0) for week in weeks}, report=monday(last + 1)
        )
    publish_play(store, workflow, PlayEntry(body="How it goes"), on=ago(30), by=steward("ada"))
    _check_every_step(store, workflow)
    entry = begin(workflow, "Finance", on=today, receiving_owner="Kit", accepted_on=today, reviewer="Dorothy")
    with pytest.raises(Invalid, match="The gate misses 1 of 5"):
        begin_rollout(store, entry, by=steward("ada"))


def _most(people: Sequence[str]) -> Sequence[str]:
    return people[: int(len(people) * 0.8)]


def _check_every_step(url: str, workflow: int) -> None:
    from opmodel.register.steps import StepEntry, save_steps
    from opmodel.store.register import Performer, Step

    with reading(url) as session:
        number = session.exec(select(Step.id)).one()
    save_steps(
        url,
        workflow,
        [
            StepEntry(
                id=number,
                name="The step",
                performer_before=Performer.HUMAN,
                performer_after=Performer.AI_DOES,
                checkpoint="Ten a day",
                cadence_days=7,
            )
        ],
        by=steward("ada"),
    )


def test_taking_the_newest_stage_back_makes_the_one_before_hold_again_and_the_figures_follow(
    store: str, claims: int
) -> None:
    rollout = begin_rollout(store, begin(claims), by=steward("ada"))
    change_stage(store, rollout, Stage.PRODUCTION, on=ago(30), why="Too early", by=steward("ada"))
    with reading(store) as session:
        assert ask(session, "pilots_to_production", Question()).numerator == 1
        newest = session.exec(select(StageChange.id).where(StageChange.stage == Stage.PRODUCTION)).one()
    assert newest is not None
    remove_stage_change(store, newest, by=steward("ada"))
    with reading(store) as session:
        assert ask(session, "pilots_to_production", Question()).numerator == 0
    with reading(store) as session:
        only = session.exec(select(StageChange.id)).one()
    assert only is not None
    with pytest.raises(Invalid, match="only stage"):
        remove_stage_change(store, only, by=steward("ada"))


def test_a_milestone_is_dated_between_the_pilots_first_day_and_today(store: str, claims: int) -> None:
    rollout = begin_rollout(store, begin(claims), by=steward("ada"))
    record_milestone(store, rollout, "First 100 claims", on=ago(20), by=steward("ada"))
    for wrong in (ago(201), ago(-1)):
        with pytest.raises(Invalid):
            record_milestone(store, rollout, "Impossible", on=wrong, by=steward("ada"))
    with reading(store) as session:
        assert session.exec(select(Milestone.name)).all() == ["First 100 claims"]


def test_what_is_decided_about_a_rollout_is_checked_field_by_field(store: str, claims: int) -> None:
    rollout = begin_rollout(store, begin(claims), by=steward("ada"))
    with pytest.raises(Invalid, match="currency"):
        checked(RolloutEntry, {"spend": 12})
    with pytest.raises(Invalid, match="who accepted it"):
        checked(RolloutEntry, {"accepted_on": ago(3)})
    with pytest.raises(Invalid, match="never published"):
        save_rollout(store, rollout, RolloutEntry(play_version=3), by=steward("ada"))
    both_saw = seen(store)
    save_rollout(store, rollout, RolloutEntry(accountable_now="Settled in 5 days"), by=steward("ada"), seen=both_saw)
    with pytest.raises(Clashed):
        save_rollout(
            store, rollout, RolloutEntry(accountable_now="Settled in 3 days"), by=steward("bob"), seen=both_saw
        )


def test_a_rollout_whose_target_people_a_file_lists_stays(store: str, claims: int) -> None:
    with writing(store) as session:
        company = Company(session)
        company.workflows["Claims intake"] = claims
        rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: ago(90)}, targets={ago(90): ["ada", "bo"]})
    with pytest.raises(Invalid, match="list its target people"):
        remove_rollout(store, rollout, by=steward("ada"))
    with reading(store) as session:
        assert session.get(Rollout, rollout) is not None
