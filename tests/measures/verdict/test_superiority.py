"""The chance that one case beats another, and Welch on logarithms, against textbook examples."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from opmodel.measures.verdict.superiority import superiority, welch_on_logs
from tests.shared_files import SHARED, needs_shared

ORACLE = SHARED / "oracles/12_textbook_tests"


def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ORACLE / "expected.json").read_text())
    return found


def sides(name: str) -> tuple[np.ndarray, np.ndarray]:
    rows = pd.read_csv(ORACLE / f"input_{name}.csv")
    return tuple(rows.loc[rows["side"] == side, "value"].to_numpy(dtype=float) for side in ("before", "after"))  # type: ignore[return-value]


@needs_shared
@pytest.mark.parametrize("name", ["ozone_aug_vs_may", "toothgrowth"])
def test_welch_on_logs_is_that_of_scipy(name: str) -> None:
    told = expected()[name]["welch_logs"]
    change = welch_on_logs(*sides(name))
    assert change.share == pytest.approx(told["change"], abs=1e-9)
    assert [change.low, change.high] == pytest.approx(told["ci"], abs=1e-9)


@needs_shared
@pytest.mark.parametrize("name", ["ozone_aug_vs_may", "toothgrowth"])
def test_the_chance_that_after_beats_before_is_that_of_scipy_and_its_interval_agrees_with_the_test(name: str) -> None:
    told = expected()[name]
    found = superiority(*sides(name))
    assert found is not None
    assert found.chance == pytest.approx(told["prob_after_faster"], abs=1e-12)
    assert (found.low > 0.5 or found.high < 0.5) == (told["brunner_munzel"]["p"] < 0.05)


@needs_shared
def test_the_pain_scores_of_brunner_and_munzel_give_the_published_interval() -> None:
    told = expected()["brunner_munzel_pain"]
    x, y = np.array(told["x"], dtype=float), np.array(told["y"], dtype=float)
    found = superiority(y, x)
    assert found is not None
    assert found.chance == pytest.approx(told["prob_sup"], abs=1e-9)
    assert (found.low, found.high) == pytest.approx((0.5952169, 0.9827052), abs=5e-7)
    assert stats.brunnermunzel(x, y).pvalue == pytest.approx(told["p"])


def test_an_open_case_is_longer_than_every_other_and_ties_with_its_like() -> None:
    found = superiority(np.array([5.0, np.inf, np.inf]), np.array([1.0, 2.0, np.inf]))
    assert found is not None
    assert found.chance == pytest.approx((3 + 3 + 0 + 2 * 0.5) / 9)


def test_one_case_on_a_side_says_nothing_and_separate_sides_say_it_for_certain() -> None:
    assert superiority(np.array([1.0]), np.array([1.0, 2.0])) is None
    apart = superiority(np.array([5.0, 6.0]), np.array([1.0, 2.0]))
    assert apart is not None
    assert (apart.chance, apart.low, apart.high) == (1.0, 1.0, 1.0)
