from datetime import timedelta

import pytest

from opmodel.measures.findings.quality_fell import fell
from tests.company import Company
from tests.measures.findings.governed import found
from tests.timed_cases import FASTER, LIVE_ON, team


def checked(company: Company, *, before: int, after: int) -> None:
    """A team that got faster; of 100 outputs on each side so many were mended."""
    rollout = team(company, "Claims", FASTER)
    (workflow,) = company.workflows
    checkpoint = company.checkpoint(workflow)
    company.check(checkpoint, rollout, LIVE_ON - timedelta(days=30), seen=100, corrected=before)
    company.check(checkpoint, rollout, LIVE_ON + timedelta(days=60), seen=100, corrected=after)


def test_more_to_mend_beside_more_speed_is_red(any_company: Company) -> None:
    checked(any_company, before=4, after=16)
    (one,) = found(any_company, "quality_fell")
    assert one["evidence"].startswith(
        "Corrected or rejected: 4 of 100 outputs (4%) before go-live, 16 of 100 outputs (16%) since. Faster by "
    )
    assert one["stake"]["words"] == "16 outputs"


def test_no_more_to_mend_than_by_chance_is_not(company: Company) -> None:
    checked(company, before=4, after=7)
    assert found(company, "quality_fell") == []


@pytest.mark.parametrize(
    ("before", "after", "says"), [((1, 20), (9, 20), True), ((1, 19), (9, 20), False), ((9, 20), (1, 20), False)]
)
def test_it_takes_enough_outputs_on_both_sides(before: tuple[int, int], after: tuple[int, int], says: bool) -> None:
    quality = {
        "mended_before": before[0],
        "seen_before": before[1],
        "mended_after": after[0],
        "seen_after": after[1],
    }
    assert fell(quality, outputs=20) is says
    assert not fell(None, outputs=20)
