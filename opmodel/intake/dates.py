"""Dates and moments of a whole column at once.

Which part of `4/5/2026` is the day is decided once for a column, from its values: a part above 12 is a day. Where no
value decides it, a note says what was assumed. A date is never read one way in one row and another way in the next.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from opmodel.intake.cells import Distinct, Parsed, distinct, named
from opmodel.intake.refusal import Refused
from opmodel.store import weeks as week_numbers

_ISO_DAY = r"\d{4}-\d{2}-\d{2}"
_ISO = rf"{_ISO_DAY}(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d{{1,9}})?)?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?"
_OFFSET = r".*(?:Z|:\d{2}(?:\.\d+)?[+-]\d{2}:?\d{2})"
_WITH_TIME = r"^(?P<day>.*?\S)[T\s,]+(?P<time>\d{1,2}:\d{2}.*)$"
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(?:([ap])\.?\s?m\.?)?\s*(z|utc|gmt|(?:utc|gmt)?[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_WORD = r"([^\W\d_]{3,})\.?"
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|\.|º)?[\s/.-]*(?:de |of )?{_WORD}[\s/.,-]*(?:de |of )?(\d{{4}}|\d{{2}})"
)
_MONTH_DAY = re.compile(rf"{_WORD}[\s/.-]+(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+|[/-])(\d{{4}})")
_YEAR_MONTH = re.compile(rf"(\d{{4}})[\s/.-]+{_WORD}[\s/.-]+(\d{{1,2}})")

_EXCEL_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_SERIAL, _LAST_SERIAL = 25_569, 73_050
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_UNIX = date(1970, 1, 1).toordinal()
_DAY_MICROS = 86_400_000_000
_NAT = np.iinfo(np.int64).min
_STRAY = 0.01
"""Below this share of the cells that decide an order, cells against it are slips; above, the column is mixed."""

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january januar jänner janvier janv ene enero janeiro gennaio gen januari",
            "feb february februar février fevrier févr fevr febrero fev fevereiro febbraio februari",
            "mar march märz maerz mrz mars marzo março marco maart mrt",
            "apr april avril avr abr abril aprile",
            "may mai mayo maio mag maggio mei",
            "jun june juni juin junio junho giu giugno",
            "jul july juli juillet juil julio julho lug luglio",
            "aug august août aout ago agosto augustus",
            "sep sept september septembre septiembre set setembro settembre",
            "oct october okt oktober octobre octubre out outubro ott ottobre",
            "nov november novembre noviembre novembro",
            "dec december dez dezember décembre decembre déc dic diciembre dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}


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
    numbers = np.full(len(found.texts), _NAT, dtype=np.int64)
    for at in np.flatnonzero(labelled):
        try:
            numbers[at] = week_numbers.parse_week(found.texts.iloc[at])
        except ValueError:
            continue
    micros, notes = _micros(found, header=header, zone=UTC, whole_days=True, skip=labelled)
    dated = micros != _NAT
    numbers[dated] = (micros[dated] // _DAY_MICROS + _UNIX - 1) // 7
    missing = numbers == _NAT
    values = pd.Series(pd.arrays.IntegerArray(np.where(missing, 0, numbers), missing))
    return found.parsed(values, missing, notes)


def weeks_of(day: pd.Series) -> pd.Series:
    """The ISO week number of each day of a `datetime64` column, as `Int64`; missing stays missing."""
    missing = day.isna().to_numpy()
    whole = day.dt.tz_localize(None).astype("datetime64[s]").to_numpy().astype(np.int64) // 86_400
    numbers = (whole + _UNIX - 1) // 7
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
    return found.parsed(values, micros == _NAT, notes)


def _micros(
    found: Distinct, *, header: str, zone: tzinfo, whole_days: bool, skip: np.ndarray | None = None
) -> tuple[np.ndarray, list[str]]:
    """Microseconds since 1970 of each distinct text, `_NAT` where it could not be read."""
    texts = found.texts
    micros = np.full(len(texts), _NAT, dtype=np.int64)
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
    day_micros, notes = _day_micros(spelled, cells, header=header)
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
        naive = ~texts.str.fullmatch(_OFFSET).to_numpy(dtype=bool) & (micros != _NAT)
        micros[naive] = _localised(micros[naive], zone)
    micros[day_micros == _NAT] = _NAT
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
    of_day = np.array([_NAT if time is None else time[0] for time in times], dtype=np.int64)[codes]
    offset = np.array([_NAT if time is None or time[1] is None else time[1] for time in times], dtype=np.int64)[codes]
    good = (day_micros != _NAT) & (of_day != _NAT)
    micros = np.full(len(day_micros), _NAT, dtype=np.int64)
    if whole_days:
        micros[good] = day_micros[good] // _DAY_MICROS * _DAY_MICROS
        return micros
    placed = good & (offset != _NAT)
    micros[placed] = day_micros[placed] + of_day[placed] - offset[placed]
    naive = good & (offset == _NAT)
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


@dataclass(frozen=True)
class _Numeric:
    """A date of three numbers whose order its column decides."""

    year: int
    first: int
    second: int
    separator: str
    short_year: bool = False


def _day_micros(spelled: Sequence[str], cells: np.ndarray, *, header: str) -> tuple[np.ndarray, list[str]]:
    """Microseconds since 1970 of each spelled day; one order for the whole column."""
    micros = np.full(len(spelled), _NAT, dtype=np.int64)
    year_first: dict[int, _Numeric] = {}
    year_last: dict[int, _Numeric] = {}
    notes: list[str] = []
    serials = False
    for at, text in enumerate(spelled):
        if match := _YEAR_FIRST.fullmatch(text):
            year_first[at] = _Numeric(int(match[1]), int(match[3]), int(match[4]), match[2])
        elif match := _YEAR_LAST.fullmatch(text):
            year_last[at] = _Numeric(int(match[4]), int(match[1]), int(match[3]), match[2], len(match[4]) == 2)
        elif _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
            micros[at] = round((float(text) + _EXCEL_EPOCH - _UNIX) * 86_400) * 1_000_000
            serials = True
        else:
            micros[at] = _spelled_out(text.casefold())
    if serials:
        notes.append(f"{named(header)} holds spreadsheet serial numbers; they were read as dates.")
    _place_year_first(micros, year_first, cells, header=header, notes=notes)
    _place_year_last(micros, year_last, cells, header=header, notes=notes)
    _distrust_swapped(micros, year_first, year_last, header=header, notes=notes)
    return micros, notes


def _spelled_out(text: str) -> int:
    """A date whose parts cannot be taken for one another."""
    if match := _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH.fullmatch(text):
        return _day(_full_year(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    if match := _MONTH_DAY.fullmatch(text):
        return _day(int(match[3]), _MONTHS.get(match[1], 0), int(match[2]))
    if match := _YEAR_MONTH.fullmatch(text):
        return _day(int(match[1]), _MONTHS.get(match[2], 0), int(match[3]))
    return _NAT


def _full_year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: int, month: int, day: int) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return _NAT
    try:
        return (date(year, month, day).toordinal() - _UNIX) * _DAY_MICROS
    except ValueError:
        return _NAT


def _place_year_first(
    micros: np.ndarray, parts: dict[int, _Numeric], cells: np.ndarray, *, header: str, notes: list[str]
) -> None:
    """Year-month-day; a column that can only be year-day-month is refused."""
    proves_month = [at for at, part in parts.items() if part.second > 12 >= part.first]
    proves_day = [at for at, part in parts.items() if part.first > 12 >= part.second]
    if proves_day and not proves_month:
        part = parts[proves_day[0]]
        raise Refused(
            f"The dates in {named(header)} are written year-day-month "
            f"({part.year}-{part.first:02}-{part.second:02}): write them year-month-day "
            f"({part.year}-{part.second:02}-{part.first:02}) and upload the file again."
        )
    trusted = _trusted(parts, proves_month, proves_day, cells, header=header, notes=notes)
    for at in trusted:
        part = parts[at]
        micros[at] = _day(part.year, part.first, part.second)


def _place_year_last(
    micros: np.ndarray, parts: dict[int, _Numeric], cells: np.ndarray, *, header: str, notes: list[str]
) -> None:
    """Day and month in the order that the column's values prove, else in the usual order of its separator."""
    if not parts:
        return
    proves_day = [at for at, part in parts.items() if part.first > 12 >= part.second]
    proves_month = [at for at, part in parts.items() if part.second > 12 >= part.first]
    decided = bool(proves_day or proves_month)
    if decided:
        day_first = cells[proves_day].sum() > cells[proves_month].sum()
    else:
        day_first = all(part.separator != "/" for part in parts.values())
    _trust_short_years(parts, decided, header=header, notes=notes)
    sides = (proves_day, proves_month) if day_first else (proves_month, proves_day)
    for at in _trusted(parts, *sides, cells, header=header, notes=notes):
        part = parts[at]
        month, day = (part.second, part.first) if day_first else (part.first, part.second)
        micros[at] = _day(part.year + (2000 if part.short_year else 0), month, day)
    if not decided and any(part.first != part.second for part in parts.values()):
        order = "the day" if day_first else "the month"
        notes.append(f"No date in {named(header)} shows which part is the day; {order} was taken to come first.")


def _trust_short_years(parts: dict[int, _Numeric], decided: bool, *, header: str, notes: list[str]) -> None:
    """Take out dates whose year has two digits unless nothing but year-last can be meant."""
    short = [at for at, part in parts.items() if part.short_year]
    if not short:
        return
    could_be_year_first = all(1 <= parts[at].second <= 12 and 1 <= parts[at].year <= 31 for at in short)
    if decided and not could_be_year_first:
        return
    for at in short:
        del parts[at]
    notes.append(f"{named(header)} has years of two digits in an order that nothing proves: write four digits.")


def _trusted(
    parts: dict[int, _Numeric],
    support: list[int],
    against: list[int],
    cells: np.ndarray,
    *,
    header: str,
    notes: list[str],
) -> Iterable[int]:
    """The dates that may be read in the order that `support` proves, knowing those that speak `against` it."""
    if not against:
        return list(parts)
    decisive = cells[support].sum() + cells[against].sum()
    if cells[against].sum() < _STRAY * decisive:
        refused = set(against)
        return [at for at in parts if at not in refused]
    notes.append(
        f"{named(header)} mixes day-first and month-first dates; rows that could be either, or that are against "
        "the commoner order, are rejected."
    )
    return support


def _distrust_swapped(
    micros: np.ndarray,
    year_first: dict[int, _Numeric],
    year_last: dict[int, _Numeric],
    *,
    header: str,
    notes: list[str],
) -> None:
    """A spreadsheet that opened a CSV in the wrong order makes real (swapped) dates of days up to 12 and leaves the
    others as text: those real dates cannot be trusted.
    """
    texts_decide = all((part.first > 12) != (part.second > 12) for part in year_last.values())
    real_are_early = all(part.second <= 12 for part in year_first.values())
    if len(year_first) >= 3 and len(year_last) >= 3 and texts_decide and real_are_early:
        micros[list(year_first)] = _NAT
        notes.append(
            f"{named(header)} has real dates for days up to 12 and text for later days: a spreadsheet has swapped day "
            "and month. Upload the file as it was exported, without opening it in a spreadsheet first."
        )
