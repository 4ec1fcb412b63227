"""The verdict says what its reference says, to the digit, on random histories and on a real log."""

import gzip
import importlib.util
import io
import math
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from opmodel.measures.verdict.runs import SECONDS_A_WEEK, Cases
from opmodel.measures.verdict.verdict import Verdict, Why, Word, verdict
from tests.histories import History, Work, history
from tests.shared_files import SHARED, needs_shared

pytestmark = needs_shared

PARTS = 10
HISTORIES = 500


def reference() -> Callable[..., dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("reference_verdict", SHARED / "reference/verdict.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., dict[str, Any]] = module.verdict
    return found


def told(cases: Cases, go_live: float, as_of: float, weeks_before: int) -> dict[str, Any]:
    started = pd.to_datetime(np.round(cases.started * 1e6), unit="us")
    finished = pd.to_datetime(np.round(cases.finished * 1e6), unit="us")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return reference()(
            started,
            finished,
            pd.Timestamp(go_live, unit="s"),
            pd.Timestamp(as_of, unit="s"),
            weeks_before=weeks_before,
        )


def same(found: Verdict, said: dict[str, Any]) -> None:
    assert found.word == said["verdict"]
    assert (found.why or "") == said["why"]
    assert (found.before, found.after, found.open_after) == (said["n_before"], said["n_after"], said["open_after"])
    if "wait_until_mature_hours" in said:
        assert found.mature_hours == pytest.approx(said["wait_until_mature_hours"], abs=0.051)
        assert found.weeks_after == said["weeks_after_used"]
        assert (found.used_before, found.used_after) == (said["n_before_used"], said["n_after_used"])
    if "change_pct" in said:
        assert found.change is not None
        assert found.adjusted is not None
        assert (found.median_before, found.median_after) == pytest.approx(
            (said["median_before_h"], said["median_after_h"])
        )
        assert 100 * found.change.share == pytest.approx(said["change_pct"], abs=0.051)
        assert [100 * found.change.low, 100 * found.change.high] == pytest.approx(said["ci_pct"], rel=1e-6, abs=0.051)
        assert 100 * found.adjusted.share == pytest.approx(said["trend_adjusted_pct"], rel=1e-6, abs=0.051)
        assert found.autocorrelated == pytest.approx(said["autocorr"], abs=0.0051)
    if "pretend_dates" in said:
        assert found.placebo is not None
        assert found.placebo.dates == said["pretend_dates"]
        assert (found.placebo.p is None) == (said["placebo_p"] is None)
        if found.placebo.p is not None:
            assert found.placebo.p == pytest.approx(said["placebo_p"], abs=0.00051)


def some_work(rng: np.random.Generator) -> Work:
    return Work(
        weeks_before=int(rng.choice([8, 13, 26])),
        weeks_after=int(rng.integers(3, 20)),
        history=int(rng.choice([0, 20, 60])),
        cases_a_week=float(rng.choice([2, 5, 12, 40])),
        median=float(rng.choice([0.01, 2, 10])),
        spread=float(rng.choice([0.4, 0.9])),
        change=float(rng.choice([1, 0.7, 0.4, 1.6])),
        shocks=float(rng.choice([0, 0.25])),
        autocorrelation=float(rng.choice([0, 0.5])),
        trend=float(rng.choice([0, 0, -0.02])),
        heavy_tails=bool(rng.integers(2)),
    )


def spoiled(one: History, rng: np.random.Generator) -> History:
    """With what real files have: whole microseconds, ties, zero durations, cases left open, another order."""
    started, finished = one.cases.started.copy(), one.cases.finished.copy()
    if rng.integers(3) == 0:
        finished = np.where(rng.random(len(started)) < 0.1, started, finished)
    if rng.integers(3) == 0:
        finished = np.where(rng.random(len(started)) < rng.choice([0.05, 0.3]), np.nan, finished)
    if rng.integers(3) == 0:
        started, finished = np.floor(started / 3600) * 3600, np.ceil(finished / 86_400) * 86_400
    order = rng.permutation(len(started))
    return replace(one, cases=Cases(np.round(started[order], 6), np.round(finished[order], 6)))


@pytest.mark.parametrize("part", range(PARTS))
def test_500_random_histories_are_judged_as_the_reference_judges_them(part: int) -> None:
    words = set()
    for seed in range(part, HISTORIES, PARTS):
        rng = np.random.default_rng(seed)
        one = spoiled(history(some_work(rng), rng), rng)
        found = one.judged()
        same(found, told(one.cases, one.go_live, one.as_of, one.weeks_before))
        words.add(found.word)
    assert words == set(Word)


@pytest.mark.parametrize("day", ["2011-04-01", "2011-07-01"])
@pytest.mark.parametrize(("weeks_before", "weeks_after"), [(26, 13), (13, 8), (26, 29)])
def test_a_real_log_whose_work_got_faster_by_itself_is_no_evidence(
    day: str, weeks_before: int, weeks_after: int
) -> None:
    cases = receipt()
    go_live = float(pd.Timestamp(day).timestamp())
    as_of = go_live + weeks_after * SECONDS_A_WEEK
    found = verdict(cases, go_live=go_live, as_of=as_of, weeks_before=weeks_before)
    same(found, told(cases, go_live, as_of, weeks_before))
    assert found.word == Word.NOT_ENOUGH
    if (weeks_before, weeks_after) == (26, 13):
        assert found.why == Why.TREND
        assert found.trend is not None
        assert -0.15 < found.trend.share_a_week < -0.05
        assert not math.isnan(found.median_after or math.nan)


def receipt() -> Cases:
    """Start and end of each of the permits."""
    data = gzip.decompress((SHARED / "oracles/05_receipt_cycle_time/input_events.csv.gz").read_bytes())
    events = pd.read_csv(io.BytesIO(data))
    moments = pd.to_datetime(events["timestamp"], utc=True, format="ISO8601").dt.tz_localize(None)
    by_case = moments.groupby(events["case_id"])
    return Cases.of_moments(by_case.min().to_numpy(), by_case.max().to_numpy())
