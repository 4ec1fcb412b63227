"""The share of pilots that crosses, censored ones included."""

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from opmodel.measures.pilots import PRODUCTION, STOPPED, cumulative_incidence
from opmodel.measures.registry import ask
from opmodel.store.register import Stage
from tests.company import Company
from tests.shared_files import SHARED, needs_shared

TODAY = date(2026, 10, 11)


@pytest.fixture
def portfolio(company: Company) -> Company:
    """A company whose today is a Sunday in October 2026."""
    company.panel("Copilot", {"W41": {"ann": 1}})
    company.workflow("Invoices")
    return company


def begin(company: Company, number: int, age: int, *then: tuple[Stage, int]) -> None:
    stages = [
        (Stage.PILOT, TODAY - timedelta(days=age)),
        *((stage, TODAY - timedelta(days=ago)) for stage, ago in then),
    ]
    company.rollout("Invoices", f"Team {number}", stages)


def test_under_twenty_pilots_there_are_counts_and_ages_and_no_rate(portfolio: Company) -> None:
    begin(portfolio, 1, 300, (Stage.PRODUCTION, 100))
    begin(portfolio, 2, 300, (Stage.STOPPED, 50))
    begin(portfolio, 3, 40)
    portfolio.rollout("Invoices", "Straight", {Stage.PLANNED: TODAY - timedelta(days=9), Stage.PRODUCTION: TODAY})
    figure = ask(portfolio.session, "pilots_to_production")
    assert figure.value is None
    assert "too few" in (figure.why_unknown or "")
    assert {part.name: part.value for part in figure.parts} == {"production": 1, "stopped": 1, "open": 1}
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert figure.part("open").detail["ages_days"] == [40]


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
    figure = ask(portfolio.session, "pilots_to_production")
    assert {part.name: part.value for part in figure.parts} == {"production": 1, "stopped": 0, "open": 1}


def test_ties_are_broken_by_rule_so_the_estimate_is_the_textbook_one() -> None:
    durations = np.array([5, 5, 5, 5, 10, 10, 20, 20])
    events = np.array([0, 1, 2, 1, 1, 0, 2, 0])
    # At 5: 2 of 8 cross, 1 stops; then 5/8 are left, of 4 at risk at 10 one crosses.
    found = cumulative_incidence(durations, events, 15)
    assert found.share == pytest.approx(2 / 8 + 5 / 8 * 1 / 4)
    assert cumulative_incidence(durations, events, 15, event=STOPPED).share == pytest.approx(1 / 8)
    assert cumulative_incidence(durations[::-1], events[::-1], 15).share == pytest.approx(found.share)


def test_before_the_first_end_nothing_has_crossed() -> None:
    assert cumulative_incidence(np.array([5, 9]), np.array([1, 0]), 3).share == 0


@needs_shared
@pytest.mark.parametrize("as_of", ["2011-11-01", "2011-12-15"])
def test_the_loan_applications_cross_as_the_peer_library_says(as_of: str) -> None:
    folder = SHARED / "oracles" / "03_bpic2012_funnel"
    rows = pd.read_csv(folder / f"input_durations_{as_of}.csv.gz")
    expected = json.loads((folder / "expected.json").read_text())[as_of]
    durations, events = rows["days"].to_numpy(), rows["event"].to_numpy()
    for days, shares in expected["aalen_johansen_cif_days"].items():
        for event, name in ((PRODUCTION, "production"), (STOPPED, "killed")):
            found = cumulative_incidence(durations, events, float(days), event=event)
            assert found.share == pytest.approx(shares[name], abs=1e-6)
    assert (int((events == PRODUCTION).sum()), int((events == STOPPED).sum())) == (
        expected["production"],
        expected["killed"],
    )
