"""ISO weeks as whole numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opmodel.store.weeks import label, majority_week, monday, parse_week, sunday, week_of

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@given(DAYS)
def test_a_week_is_the_iso_week_of_its_days(day: date) -> None:
    year, week, _ = day.isocalendar()
    assert label(week_of(day)) == f"{year}-W{week:02d}"
    assert monday(week_of(day)) <= day <= sunday(week_of(day))


@given(DAYS)
def test_a_label_reads_back_as_its_week(day: date) -> None:
    week = week_of(day)
    assert parse_week(label(week)) == week
    assert parse_week(f" {label(week).lower()} ") == week


@given(DAYS)
def test_weeks_subtract_like_time(day: date) -> None:
    assert week_of(date.fromordinal(day.toordinal() + 7)) - week_of(day) == 1


def test_the_last_days_of_2011_belong_to_its_week_52() -> None:
    assert label(week_of(date(2012, 1, 1))) == "2011-W52"
    assert label(week_of(date(2012, 1, 2))) == "2012-W01"


def test_2026_has_a_53rd_week_and_2025_has_not() -> None:
    assert monday(parse_week("2026-W53")) == date(2026, 12, 28)
    with pytest.raises(ValueError, match="week"):
        parse_week("2025-W53")


@pytest.mark.parametrize("text", ["2026-46", "W46", "2026-W4", "46/2026", ""])
def test_what_is_no_iso_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ISO week"):
        parse_week(text)


def test_a_sunday_week_belongs_to_the_iso_week_that_holds_most_of_it() -> None:
    assert label(majority_week(date(2024, 3, 31))) == "2024-W14"
    assert label(majority_week(date(2024, 4, 1))) == "2024-W14"


@given(DAYS)
def test_a_source_week_shares_at_least_four_days_with_its_iso_week(day: date) -> None:
    days = {date.fromordinal(day.toordinal() + offset) for offset in range(7)}
    week = majority_week(day)
    assert sum(monday(week) <= each <= sunday(week) for each in days) >= 4
