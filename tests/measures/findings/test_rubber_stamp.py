from datetime import timedelta

import pytest

from tests.company import Company
from tests.measures.findings.governed import MOTOR, PROPERTY, TODAY, Governed, found


@pytest.mark.parametrize(
    ("seen", "corrected", "fires"), [(120, 0, True), (120, 1, True), (120, 2, False), (19, 0, False)]
)
def test_much_seen_and_next_to_nothing_mended_is_a_rubber_stamp(
    company: Company, seen: int, corrected: int, fires: bool
) -> None:
    governed = Governed(company).staffed(PROPERTY)
    company.staff(governed.checkpoint, governed.rollouts[MOTOR], "Ray")
    company.check(
        governed.checkpoint, governed.rollouts[MOTOR], TODAY - timedelta(days=1), seen=seen, corrected=corrected
    )
    stamps = found(company, "rubber_stamp")
    assert [one["what"] for one in stamps] == (["Claims in Motor"] if fires else [])


def test_it_says_who_saw_how_many_in_how_many_days(any_company: Company) -> None:
    governed = Governed(any_company).staffed(PROPERTY)
    any_company.staff(governed.checkpoint, governed.rollouts[MOTOR], "Ray")
    any_company.check(governed.checkpoint, governed.rollouts[MOTOR], TODAY, seen=120)
    (one,) = found(any_company, "rubber_stamp")
    assert one["evidence"] == (
        "Ray saw 120 outputs for “Every tenth coding” in 90 days and corrected or rejected none of them."
    )
    assert one["stake"] == {"kind": "outputs", "amount": 120, "unit": "outputs", "words": "120 outputs"}
