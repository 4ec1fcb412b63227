"""The share of pilots that crosses, and how long it takes, those still open included."""

from datetime import date, timedelta

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import OfficeHolder, Stage
from tests.company import Company, week

TODAY = date(2026, 10, 11)


@pytest.fixture
def portfolio(company: Company) -> Company:
    """A company whose today is a Sunday in October 2026."""
    company.panel("Copilot", {"W41": {"ann": 1}})
    company.workflow("Invoices")
    return company


def begin(company: Company, number: int, age: int, *then: tuple[Stage, int], **fields: object) -> None:
    stages = [
        (Stage.PILOT, TODAY - timedelta(days=age)),
        *((stage, TODAY - timedelta(days=ago)) for stage, ago in then),
    ]
    company.rollout("Invoices", f"Team {number}", stages, **fields)


def counts(figure: Figure) -> dict[str, float | None]:
    return {part.name: part.value for part in figure.parts_of("outcome")}


def test_under_twenty_pilots_there_are_counts_and_ages_and_no_rate(portfolio: Company) -> None:
    begin(portfolio, 1, 300, (Stage.PRODUCTION, 100))
    begin(portfolio, 2, 300, (Stage.STOPPED, 50))
    begin(portfolio, 3, 40)
    portfolio.rollout("Invoices", "Straight", {Stage.PLANNED: TODAY - timedelta(days=9), Stage.PRODUCTION: TODAY})
    figure = ask(portfolio.session, "pilots_to_production")
    assert figure.value is None
    assert "too few" in (figure.why_unknown or "")
    assert counts(figure) == {"production": 1, "stopped": 1, "open": 1}
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert figure.part("open").detail["ages_days"] == [40]


def test_under_twenty_pilots_no_time_and_no_chance_is_stated_and_it_says_why(portfolio: Company) -> None:
    for number in range(19):
        begin(portfolio, number, 400, (Stage.PRODUCTION, 300))
    figure = ask(portfolio.session, "pilots_to_production")
    assert all(part.value is None and "too few" in (part.why_unknown or "") for part in figure.parts_of("time"))
    assert all(
        one["value"] is None and "too few" in one["why_unknown"]
        for at in figure.detail["chances"]
        for one in at["chances"]
    )
    assert figure.detail["course"] == []


def test_from_twenty_on_the_share_within_a_year_is_stated_with_its_interval(portfolio: Company) -> None:
    for number in range(24):
        then = [(Stage.PRODUCTION, 300)] if number % 3 == 0 else [(Stage.STOPPED, 200)] if number % 3 == 1 else []
        begin(portfolio, number, 500, *then)
    figure = ask(portfolio.session, "pilots_to_production")
    assert figure.value == pytest.approx(8 / 24)
    assert figure.detail["ci_low"] < 8 / 24 < figure.detail["ci_high"]
    assert figure.detail["at_risk"] == 8


def test_a_horizon_that_hardly_any_pilot_has_lived_to_see_has_no_share(portfolio: Company) -> None:
    for number in range(24):
        begin(portfolio, number, 100, *([(Stage.PRODUCTION, 10)] if number % 2 else []))
    figure = ask(portfolio.session, "pilots_to_production")
    assert figure.value is None
    assert "12 months" in (figure.why_unknown or "")


def test_a_pilot_taken_up_again_is_open_and_a_crossed_one_stays_crossed(portfolio: Company) -> None:
    begin(portfolio, 1, 300, (Stage.STOPPED, 200), (Stage.PILOT, 100))
    begin(portfolio, 2, 300, (Stage.PRODUCTION, 200), (Stage.STOPPED, 100))
    assert counts(ask(portfolio.session, "pilots_to_production")) == {"production": 1, "stopped": 0, "open": 1}


def test_time_to_production_is_of_all_pilots_begun_not_of_those_that_finished(portfolio: Company) -> None:
    for number in range(24):
        begin(portfolio, number, 500, *([(Stage.PRODUCTION, 500 - 60)] if number < 6 else []))
    times = {part.name: part for part in ask(portfolio.session, "pilots_to_production").parts_of("time")}
    assert times["a quarter in production"].value == 60
    assert times["half in production"].value is None
    assert "Not reached" in (times["half in production"].why_unknown or "")
    assert times["half decided"].value is None


def test_time_to_a_decision_of_either_kind_has_its_interval(portfolio: Company) -> None:
    for number in range(24):
        end = Stage.PRODUCTION if number % 2 else Stage.STOPPED
        begin(portfolio, number, 500, (end, 500 - 100 - number))
    decided = next(
        part for part in ask(portfolio.session, "pilots_to_production").parts_of("time") if part.name == "half decided"
    )
    assert decided.value == 111
    assert decided.detail["ci_low"] < 111 < decided.detail["ci_high"]


def test_young_cohorts_are_seen_to_be_unfinished(portfolio: Company) -> None:
    begin(portfolio, 1, 150, (Stage.PRODUCTION, 100))
    begin(portfolio, 2, 140, (Stage.STOPPED, 100))
    begin(portfolio, 3, 5)
    old, young = ask(portfolio.session, "pilots_to_production").parts_of("cohort")
    assert (old.name, old.numerator, old.denominator) == ("Q2 2026", 1, 2)
    assert (old.detail["stopped"], old.detail["open"]) == (1, 0)
    assert (young.name, young.numerator, young.denominator, young.detail["open"]) == ("Q4 2026", 0, 1, 1)


@pytest.mark.parametrize(
    ("longest", "first", "last"), [(600, "Q1 2025", "Q4 2026"), (900, "H1 2024", "H2 2026"), (2500, "2019", "2026")]
)
def test_cohorts_are_quarters_half_years_or_years_by_how_many_there_would_be(
    portfolio: Company, longest: int, first: str, last: str
) -> None:
    begin(portfolio, 1, longest)
    begin(portfolio, 2, 3)
    named = [part.name for part in ask(portfolio.session, "pilots_to_production").parts_of("cohort")]
    assert named == [first, last]


def test_with_a_receiving_owner_and_without_are_compared_from_ten_each_on(portfolio: Company) -> None:
    ada = OfficeHolder(name="Ada")
    portfolio.session.add(ada)
    portfolio.session.flush()
    for number in range(10):
        begin(portfolio, number, 400, (Stage.PRODUCTION, 300 - number), receiving_owner_id=ada.id)
    for number in range(10, 19):
        begin(portfolio, number, 400, (Stage.STOPPED, 100))
    few = ask(portfolio.session, "pilots_to_production").detail["receiving_owner"]
    assert few["p"] is None
    assert "it takes 10 of each" in few["why_unknown"]
    begin(portfolio, 19, 400)
    figure = ask(portfolio.session, "pilots_to_production")
    compared = figure.detail["receiving_owner"]
    assert compared["p"] < 0.001
    assert compared["sooner"] == "receiving owner named"
    assert compared["observational"]
    assert [(part.numerator, part.denominator) for part in figure.parts_of("handover")] == [(10, 10), (0, 10)]


def test_what_is_decided_today_counts_today_although_usage_comes_a_week_late(portfolio: Company) -> None:
    today = date.today()
    portfolio.rollout("Invoices", "Team 1", [(Stage.PILOT, TODAY - timedelta(days=9)), (Stage.PRODUCTION, today)])
    assert counts(ask(portfolio.session, "pilots_to_production"))["production"] == 1
    assert counts(ask(portfolio.session, "pilots_to_production", Question(as_of=week("W41"))))["production"] == 0
