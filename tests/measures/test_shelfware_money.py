"""Idle money."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import ask
from opmodel.store.facts import PriceBasis
from tests.company import Company

AT = datetime(2026, 10, 7, 12, tzinfo=UTC)
SUNDAY = date(2026, 10, 11)
"""The day that counts as today: the Sunday of the newest week."""


def held(last: float | None, count: int, prefix: str, **more: Any) -> dict[str, dict[str, Any]]:
    moment = None if last is None else AT - timedelta(days=last)
    fields = {"activity_known": True, "assigned_at": AT - timedelta(days=400), "last_active_at": moment, **more}
    return {f"{prefix}{number}": fields for number in range(count)}


def money(company: Company) -> Figure:
    return ask(company.session, "shelfware_money")


@pytest.mark.parametrize(
    ("basis", "price", "a_year"),
    [
        (PriceBasis.SEAT_MONTH, 10, 120),
        (PriceBasis.SEAT_YEAR, 120, 120),
        (PriceBasis.TOTAL_MONTH, 100, 120),
        (PriceBasis.TOTAL_YEAR, 1200, 120),
        (PriceBasis.TOTAL_TERM, 3600, 120),
    ],
)
def test_every_way_to_state_a_price_comes_to_a_price_of_a_seat_a_year(
    company: Company, basis: PriceBasis, price: float, a_year: float
) -> None:
    term = {"starts_on": date(2024, 1, 1), "renews_on": date(2024, 1, 1) + timedelta(days=3 * 365)}
    company.contract("Copilot", 10, price, basis=basis, **term)
    company.seats("Copilot", AT, held(40, 1, "i") | held(1, 9, "a"))
    assert money(company).value == pytest.approx(a_year)


def test_recoverable_needs_sixty_days_and_stays_above_the_commit_floor(any_company: Company) -> None:
    any_company.contract("Copilot", 20, 100, commit_floor=17)
    any_company.seats("Copilot", AT, held(40, 5, "i") | held(70, 2, "j") | held(1, 11, "a"))
    figure = money(any_company)
    assert (figure.value, figure.denominator, figure.unit) == (900, 2000, "EUR a year")
    assert figure.part("recoverable").value == 300
    assert {part.detail["class"]: part.value for part in figure.parts_of("class")} == {
        "unassigned": 200,
        "idle_60": 200,
        "idle_30": 500,
    }
    assert figure.part("Copilot").value == 900


def test_after_the_notice_date_the_money_is_locked_until_the_renewal(company: Company) -> None:
    company.contract("Copilot", 10, 100, notice_on=SUNDAY - timedelta(days=1), renews_on=date(2026, 12, 31))
    company.seats("Copilot", AT, held(None, 10, "n"))
    figure = money(company)
    assert (figure.value, figure.part("recoverable").value) == (1000, 0)
    assert figure.part("Copilot").detail["locked_until"] == "2026-12-31"
    assert "locked until 2026-12-31" in " ".join(figure.caveats)


def test_on_the_notice_date_itself_notice_can_still_be_given(company: Company) -> None:
    company.contract("Copilot", 10, 100, notice_on=SUNDAY, renews_on=SUNDAY + timedelta(days=73))
    company.seats("Copilot", AT, held(None, 10, "n"))
    detail = money(company).detail
    assert detail["recoverable"] == 1000
    assert detail["next_12_months"] == 800
    assert detail["sunk_until_renewal"] == 200


def test_a_trial_costs_nothing_and_is_said(company: Company) -> None:
    company.contract("Copilot", 10, 100)
    company.contract("Trial", 50, 100, trial=True)
    company.seats("Copilot", AT, held(40, 10, "i"))
    company.seats("Trial", AT, held(40, 10, "i"))
    figure = money(company)
    assert figure.value == 1000
    assert "Trial: a trial costs nothing" in " ".join(figure.caveats)


def test_several_currencies_are_a_part_each_and_no_sum(company: Company) -> None:
    company.contract("Copilot", 10, 100)
    company.contract("Other", 10, 50, currency="USD")
    company.seats("Copilot", AT, held(40, 10, "i"))
    company.seats("Other", AT, held(40, 10, "i"))
    figure = money(company)
    assert figure.value is None
    assert "several currencies" in (figure.why_unknown or "")
    assert {part.name: part.value for part in figure.parts_of("currency")} == {"EUR": 1000, "USD": 500}


def test_plans_have_their_own_prices(company: Company) -> None:
    both = company.contract("Copilot", 5, 100, plan="Business")
    company.contract("Copilot", 5, 400, plan="Enterprise", import_id=both)
    company.seats(
        "Copilot",
        AT,
        held(40, 5, "b", plan="business") | held(40, 1, "e", plan="enterprise") | held(1, 4, "f", plan="enterprise"),
    )
    assert money(company).value == 500 + 400


def test_without_a_price_the_money_is_unknown(company: Company) -> None:
    company.seats("Copilot", AT, held(40, 5, "i"))
    assert money(company).value is None
    company.contract("Copilot", 10)
    assert money(company).value is None
    assert "no price" in " ".join(money(company).caveats)
