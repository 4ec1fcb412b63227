"""ISO weeks as whole numbers, so that a week is one small integer in a table and weeks subtract.

A week is numbered by its Monday: `week = (Monday's ordinal - 1) // 7`; 1 January of year 1 was a Monday, so week 0
starts there. Labels are ISO 8601 (`2026-W46`); the week belongs to the year that holds its Thursday.
"""

import re
from datetime import date, timedelta

_LABEL = re.compile(r"^(\d{4})-?W(\d{2})$", re.IGNORECASE)


def week_of(day: date) -> int:
    """The number of the ISO week that holds `day`."""
    return (day.toordinal() - 1) // 7


def monday(week: int) -> date:
    """The first day of the week."""
    return date.fromordinal(week * 7 + 1)


def sunday(week: int) -> date:
    """The last day of the week."""
    return date.fromordinal(week * 7 + 7)


def label(week: int) -> str:
    """The ISO label of a week: `2026-W46`."""
    return monday(week).strftime("%G-W%V")


def parse_week(text: str) -> int:
    """The number of the week that an ISO label names.

    Raises:
        ValueError: the text is no ISO week label, or that year has no such week (2025 has no W53).
    """
    match = _LABEL.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an ISO week such as 2026-W46")
    return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 1))


def majority_week(start: date) -> int:
    """The ISO week that holds most of the seven days beginning at `start` (measures.md, Rulings: Sunday weeks)."""
    return week_of(start + timedelta(days=3))
