"""Open pilots that are old and do not move."""

from datetime import date, timedelta

import pytest

from opmodel.measures.registry import ask
from opmodel.store.register import Stage
from tests.company import Company

TODAY = date(2026, 10, 11)


@pytest.mark.parametrize(
    ("age", "moved", "state"),
    [
        (179, None, "fine"),
        (180, None, "watch"),
        (270, None, "watch"),
        (271, None, "stuck"),
        (365, None, "stuck"),
        (366, None, "chronic"),
        (366, 91, "chronic"),
        (366, 90, "watch"),
        (271, 1, "watch"),
    ],
)
def test_age_and_movement_make_the_state(company: Company, age: int, moved: int | None, state: str) -> None:
    company.panel("Copilot", {"W41": {"ann": 1}})
    company.workflow("Invoices", owner="Ada")
    company.rollout(
        "Invoices",
        "Finance",
        {Stage.PILOT: TODAY - timedelta(days=age)},
        milestones=[] if moved is None else [TODAY - timedelta(days=moved)],
        decide_by=TODAY + timedelta(days=7),
        spend_micros=12_500_000_000,
        currency="EUR",
    )
    figure = ask(company.session, "purgatory")
    (pilot,) = figure.parts_of("pilot")
    assert pilot.detail["state"] == state
    assert figure.value == (state in {"stuck", "chronic"})
    assert figure.denominator == 1
    assert (pilot.detail["age_days"], pilot.detail["days_since_movement"]) == (age, age if moved is None else moved)
    assert (pilot.detail["owner"], pilot.detail["spend"], pilot.detail["decide_by"]) == ("Ada", 12500, "2026-10-18")
    assert figure.part(state).value == 1


def test_decided_pilots_are_not_in_purgatory_and_a_team_sees_its_own(any_company: Company) -> None:
    any_company.panel("Copilot", {"W41": {"ann": 1}})
    any_company.workflow("Invoices")
    old = TODAY - timedelta(days=400)
    any_company.rollout("Invoices", "Finance/AP", {Stage.PILOT: old})
    any_company.rollout("Invoices", "Legal", {Stage.PILOT: old, Stage.STOPPED: TODAY - timedelta(days=300)})
    from opmodel.measures.registry import Question

    assert ask(any_company.session, "purgatory", Question(team="Finance")).value == 1
    legal = ask(any_company.session, "purgatory", Question(team="Legal"))
    assert (legal.value, legal.denominator) == (0, 0)


def test_without_pilots_it_is_unknown(company: Company) -> None:
    assert ask(company.session, "purgatory").why_unknown
