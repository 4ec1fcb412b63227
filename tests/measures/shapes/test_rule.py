"""Each shape fires where the rule says so, and its neighbours do not."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wilcoxon

from opmodel.measures.figure import Point
from opmodel.measures.shapes.people import fall_by_chance
from opmodel.measures.shapes.rule import Reading, Shape, drifted_back_from, shape_of

N = 40
FIRST = 105_700


def points(shares: Sequence[float | None], *, people: int = N, first: int = FIRST) -> tuple[Point, ...]:
    """A point a week; -1 stands for a week that is not shown, None for one that is not known."""
    return tuple(
        Point(
            week=first + place,
            value=None if share is None or share < 0 else share,
            numerator=None if share is None or share < 0 else share * people,
            denominator=people,
            suppressed=share is not None and share < 0,
        )
        for place, share in enumerate(shares)
    )


def read(
    shares: Sequence[float | None],
    *,
    holidays: Sequence[int] = (),
    p: float | None = 0.001,
    people: int = N,
    fell_from: float | None = None,
) -> Reading:
    """The shape of weeks 1, 2 …; holidays are named by their number since go-live."""
    return shape_of(
        points(shares, people=people),
        frozenset(FIRST + number - 1 for number in holidays),
        majority=0.6,
        chance=lambda _before, _after: p,
        fell_from=fell_from,
    )


UP_AND_BACK = [0.3, 0.7, 0.72, 0.7, 0.5, 0.4, 0.3, 0.3, 0.25, 0.25, 0.24, 0.24]


@pytest.mark.parametrize(
    ("shares", "shape"),
    [
        ([0.1] * 6, Shape.NEVER_STARTED),
        ([0.15] * 6, Shape.NEVER_STARTED),
        (UP_AND_BACK, Shape.DRIFT_BACK),
        ([*[0.8] * 4, *[0.55] * 8], Shape.SLOW_LEAK),
        ([*[0.2, 0.4, 0.6], *[0.7] * 6], Shape.HOLDING),
        ([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4], Shape.CLIMBING),
        ([0.4] * 8, Shape.LEVEL),
        ([*UP_AND_BACK, *[0.6] * 4], Shape.RELAUNCHED),
    ],
)
def test_each_shape_fires(shares: list[float], shape: Shape) -> None:
    assert read(shares).shape == shape


def test_a_week_over_15_percent_is_a_start_and_five_weeks_are_too_few_to_say() -> None:
    assert read([0.1, 0.1, 0.16, 0.1, 0.1, 0.1, 0.1, 0.1]).shape != Shape.NEVER_STARTED
    assert read([0.1] * 5).shape is None


def test_a_peak_of_ten_percent_from_which_people_fell_beyond_chance_is_a_start_too() -> None:
    shares = [0.12] * 5 + [0.02] * 7
    assert read(shares, p=0.001).shape == Shape.SLOW_LEAK
    assert read(shares, p=0.02).shape == Shape.NEVER_STARTED
    assert read([0.09] * 5 + [0.01] * 7, p=0.001).shape == Shape.NEVER_STARTED


@pytest.mark.parametrize(
    ("shares", "p", "people"),
    [
        ([*[0.5] * 4, *[0.31] * 8], 0.001, N),  # 0.62 of the peak
        ([*[0.3] * 4, *[0.16] * 8], 0.001, N),  # 14 points
        ([*[0.7] * 4, *[0.3] * 8], 0.01, N),  # people may have differed so by chance
        ([*[0.7] * 4, *[0.3] * 8], None, N),  # nobody was there in both
        ([*[0.7] * 4, *[0.3] * 3], 0.001, N),  # seven weeks
        ([*[0.7] * 4, *[0.3] * 8], 0.001, 9),  # nine people
    ],
)
def test_less_than_the_rule_asks_for_is_no_drift_back(shares: list[float], p: float | None, people: int) -> None:
    assert read(shares, p=p, people=people).shape != Shape.DRIFT_BACK


def test_at_exactly_its_limits_it_is_15_points_and_no_less_than_three_fifths() -> None:
    assert read([*[0.25] * 4, *[0.1] * 8]).shape == Shape.DRIFT_BACK
    assert read([*[0.5] * 4, *[0.3] * 8]).shape == Shape.SLOW_LEAK
    assert read([*[0.8] * 4, *[0.6] * 8]).shape == Shape.HOLDING


def test_it_says_from_where_to_where_and_since_when() -> None:
    found = read(UP_AND_BACK)
    assert found.peak is not None
    assert (found.peak.height, found.peak.week_number, found.peak.plateau) == (0.7, 3, pytest.approx(0.245))
    assert found.peak.weeks == (FIRST + 1, FIRST + 2, FIRST + 3)
    assert (found.p, found.since) == (0.001, FIRST + 5)


def test_two_holiday_weeks_at_the_end_are_a_dip_and_no_drift_back() -> None:
    shares = [*[0.65] * 10, 0.1, 0.1]
    assert read(shares, holidays=[11, 12]).shape == Shape.DIP
    assert read(shares).shape != Shape.DIP
    assert read([*[0.65] * 10, 0.5], holidays=[11]).shape == Shape.HOLDING


def test_a_dip_is_over_with_the_next_week_of_work() -> None:
    assert read([*[0.65] * 10, 0.1, 0.65], holidays=[11]).shape == Shape.HOLDING


def test_an_attempt_is_relaunched_once_it_comes_near_the_peak_that_an_earlier_one_fell_from() -> None:
    assert read([0.5] * 4, fell_from=0.6).shape == Shape.RELAUNCHED
    assert read([0.44] * 8, fell_from=0.6).shape == Shape.LEVEL
    assert drifted_back_from(points(UP_AND_BACK), frozenset(), chance=lambda _b, _a: 0.001) == 0.7
    assert drifted_back_from(points(UP_AND_BACK), frozenset(), chance=lambda _b, _a: 0.5) is None


def test_a_week_that_is_not_shown_hides_the_shape_unless_the_newest_four_hold() -> None:
    assert read([-1, *[0.4] * 8]).hidden
    assert read([-1, *[0.4] * 8]).shape is None
    assert read([-1, *[0.7] * 8]).shape == Shape.HOLDING
    assert read([*[0.7] * 8, -1]).hidden


def test_under_four_weeks_nothing_is_said_and_under_eight_neither_climbing_nor_level() -> None:
    assert read([0.4] * 3).why_unknown == "Too early: 3 complete weeks since go-live, 4 are needed."
    assert read([0.4] * 7).why_unknown == "Too early: 7 complete weeks since go-live, 8 are needed."
    assert read([0.7] * 4).shape == Shape.HOLDING


@given(
    shares=st.lists(st.one_of(st.none(), st.integers(0, N).map(lambda active: active / N)), max_size=30),
    holidays=st.sets(st.integers(1, 30), max_size=4),
    by=st.integers(-500, 500),
)
def test_shifting_every_date_by_whole_weeks_changes_no_shape(
    shares: list[float | None], holidays: set[int], by: int
) -> None:
    here = read(shares, holidays=sorted(holidays))
    moved = shape_of(
        points(shares, first=FIRST + by),
        frozenset(FIRST + by + number - 1 for number in holidays),
        majority=0.6,
        chance=lambda _before, _after: 0.001,
    )
    assert (moved.shape, moved.p) == (here.shape, here.p)
    assert (moved.peak and moved.peak.week_number) == (here.peak and here.peak.week_number)


def test_the_test_on_people_is_the_peer_librarys_and_stands_nobody_and_no_change() -> None:
    before, after = np.array([1.0, 2 / 3, 1.0, 1.0, 1 / 3, 1.0]), np.array([0.0, 0.25, 0.0, 0.5, 0.25, 0.0])
    found = fall_by_chance(before, after)
    assert found == pytest.approx(
        wilcoxon(np.round(before - after, 9), alternative="greater", method="asymptotic").pvalue
    )
    assert found is not None
    assert found < 0.05
    assert fall_by_chance(before, before) == 1.0
    assert fall_by_chance(np.array([]), np.array([])) is None
    rose = fall_by_chance(after, before)
    assert rose is not None
    assert rose > 0.9
