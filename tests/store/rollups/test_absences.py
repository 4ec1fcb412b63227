"""How many of the target people were away from work, beside the headline and never in it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from opmodel.store.bulk import columns
from opmodel.store.register import Stage
from opmodel.store.rollup_tables import AdoptionWeek, CohortWeek, CoveredWeek, PeopleWeek, UserWeek
from tests.company import Company, week, whole

LIVE = {Stage.PILOT: date(2026, 9, 1)}
ROSTER = date(2026, 1, 1)
_WEEK = columns(AdoptionWeek)


def at_invoices(company: Company) -> list[str]:
    """30 people in two teams; the first 12 of each use the workflow in W40 and W41."""
    people = company.crowd(30)
    company.roster(ROSTER, {"Finance/AP": people[:15], "Finance/AR": people[15:]})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance/AP", LIVE)
    company.rollout("Invoices", "Finance/AR", LIVE)
    company.use("Invoices", dict.fromkeys(("W40", "W41"), whole(people[:12] + people[15:27])))
    return people


def away(company: Company, label: str = "W40", team: str = "") -> tuple[int | None, int | None]:
    """(away, active all the same) of the workflow's people in a team."""
    row = company.session.execute(
        select(_WEEK.away, _WEEK.away_active).where(
            _WEEK.team_id == company.team(team),
            _WEEK.workflow_id == company.workflows["Invoices"],
            _WEEK.rollout_id == 0,
            _WEEK.week == week(label),
        )
    ).one()
    return row[0], row[1]


def test_without_an_absence_file_nothing_is_known_of_who_was_away(any_company: Company) -> None:
    at_invoices(any_company)
    assert away(any_company) == (None, None)


def test_away_is_whoever_was_absent_on_four_days_of_five(any_company: Company) -> None:
    people = at_invoices(any_company)
    any_company.absences({"W40": {people[0]: 5, people[12]: 4, people[13]: 3, people[16]: 1}})
    assert away(any_company) == (2, 1)
    assert away(any_company, team="Finance/AP") == (2, 1)
    assert away(any_company, team="Finance/AR") == (0, 0)
    assert away(any_company, "W41") == (None, None)


def test_a_file_of_one_team_says_nothing_about_the_others(any_company: Company) -> None:
    people = at_invoices(any_company)
    any_company.absences({"W40": {people[0]: 5}}, team="Finance/AP")
    assert away(any_company, team="Finance/AP") == (1, 1)
    assert away(any_company, team="Finance/AR") == (None, None)
    assert away(any_company) == (None, None)
    any_company.absences({"W40": {people[29]: 5}}, team="Finance/AR")
    assert away(any_company) == (2, 1)


def test_a_week_in_which_nobody_was_away_is_known(any_company: Company) -> None:
    people = at_invoices(any_company)
    any_company.absences({"W40": {}, "W41": {people[0]: 5}})
    assert away(any_company) == (0, 0)


def test_the_newer_file_of_the_same_weeks_takes_the_place_of_the_older_and_undo_brings_it_back(
    any_company: Company,
) -> None:
    people = at_invoices(any_company)
    any_company.absences({"W40": {people[0]: 5, people[1]: 5}}, report=date(2026, 10, 5))
    newer = any_company.absences({"W40": {people[0]: 5}}, report=date(2026, 10, 12))
    assert away(any_company) == (1, 1)
    any_company.undo(newer)
    assert away(any_company) == (2, 2)


def test_undoing_the_only_file_leaves_nothing_known(any_company: Company) -> None:
    people = at_invoices(any_company)
    any_company.undo(any_company.absences({"W40": {people[0]: 5}}))
    assert away(any_company) == (None, None)


def test_a_file_in_two_halves_counts_once(any_company: Company) -> None:
    people = at_invoices(any_company)
    any_company.absences({"W40": {people[0]: 5}})
    any_company.absences({"W40": {people[20]: 5}})
    assert away(any_company) == (2, 2)


def test_two_identifiers_of_one_person_are_away_once_and_their_days_are_not_added_up(any_company: Company) -> None:
    people = at_invoices(any_company)
    any_company.link("login", people[0])
    any_company.absences({"W40": {"login": 2, people[0]: 2, people[1]: 5}})
    assert away(any_company) == (1, 1)


def test_people_who_are_not_targeted_are_not_counted(any_company: Company) -> None:
    at_invoices(any_company)
    any_company.absences({"W40": {"stranger": 5}})
    assert away(any_company) == (0, 0)


def test_who_moves_to_another_team_is_away_there(any_company: Company) -> None:
    people = at_invoices(any_company)
    any_company.absences({"W40": {people[0]: 5}, "W41": {people[0]: 5}})
    any_company.roster(date(2026, 10, 5), {"Finance/AP": people[1:15], "Finance/AR": [people[0], *people[15:]]})
    assert away(any_company, "W40", "Finance/AP") == (1, 1)
    assert away(any_company, "W41", "Finance/AP") == (0, 0)
    assert away(any_company, "W41", "Finance/AR") == (1, 1)


def without_absences(company: Company) -> dict[str, list[dict[str, Any]]]:
    """Every rollup that people are counted in, without what is known of absences."""
    found = {}
    for model in (AdoptionWeek, PeopleWeek, CohortWeek, UserWeek):
        rows = company.session.execute(select(*columns(model))).mappings().all()
        found[model.__name__] = sorted(
            ({name: value for name, value in row.items() if not name.startswith("away")} for row in rows), key=repr
        )
    use = company.session.execute(select(*columns(CoveredWeek)).where(columns(CoveredWeek).workflow_id != 0))
    found["covered"] = sorted((dict(row) for row in use.mappings()), key=repr)
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["W39", "W40", "W41", "W42"]), st.dictionaries(st.integers(0, 31), st.integers(1, 5))).filter(bool),
        min_size=1,
        max_size=3,
    )
)  # fmt: skip
def test_adding_absences_never_changes_what_the_headline_is_made_of(
    company: Company, files: list[dict[str, dict[int, int]]]
) -> None:
    if "Invoices" not in company.workflows:
        at_invoices(company)
        company.crowd(32)
    before = without_absences(company)
    made = [
        company.absences({label: {f"p{who:03d}": days for who, days in people.items()} for label, people in file.items()})
        for file in files
    ]  # fmt: skip
    assert without_absences(company) == before
    for import_id in made:
        company.undo(import_id)
    assert without_absences(company) == before
    assert set(company.session.scalars(select(_WEEK.away).distinct())) == {None}


@pytest.mark.parametrize(("later", "counted"), [(1, (1, 1)), (0, (0, 0))])
def test_days_of_two_files_that_cover_other_days_of_a_week_are_added_up(
    any_company: Company, later: int, counted: tuple[int, int]
) -> None:
    people = at_invoices(any_company)
    any_company.absences({"W40": {people[0]: 3}}, days=(date(2026, 9, 28), date(2026, 9, 30)))
    assert away(any_company) == (None, None)
    any_company.absences({"W40": {people[0]: later} if later else {}}, days=(date(2026, 10, 1), date(2026, 10, 4)))
    assert away(any_company) == counted
