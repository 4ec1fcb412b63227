"""Pilots by when they began, so that what is young is seen to be unfinished."""

from collections.abc import Sequence
from datetime import date, timedelta

from opmodel.measures.figure import Figure
from opmodel.measures.pilots import OPEN, PRODUCTION, STOPPED, Pilot

MOST = 8
"""Cohorts: where quarters would be more than this, half-years are taken, and then years."""

_NAMES = {3: "Q{part} {year}", 6: "H{part} {year}", 12: "{year}"}


def cohorts(begun: Sequence[Pilot], *, rule: str) -> tuple[Figure, ...]:
    """A part for each quarter (half-year, year) in which pilots began, the oldest first: how many of them are in
    production, and in its detail how many were stopped or are open.
    """
    if not begun:
        return ()
    first, last = min(pilot.started_on for pilot in begun), max(pilot.started_on for pilot in begun)
    months = next(
        (length for length in (3, 6) if _number(last, length) - _number(first, length) < MOST),
        12,
    )
    by_number: dict[int, list[Pilot]] = {}
    for pilot in sorted(begun, key=lambda pilot: pilot.started_on):
        by_number.setdefault(_number(pilot.started_on, months), []).append(pilot)
    return tuple(_part(members, number, months, rule) for number, members in by_number.items())


def _number(day: date, months: int) -> int:
    """Which period of that many months, counted from the year 0, a day lies in."""
    return (day.year * 12 + day.month - 1) // months


def _first_day(number: int, months: int) -> date:
    return date(number * months // 12, number * months % 12 + 1, 1)


def _part(members: Sequence[Pilot], number: int, months: int, rule: str) -> Figure:
    first = _first_day(number, months)
    became = {outcome: sum(pilot.outcome == outcome for pilot in members) for outcome in (PRODUCTION, STOPPED, OPEN)}
    return Figure(
        name=_NAMES[months].format(part=(first.month - 1) // months + 1, year=first.year),
        unit="pilots",
        rule=rule,
        kind="cohort",
        value=became[PRODUCTION],
        numerator=became[PRODUCTION],
        denominator=len(members),
        detail={
            "first_day": first.isoformat(),
            "last_day": (_first_day(number + 1, months) - timedelta(days=1)).isoformat(),
            "begun": len(members),
            "production": became[PRODUCTION],
            "stopped": became[STOPPED],
            "open": became[OPEN],
        },
    )
