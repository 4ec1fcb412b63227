from datetime import date, timedelta

import pytest

from tests.company import Company
from tests.measures.findings.governed import TODAY, found, seats


def test_idle_seats_of_a_contract_whose_notice_ends_soon_are_dated(any_company: Company) -> None:
    seats(any_company, notice_on=date(2026, 11, 1))
    (one,) = found(any_company, "renewal")
    assert one["evidence"] == (
        "Notice by 1 Nov 2026, in 28 days. 18 of 30 seats are used by nobody, €1,800 a year; all of it can be had back."
    )
    assert (one["what"], one["owner"], one["days_left"], one["urgency"]) == ("Copilot", "Mo", 28, "closing")
    assert one["stake"] == {"kind": "money", "amount": 1800, "unit": "EUR a year", "words": "€1,800 a year"}
    assert found(any_company, "idle_seats") == []
    assert found(any_company, "renewal", team="Sales") == []


@pytest.mark.parametrize("days", [-1, 91, None])
def test_a_notice_date_that_has_passed_or_lies_far_ahead_presses_nobody(company: Company, days: int | None) -> None:
    seats(company, notice_on=None if days is None else TODAY + timedelta(days=days))
    assert found(company, "renewal") == []
