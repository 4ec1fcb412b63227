"""Numbers and dates as an executive reads them. A percentage comes with its `n of m`; units are always shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.measures.money_words import MINUS, SIGNS, in_short
from opmodel.store.weeks import label, monday, parse_week, sunday

UNKNOWN = "not known"
TOO_SMALL = "too small a group"


def count(value: float) -> str:
    """A whole number with thousands: `1,240`."""
    rounded = round(value)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,}"


def percent(share: float) -> str:
    """A fraction of one as a percentage: `41%`; what is small but there is `under 1%`, what is not quite all `over 99%`."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{MINUS if share < 0 else ''}{abs(share):.0%}"


def points(change: float) -> str:
    """A change in percentage points, without its sign: `6 points`."""
    rounded = round(abs(change))
    return "1 point" if rounded == 1 else f"{rounded} points"


def n_of_m(figure: Figure) -> str:
    """`508 of 1,240`; empty where either is not known. A share of a mean keeps a decimal, `6.8 of 10`, so that it is the share
    of what is printed.
    """
    if figure.numerator is None or figure.denominator is None:
        return ""
    is_mean = figure.unit == "share" and not float(figure.numerator).is_integer()
    return f"{f'{figure.numerator:,.1f}' if is_mean else count(figure.numerator)} of {count(figure.denominator)}"


def share(figure: Figure) -> str:
    """`508 of 1,240 · 41%`, or why there is no number."""
    if figure.value is None:
        return reason(figure)
    return " · ".join(filter(None, [n_of_m(figure), percent(figure.value)]))


def reason(figure: Figure) -> str:
    """Why a figure has no value, in a few words."""
    return not_shown(figure.detail) if figure.suppressed else UNKNOWN


def not_shown(detail: Mapping[str, Any]) -> str:
    """What may be told of a share that is not shown, in a few words: `> 90%`, `fewer than 10 people`."""
    if detail.get("bound"):
        return str(detail["bound"])
    return f"fewer than {detail['fewer_than']} people" if detail.get("fewer_than") else TOO_SMALL


def why_not_shown(figure: Figure) -> str:
    """Why a figure is not shown, as a sentence: a small group, or a share that would say the same of everybody in it."""
    starts = ("The exact share is withheld", "Not shown:")
    return next(
        (said for said in figure.caveats if said.startswith(starts)), "The group is too small to show a figure."
    )


def money(value: float, currency: str) -> str:
    """`€412,300`, `CHF 412,300`; to the whole unit."""
    sign = SIGNS.get(currency.upper())
    minus = MINUS if round(value) < 0 else ""
    amount = f"{abs(round(value)):,}"
    return f"{minus}{sign}{amount}" if sign else f"{minus}{currency} {amount}".strip()


def short_money(value: float, currency: str) -> str:
    """`€412k`, `€1.2M`: for a card. The full sum stands in the evidence."""
    return in_short(value, currency)


def value_text(figure: Figure) -> str:
    """A figure's value in its unit, short enough for a card."""
    if figure.value is None:
        return str(figure.detail.get("bound") or "–")
    if figure.unit == "share":
        return percent(figure.value)
    currency = currency_of(figure)
    if currency is not None:
        return short_money(figure.value, currency)
    return count(figure.value)


def full_value(figure: Figure) -> str:
    """A figure's value in its unit, in full."""
    if figure.value is None:
        return reason(figure)
    if figure.unit == "share":
        return share(figure)
    currency = currency_of(figure)
    if currency is not None:
        return (
            f"{money(figure.value, currency)} a year"
            if figure.unit.endswith(("year", "a year"))
            else money(figure.value, currency)
        )
    if figure.unit.endswith("s"):
        return plural(figure.value, figure.unit.removesuffix("s"), figure.unit)
    return f"{count(figure.value)} {figure.unit}".strip()


def told(figure: Figure) -> str:
    """A figure's value in its unit with what it is counted of: `508 of 1,240 · 41%`, `5 of 31 teams`, `€900 of €2,000 a
    year`.
    """
    if figure.value is None or figure.value != figure.numerator or figure.denominator is None or figure.unit == "share":
        return full_value(figure)
    currency = currency_of(figure)
    if currency is None:
        return f"{n_of_m(figure)} {figure.unit}".strip()
    return f"{money(figure.value, currency)} of {full_value(replace(figure, value=figure.denominator))}"


def currency_of(figure: Figure) -> str | None:
    """The currency of a figure of money, else None."""
    named = figure.detail.get("currency")
    if isinstance(named, str) and named:
        return named
    first = figure.unit.split(" ")[0]
    return first if len(first) == 3 and first.isupper() else None


def day(value: date | str | None) -> str:
    """`12 Nov 2026`; takes ISO text too."""
    if value is None or value == "":
        return "–"
    found = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{found.day} {found:%b %Y}"


def week_name(week: int) -> str:
    """`2026-W46, 9–15 Nov`."""
    first, last = monday(week), sunday(week)
    month = "" if first.month == last.month else f" {first:%b}"
    return f"{label(week)}, {first.day}{month}–{last.day} {last:%b}"


def week_span(first: str | None, last: str | None) -> str:
    """`2026-W30 to 2026-W46` from labels."""
    if not first:
        return "–"
    return first if first == last or not last else f"{first} to {last}"


def week_number(text: str) -> int | None:
    """The week that a label names, None for anything else."""
    try:
        return parse_week(text)
    except ValueError:
        return None


def plural(number: float, one: str, many: str | None = None) -> str:
    """`1 pilot`, `3 pilots`, `1,204 pilots`."""
    return f"{count(number)} {one if round(number) == 1 else many or one + 's'}"


def days_text(value: Any) -> str:
    """`291 days`, `1 day`."""
    return "–" if value is None else plural(float(value), "day")


def file_size(size: int) -> str:
    """`840 bytes`, `12 KB`, `3.4 MB`."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
