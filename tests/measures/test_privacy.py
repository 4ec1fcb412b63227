"""Small groups (measures.md §5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opmodel.measures.privacy import Cell, extreme, hidden_siblings, must_hide

K = 10


@pytest.mark.parametrize(
    ("numerator", "denominator", "hide"),
    [
        (3, 9, True),
        (3, 10, False),
        (0, 10, True),
        (10, 10, True),
        (0, 19, True),
        (0, 20, False),
        (20, 20, False),
        (0, 0, False),
    ],
)
def test_a_group_is_hidden_when_small_and_when_it_says_the_same_of_everybody(
    numerator: int, denominator: int, hide: bool
) -> None:
    assert must_hide(Cell(numerator, denominator), K) is hide


def test_a_hidden_nobody_or_everybody_leaves_its_bound() -> None:
    assert extreme(Cell(0, 12), K) == "< 10%"
    assert extreme(Cell(12, 12), K) == "> 90%"
    assert extreme(Cell(5, 12), K) is None


def test_one_small_team_takes_the_smallest_other_with_it() -> None:
    parts = [Cell(3, 5), Cell(20, 40), Cell(15, 30)]
    assert hidden_siblings(Cell(38, 75), parts, K) == {0, 2}


def test_two_small_teams_that_are_no_small_group_together_hide_each_other() -> None:
    parts = [Cell(3, 6), Cell(2, 7), Cell(20, 40)]
    assert hidden_siblings(Cell(25, 53), parts, K) == {0, 1}


def test_a_few_people_directly_in_the_parent_are_a_group_too() -> None:
    parts = [Cell(20, 40), Cell(15, 30)]
    assert hidden_siblings(Cell(36, 73), parts, K) == {1}


def test_a_large_rest_hides_a_small_team_already() -> None:
    assert hidden_siblings(Cell(50, 95), [Cell(3, 5), Cell(20, 40)], K) == {0}


def test_nothing_is_hidden_without_a_small_group() -> None:
    assert hidden_siblings(Cell(35, 70), [Cell(20, 40), Cell(15, 30)], K) == set()


teams = st.lists(
    st.integers(0, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))), min_size=1, max_size=8
)


@given(teams, st.integers(0, 30).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_nothing_that_must_be_hidden_follows_by_subtraction(
    sizes: list[tuple[int, int]], rest: tuple[int, int]
) -> None:
    parts = [Cell(active, size) for active, size in sizes]
    total = Cell(sum(a for a, _ in sizes) + rest[0], sum(n for _, n in sizes) + rest[1])
    hidden = hidden_siblings(total, parts, K)
    assert all(position in hidden for position, part in enumerate(parts) if must_hide(part, K))
    shown = [part for position, part in enumerate(parts) if position not in hidden and part.denominator]
    left = Cell(
        total.numerator - sum(part.numerator or 0 for part in shown),  # type: ignore[operator]
        total.denominator - sum(part.denominator for part in shown),
    )
    if shown:
        assert not must_hide(left, K)
