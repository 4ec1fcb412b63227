"""Working time: the hours of a case that lie inside the organisation's working days and hours.

Elapsed time is what the customer feels and what the verdict is on; working time is a second line (measures.md §2.6).
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from sqlmodel import Session

from opmodel.measures.holiday_weeks import holiday_weeks
from opmodel.store.register import Setting

CALENDAR = "organisation.calendar"
"""Setting: JSON, `{"days": [0, 1, 2, 3, 4], "from": "09:00", "to": "17:00", "time_zone": "Europe/Berlin"}`; Monday is 0."""

_HOUR = 3_600


class CalendarError(ValueError):
    """A calendar that says no working time."""


@dataclass(frozen=True)
class WorkCalendar:
    """Working days and hours in one time zone; holidays are days on which nobody works."""

    days: frozenset[int]
    """Monday is 0."""
    opens: time
    closes: time
    time_zone: str = "UTC"
    holidays: tuple[date, ...] = ()

    @classmethod
    def parsed(cls, text: str) -> "WorkCalendar":
        """The calendar that a setting says.

        Raises:
            CalendarError: it is not in the form of `CALENDAR`.
        """
        try:
            said: dict[str, Any] = json.loads(text)
            made = cls(
                days=frozenset(int(day) for day in said["days"]),
                opens=time.fromisoformat(said["from"]),
                closes=time.fromisoformat(said["to"]),
                time_zone=str(said.get("time_zone") or "UTC"),
            )
            ZoneInfo(made.time_zone)
        except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as wrong:
            raise CalendarError(f"{text!r} is no calendar of working days and hours") from wrong
        if not made.days <= set(range(7)) or not made.days or made.opens >= made.closes:
            raise CalendarError(f"{text!r} leaves no working time")
        return made

    def hours(self, started: np.ndarray, finished: np.ndarray) -> np.ndarray:
        """Working hours from start to finish, both in seconds since 1970; NaN where there is no finish."""
        worked: np.ndarray = (self._worked_until(finished) - self._worked_until(started)) / _HOUR
        return worked

    def _worked_until(self, moments: np.ndarray) -> np.ndarray:
        """Working seconds from a fixed day to each moment."""
        known = ~np.isnan(moments)
        local = pd.to_datetime(np.where(known, moments, 0.0) * 1e6, unit="us", utc=True).tz_convert(self.time_zone)
        clock = local.tz_localize(None).to_numpy(dtype="datetime64[us]")
        day = clock.astype("datetime64[D]")
        second = (clock - day).astype(np.int64) / 1e6
        opens, closes = _second(self.opens), _second(self.closes)
        full = np.busday_count(np.datetime64("1970-01-05"), day, busdaycal=self._busdays)
        today = np.clip(second - opens, 0, closes - opens) * np.is_busday(day, busdaycal=self._busdays)
        return np.where(known, full * (closes - opens) + today, np.nan)

    @cached_property
    def _busdays(self) -> np.busdaycalendar:
        return np.busdaycalendar(
            weekmask=[day in self.days for day in range(7)],
            holidays=np.array(self.holidays, dtype="datetime64[D]"),
        )


def _second(clock: time) -> float:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def work_calendar(session: Session, team_id: int, *, first: date, last: date) -> WorkCalendar | None:
    """The organisation's calendar with the team's holidays and the closures of those days; None while none is set."""
    row = session.get(Setting, CALENDAR)
    if row is None:
        return None
    said = WorkCalendar.parsed(row.value)
    free = holiday_weeks(session, [team_id]).free_days(team_id, first, last)
    return WorkCalendar(said.days, said.opens, said.closes, said.time_zone, tuple(free))


def day_of(seconds: float) -> date:
    """The day in UTC of a moment in seconds since 1970."""
    return datetime.fromisoformat(str(np.datetime64(int(seconds), "s"))).date()
