"""Days as people and programs spell them, one order of day and month for a whole column."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from opmodel.intake.cells import named
from opmodel.intake.refusal import Refused

NO_DAY = np.iinfo(np.int64).min
"""What stands for a day that could not be read: NaT, as a number."""
UNIX = date(1970, 1, 1).toordinal()
DAY_MICROS = 86_400_000_000

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


@dataclass(frozen=True)
class _Numeric:
    """A date of three numbers whose order its column decides."""

    year: int
    first: int
    second: int
    separator: str
    short_year: bool = False


def day_micros(spelled: Sequence[str], cells: np.ndarray, *, header: str) -> tuple[np.ndarray, list[str]]:
    """Microseconds since 1970 of each spelled day; one order for the whole column."""
    micros = np.full(len(spelled), NO_DAY, dtype=np.int64)
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
            micros[at] = round((float(text) + _EXCEL_EPOCH - UNIX) * 86_400) * 1_000_000
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
    return NO_DAY


def _full_year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: int, month: int, day: int) -> int:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return NO_DAY
    try:
        return (date(year, month, day).toordinal() - UNIX) * DAY_MICROS
    except ValueError:
        return NO_DAY


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
        micros[list(year_first)] = NO_DAY
        notes.append(
            f"{named(header)} has real dates for days up to 12 and text for later days: a spreadsheet has swapped day "
            "and month. Upload the file as it was exported, without opening it in a spreadsheet first."
        )
