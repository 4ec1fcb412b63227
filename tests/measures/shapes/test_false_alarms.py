"""The simulation behind docs/shapes.md, with fewer teams: the rule seldom cries wolf, and finds what fell."""

import pytest

from tests.bench.shapes import SCENARIOS, Scenario, drift_backs

_QUIET = [one for one in SCENARIOS if not one.is_fall and one.name != "the same, holidays not known"]
_LOUD = [one for one in SCENARIOS if one.is_fall]


@pytest.mark.parametrize("scenario", _QUIET, ids=lambda one: one.name)
def test_a_team_that_did_not_fall_is_seldom_said_to_have(scenario: Scenario) -> None:
    assert drift_backs(scenario, 25, repetitions=80, seed=2) <= 0.08


@pytest.mark.parametrize("scenario", _LOUD, ids=lambda one: one.name)
def test_a_team_that_fell_is_found(scenario: Scenario) -> None:
    assert drift_backs(scenario, 25, repetitions=80, seed=2) >= 0.8
