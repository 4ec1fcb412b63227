"""Seats bought and assigned."""

from datetime import date

from opmodel.measures.registry import Question, ask
from tests.company import Company

DAY = date(2026, 10, 7)


def test_bought_and_assigned_by_tool(any_company: Company) -> None:
    contracts = any_company.contract("Copilot", 80)
    any_company.contract("Other", 9, import_id=contracts)
    any_company.seats("Copilot", DAY, {name: {} for name in any_company.crowd(60)})
    any_company.seats("Other", DAY, {"ann": {}})
    figure = ask(any_company.session, "licences")
    assert (figure.value, figure.numerator, figure.denominator) == (89, 61, 89)
    # Nine seats of the company are inventory, no group of people.
    assert (figure.part("Other").value, figure.part("Other").numerator) == (9, 1)


def test_a_newer_contracts_file_replaces_the_tools_it_names(company: Company) -> None:
    first = company.contract("Copilot", 80, report=date(2026, 1, 1))
    company.contract("Other", 20, import_id=first)
    newer = company.contract("Copilot", 100, report=date(2026, 6, 1))
    assert ask(company.session, "licences").value == 120
    company.undo(newer)
    assert ask(company.session, "licences").value == 100


def test_a_renewed_line_gives_way_to_its_successor(company: Company) -> None:
    both = company.contract("Copilot", 80, starts_on=date(2025, 7, 1), renews_on=date(2026, 7, 1))
    company.contract("Copilot", 50, import_id=both, starts_on=date(2026, 7, 1), renews_on=date(2027, 7, 1))
    company.seats("Copilot", DAY, {"ann": {}})
    company.seats("Copilot", date(2026, 6, 1), {"ann": {}})
    assert ask(company.session, "licences").value == 50
    assert ask(company.session, "licences", Question(as_of=(date(2026, 6, 3).toordinal() - 1) // 7)).value == 80


def test_unlimited_contracts_and_seats_over_the_number_bought_are_said(company: Company) -> None:
    company.contract("Copilot", None)
    company.contract("Other", 1)
    company.seats("Other", DAY, {"ann": {}, "ben": {}})
    figure = ask(company.session, "licences")
    assert figure.value == 1
    said = " ".join(figure.caveats)
    assert "Copilot has an unlimited contract" in said
    assert "Other: 1 more seats are held than were bought" in said


def test_without_contracts_the_number_assigned_still_stands(company: Company) -> None:
    company.seats("Copilot", DAY, {name: {} for name in company.crowd(12)})
    figure = ask(company.session, "licences")
    assert (figure.value, figure.numerator) == (None, 12)
    assert "contracts template" in (figure.why_unknown or "")


def test_the_few_seats_of_a_team_are_hidden(company: Company) -> None:
    people = company.crowd(60)
    company.roster(date(2026, 1, 1), {"Finance": people[:8], "Legal": people[8:20], "Sales": people[20:]})
    company.seats("Copilot", DAY, {name: {} for name in people})
    finance = ask(company.session, "licences", Question(team="Finance"))
    assert (finance.suppressed, finance.numerator) == (True, None)
    assert ask(company.session, "licences", Question(team="Sales")).numerator == 40
