import pytest

from tests.company import Company
from tests.measures.findings.governed import MOTOR, WEEKS, Governed, found


def test_a_team_that_never_used_it_has_never_started(any_company: Company) -> None:
    Governed(any_company, motor=[2] * len(WEEKS)).staffed()
    (one,) = found(any_company, "never_started")
    assert one["what"] == "Claims in Motor"
    assert one["evidence"] == (
        "7% over the newest four weeks; 2 of 30 people in 2026-W40. No week since go-live was above 15%."
    )
    assert one["stake"]["words"] == "30 people"


@pytest.mark.parametrize("active", [5, 21])
def test_a_team_that_began_has(company: Company, active: int) -> None:
    Governed(company, motor=[active] * len(WEEKS)).staffed()
    assert found(company, "never_started", team=MOTOR) == []
