"""Weeks in which a team hardly works: at least half of its working days are public holidays, or the company is closed."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays
from sqlalchemy import select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.register import Setting, Team
from opmodel.store.weeks import monday

COUNTRY = "organisation.country"
CLOSURES = "organisation.closures"
"""Setting: a JSON list of [first day, last day], in ISO."""

_WEEKEND = frozenset({5, 6})

Closure = tuple[date, date]
"""First and last day on which the company is closed."""


class HolidayWeeks:
    """Asked whether a week is a holiday week of a team: `holiday_weeks(session)(team, week)`.

    Args:
        countries: team → ISO 3166 code of its country, with or without a subdivision (`DE`, `DE-BY`); a team that is
            missing, or whose code no calendar is known for, has no public holidays.
        closures: days on which the whole company is closed.
    """

    def __init__(self, countries: dict[int, str], closures: Iterable[Closure]) -> None:
        self._countries = countries
        self._closures = tuple(closures)
        self._in_country = cache(self._is_holiday_week)
        self._calendar = cache(_calendar)

    def __call__(self, team: int, week: int) -> bool:
        """Whether at least half of the team's working days of that week are free."""
        return self._in_country(self._countries.get(team, ""), week)

    def free_days(self, team: int, first: date, last: date) -> list[date]:
        """The public holidays of the team and the days of closures, from one day to another, both included."""
        calendar = self._calendar(self._countries.get(team, ""))
        days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
        return [day for day in days if self._closed(day) or (calendar is not None and day in calendar)]

    def _is_holiday_week(self, country: str, week: int) -> bool:
        calendar = self._calendar(country)
        weekend = _WEEKEND if calendar is None else calendar.weekend
        working = [day for day in _days(week) if day.weekday() not in weekend]
        free = [day for day in working if self._closed(day) or (calendar is not None and day in calendar)]
        return 2 * len(free) >= len(working)

    def _closed(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self._closures)


def holiday_weeks(session: Session, team_ids: Iterable[int] | None = None) -> HolidayWeeks:
    """The holiday weeks of the teams (all, if none is named), by the country of the team, else of the nearest team above
    that has one, else of the organisation.
    """
    team = columns(Team)
    rows = {row.id: row for row in session.execute(select(team.id, team.parent_id, team.country))}
    settings = {row.key: row.value for row in _settings(session)}

    def country(team_id: int | None) -> str:
        while team_id is not None:
            if rows[team_id].country:
                return str(rows[team_id].country)
            team_id = rows[team_id].parent_id
        return settings.get(COUNTRY, "")

    asked = rows if team_ids is None else [one for one in team_ids if one in rows]
    return HolidayWeeks({one: country(one) for one in asked}, _closures(settings.get(CLOSURES, "[]")))


def _settings(session: Session) -> list[Setting]:
    return [row for key in (COUNTRY, CLOSURES) if (row := session.get(Setting, key)) is not None]


def _closures(text: str) -> list[Closure]:
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in json.loads(text)]


def _days(week: int) -> list[date]:
    return [monday(week) + timedelta(days=offset) for offset in range(7)]


def _calendar(country: str) -> HolidayBase | None:
    """The public holidays of a country, of its subdivision where that is known; None where neither is."""
    code, _, subdivision = country.strip().upper().partition("-")
    for part in dict.fromkeys((subdivision or None, None)):
        try:
            return country_holidays(code, subdiv=part)
        except NotImplementedError:
            continue
    return None
