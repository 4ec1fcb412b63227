from tests.company import Company
from tests.measures.findings.governed import HOLDS, MOTOR, WEEKS, Governed, found

LEAKS = [28, 28, 27, 26, 24, 24, 22, 22, 20, 20, 19, 19, 19, 19, 19, 19, 19]


def test_use_well_below_its_peak_leaks(any_company: Company) -> None:
    Governed(any_company, motor=LEAKS).staffed()
    (one,) = found(any_company, "slow_leak")
    assert one["what"] == "Claims in Motor"
    assert one["evidence"].startswith("Peaked at 93% (28 of 30 people) in week 2 after go-live, now 63%")
    assert one["urgency"] == "ungoverned"
    assert found(any_company, "drift_back") == []


def test_use_that_keeps_up_does_not(company: Company) -> None:
    Governed(company, motor=[*HOLDS[:-4], *[20] * 4]).staffed()
    assert len(WEEKS) == len(HOLDS)
    assert found(company, "slow_leak", team=MOTOR) == []
