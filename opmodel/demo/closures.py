"""When Northwind Mutual is closed, and how much of an ordinary week's work is done in a week."""

from datetime import date, timedelta

from opmodel.store.weeks import monday

_WORKING_DAYS = 5
_CLOSED_WEEK, _MID_AUGUST = 0.35, 0.9


def closure(year: int) -> tuple[date, date]:
    """First and last day of the closure that begins in a year: from Christmas Eve to New Year's Day."""
    return date(year, 12, 24), date(year + 1, 1, 1)


def is_working_day(day: date) -> bool:
    """Whether the offices are open: Monday to Friday, outside a closure."""
    return day.weekday() < _WORKING_DAYS and not any(
        first <= day <= last for first, last in map(closure, (day.year - 1, day.year))
    )


def is_closed(week: int) -> bool:
    """Whether the company is closed on at least half of the week's working days."""
    days = [monday(week) + timedelta(days=offset) for offset in range(_WORKING_DAYS)]
    return 2 * sum(map(is_working_day, days)) <= _WORKING_DAYS


def holiday_factor(week: int) -> float:
    """How much of an ordinary week's work is done: less while the company is closed, and in mid-August."""
    if is_closed(week):
        return _CLOSED_WEEK
    first = monday(week)
    return _MID_AUGUST if first.month == 8 and 4 <= first.day <= 18 else 1.0
