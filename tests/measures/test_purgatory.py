"""Open pilots that are old and do not move."""

from datetime import date, timedelta

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import Stage
from tests.company import Company

TODAY = date(2026, 10, 11)


@pytest.mark.parametrize(
    ("age", "moved", "state"),
    [
        (179, None, "fine"),
        (180, None, "watch"),
        (270, None, "watch"),
        (271, None, "stuck"),
        (365, None, "stuck"),
        (366, None, "chronic"),
        (366, 91, "chronic"),
        (366, 90, "watch"),
        (271, 1, "watch"),
    ],
)
def test_age_and_movement_make_the_state(company: Company, age: int, moved: int | None, state: str) -> None:
    company.panel("Copilot", {"W41": {"ann": 1}})
    company.workflow("Invoices", owner="Ada")
    company.rollout(
        "Invoices",
        "Finance",
        {Stage.PILOT: TODAY - timedelta(days=age)},
        milestones=[] if moved is None else [TODAY - timedelta(days=moved)],
        decide_by=TODAY + timedelta(days=7),
        spend_micros=12_500_000_000,
        currency="EUR",
    )
    figure = ask(company.session, "purgatory")
    (pilot,) = figure.parts_of("pilot")
    assert pilot.detail["state"] == state
    assert figure.value == (state in {"stuck", "chronic"})
    assert figure.denominator == 1
    assert (pilot.detail["age_days"], pilot.detail["days_since_movement"]) == (age, age if moved is None else moved)
    assert (pilot.detail["owner"], pilot.detail["spend"], pilot.detail["decide_by"]) == ("Ada", 12500, "2026-10-18")
    assert figure.part(state).value == 1


def test_decided_pilots_are_not_in_purgatory_and_a_team_sees_its_own(any_company: Company) -> None:
    any_company.panel("Copilot", {"W41": {"ann": 1}})
    any_company.workflow("Invoices")
    old = TODAY - timedelta(days=400)
    any_company.rollout("Invoices", "Finance/AP", {Stage.PILOT: old})
    any_company.rollout("Invoices", "Legal", {Stage.PILOT: old, Stage.STOPPED: TODAY - timedelta(days=300)})
    assert ask(any_company.session, "purgatory", Question(team="Finance")).value == 1
    legal = ask(any_company.session, "purgatory", Question(team="Legal"))
    assert (legal.value, legal.denominator) == (0, 0)


def test_without_pilots_it_is_unknown(company: Company) -> None:
    assert ask(company.session, "purgatory").why_unknown


def open_pilot(company: Company, team: str, age: int, **fields: object) -> None:
    company.rollout("Invoices", team, {Stage.PILOT: TODAY - timedelta(days=age)}, **fields)


def pilot(company: Company, team: str) -> Figure:
    asked = ask(company.session, "purgatory")
    return next(part for part in asked.parts_of("pilot") if part.detail["team"] == team)


@pytest.fixture
def history(company: Company) -> Company:
    """Twelve pilots that crossed at 100 days, twelve that were stopped at 300, and six that wait since 400 days."""
    company.panel("Copilot", {"W41": {"ann": 1}})
    company.workflow("Invoices")
    for number in range(12):
        began = TODAY - timedelta(days=500)
        company.rollout("Invoices", f"Crossed {number}", {Stage.PILOT: began, Stage.PRODUCTION: began + timedelta(100)})
        company.rollout("Invoices", f"Stopped {number}", {Stage.PILOT: began, Stage.STOPPED: began + timedelta(300)})
    for number in range(6):
        open_pilot(company, f"Waiting {number}", 400)
    return company


def test_the_clock_says_since_when_a_pilot_is_stuck_or_in_how_many_days_it_will_be(company: Company) -> None:
    company.panel("Copilot", {"W41": {"ann": 1}})
    company.workflow("Invoices")
    open_pilot(company, "Old", 300, decide_by=TODAY - timedelta(days=3))
    open_pilot(company, "Moved", 300, milestones=[TODAY - timedelta(days=50)])
    old, moved = pilot(company, "Old"), pilot(company, "Moved")
    assert old.detail["stuck_since"] == (TODAY - timedelta(days=300 - 271)).isoformat()
    assert (old.detail["days_until_stuck"], old.detail["decision"], old.detail["days_overdue"]) == (None, "overdue", 3)
    assert (moved.detail["stuck_since"], moved.detail["days_until_stuck"]) == (None, 41)
    assert moved.detail["decision"] == "none"
    dates = {part.name: part.value for part in ask(company.session, "purgatory").parts_of("decision")}
    assert dates == {"overdue": 1, "ahead": 0, "none": 1}


def test_the_chance_at_an_age_is_that_of_our_pilots_undecided_at_that_age(history: Company) -> None:
    open_pilot(history, "Young", 50)
    open_pilot(history, "Old", 150)
    soon, by_a_year, _ = pilot(history, "Young").detail["chances"]
    # Of 31 undecided at 50 days, 30 were watched to 100, when 12 crossed.
    assert soon["value"] == pytest.approx(12 / 31, abs=1e-4)
    assert soon["ci_low"] < 12 / 31 < soon["ci_high"]
    assert by_a_year["value"] == soon["value"]
    later = pilot(history, "Old").detail["chances"][0]
    assert (later["value"], later["ci_low"], later["at_risk"]) == (0, 0, 18)
    assert later["ci_high"] == pytest.approx(0.1853, abs=1e-4)
    assert pilot(history, "Old").detail["undecided_at_this_age"] == {
        "lived_to": 18,
        "production": 0,
        "stopped": 12,
        "open": 6,
    }


def test_where_fewer_than_five_of_ours_were_watched_that_long_no_chance_is_stated(history: Company) -> None:
    soon, by_a_year, by_two = pilot(history, "Waiting 0").detail["chances"]
    assert soon["value"] is None
    assert "No pilot has been watched undecided up to the age of 490 days" in soon["why_unknown"]
    assert by_a_year["why_unknown"] == "It is older than that already."
    assert by_two["value"] is None


def test_an_open_pilots_age_is_held_against_how_long_ours_took(history: Company) -> None:
    company = ask(history.session, "purgatory").detail["company"]
    # 12 of 30 are decided at 100 days, 24 of 30 at 300: half by then, and 85 in 100 never yet.
    assert (company["half_decided_days"], company["most_decided_days"]) == (300, None)
    assert pilot(history, "Waiting 0").detail["share_decided_by_this_age"] == pytest.approx(24 / 30)


def test_a_teams_pilots_are_held_against_the_whole_companys(history: Company) -> None:
    team = ask(history.session, "purgatory", Question(team="Waiting 0"))
    assert team.denominator == 1
    assert team.detail["company"]["pilots"] == 30


def test_of_few_pilots_nothing_is_said_about_chances_or_ages(company: Company) -> None:
    company.panel("Copilot", {"W41": {"ann": 1}})
    company.workflow("Invoices")
    open_pilot(company, "Only", 300)
    only = pilot(company, "Only")
    assert {one["value"] for one in only.detail["chances"]} == {None}
    assert all("too few" in one["why_unknown"] for one in only.detail["chances"])
    assert only.detail["share_decided_by_this_age"] is None
    assert ask(company.session, "purgatory").detail["company"]["half_decided_days"] is None
