from datetime import timedelta

from opmodel.store.register import Stage
from tests.company import Company
from tests.measures.findings.governed import TODAY, found


def pilot(company: Company, *, days_to_decide: int) -> None:
    company.panel("Copilot", {"W40": {"ann": 1}})
    company.workflow("Invoices", owner="Ada")
    company.rollout(
        "Invoices",
        "Finance",
        {Stage.PILOT: TODAY - timedelta(days=100)},
        decide_by=TODAY + timedelta(days=days_to_decide),
    )


def test_a_day_to_decide_by_that_has_passed_needs_its_decision(any_company: Company) -> None:
    pilot(any_company, days_to_decide=-5)
    (one,) = found(any_company, "decision_overdue")
    assert (
        one["evidence"]
        == "It was to be decided by 29 Sep 2026 and is 5 days late on 4 Oct 2026. In pilot for 100 days."
    )
    assert (one["what"], one["owner"], one["days_left"], one["stake"]) == ("Invoices in Finance", "Ada", -5, None)


def test_a_day_that_is_still_ahead_needs_none(company: Company) -> None:
    pilot(company, days_to_decide=0)
    assert found(company, "decision_overdue") == []
