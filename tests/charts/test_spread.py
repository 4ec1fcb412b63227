import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opmodel.charts.spread import spread


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([10, 50, 90], gap=20, least=0, most=100) == [10, 50, 90]


def test_labels_too_close_part_evenly_around_their_middle() -> None:
    assert spread([50, 52], gap=20, least=0, most=100) == pytest.approx([41, 61])


def test_where_there_is_no_room_the_gap_gives_way_and_not_the_bounds() -> None:
    assert spread([5, 5, 5], gap=80, least=0, most=100) == pytest.approx([0, 50, 100])


@given(
    wanted=st.lists(st.floats(0, 1000, allow_nan=False), max_size=5),
    gap=st.floats(1, 200),
)
def test_labels_keep_their_order_their_distance_and_their_bounds(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap=gap, least=0, most=1000)
    assert all(-1e-6 <= place <= 1000 + 1e-6 for place in placed)
    pairs = sorted(zip(wanted, placed, strict=True))
    room = min(gap, 1000 / (len(wanted) - 1)) if len(wanted) > 1 else gap
    for (wish, left), (next_wish, right) in itertools.pairwise(pairs):
        if wish < next_wish:
            assert left <= right + 1e-6
    stood = sorted(placed)
    for left, right in itertools.pairwise(stood):
        assert right - left >= room - 1e-6
