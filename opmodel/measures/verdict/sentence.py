"""A verdict as a sentence, in the form of measures.md §2.1, step 8: always both counts, never "no effect"."""

from collections.abc import Sequence

import numpy as np

from opmodel.measures.verdict.comparison import Change
from opmodel.measures.verdict.verdict import FEWEST_BUCKETS, FEWEST_CASES, Verdict, Why, Word

_MINUS = "−"
_SHOWABLE = 1.4
"""Times the half width of the interval: about the smallest effect that would have been found (measures.md §2.5)."""
_DAYS_FROM, _HOURS_FROM = 48.0, 2.0


def sentence(found: Verdict) -> str:
    """`Faster by 31% (95% CI 18–42%), median 6.1 → 4.2 days, 260 cases before, 131 after, 24 still open`."""
    if found.word == Word.NOT_ENOUGH:
        return f"Not enough evidence{_yet(found)}: {_reason(found)}; {counts(found)}"
    weaker = "" if found.is_checked else ", not checked against earlier swings"
    return f"{found.word.capitalize()} {by_how_much(found)}{weaker}, median {medians(found)}, {counts(found)}"


def by_how_much(found: Verdict) -> str:
    """`by 31% (95% CI 18–42%)`."""
    change = found.change
    if change is None:
        return ""
    low, high = sorted((abs(change.low), abs(change.high)))
    return f"by {percent(abs(change.share))} (95% CI {percent(low).removesuffix('%')}–{percent(high)})"


def counts(found: Verdict) -> str:
    """`260 cases before, 131 after, 24 still open`."""
    before = f"{found.before:,} {'case' if found.before == 1 else 'cases'} before"
    return f"{before}, {found.after:,} after, {found.open_after:,} still open"


def medians(found: Verdict) -> str:
    """`6.1 → 4.2 days`; empty where they are not known."""
    if found.median_before is None or found.median_after is None:
        return ""
    return before_after(found.median_before, found.median_after)


def before_after(before: float, after: float) -> str:
    """Two times in one unit, from hours: `6.1 → 4.2 days`."""
    divisor, unit = time_unit((before, after))
    return f"{_number(before / divisor)} → {_number(after / divisor)} {unit}"


def time_unit(hours: Sequence[float]) -> tuple[float, str]:
    """The unit that times given in hours read best in, by the longest: by what to divide, and its name."""
    longest = max(hours, default=0.0)
    if longest >= _DAYS_FROM:
        return 24.0, "days"
    return (1.0, "hours") if longest >= _HOURS_FROM else (1 / 60, "minutes")


def missing(found: Verdict) -> tuple[int, str]:
    """How many more of what it takes, where that is what is missing: `(14, "cases")`; `(0, "")` where it is not."""
    if found.why == Why.FEW_BEFORE:
        return FEWEST_CASES - found.before, "cases from before go-live"
    if found.why != Why.TOO_EARLY:
        return 0, ""
    if found.buckets_before < FEWEST_BUCKETS:
        return FEWEST_BUCKETS - found.buckets_before, "weeks of cases from before go-live"
    if found.used_after < FEWEST_CASES:
        return FEWEST_CASES - found.used_after, "cases"
    return FEWEST_BUCKETS - found.buckets_after, "weeks of cases"


def smallest_showable(change: Change) -> float:
    """The smallest change, as a share, that these cases could have shown: about 1.4 times the half width."""
    half = (change.log_high - change.log_low) / 2
    return float(-np.expm1(-_SHOWABLE * half))


def interval(change: Change) -> str:
    """The 95 % interval of a change: `−12% to +3%`."""
    return f"{signed(change.low)} to {signed(change.high)}"


def percent(share: float) -> str:
    """`31%`, `−4%`; under one per cent with a decimal."""
    digits = 1 if 0 < abs(share) < 0.01 else 0
    return f"{_MINUS if round(share, 2 + digits) < 0 else ''}{abs(share):.{digits}%}"


def signed(share: float) -> str:
    """`+4%`, `−31%`."""
    return percent(share) if share < 0 else f"+{percent(share)}"


def _yet(found: Verdict) -> str:
    """Whether waiting, or more files, would help."""
    return " yet" if found.why in {Why.FEW_BEFORE, Why.TOO_EARLY, Why.TOO_MANY_OPEN} else ""


def _reason(found: Verdict) -> str:
    number, what = missing(found)
    if number:
        return f"{number:,} more {what if number > 1 else _one(what)}{_once_old_enough(found, number)}"
    if found.why == Why.TOO_MANY_OPEN:
        return "too many cases of a week are still open"
    if found.why == Why.TREND and found.trend is not None:
        way = "faster" if found.trend.log_a_week < 0 else "slower"
        return f"already getting {way}, {percent(abs(found.trend.share_a_week))} a week, before go-live"
    if found.why == Why.SWINGS:
        return "changes this large happened before without any go-live"
    if found.change is not None:
        return f"the interval, {interval(found.change)}, includes no change"
    return str(found.why)


def _once_old_enough(found: Verdict, number: int) -> str:
    """What the cases that are missing wait for, where enough were started and they are only too young to compare."""
    if found.used_after >= FEWEST_CASES or found.mature_hours is None or found.after - found.used_after < number:
        return ""
    divisor, unit = time_unit((found.mature_hours,))
    return f", from weeks that ended at least {_number(found.mature_hours / divisor)} {unit} ago"


def _one(what: str) -> str:
    first, _, rest = what.partition(" ")
    return " ".join(filter(None, [first.removesuffix("s"), rest]))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"
