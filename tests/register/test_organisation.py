"""The organisation's settings: audited, checked, and never over what somebody else set since."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from opmodel.measures.holiday_weeks import holiday_weeks
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope
from opmodel.measures.since_review import LAST_REVIEW, last_review
from opmodel.measures.working_time import work_calendar
from opmodel.register.book import Book, book
from opmodel.register.editing import Clashed, Invalid, checked
from opmodel.register.organisation import OrganisationEntry, organisation, save_organisation
from opmodel.register.teams import TeamEntry, save_team
from opmodel.store.engine import reading
from opmodel.store.register import RegisterChange, Team
from opmodel.store.teams import COMPANY, team_tree
from opmodel.store.weeks import parse_week
from tests.askers import admin, steward
from tests.register.conftest import seen

NORTHWIND = OrganisationEntry(
    name="Northwind Mutual",
    country="IE",
    time_zone="Europe/Dublin",
    currency="EUR",
    closures=((date(2026, 12, 24), date(2027, 1, 1)),),
    working_days=(0, 1, 2, 3, 4),
    opens=time(8, 30),
    last_review=date(2026, 8, 19),
)


def kept(url: str) -> OrganisationEntry:
    with reading(url) as session:
        return organisation(book(session))


def test_what_is_entered_is_kept_and_names_the_company(store: str) -> None:
    save_organisation(store, NORTHWIND, by=admin("ada"))
    assert kept(store) == NORTHWIND
    with reading(store) as session:
        tree = team_tree(session)
        assert tree.names[tree.company] == "Northwind Mutual"
        assert {change.changed_by for change in session.exec(select(RegisterChange))} == {"ada"}


def test_a_closure_is_a_holiday_week_and_working_days_are_a_calendar(store: str) -> None:
    save_organisation(store, NORTHWIND, by=admin("ada"))
    with reading(store) as session:
        company = team_tree(session).company
        assert holiday_weeks(session)(company, parse_week("2026-W53"))
        calendar = work_calendar(session, company, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert calendar is not None
    assert (calendar.opens, calendar.time_zone) == (time(8, 30), "Europe/Dublin")


def test_what_is_emptied_is_not_kept(store: str) -> None:
    save_organisation(store, NORTHWIND, by=admin("ada"))
    save_organisation(store, OrganisationEntry(name="Northwind"), by=admin("ada"))
    with reading(store) as session:
        assert book(session).settings == {}


def test_a_store_that_nobody_wrote_to_has_a_company_without_a_name_of_its_own() -> None:
    assert organisation(Book.empty()).name == COMPANY


def test_saving_what_is_there_already_changes_nothing(store: str) -> None:
    save_organisation(store, NORTHWIND, by=admin("ada"))
    before = seen(store)
    save_organisation(store, NORTHWIND, by=admin("bob"))
    assert seen(store) == before


def test_what_cannot_be_kept_is_told_by_field() -> None:
    with pytest.raises(Invalid) as wrong:
        checked(
            OrganisationEntry,
            {
                "name": " ",
                "country": "XX",
                "time_zone": "Mars",
                "currency": "EURO",
                "closures": [(date(2026, 1, 2), date(2026, 1, 1)), (date(2026, 5, 1), None), (None, date(2026, 5, 1))],
                "last_review": date.today() + timedelta(days=1),
            },
        )
    closures = {name: said for name, said in wrong.value.fields.items() if name.startswith("closures")}
    assert set(wrong.value.fields) - set(closures) == {"name", "country", "time_zone", "currency", "last_review"}
    assert closures == {
        "closures.0": "Ends before it begins.",
        "closures.1": "Has no last day: enter it, or clear the first day to leave the closure out.",
        "closures.2": "Has no first day: enter it, or clear the last day to leave the closure out.",
    }
    assert checked(OrganisationEntry, {"name": "N", "country": "de-by"}).country == "DE-BY"


def test_the_second_of_two_who_set_the_currency_is_told_and_loses_nothing(store: str) -> None:
    save_organisation(store, NORTHWIND, by=admin("ada"))
    both_saw = seen(store)
    save_organisation(store, NORTHWIND.model_copy(update={"currency": "GBP"}), by=admin("bob"), seen=both_saw)
    with pytest.raises(Clashed) as clashed:
        save_organisation(store, NORTHWIND.model_copy(update={"currency": "USD"}), by=admin("cyd"), seen=both_saw)
    (clash,) = clashed.value.clashes
    assert (clash.base, clash.theirs, clash.yours) == ("EUR", "GBP", "USD")
    save_organisation(store, NORTHWIND.model_copy(update={"country": "FR"}), by=admin("cyd"), seen=both_saw)
    assert (kept(store).currency, kept(store).country) == ("GBP", "FR")


def test_what_the_company_says_of_itself_as_a_team_stands_and_follows(store: str) -> None:
    save_organisation(store, NORTHWIND, by=admin("ada"))
    with reading(store) as session:
        company = team_tree(session).company
    save_team(store, TeamEntry(name="Northwind Mutual", country="FR"), by=steward("ada"), team_id=company)
    assert kept(store).country == "FR"
    save_organisation(store, NORTHWIND.model_copy(update={"country": "DE"}), by=admin("ada"), seen=seen(store))
    assert kept(store).country == "DE"
    with reading(store) as session:
        assert session.exec(select(Team.country).where(Team.id == company)).one() == "DE"


def test_the_day_of_the_last_review_is_what_the_overview_looks_back_to_and_is_in_the_trail(store: str) -> None:
    save_organisation(store, NORTHWIND, by=admin("ada"))
    with reading(store) as session:
        review = last_review(session, scope(session, Question()))
        (change,) = [one for one in session.exec(select(RegisterChange)) if LAST_REVIEW in one.row_key]
    assert (review.day, review.is_set) == (date(2026, 8, 19), True)
    assert (change.changed_by, change.after) == ("ada", {"key": LAST_REVIEW, "value": "2026-08-19"})
