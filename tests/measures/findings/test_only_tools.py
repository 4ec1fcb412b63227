from datetime import date

from opmodel.store.register import Stage
from tests.company import Company
from tests.measures.findings.governed import GO_LIVE, Governed, found, seats


def test_teams_with_paid_seats_and_no_redesign_are_in_the_tool_first_trap(any_company: Company) -> None:
    Governed(any_company).staffed()
    seats(any_company, notice_on=None)
    (one,) = found(any_company, "only_tools")
    assert one["evidence"] == (
        "2 of 4 teams (21 people) have an AI tool and no redesigned workflow. They hold 20 paid seats, €2,000 a year."
    )
    assert (one["what"], one["where"], one["stake"]["words"]) == ("", "rollout", "21 people, €2,000 a year")


def test_seats_of_several_currencies_are_not_added_up(company: Company) -> None:
    seats(company, notice_on=None)
    names = company.crowd(20, "s")
    company.panel("Other", {"W40": dict.fromkeys(names, 1.0)})
    company.seats("Other", date(2026, 10, 4), {name: {} for name in names})
    company.contract("Other", 20, 50, currency="USD")
    (one,) = found(company, "only_tools")
    assert one["stake"]["words"] == "20 people"


def test_where_every_team_with_a_tool_is_redesigned_there_is_no_trap(company: Company) -> None:
    seats(company, notice_on=None)
    company.workflow("Quotes")
    company.rollout("Quotes", "Sales", {Stage.PRODUCTION: GO_LIVE})
    assert found(company, "only_tools") == []
