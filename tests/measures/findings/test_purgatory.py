from datetime import date, timedelta
from typing import Any

from opmodel.store.register import Stage
from tests.company import Company
from tests.measures.findings.governed import TODAY, found

OLD = TODAY - timedelta(days=400)


def pilot(company: Company, begun: date = OLD, **fields: Any) -> None:
    company.panel("Copilot", {"W40": {"ann": 1}})
    company.workflow("Invoices", owner="Ada")
    company.rollout("Invoices", "Finance/AP", {Stage.PILOT: begun}, **fields)


def test_an_old_pilot_that_does_not_move_is_in_purgatory(any_company: Company) -> None:
    pilot(any_company, spend_micros=12_500_000_000, currency="EUR")
    (one,) = found(any_company, "purgatory")
    assert one["what"] == "Invoices in AP"
    assert one["evidence"] == ("In pilot for 400 days, nothing moved for 400 days. No day is set to decide by.")
    assert (one["owner"], one["where"], one["workflow"]) == ("Ada", "pilots", "Invoices")
    assert one["stake"] == {"kind": "money", "amount": 12500, "unit": "EUR spent", "words": "€12k spent"}


def test_one_that_moved_lately_is_not(company: Company) -> None:
    pilot(company, milestones=[TODAY - timedelta(days=10)])
    assert found(company, "purgatory") == []


def test_people_who_work_in_it_are_at_stake_with_the_money_beside_them(company: Company) -> None:
    company.roster(date(2026, 1, 1), {"Finance/AP": (people := company.crowd(30))})
    pilot(company, spend_micros=12_500_000_000, currency="EUR", decide_by=TODAY - timedelta(days=3))
    company.use("Invoices", {f"W{number}": dict.fromkeys(people[:8], 1.0) for number in range(30, 41)})
    (one,) = found(company, "purgatory")
    assert (one["stake"]["kind"], one["stake"]["words"]) == ("people", "30 people, €12k spent")
    assert one["evidence"].endswith("It was to be decided by 1 Oct 2026.")
    assert found(company, "decision_overdue") == []
