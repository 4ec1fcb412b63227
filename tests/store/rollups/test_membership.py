"""Who was in which team from when to when."""

from datetime import date, timedelta

from sqlmodel import select

from opmodel.store.register import Team
from opmodel.store.rollup_tables import Membership
from tests.company import Company

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
DAY = timedelta(days=1)

Spell = tuple[str, date | None, date | None]


def spells(company: Company, name: str) -> list[Spell]:
    rows = company.session.execute(
        select(Team.path, Membership.valid_from, Membership.valid_to)
        .where(Team.id == Membership.team_id, Membership.person_id == company.person(name))
        .order_by(Membership.spell)
    )
    return [tuple(row) for row in rows]


def test_on_a_first_roster_without_start_dates_everybody_has_been_there_for_ever(any_company: Company) -> None:
    any_company.roster(MAY, {"Finance/AP": ["ann"]})
    assert spells(any_company, "ann") == [("Finance/AP", None, None)]


def test_a_start_date_on_the_first_roster_holds(company: Company) -> None:
    company.roster(MAY, {"Finance": [("ann", date(2024, 2, 1), None)]})
    assert spells(company, "ann") == [("Finance", date(2024, 2, 1), None)]


def test_a_joiner_starts_on_the_start_date_else_on_the_date_of_the_report(any_company: Company) -> None:
    any_company.roster(MAY, {"Finance": ["ann"]})
    any_company.roster(JUNE, {"Finance": ["ann", ("ben", date(2026, 5, 18), None), "cid"]})
    assert spells(any_company, "ben") == [("Finance", date(2026, 5, 18), None)]
    assert spells(any_company, "cid") == [("Finance", JUNE, None)]


def test_who_is_absent_from_the_next_complete_roster_left_the_day_before_it(company: Company) -> None:
    company.roster(MAY, {"Finance": ["ann", "ben"]})
    company.roster(JUNE, {"Finance": ["ann"]})
    assert spells(company, "ben") == [("Finance", None, JUNE - DAY)]


def test_absence_from_an_incomplete_roster_means_nothing(company: Company) -> None:
    company.roster(MAY, {"Finance": ["ann", "ben"]})
    company.roster(JUNE, {"Finance": ["ann"]}, complete=False)
    assert spells(company, "ben") == [("Finance", None, None)]


def test_a_roster_of_one_team_says_nothing_about_the_others(company: Company) -> None:
    company.roster(MAY, {"Finance": ["ann", "ben"], "Legal": ["cid"]})
    company.roster(JUNE, {"Finance": ["ann"]}, only_team="Finance")
    assert spells(company, "ben") == [("Finance", None, JUNE - DAY)]
    assert spells(company, "cid") == [("Legal", None, None)]


def test_a_transfer_ends_one_membership_and_begins_the_next(any_company: Company) -> None:
    any_company.roster(MAY, {"Finance": ["ann"], "Legal": ["ben"]})
    any_company.roster(JUNE, {"Legal": ["ann", "ben"]})
    assert spells(any_company, "ann") == [("Finance", None, JUNE - DAY), ("Legal", JUNE, None)]


def test_an_end_date_is_respected_even_before_the_next_roster(company: Company) -> None:
    company.roster(MAY, {"Finance": [("ann", None, date(2026, 5, 10)), "ben"]})
    company.roster(JUNE, {"Finance": ["ben"]})
    assert spells(company, "ann") == [("Finance", None, date(2026, 5, 10))]


def test_an_end_date_that_is_taken_back_leaves_the_membership_open(company: Company) -> None:
    company.roster(MAY, {"Finance": [("ann", None, date(2026, 6, 30))]})
    company.roster(JUNE, {"Finance": ["ann"]})
    assert spells(company, "ann") == [("Finance", None, None)]


def test_who_comes_back_has_two_spells(company: Company) -> None:
    company.roster(MAY, {"Finance": ["ann", "ben"]})
    company.roster(JUNE, {"Finance": ["ben"]})
    company.roster(JULY, {"Finance": ["ann", "ben"]})
    assert spells(company, "ann") == [("Finance", None, JUNE - DAY), ("Finance", JULY, None)]


def test_an_undone_roster_is_as_if_it_had_never_been(any_company: Company) -> None:
    any_company.roster(MAY, {"Finance": ["ann", "ben"]})
    june = any_company.roster(JUNE, {"Legal": ["ann"]})
    any_company.undo(june)
    assert spells(any_company, "ann") == spells(any_company, "ben") == [("Finance", None, None)]


def test_of_two_rosters_of_one_day_the_newer_one_speaks(company: Company) -> None:
    company.roster(MAY, {"Finance": ["ann"]})
    company.roster(MAY, {"Legal": ["ann"]})
    assert spells(company, "ann") == [("Legal", None, None)]


def test_two_identifiers_of_one_person_are_in_one_team(company: Company) -> None:
    company.roster(MAY, {"Finance": ["ann@mail"]})
    company.link("ann-gh", "ann@mail")
    company.roster(JUNE, {"Finance": ["ann-gh"]})
    assert spells(company, "ann@mail") + spells(company, "ann-gh") == [("Finance", None, None)]


def test_a_ring_of_links_is_one_person(company: Company) -> None:
    company.roster(MAY, {"Finance": ["a"]})
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        company.link(one, other)
    company.roster(JUNE, {"Finance": ["c"]})
    assert [name for name in "abc" if spells(company, name)] == ["a"]
    assert spells(company, "a") == [("Finance", None, None)]
