"""When a vendor made a report, where the file itself does not say."""

import re
from datetime import UTC, date, datetime

from opmodel.intake.export import Choices
from opmodel.store.base import now

_YEAR_FIRST = re.compile(r"(?<!\d)(20\d{2})[-_. ]?(\d{2})[-_. ]?(\d{2})(?!\d)")
_MONTH_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ](20\d{2})(?!\d)")
_EPOCH = re.compile(r"(?<!\d)(1[5-9]\d{8}|2\d{9})(?!\d)")


def date_in_name(file_name: str) -> datetime | None:
    """The date that a file's name holds, as midnight UTC: `…_2026-07-03.csv`, `…7_3_2026 4_05_03 PM.csv` (month first,
    unless the first part cannot be one), `…-1774680873.csv` (seconds since 1970).
    """
    if match := _YEAR_FIRST.search(file_name):
        return _midnight(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_FIRST.search(file_name):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        return _midnight(year, second, first) if first > 12 else _midnight(year, first, second)
    if match := _EPOCH.search(file_name):
        return datetime.fromtimestamp(int(match[1]), UTC)
    return None


def _midnight(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def said_report_date(choices: Choices, file_name: str, notes: list[str]) -> datetime | None:
    """The report date that the uploader gave, else the one in the file's name; a note says which."""
    if choices.report_at is not None:
        return choices.report_at
    found = date_in_name(file_name)
    if found is not None and found <= now():
        notes.append(f"The file does not say when it was made; its name says {found.date()}.")
        return found
    return None


def present(notes: list[str]) -> datetime:
    """The present moment, for a file that nothing dates; a note says so."""
    moment = now()
    notes.append(
        f"Nothing says when the file was made; today, {moment.date()}, was taken. "
        "Give the date when uploading (--report-date)."
    )
    return moment


def midnight(day: date) -> datetime:
    """A day's first moment in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def disagreement(choices: Choices, found: datetime, notes: list[str]) -> None:
    """Note that the file's own report date was kept although the uploader gave another."""
    if choices.report_at is not None and choices.report_at.date() != found.date():
        notes.append(f"The file itself says that it was made on {found.date()}; the date given was not used.")
