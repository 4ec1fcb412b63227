"""Dates and moments of a whole column at once.

Which part of `4/5/2026` is the day is decided once for a column, from its values: a part above 12 is a day. Where no
value decides it, a note says what was assumed. A date is never read one way in one row and another way in the next.
"""

import re
from datetime import UTC, date, tzinfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from opmodel.intake import written_days
from opmodel.intake.cells import Distinct, Parsed, distinct
from opmodel.intake.written_days import DAY_MICROS, NO_DAY, UNIX
from opmodel.store import weeks as week_numbers

_ISO_DAY = r"\d{4}-\d{2}-\d{2}"
_ISO = rf"{_ISO_DAY}(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d{{1,9}})?)?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?"
_OFFSET = r".*(?:Z|:\d{2}(?:\.\d+)?[+-]\d{2}:?\d{2})"
_WITH_TIME = r"^(?P<day>.*?\S)[T\s,]+(?P<time>\d{1,2}:\d{2}.*)$"
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(?:([ap])\.?\s?m\.?)?\s*(z|utc|gmt|(?:utc|gmt)?[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def days(column: pd.Series, *, header: str = "") -> Parsed:
    """The days a column names, as naive `datetime64[us]` at midnight; a time of day is dropped, its offset with it.

    Raises:
        Refused: the column is written year-day-month.
    """
    read = _read(distinct(column), header=header, zone=UTC, whole_days=True)
    return Parsed(values=read.values.dt.tz_localize(None), bad=read.bad, notes=read.notes)


def moments(column: pd.Series, *, header: str = "", zone: tzinfo = UTC) -> Parsed:
    """The moments a column names, as `datetime64[us, UTC]`; a text without an offset is a time in `zone`, a bare day its
    midnight there.

    Raises:
        Refused: the column is written year-day-month.
    """
    return _read(distinct(column), header=header, zone=zone, whole_days=False)


def weeks(column: pd.Series, *, header: str = "") -> Parsed:
    """The ISO weeks a column names, by label (`2026-W46`) or by any day of the week, as `Int64` week numbers.

    Raises:
        Refused: the column is written year-day-month.
    """
    found = distinct(column)
    labelled = found.texts.str.match(r"\d{4}-?[Ww]").to_numpy(dtype=bool)
    numbers = np.full(len(found.texts), NO_DAY, dtype=np.int64)
    for at in np.flatnonzero(labelled):
        try:
            numbers[at] = week_numbers.parse_week(found.texts.iloc[at])
        except ValueError:
            continue
    micros, notes = _micros(found, header=header, zone=UTC, whole_days=True, skip=labelled)
    dated = micros != NO_DAY
    numbers[dated] = (micros[dated] // DAY_MICROS + UNIX - 1) // 7
    missing = numbers == NO_DAY
    values = pd.Series(pd.arrays.IntegerArray(np.where(missing, 0, numbers), missing))
    return found.parsed(values, missing, notes)


def weeks_of(day: pd.Series) -> pd.Series:
    """The ISO week number of each day of a `datetime64` column, as `Int64`; missing stays missing."""
    missing = day.isna().to_numpy()
    whole = day.dt.tz_localize(None).astype("datetime64[s]").to_numpy().astype(np.int64) // 86_400
    numbers = (whole + UNIX - 1) // 7
    return pd.Series(pd.arrays.IntegerArray(np.where(missing, 0, numbers), missing), index=day.index)


def as_dates(day: pd.Series) -> pd.Series:
    """A `datetime64` column as Python dates (object dtype), None where missing: how facts carry days."""
    codes, found = pd.factorize(day)
    known: list[date | None] = [moment.date() for moment in found]
    dates = np.array([*known, None], dtype=object)
    return pd.Series(dates[codes], index=day.index, dtype=object)


def _read(found: Distinct, *, header: str, zone: tzinfo, whole_days: bool) -> Parsed:
    micros, notes = _micros(found, header=header, zone=zone, whole_days=whole_days)
    values = pd.Series(micros.view("datetime64[us]")).dt.tz_localize("UTC")
    return found.parsed(values, micros == NO_DAY, notes)


def _micros(
    found: Distinct, *, header: str, zone: tzinfo, whole_days: bool, skip: np.ndarray | None = None
) -> tuple[np.ndarray, list[str]]:
    """Microseconds since 1970 of each distinct text, `NO_DAY` where it could not be read."""
    texts = found.texts
    micros = np.full(len(texts), NO_DAY, dtype=np.int64)
    if len(texts) == 0:
        return micros, []
    iso = texts.str.fullmatch(_ISO).to_numpy(dtype=bool)
    wanted = np.ones(len(texts), dtype=bool) if skip is None else ~skip
    day_texts, time_texts = _split(texts[wanted & ~iso])
    iso_days, iso_codes = _distinct_days(texts[iso])
    other_codes, other_days = pd.factorize(day_texts)
    spelled = [*iso_days, *other_days]
    cells = np.concatenate(
        [
            np.bincount(iso_codes, weights=found.cells[iso], minlength=len(iso_days)),
            np.bincount(other_codes, weights=found.cells[wanted & ~iso], minlength=len(other_days)),
        ]
    )
    day_micros, notes = written_days.day_micros(spelled, cells, header=header)
    if iso.any():
        micros[iso] = _iso(texts[iso], day_micros[: len(iso_days)][iso_codes], zone=zone, whole_days=whole_days)
    if len(day_texts):
        micros[wanted & ~iso] = _with_times(
            day_micros[len(iso_days) :][other_codes], time_texts, zone=zone, whole_days=whole_days
        )
    return micros, notes


def _distinct_days(iso: pd.Series) -> tuple[list[str], np.ndarray]:
    codes, found = pd.factorize(iso.str.slice(0, 10))
    return list(found), codes


def _iso(texts: pd.Series, day_micros: np.ndarray, *, zone: tzinfo, whole_days: bool) -> np.ndarray:
    if whole_days:
        return day_micros
    parsed = pd.to_datetime(texts, format="ISO8601", utc=True, errors="coerce").astype("datetime64[us, UTC]")
    micros = parsed.to_numpy(dtype="datetime64[us]").view(np.int64).copy()
    if zone is not UTC:
        naive = ~texts.str.fullmatch(_OFFSET).to_numpy(dtype=bool) & (micros != NO_DAY)
        micros[naive] = _localised(micros[naive], zone)
    micros[day_micros == NO_DAY] = NO_DAY
    return micros


def _split(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The day and the time of day of each text; the time is "" where there is none."""
    # The same as texts.str.extract, which is Python row by row and ten times slower.
    parts = pc.extract_regex(pa.array(texts, type=pa.large_string()), pattern=_WITH_TIME)
    day_texts, time_texts = (pd.Series(pc.struct_field(parts, name), dtype="str") for name in ("day", "time"))
    return day_texts.fillna(texts.reset_index(drop=True)), time_texts.fillna("")


def _with_times(day_micros: np.ndarray, time_texts: pd.Series, *, zone: tzinfo, whole_days: bool) -> np.ndarray:
    codes, found = pd.factorize(time_texts)
    times = [_time(text) for text in found]
    of_day = np.array([NO_DAY if time is None else time[0] for time in times], dtype=np.int64)[codes]
    offset = np.array([NO_DAY if time is None or time[1] is None else time[1] for time in times], dtype=np.int64)[codes]
    good = (day_micros != NO_DAY) & (of_day != NO_DAY)
    micros = np.full(len(day_micros), NO_DAY, dtype=np.int64)
    if whole_days:
        micros[good] = day_micros[good] // DAY_MICROS * DAY_MICROS
        return micros
    placed = good & (offset != NO_DAY)
    micros[placed] = day_micros[placed] + of_day[placed] - offset[placed]
    naive = good & (offset == NO_DAY)
    micros[naive] = _localised(day_micros[naive] + of_day[naive], zone)
    return micros


def _localised(micros: np.ndarray, zone: tzinfo) -> np.ndarray:
    if zone is UTC:
        return micros
    local = pd.Series(micros.view("datetime64[us]")).dt.tz_localize(
        zone, ambiguous=np.ones(len(micros), dtype=bool), nonexistent="shift_forward"
    )
    return local.dt.tz_convert("UTC").to_numpy(dtype="datetime64[us]").view(np.int64)


def _time(text: str) -> tuple[int, int | None] | None:
    """Microseconds of the day, and the offset from UTC where the text has one; None: no time of day."""
    if text == "":
        return 0, None
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[5].casefold() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = int((match[4] or "0")[:6].ljust(6, "0"))
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction, _offset(match[6])


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    digits = re.sub(r"[^\d+-]", "", text)
    if not digits:
        return 0
    minutes = int(digits[1:3]) * 60 + int(digits[3:5])
    return minutes * 60_000_000 * (-1 if digits[0] == "-" else 1)
