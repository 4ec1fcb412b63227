from dataclasses import replace

import pytest

from tests.company import Company
from tests.measures.findings.governed import found
from tests.timed_cases import FASTER, SAME, team


def test_a_task_that_takes_longer_than_before_is_red(any_company: Company) -> None:
    team(any_company, "Claims", replace(FASTER, change=2.0))
    (one,) = found(any_company, "slower")
    assert one["evidence"].startswith("Slower by ")
    assert "cases before" in one["evidence"]
    assert one["what"].endswith(" in Claims")
    assert one["urgency"] == "slipping"


@pytest.mark.parametrize("work", [FASTER, SAME])
def test_one_that_is_faster_or_did_not_change_is_not(company: Company, work: object) -> None:
    team(company, "Claims", work)  # type: ignore[arg-type]
    assert found(company, "slower") == []
