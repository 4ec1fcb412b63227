"""Thresholds: a default, bounds, and the store's own value."""

import pytest

from opmodel.store.engine import writing
from opmodel.store.register import Setting
from opmodel.store.thresholds import THRESHOLDS, ThresholdError, all_thresholds, checked_threshold, threshold


def test_a_store_that_says_nothing_has_the_defaults(store: str) -> None:
    with writing(store) as session:
        assert all_thresholds(session) == {name: item.default for name, item in THRESHOLDS.items()}


def test_the_stores_own_value_stands(store: str) -> None:
    with writing(store) as session:
        session.add(Setting(key="threshold.minimum_group", value="7"))
        session.flush()
        assert threshold(session, "minimum_group") == 7
        assert all_thresholds(session)["minimum_group"] == 7


def test_the_smallest_group_can_never_go_under_five() -> None:
    with pytest.raises(ThresholdError, match="between 5 and"):
        checked_threshold("minimum_group", 4)


def test_an_unknown_threshold_is_named_with_those_that_exist() -> None:
    with pytest.raises(ThresholdError, match="minimum_group"):
        checked_threshold("minimal_group", 10)


@pytest.mark.parametrize("name", THRESHOLDS)
def test_every_default_lies_within_its_bounds_and_is_explained(name: str) -> None:
    item = checked_threshold(name, THRESHOLDS[name].default)
    assert item.help.endswith(".")
