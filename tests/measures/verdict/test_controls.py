"""A redesigned team beside others: published data, and what choosing the slowest team does by itself."""

import json

import numpy as np
import pandas as pd
import pytest

from opmodel.measures.verdict.controls import (
    changes_against_the_others,
    difference_in_differences,
    placebo_rank,
)
from opmodel.measures.verdict.mean_reversion import was_the_slowest
from tests.shared_files import SHARED, needs_shared


@needs_shared
def test_californias_donor_form_has_the_published_effect_and_only_rank_three_of_27() -> None:
    folder = SHARED / "oracles/09_did"
    told = json.loads((folder / "expected.json").read_text())["organ_donations"]
    rates = pd.read_csv(folder / "input_organ_donations.csv").pivot(index="State", columns="Quarter_Num", values="Rate")
    changes = changes_against_the_others(rates.to_numpy(), rates.columns.to_numpy() >= 4)
    california = list(rates.index).index("California")
    assert changes[california] == pytest.approx(told["did_2x2"], abs=1e-12)
    rank, p = placebo_rank(changes, california)
    assert (rank, len(changes)) == (told["placebo_permutation"]["rank_of_california"], 27)
    assert p == pytest.approx(told["placebo_permutation"]["p_two_sided"])


def team(rng: np.random.Generator, season: np.ndarray, change: float = 0.0, *, before: int = 26) -> np.ndarray:
    return 4 + season + rng.normal(0, 0.1, len(season)) + np.where(np.arange(len(season)) >= before, change, 0.0)


def test_a_season_that_all_teams_share_is_no_effect_and_a_real_one_is_found_beside_it() -> None:
    rng = np.random.default_rng(4)
    season = -0.4 * (np.arange(39) >= 26) + 0.2 * np.sin(np.arange(39))
    others = np.vstack([team(rng, season) for _ in range(6)])
    nothing = difference_in_differences(team(rng, season), others, weeks_before=26)
    faster = difference_in_differences(team(rng, season, -0.3), others, weeks_before=26)
    assert nothing is not None
    assert faster is not None
    assert nothing.change.log_low < 0 < nothing.change.log_high
    assert faster.change.log_high < 0
    assert faster.change.log == pytest.approx(-0.3, abs=0.1)
    assert (faster.rank, faster.controls, faster.is_indicative) == (1, 6, False)
    assert faster.p == pytest.approx(1 / 7)


def test_under_five_teams_a_comparison_is_indicative_and_without_any_there_is_none() -> None:
    rng = np.random.default_rng(5)
    flat = np.zeros(39)
    few = difference_in_differences(team(rng, flat), np.vstack([team(rng, flat)]), weeks_before=26)
    assert few is not None
    assert few.is_indicative
    unknown = np.full((1, 39), np.nan)
    assert difference_in_differences(team(rng, flat), unknown, weeks_before=26) is None


def test_weeks_that_one_side_does_not_know_are_left_out_of_both() -> None:
    rng = np.random.default_rng(6)
    own, others = team(rng, np.zeros(39)), np.vstack([team(rng, np.zeros(39)) for _ in range(5)])
    own[30:37] = np.nan
    found = difference_in_differences(own, others, weeks_before=26)
    assert found is not None
    own[29] = np.nan
    own[37:] = np.nan
    assert difference_in_differences(own, others, weeks_before=26) is None


def test_the_slowest_of_three_or_more_teams_before_go_live_is_told_and_the_slowest_of_two_is_not() -> None:
    slow, quick = np.full(26, 5.0), np.full(26, 4.0)
    found = was_the_slowest(slow, np.vstack([quick, quick]))
    assert found is not None
    assert found.candidates == 3
    assert was_the_slowest(quick, np.vstack([slow, quick])) is None
    assert was_the_slowest(slow, np.vstack([quick])) is None
    early = np.where(np.arange(26) < 18, 9.0, 4.5)
    assert was_the_slowest(early, np.vstack([slow, quick])) is None
