from datetime import date

from tests.company import Company
from tests.measures.findings.governed import MOTOR, PROPERTY, Governed, found


def test_a_checkpoint_that_nobody_looks_at_is_a_vacancy_of_everybody_in_that_team(any_company: Company) -> None:
    Governed(any_company).staffed(MOTOR)
    (one,) = found(any_company, "vacancy")
    assert (one["title"], one["what"], one["owner"]) == ("Vacancy", "Claims", "Ada")
    assert one["evidence"] == "“Every tenth coding” has no reviewer in Property: nobody is named."
    assert one["next_move"] == "Name a reviewer for “Code the cover” in Property."
    assert one["stake"] == {"kind": "people", "amount": 30, "unit": "people", "words": "30 people"}
    assert (one["where"], one["workflow"], one["urgency"]) == ("workflow", "Claims", "slipping")


def test_a_workflow_is_told_once_and_a_team_of_its_own_checkpoints_only(company: Company) -> None:
    Governed(company)
    (one,) = found(company, "vacancy")
    assert one["evidence"].endswith("in Motor: nobody is named. 1 more place is vacant.")
    assert one["stake"]["words"] == "60 people"
    (of_property,) = found(company, "vacancy", team=PROPERTY)
    assert of_property["evidence"] == "“Every tenth coding” has no reviewer in Property: nobody is named."


def test_a_reviewer_who_has_left_leaves_a_vacancy(company: Company) -> None:
    Governed(company).staffed()
    company.roster(date(2026, 9, 28), {MOTOR: company.crowd(30)})
    assert "Ray has left" in found(company, "vacancy")[0]["evidence"]


def test_where_somebody_looks_in_every_team_there_is_none(company: Company) -> None:
    Governed(company).staffed()
    assert found(company, "vacancy") == []
