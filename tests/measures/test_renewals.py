"""Contracts by their notice date."""

from datetime import UTC, date, datetime, timedelta

from opmodel.measures.registry import ask
from tests.company import Company

AT = datetime(2026, 10, 7, 12, tzinfo=UTC)
SUNDAY = date(2026, 10, 11)


def test_contracts_are_sorted_by_the_notice_date_and_those_within_ninety_days_are_counted(any_company: Company) -> None:
    file = any_company.contract("Late", 10, 100, notice_on=SUNDAY + timedelta(days=91))
    for name, days in (("Soon", 90), ("Today", 0), ("Passed", -1)):
        any_company.contract(name, 10, 100, notice_on=SUNDAY + timedelta(days=days), owner="Ada", import_id=file)
    any_company.contract("Undated", 10, 100, import_id=file)
    any_company.seats("Soon", AT, {"ann": {"activity_known": True, "assigned_at": AT - timedelta(days=200)}})
    figure = ask(any_company.session, "renewals")
    assert (figure.value, figure.denominator) == (2, 5)
    assert [part.name for part in figure.parts] == ["Today", "Soon", "Late", "Passed", "Undated"]
    soon = figure.part("Soon").detail
    assert (soon["days_to_notice"], soon["idle_now"], soon["owner"], soon["money_a_year"]) == (90, 10, "Ada", 1000)
    assert figure.part("Late").detail["idle_now"] is None
    assert "1 of 5 contracts have no notice date." in figure.caveats


def test_without_contracts_it_says_which_template_to_fill_in(company: Company) -> None:
    assert "contracts template" in (ask(company.session, "renewals").why_unknown or "")
