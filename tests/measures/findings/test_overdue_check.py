from datetime import timedelta

from tests.company import Company
from tests.measures.findings.governed import MOTOR, PROPERTY, TODAY, Governed, found


def test_a_look_that_is_late_is_the_reviewers_move(any_company: Company) -> None:
    governed = Governed(any_company).staffed(PROPERTY)
    any_company.staff(governed.checkpoint, governed.rollouts[MOTOR], "Ray")
    any_company.check(governed.checkpoint, governed.rollouts[MOTOR], TODAY - timedelta(days=20), seen=40, corrected=2)
    (one,) = found(any_company, "overdue_check")
    assert (
        one["evidence"]
        == "The look at “Every tenth coding” in Motor was due on 21 Sep 2026 and is 13 days late on 4 Oct 2026."
    )
    assert (one["owner"], one["stake"]["words"], one["days_left"]) == ("Ray", "30 people", -13)


def test_a_look_that_is_not_due_yet_is_not_late(company: Company) -> None:
    Governed(company).staffed()
    assert found(company, "overdue_check") == []


def test_a_look_that_nobody_is_named_for_is_a_vacancy_and_not_told_twice(company: Company) -> None:
    Governed(company)
    assert [one["rule"] for one in found(company)] == ["vacancy"]
