"""Waiting times with what is still under way, held against textbooks and peer libraries."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter

from opmodel.measures.survival import CompetingEnds, Waiting, log_rank
from tests.shared_files import SHARED, needs_shared

ORACLES = SHARED / "oracles"
COLUMNS = {"waltons": ("T", "E", "group"), "lung": ("time", "event", "sex")}
GROUPS = {
    "waltons": {"control": "control", "mir137": "miR-137"},
    "lung": {"male": 1, "female": 2},
}


def study(name: str, group: str) -> tuple[np.ndarray, np.ndarray]:
    time, event, by = COLUMNS[name]
    rows = pd.read_csv(ORACLES / "11_survival_competing" / f"input_{name}.csv")
    rows = rows[rows[by] == GROUPS[name][group]]
    return rows[time].to_numpy(), rows[event].to_numpy() == 1


def expected() -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = json.loads(
        (ORACLES / "11_survival_competing" / "expected.json").read_text()
    )
    return found


@needs_shared
@pytest.mark.parametrize(("name", "group"), [(name, group) for name, by in GROUPS.items() for group in by])
def test_medians_and_their_intervals_are_those_of_r(name: str, group: str) -> None:
    told = expected()[name][group]
    waiting = Waiting(*study(name, group))
    median = waiting.until()
    assert (median.time, [median.low, median.high]) == (told["median"], told["median_ci_loglog"])
    for left, time in told["quantiles_survival_p"].items():  # type: ignore[attr-defined]
        assert waiting.until(1 - float(left)).time == time
    for time, share in told["done_by"].items():  # type: ignore[attr-defined]
        assert waiting.share_ended(float(time)) == pytest.approx(share, abs=1e-9)


@needs_shared
@pytest.mark.parametrize("name", list(GROUPS))
def test_the_log_rank_test_is_that_of_r(name: str) -> None:
    told = expected()[name]
    one, other = (study(name, group) for group in GROUPS[name])
    tested = log_rank(*one, *other)
    assert tested is not None
    assert tested.chi2 == pytest.approx(told["logrank_chi2"], rel=1e-9)
    assert tested.p == pytest.approx(told["logrank_p"], rel=1e-6)


@needs_shared
@pytest.mark.parametrize("as_of", ["2011-11-01", "2011-12-15"])
def test_the_loan_applications_end_as_the_peer_library_says(as_of: str) -> None:
    folder = ORACLES / "03_bpic2012_funnel"
    rows = pd.read_csv(folder / f"input_durations_{as_of}.csv.gz")
    told = json.loads((folder / "expected.json").read_text())[as_of]
    durations, events = rows["days"].to_numpy(), rows["event"].to_numpy()
    counts = {name: int((events == event).sum()) for event, name in enumerate(("open", "production", "killed"))}
    assert counts == {name: told[name] for name in counts}
    assert len(events) == told["started"]
    assert counts["production"] / len(events) == pytest.approx(told["share_of_all_started"], abs=1e-9)
    decided = counts["production"] + counts["killed"]
    assert counts["production"] / decided == pytest.approx(told["share_of_decided"], abs=1e-9)
    for event, name in ((1, "production"), (2, "killed")):
        ends = CompetingEnds(durations, events, event=event)
        for days, shares in told["aalen_johansen_cif_days"].items():
            assert ends.within(float(days)).share == pytest.approx(shares[name], abs=1e-6)
    assert Waiting(durations, events > 0).until().time == pytest.approx(
        told["KM_median_days_to_any_decision"], abs=1e-6
    )


def test_ties_are_broken_by_rule_so_the_estimate_is_the_textbook_one() -> None:
    durations = np.array([5, 5, 5, 5, 10, 10, 20, 20])
    events = np.array([0, 1, 2, 1, 1, 0, 2, 0])
    # At 5: 2 of 8 cross, 1 stops; then 5/8 are left, of 4 at risk at 10 one crosses.
    found = CompetingEnds(durations, events, event=1).within(15)
    assert found.share == pytest.approx(2 / 8 + 5 / 8 * 1 / 4)
    assert CompetingEnds(durations, events, event=2).within(15).share == pytest.approx(1 / 8)
    assert CompetingEnds(durations[::-1], events[::-1], event=1).within(15).share == pytest.approx(found.share)


portfolios = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 2)),
    min_size=6,
    max_size=30,
).map(lambda rows: (np.array([row[0] for row in rows]), np.array([row[1] for row in rows])))


@settings(max_examples=60, deadline=None)
@given(portfolio=portfolios, since=st.integers(0, 25), more=st.integers(1, 25))
def test_the_chance_since_an_age_is_that_of_the_peer_library_over_those_undecided_then(
    portfolio: tuple[np.ndarray, np.ndarray], since: int, more: int
) -> None:
    durations, events = portfolio
    found = CompetingEnds(durations, events, event=1).within(since + more, since=since)
    later = durations > since
    order = np.lexsort((events[later] == 0, durations[later]))
    within = int((durations[later] <= since + more).sum())
    ends = pd.Series(events[later][order])
    if not (ends[:within] == 1).any():
        assert found.share == 0
        return
    peer = AalenJohansenFitter(jitter_level=0.0)
    peer.fit(pd.Series(np.arange(1.0, len(ends) + 1)), ends, event_of_interest=1)
    assert found.share == pytest.approx(peer.cumulative_density_.loc[: float(within)].iloc[-1, 0], abs=1e-9)
    if found.low is not None:
        low, high = peer.confidence_interval_.loc[: float(within)].iloc[-1]
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(portfolio=portfolios, age=st.integers(0, 45))
def test_those_that_crossed_were_stopped_or_wait_are_everybody(
    portfolio: tuple[np.ndarray, np.ndarray], age: int
) -> None:
    durations, events = portfolio
    ends = sum(CompetingEnds(durations, events, event=event).within(age).share for event in (1, 2))
    assert ends == pytest.approx(Waiting(durations, events != 0).share_ended(age), abs=1e-9)


def test_nobody_seen_to_cross_is_no_certainty_that_nobody_does() -> None:
    found = CompetingEnds(np.array([30] * 10), np.array([0] * 10), event=1).within(20)
    assert (found.share, found.low, found.at_risk) == (0, 0, 10)
    assert found.high == pytest.approx(0.3085, abs=1e-4)  # Clopper and Pearson, 0 of 10


def test_a_share_that_was_never_reached_has_no_time() -> None:
    durations, events = np.array([10, 20, 30, 40]), np.array([1, 0, 0, 2])
    assert CompetingEnds(durations, events, event=1).until(0.25) == 10
    assert CompetingEnds(durations, events, event=1).until(0.5) is None
    open_ones = Waiting(durations, np.zeros(4, dtype=bool)).until()
    assert (open_ones.time, open_ones.low, open_ones.high) == (None, None, None)


def test_the_median_of_those_that_finished_is_not_the_median() -> None:
    durations, ended = np.array([10, 20, 30, *[100] * 9]), np.array([True] * 3 + [False] * 9)
    assert np.median(durations[ended]) == 20
    assert Waiting(durations, ended).until().time is None


def test_groups_in_which_nothing_ended_are_not_compared() -> None:
    waiting = (np.array([5.0, 9.0]), np.array([False, False]))
    assert log_rank(*waiting, *waiting) is None
