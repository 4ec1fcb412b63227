"""The people of a rollout, packed by week: what goes in comes out, and who is who stays inside."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from opmodel.store.register import Stage
from opmodel.store.rollup_tables import CohortWeek, KeptUse, PeopleWeek, UserWeek
from opmodel.store.rollups.people_weeks import People, never_kept, people_of, shares_of_weeks
from tests.company import Company, week, whole

LIVE = {Stage.PILOT: date(2026, 8, 31)}
"""A Monday: W36 is week 1."""
ROSTER = date(2026, 1, 1)


@given(people=st.dictionaries(st.integers(1, 400_000), st.booleans(), max_size=40))
def test_what_is_packed_comes_out_as_it_went_in(people: dict[int, bool]) -> None:
    numbers = np.array(sorted(people), dtype=np.int64)
    active = np.array([people[number] for number in numbers.tolist()], dtype=bool)
    found = People.unpacked(People(person=numbers, active=active).packed())
    assert found.person.tolist() == numbers.tolist()
    assert found.active.tolist() == active.tolist()


def built(company: Company) -> int:
    company.roster(ROSTER, {"Finance": ["ann", "ben", "cid"]})
    company.workflow("Invoices")
    rollout = company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": {"ann": 1, "ben": 0}, "W41": {"ann": 1, "ben": 2, "stranger": 1}})
    return rollout


def test_only_complete_weeks_are_kept_and_only_target_people(any_company: Company) -> None:
    rollout = built(any_company)
    any_company.use("Invoices", {"W42": {"ann": 1}}, days=(date(2026, 10, 12), date(2026, 10, 14)))
    found = people_of(any_company.session, rollout, range(week("W30"), week("W45")))
    ids = any_company.people
    assert {at - week("W40"): (one.person.tolist(), one.active.tolist()) for at, one in found.items()} == {
        0: ([ids["ann"], ids["ben"], ids["cid"]], [True, False, False]),
        1: ([ids["ann"], ids["ben"], ids["cid"]], [True, True, False]),
    }


def test_shares_of_weeks_pair_those_targeted_in_both_and_say_nothing_of_who_they_are(company: Company) -> None:
    rollout = built(company)
    company.roster(date(2026, 10, 12), {"Finance": ["ann", "ben", "dee"]})
    company.use("Invoices", {"W42": {"ben": 1, "dee": 1}, "W43": {"ben": 1}})
    before, after = shares_of_weeks(
        company.session, rollout, before=[week("W40"), week("W41")], after=[week("W42"), week("W43")]
    )
    # ann: always, then never; ben: once, then always. cid left and dee came later.
    assert sorted(zip(before.tolist(), after.tolist(), strict=True)) == [(0.5, 1.0), (1.0, 0.0)]


def test_a_rollout_that_is_planned_again_loses_its_people_and_its_cohorts(any_company: Company) -> None:
    company = any_company
    rollout = built(company)
    assert company.session.exec(select(CohortWeek)).all()
    from opmodel.store.register import StageChange

    for change in company.session.exec(select(StageChange).where(StageChange.rollout_id == rollout)):
        change.stage = Stage.PLANNED
    company.refresh(register=True)
    for model in (PeopleWeek, CohortWeek, UserWeek):
        assert not company.session.exec(select(model)).all()


def test_a_go_live_moved_by_a_week_moves_the_weeks_that_must_be_kept(company: Company) -> None:
    company.roster(ROSTER, {"Finance": ["ann", "ben"]})
    company.workflow("Invoices")
    rollout = company.rollout("Invoices", "Finance", {Stage.PILOT: date(2026, 8, 24)})
    # ann begins in the week of the go-live that is moved, and is in weeks 10 and 11 only by the earlier one.
    use = {f"W{number}": whole(["ann"] if number in {35, 44, 45} else []) for number in range(35, 49)}
    company.use("Invoices", use)
    kept = company.session.exec(select(KeptUse)).one()
    assert (kept.began, kept.kept, kept.first_week) == (1, 1, week("W35"))
    from opmodel.store.register import StageChange

    company.session.exec(select(StageChange).where(StageChange.rollout_id == rollout)).one().changed_on = date(
        2026, 8, 25
    )
    company.refresh(register=True)
    company.session.expire_all()
    kept = company.session.exec(select(KeptUse)).one()
    assert (kept.began, kept.first_week) == (0, week("W36"))


def test_a_store_from_before_people_were_kept_is_filled_by_the_next_refresh(company: Company) -> None:
    from sqlalchemy import delete

    built(company)
    company.session.execute(delete(PeopleWeek))
    assert never_kept(company.session)
    company.refresh(coverage=True)
    assert not never_kept(company.session)
    assert len(company.session.exec(select(PeopleWeek)).all()) == 2
