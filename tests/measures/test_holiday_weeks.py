"""Weeks in which a team hardly works, by the calendar of its country and the company's closures."""

import json
from datetime import date

import pytest

from opmodel.measures.holiday_weeks import CLOSURES, COUNTRY, holiday_weeks
from opmodel.store.register import Team
from tests.company import Company, week

GOLDEN_WEEK = week("2026-W19")
"""In Japan, Monday 4 to Wednesday 6 May 2026 are public holidays."""


def lives_in(company: Company, team: str, country: str) -> None:
    found = company.session.get(Team, company.team(team))
    assert found is not None
    found.country = country
    company.session.flush()


def test_half_of_the_working_days_make_a_holiday_week(company: Company) -> None:
    lives_in(company, "Sales", "JP")
    is_holiday = holiday_weeks(company.session)
    assert is_holiday(company.team("Sales"), GOLDEN_WEEK)
    assert not is_holiday(company.team("Sales"), GOLDEN_WEEK + 1)


def test_one_public_holiday_is_not_enough(company: Company) -> None:
    lives_in(company, "Sales", "IE")
    assert not holiday_weeks(company.session)(company.team("Sales"), week("2026-W15"))


def test_the_country_is_the_teams_own_else_of_the_nearest_team_above_else_of_the_organisation(
    any_company: Company,
) -> None:
    company = any_company
    company.setting(COUNTRY, "JP")
    lives_in(company, "Sales", "IE")
    lives_in(company, "Sales/Tokyo", "JP")
    is_holiday = holiday_weeks(company.session)
    asked = {path: is_holiday(company.team(path), GOLDEN_WEEK) for path in ("Sales", "Sales/Dublin", "Sales/Tokyo")}
    assert asked == {"Sales": False, "Sales/Dublin": False, "Sales/Tokyo": True}
    legal = company.team("Legal/Contracts")
    assert holiday_weeks(company.session, {legal})(legal, GOLDEN_WEEK)


def test_days_on_which_the_company_is_closed_count_for_every_team(company: Company) -> None:
    team = company.team("Sales")
    company.setting(CLOSURES, json.dumps([["2026-12-24", "2027-01-01"]]))
    is_holiday = holiday_weeks(company.session)
    assert not is_holiday(team, week("2026-W52"))
    assert is_holiday(team, week("2026-W53"))


def test_a_closure_and_a_public_holiday_add_up(company: Company) -> None:
    lives_in(company, "Sales", "IE")
    company.setting(CLOSURES, json.dumps([["2026-04-07", "2026-04-08"]]))
    is_holiday = holiday_weeks(company.session)
    assert is_holiday(company.team("Sales"), week("2026-W15"))
    assert not is_holiday(company.team("Legal"), week("2026-W15"))


def test_a_weekend_is_that_of_the_country(company: Company) -> None:
    lives_in(company, "Riyadh", "SA")
    company.setting(CLOSURES, json.dumps([["2026-10-09", "2026-10-11"]]))
    is_holiday = holiday_weeks(company.session)
    assert not is_holiday(company.team("Riyadh"), week("W41"))
    company.setting(CLOSURES, json.dumps([["2026-10-07", "2026-10-08"], ["2026-10-11", "2026-10-11"]]))
    assert holiday_weeks(company.session)(company.team("Riyadh"), week("W41"))
    assert not holiday_weeks(company.session)(company.team("Legal"), week("W41"))


@pytest.mark.parametrize(("country", "known"), [("Atlantis", False), ("", False), ("JP-XX", True), ("jp", True)])
def test_a_country_without_a_calendar_has_no_public_holidays(company: Company, country: str, known: bool) -> None:
    lives_in(company, "Sales", country)
    assert holiday_weeks(company.session)(company.team("Sales"), GOLDEN_WEEK) is known


def test_without_any_country_no_week_is_a_holiday_week(company: Company) -> None:
    team = company.team("Sales")
    is_holiday = holiday_weeks(company.session)
    assert not any(is_holiday(team, one) for one in range(week("2026-W01"), week("2026-W53") + 1))
    assert date(2026, 12, 25).weekday() == 4
