from datetime import date

from tests.company import Company
from tests.measures.findings.governed import TODAY, found, seats


def test_money_that_can_be_had_back_without_a_day_that_forces_it_is_told(any_company: Company) -> None:
    seats(any_company, notice_on=None, renews_on=None)
    (one,) = found(any_company, "idle_seats")
    assert one["evidence"] == "18 of 30 seats are used by nobody. The contract has no notice date."
    assert (one["owner"], one["stake"]["words"], one["urgency"]) == ("Mo", "€1,800 a year", "spending")


def test_far_from_its_notice_date_it_says_until_when(company: Company) -> None:
    seats(company, notice_on=date(2027, 6, 1), renews_on=date(2027, 7, 1))
    assert found(company, "idle_seats")[0]["evidence"].endswith("Notice can be given until 1 Jun 2027.")


def test_a_team_is_told_of_the_seats_that_its_people_hold(company: Company) -> None:
    seats(company, notice_on=date(2026, 11, 1))
    (one,) = found(company, "idle_seats", team="Sales")
    assert one["evidence"] == "8 seats of the team are used by nobody, €800 a year."
    assert one["stake"]["words"] == "€800 a year"


def test_money_that_is_locked_until_the_renewal_is_no_decision(company: Company) -> None:
    seats(company, notice_on=date(2026, 9, 1))
    assert date(2026, 9, 1) < TODAY
    assert found(company, "idle_seats") == []
