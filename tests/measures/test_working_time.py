"""Working time by the organisation's calendar, against a real log that a peer library measured."""

import json
from datetime import UTC, date, datetime, time

import numpy as np
import pandas as pd
import pytest

from opmodel.measures.working_time import CALENDAR, CalendarError, WorkCalendar, work_calendar
from tests.company import Company
from tests.shared_files import SHARED, needs_shared

WEEKDAYS = frozenset(range(5))
OFFICE = WorkCalendar(WEEKDAYS, time(9), time(17))


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def hours(calendar: WorkCalendar, start: str, end: str) -> float:
    return float(calendar.hours(np.array([moment(start)]), np.array([moment(end)]))[0])


@needs_shared
def test_working_hours_of_a_real_log_are_those_of_pm4py() -> None:
    folder = SHARED / "oracles/05_receipt_cycle_time"
    told = json.loads((folder / "expected.json").read_text())
    rows = pd.read_csv(folder / "expected_case_durations.csv")
    start, end = (_seconds(rows[name]) for name in ("start_utc", "end_utc"))
    worked = WorkCalendar(WEEKDAYS, time(8), time(17)).hours(start, end)
    elapsed = (end - start) / 3600
    assert elapsed == pytest.approx(rows["hours"].to_numpy(), abs=1e-6)
    for name, found in (("hours", elapsed), ("business_hours_mon_fri_8_17_utc", worked)):
        for place in (10, 25, 50, 75, 90, 95):
            assert np.percentile(found, place) == pytest.approx(told[name][f"p{place}"], abs=1e-6)
    assert worked.mean() == pytest.approx(told["business_hours_mon_fri_8_17_utc"]["mean"], abs=1e-6)


def _seconds(moments: pd.Series) -> np.ndarray:
    parsed = pd.to_datetime(moments, utc=True, format="ISO8601").dt.tz_localize(None)
    return parsed.to_numpy("datetime64[us]").astype(np.int64) / 1e6


def test_nights_and_weekends_are_no_working_time() -> None:
    assert hours(OFFICE, "2026-03-06T16:00", "2026-03-09T10:00") == pytest.approx(2)  # Friday to Monday
    assert hours(OFFICE, "2026-03-06T20:00", "2026-03-08T20:00") == 0
    assert hours(OFFICE, "2026-03-04T08:00", "2026-03-04T18:00") == pytest.approx(8)
    assert np.isnan(OFFICE.hours(np.array([moment("2026-03-04T08:00")]), np.array([np.nan]))).all()


def test_a_holiday_is_no_working_day_and_the_clock_is_that_of_the_time_zone() -> None:
    closed = WorkCalendar(WEEKDAYS, time(9), time(17), "UTC", (date(2026, 3, 4),))
    assert hours(closed, "2026-03-03T09:00", "2026-03-05T17:00") == pytest.approx(16)
    new_york = WorkCalendar(WEEKDAYS, time(9), time(17), "America/New_York")
    assert hours(new_york, "2026-03-04T13:00", "2026-03-04T15:00") == pytest.approx(1)
    # On the Sunday of 8 March 2026 the clocks in New York go forward: 13:00 UTC is 9:00 there, no longer 8:00.
    assert hours(new_york, "2026-03-09T13:00", "2026-03-09T15:00") == pytest.approx(2)


def test_the_calendar_is_the_organisations_with_the_teams_holidays_and_the_closures(company: Company) -> None:
    claims = company.team("Claims")
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    assert work_calendar(company.session, claims, first=first, last=last) is None
    company.setting(CALENDAR, '{"days": [0,1,2,3,4], "from": "08:30", "to": "17:00", "time_zone": "Europe/Berlin"}')
    company.setting("organisation.country", "DE")
    company.setting("organisation.closures", '[["2026-12-28", "2026-12-31"]]')
    found = work_calendar(company.session, claims, first=first, last=last)
    assert found is not None
    assert (found.opens, found.time_zone) == (time(8, 30), "Europe/Berlin")
    assert {date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 31)} <= set(found.holidays)
    assert date(2026, 12, 23) not in found.holidays


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"days": [0], "from": "17:00", "to": "09:00"}',
        '{"days": [], "from": "09:00", "to": "17:00"}',
        '{"days": [7], "from": "09:00", "to": "17:00"}',
        '{"days": [0], "from": "09:00", "to": "17:00", "time_zone": "Mars/Olympus"}',
    ],
)
def test_a_calendar_without_working_time_is_refused(text: str) -> None:
    with pytest.raises(CalendarError):
        WorkCalendar.parsed(text)
