"""What must not change a verdict: other dates, another order, another unit of time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opmodel.measures.verdict.runs import SECONDS_A_WEEK, SHORTEST_HOURS, Cases
from opmodel.measures.verdict.verdict import Verdict
from tests.histories import History, Work, history

work = st.builds(
    Work,
    weeks_after=st.integers(8, 20),
    history=st.sampled_from([0, 60]),
    change=st.sampled_from([1.0, 0.6, 1.5]),
    shocks=st.sampled_from([0.0, 0.2]),
    cases_a_week=st.sampled_from([4.0, 15.0]),
)
seeds = st.integers(0, 10_000)
few = settings(max_examples=15, deadline=None)


def made(how: Work, seed: int) -> History:
    return history(how, np.random.default_rng(seed))


def numbers(found: Verdict) -> tuple[object, ...]:
    return found.word, found.why, found.before, found.after, found.open_after, found.buckets_before, found.buckets_after


@few
@given(work, seeds, st.integers(-500, 500))
def test_moving_every_date_by_days_changes_nothing(how: Work, seed: int, days: int) -> None:
    one = made(how, seed)
    by = days * 86_400.0
    moved = History(
        cases=Cases(one.cases.started + by, one.cases.finished + by),
        go_live=one.go_live + by,
        as_of=one.as_of + by,
        weeks_before=one.weeks_before,
    )
    before, after = one.judged(), moved.judged()
    assert numbers(before) == numbers(after)
    if before.change is not None and after.change is not None:
        assert after.change.log == pytest.approx(before.change.log, abs=1e-6)


@few
@given(work, seeds)
def test_the_order_of_the_rows_changes_nothing(how: Work, seed: int) -> None:
    one = made(how, seed)
    order = np.random.default_rng(seed).permutation(len(one.cases))
    shuffled = replace(one, cases=Cases(one.cases.started[order], one.cases.finished[order]))
    before, after = one.judged(), shuffled.judged()
    assert numbers(before) == numbers(after)
    if before.change is not None and after.change is not None:
        assert after.change.log_low == pytest.approx(before.change.log_low, abs=1e-9)


@few
@given(work, seeds, st.sampled_from([0.25, 0.5, 2.0]))
def test_cases_that_take_half_as_long_on_both_sides_leave_the_percentages(how: Work, seed: int, factor: float) -> None:
    one = made(replace(how, median=1.0), seed)
    # Enough time after the last start that nothing is open, however long it takes.
    finished = one.cases.started + (np.nan_to_num(one.cases.finished, nan=one.as_of) - one.cases.started)
    took = finished - one.cases.started
    later = one.as_of + 40 * SECONDS_A_WEEK
    plain, scaled = (
        History(
            cases=Cases(one.cases.started, one.cases.started + took * by),
            go_live=one.go_live,
            as_of=later,
            weeks_before=one.weeks_before,
        ).judged()
        for by in (1.0, factor)
    )
    assert (plain.change is None) == (scaled.change is None)
    if plain.change is None or scaled.change is None or took.min() * min(factor, 1.0) / 3600 <= SHORTEST_HOURS:
        return
    if plain.weeks_after == scaled.weeks_after:
        assert scaled.change.share == pytest.approx(plain.change.share, abs=1e-9)
        assert scaled.change.low == pytest.approx(plain.change.low, abs=1e-9)
