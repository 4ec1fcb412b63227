"""What the demo company planted in its register is what the measures find in the store."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from opmodel.demo.gates import BASELINES, PASSAGES
from opmodel.demo.stories import DOES
from opmodel.demo.workflows import WORKFLOWS
from opmodel.measures.figure import Figure
from opmodel.measures.gate import gate
from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.registry import Question, ask
from opmodel.measures.scope import scope
from opmodel.store.engine import reading
from opmodel.store.register import Baseline, GatePassage, Rollout, Setting, Team, Workflow
from tests.demo.conftest import SMALL
from tests.demo.test_story import Demo

QUESTION = Question(as_of=SMALL.as_of)


@pytest.fixture(scope="module")
def found(small_demo: Demo) -> Figure:
    with reading(small_demo[0]) as session:
        return ask(session, "components", QUESTION)


@pytest.fixture(scope="module")
def adoptions(small_demo: Demo) -> dict[tuple[str, str, int], RolloutAdoption]:
    with reading(small_demo[0]) as session:
        rollouts = rollout_adoptions(session, scope(session, QUESTION))
    return {(one.workflow, one.team, one.attempt): one for one in rollouts}


def component(found: Figure, workflow: str, name: str) -> dict[str, Any]:
    part = next(part for part in found.parts_of("workflow") if part.name == workflow)
    return next(one.detail for one in part.parts if one.name == name)


def workflow_id(demo: Demo, name: str) -> int:
    with reading(demo[0]) as session:
        return session.exec(select(Workflow.id).where(Workflow.name == name)).one() or 0


def test_one_workflow_has_all_four_in_place(found: Figure) -> None:
    whole = [part.name for part in found.parts_of("workflow") if part.value == 4]
    assert whole == ["Claims intake"]
    assert (found.value, found.denominator) == (1, len(WORKFLOWS))


def test_a_workflow_without_a_step_that_ai_does_is_a_tab(found: Figure) -> None:
    tabs = {part.name for part in found.parts_of("workflow") if part.detail["tab_not_a_redesign"]}
    assert tabs == {workflow.name for workflow in WORKFLOWS if all(step.after != DOES for step in workflow.steps)}


def test_claims_intake_is_a_proven_play_on_its_third_team(found: Figure) -> None:
    scale = component(found, "Claims intake", "scale")
    assert scale["teams_live"] == 3
    assert scale["days_to_second_team"] is not None
    assert scale["accountability_missing"] == []
    play = component(found, "Claims intake", "standardization")
    assert (play["published_version"], play["rollouts_on_current"], play["rollouts_live"]) == (3, 3, 3)
    scope_of = component(found, "Claims intake", "scope")
    assert scope_of["cases_source"] == "cases"
    assert scope_of["hours_a_week"] > 0


def test_every_redesigned_workflow_that_holds_is_live_in_two_teams(
    found: Figure, adoptions: dict[tuple[str, str, int], RolloutAdoption]
) -> None:
    holding = {one.workflow for one in adoptions.values() if one.holding and one.is_redesign}
    assert holding == {"Claims intake", "Submission intake", "Month-end commentary", "Code review"}
    for workflow in holding:
        assert component(found, workflow, "scale")["teams_live"] >= 2


def test_the_tool_first_rollout_is_found_to_have_fallen(
    found: Figure, adoptions: dict[tuple[str, str, int], RolloutAdoption]
) -> None:
    legal = adoptions["Contract review", "Legal and compliance/Legal EMEA", 1]
    assert legal.holding is False
    assert legal.first_win_on is None
    known = [point.value for point in legal.points if point.value is not None]
    assert min(known[:2]) > 0.6
    assert max(known[2:]) < 0.6
    assert "Legal and compliance/Legal EMEA" in component(found, "Contract review", "scale")["accountability_missing"]
    assert component(found, "Contract review", "ownership")["state"] == "missing"
    assert component(found, "Contract review", "standardization")["state"] == "missing"


def test_a_checkpoint_is_vacant_since_its_reviewer_left(found: Figure) -> None:
    vacant = component(found, "Customer e-mail replies", "ownership")["vacant"]
    assert "Customer service/Contact centre North" in {one["team"] for one in vacant}
    assert "Customer service/Contact centre South" not in {one["team"] for one in vacant}


def test_one_checkpoint_is_a_rubber_stamp(found: Figure) -> None:
    stamped = [
        (part.name, stamp["team"])
        for part in found.parts_of("workflow")
        for stamp in component(found, part.name, "ownership")["rubber_stamps"]
    ]
    assert stamped == [("Submission intake", "Underwriting/Commercial lines")]


def test_checks_are_overdue_where_nobody_looked_and_only_there(found: Figure) -> None:
    late = {
        (part.name, one["team"])
        for part in found.parts_of("workflow")
        for one in component(found, part.name, "ownership")["overdue"]
    }
    assert {
        ("Invoice matching", "Finance/Accounts payable"),
        ("Code review", "Technology/Core platforms"),
    } <= late
    assert not {workflow for workflow, _ in late} & {"Claims intake", "Submission intake", "Fraud referral"}


def test_a_lucky_prompt_has_won_for_a_month_with_no_play(found: Figure) -> None:
    lucky = {
        part.name
        for part in found.parts_of("workflow")
        if component(found, part.name, "standardization")["lucky_prompt"]
    }
    assert lucky == {"Month-end commentary"}
    wins = component(found, "Month-end commentary", "standardization")["wins_without_play"]
    assert [win["team"] for win in wins] == ["Finance/Controlling"]


def test_two_teams_lag_behind_the_version_that_is_published(found: Figure) -> None:
    play = component(found, "Code review", "standardization")
    assert play["published_version"] == 3
    assert {(one["team"], one["version"], one["lag"]) for one in play["lagging"]} == {
        ("Technology/Core platforms", 1, 2),
        ("Technology/Data and analytics", 2, 1),
    }


def test_operators_and_their_hours_are_known_for_some_workflows_and_missing_for_others(found: Figure) -> None:
    hours = {part.name: part.detail["operating_hours_a_week"] for part in found.parts_of("workflow")}
    for workflow in WORKFLOWS:
        assert hours[workflow.name] == (sum(operator.hours for operator in workflow.operators) or None)
    assert component(found, "Contract review", "scale")["operating_capacity_missing"]
    assert not component(found, "Claims intake", "scale")["operating_capacity_missing"]


def test_the_company_is_split_into_all_three_groups(small_demo: Demo) -> None:
    with reading(small_demo[0]) as session:
        split = ask(session, "company_split", QUESTION)
    teams = {part.name: {team.name for team in part.parts} for part in split.parts_of("group")}
    assert all(teams[name] for name in ("only_tools", "redesigned_not_holding", "redesigned_holding"))
    counts = {part.name: part.value or 0 for part in split.parts_of("group")}
    assert split.value == counts["redesigned_holding"]
    assert split.denominator == sum(counts.values())


def test_the_gate_of_the_next_team_names_what_is_missing(small_demo: Demo) -> None:
    with reading(small_demo[0]) as session:
        number = workflow_id(small_demo, "Code review")
        planned = session.exec(
            select(Rollout.id)
            .join(Team, col(Team.id) == Rollout.team_id)
            .where(Rollout.workflow_id == number, Team.path == "Technology/Digital channels")
        ).one()
        items = {
            item.name: item
            for item in gate(session, scope(session, QUESTION), workflow_id=number, rollout_id=planned).items
        }
    assert items["holding"].met
    assert items["play"].met
    assert not items["checkpoint"].met
    assert not items["receiving_owner"].met
    assert all(item.next for item in items.values() if not item.met)


def test_each_passage_of_the_gate_is_kept_with_its_reason(small_demo: Demo) -> None:
    with reading(small_demo[0]) as session:
        kept = session.exec(
            select(Workflow.name, Team.path, GatePassage)
            .join(Rollout, col(Rollout.id) == GatePassage.rollout_id)
            .join(Workflow, col(Workflow.id) == Rollout.workflow_id)
            .join(Team, col(Team.id) == Rollout.team_id)
        ).all()
    said = {(workflow, team): (tuple(passage.missing), passage.reason) for workflow, team, passage in kept}
    assert said == {(one.workflow, one.team): (one.missing, one.reason) for one in PASSAGES}


def test_each_baseline_is_locked_over_the_cases_it_names(small_demo: Demo) -> None:
    with reading(small_demo[0]) as session:
        locked = session.exec(select(Baseline)).all()
    assert len(locked) == len(BASELINES)
    assert len({baseline.cases_hash for baseline in locked}) == len(BASELINES)
    assert all(baseline.cases_hash for baseline in locked)


def test_the_company_is_closed_between_christmas_and_new_year(small_demo: Demo) -> None:
    with reading(small_demo[0]) as session:
        setting = session.get(Setting, "organisation.closures")
    assert setting is not None
    closed = json.loads(setting.value)
    first_case = SMALL.last_day - timedelta(weeks=SMALL.case_weeks)
    years = range(first_case.year, SMALL.last_day.year + 1)
    assert {f"{year}-12-24" for year in years} <= {first for first, _ in closed}
    assert all(last.endswith("-01-01") for _, last in closed)
