"""Proven: holding and faster, checked, in the same team."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import Baseline, Performer, Stage
from opmodel.store.weeks import label, week_of
from tests.company import Company, whole
from tests.timed_cases import FASTER, LIVE_ON, SAME, ends, team


def answer(company: Company, **question: str) -> Figure:
    return ask(company.session, "proven", Question(**question))  # type: ignore[arg-type]


def used(company: Company, path: str, share: float) -> None:
    """People of a team, that share of whom are active in the last weeks."""
    people = company.crowd(20, prefix=path)
    company.roster(LIVE_ON, {path: people})
    last = week_of(ends()) - 1
    active = whole(people[: round(share * len(people))])
    company.use("Claims intake", {label(week): active for week in range(last - 5, last + 1)}, team=path)


@pytest.fixture
def claims(any_company: Company) -> Company:
    """A team that got faster."""
    team(any_company, "Claims", FASTER)
    return any_company


def test_a_team_that_holds_and_got_faster_proves_its_workflow(claims: Company) -> None:
    used(claims, "Claims", 0.8)
    found = answer(claims)
    assert (found.value, found.numerator, found.denominator) == (1, 1, 1)
    (workflow,) = found.parts_of("workflow")
    assert (workflow.value, workflow.numerator, workflow.denominator) == (1, 1, 1)
    assert workflow.detail["says"] == "1 of 1 team"
    assert workflow.parts[0].detail["missing"] == []


def test_a_baseline_locked_after_go_live_may_prove_and_is_said_to_be_one(claims: Company) -> None:
    used(claims, "Claims", 0.8)
    row = claims.session.exec(select(Baseline)).one()
    row.locked_on = LIVE_ON + timedelta(weeks=12)
    claims.session.add(row)
    claims.session.flush()
    found = answer(claims)
    (workflow,) = found.parts_of("workflow")
    assert found.value == 1
    assert workflow.detail["says"] == "1 of 1 team; its baseline was locked 12 weeks after go-live in Claims"
    assert (workflow.detail["all_locked_late"], workflow.parts[0].detail["locked_late"]) == (True, "12 weeks")


def test_faster_without_holding_proves_nothing_and_says_so(claims: Company) -> None:
    used(claims, "Claims", 0.3)
    (workflow,) = answer(claims).parts
    assert workflow.value == 0
    assert workflow.parts[0].detail["missing"] == ["It does not hold."]


def test_holding_without_getting_faster_proves_nothing_and_says_so(company: Company) -> None:
    team(company, "Claims", SAME)
    used(company, "Claims", 0.8)
    (workflow,) = answer(company).parts
    assert workflow.value == 0
    (missing,) = workflow.parts[0].detail["missing"]
    assert missing.startswith("Not enough evidence: the interval")


@pytest.mark.parametrize(("work", "lock"), [(replace(FASTER, history=0), True), (FASTER, False)])
def test_a_fall_that_was_not_checked_or_has_no_locked_baseline_does_not_prove(
    company: Company, work: object, lock: bool
) -> None:
    team(company, "Claims", work, lock=lock)  # type: ignore[arg-type]
    used(company, "Claims", 0.8)
    assert answer(company).value == 0


def test_holding_in_one_team_and_faster_in_another_is_not_proven(company: Company) -> None:
    team(company, "Claims", FASTER)
    team(company, "Motor", SAME, seed=2)
    used(company, "Motor", 0.8)
    found = answer(company)
    assert found.value == 0
    assert found.parts[0].detail["says"] == "0 of 2 teams"


def test_a_tab_is_no_redesigned_workflow_and_a_store_without_one_says_so(company: Company) -> None:
    company.workflow("Adverts", performer=Performer.AI_ASSISTS)
    company.rollout("Adverts", "Marketing", {Stage.PILOT: LIVE_ON})
    assert answer(company).why_unknown == "No redesigned workflow has a rollout yet."
