"""What pages say of pilots: how many cross into production, how long it takes, and how many wait."""

from dataclasses import replace

from opmodel.measures.figure import Figure
from opmodel.ui import formats
from opmodel.ui.formats import count, days_text, percent, plural

STATES = {"chronic": "Chronic", "stuck": "Stuck", "watch": "On watch", "fine": "Under way"}
RED_STATES = frozenset({"chronic", "stuck"})


def pilots_sentence(purgatory: Figure, crossed: Figure) -> str:
    """For example `27 pilots are open, 4 of them stuck; 11 of 60 reached production`."""
    if purgatory.value is None or purgatory.denominator is None:
        return "No pilot has begun yet."
    still = purgatory.denominator
    said = "No pilot is open" if still == 0 else f"{plural(still, 'pilot is', 'pilots are')} open"
    if still:
        said += f", {count(purgatory.value)} of them stuck" if purgatory.value else ", none of them stuck"
    if crossed.numerator is not None and crossed.denominator is not None:
        said += f"; {count(crossed.numerator)} of {count(crossed.denominator)} begun reached production"
    return f"{said}."


def share_sentence(crossed: Figure) -> str:
    """The Aalen-Johansen share with its interval, or why there is none."""
    if crossed.value is None:
        return crossed.why_unknown or ""
    return (
        f"By {crossed.detail.get('horizon_months', 12)} months about {percent(crossed.value)} of pilots are in production"
        f"{_in_brackets(interval(crossed.detail))}."
    )


def interval(detail: object) -> str:
    """`95% interval 16% to 53%` of a mapping with `ci_low` and `ci_high`; empty where there is none."""
    low, high = (detail.get(name) for name in ("ci_low", "ci_high")) if isinstance(detail, dict) else (None, None)
    return "" if low is None or high is None else f"95% interval {percent(low)} to {percent(high)}"


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def rule_sentence(purgatory: Figure) -> str:
    """When a pilot counts as stuck, with the thresholds as they are set."""
    watch, stuck, chronic, still = (
        count(float(purgatory.detail.get(name, 0)))
        for name in ("pilot_watch_days", "pilot_stuck_days", "pilot_chronic_days", "pilot_movement_days")
    )
    return (
        f"On watch from {watch} days; stuck after {stuck} days without a stage change or milestone in the last {still}; chronic "
        f"after {chronic}."
    )


def crossed_title(crossed: Figure) -> str:
    """The card's name. The share is of those that will have crossed by then, not of those that have."""
    return f"Pilots in production by month {crossed.detail.get('horizon_months', 12)}"


def crossed_counted(crossed: Figure) -> str:
    """`9 of 28 begun, 12 still open`."""
    n_of_m = formats.n_of_m(crossed)
    waits = outcomes(crossed).get("open")
    return ", ".join(filter(None, [f"{n_of_m} begun" if n_of_m else "", f"{count(waits)} still open" if waits else ""]))


def of_begun(crossed: Figure) -> str:
    """`of 40 pilots begun`; empty where none is."""
    return f"of {formats.plural(crossed.denominator, 'pilot')} begun" if crossed.denominator else ""


def crossed_lines(crossed: Figure) -> list[str]:
    """`7 stopped`, and the interval that the share lies in."""
    if crossed.value is None:
        return []
    stopped = outcomes(crossed).get("stopped")
    said = interval(crossed.detail).replace("interval", "interval:")
    return [f"{count(stopped)} stopped" if stopped else "None stopped", *([said] if said else [])]


def outcomes(crossed: Figure) -> dict[str, float]:
    """How many pilots came to each end, or to none yet."""
    return {part.name: part.value or 0.0 for part in crossed.parts_of("outcome")}


def time_to_production(crossed: Figure) -> Figure:
    """How old pilots were when a quarter of all begun had crossed, as a figure for a card."""
    return _for_a_card(crossed, "time", "a quarter in production")


def time_lines(crossed: Figure) -> list[str]:
    """When half had crossed, and when half had been decided either way."""
    times = {part.name: part for part in crossed.parts_of("time")}
    half, decided = times.get("half in production"), times.get("half decided")
    lines = []
    if half is not None:
        lines.append("Half: not reached yet" if half.value is None else f"Half: {days_text(half.value)}")
    if decided is not None and decided.value is not None:
        low, high = decided.detail.get("ci_low"), decided.detail.get("ci_high")
        said = "" if low is None else f", 95% interval {count(low)} to {'longer' if high is None else count(high)}"
        lines.append(f"Half decided either way: {days_text(decided.value)}{said}")
    return lines


def dates_overdue(purgatory: Figure) -> Figure:
    """How many open pilots are past the date they were to be decided by, as a figure for a card."""
    return _for_a_card(purgatory, "decision", "overdue")


def dates_lines(purgatory: Figure) -> list[str]:
    """How many have no date at all."""
    none = {part.name: part.value for part in purgatory.parts_of("decision")}.get("none")
    return [f"{count(none)} without a date to decide by" if none else "Every open pilot has a date to decide by"]


def _for_a_card(whole: Figure, kind: str, name: str) -> Figure:
    """A part with the week and the files of its whole."""
    part = next((part for part in whole.parts_of(kind) if part.name == name), None)
    if part is None:
        return Figure(name=whole.name, unit="", rule=whole.rule, why_unknown=whole.why_unknown or "No pilot is open.")
    return replace(part, as_of=whole.as_of, sources=part.sources or whole.sources)


def handover_title(crossed: Figure) -> str:
    """`10 of 22 pilots with a receiving owner named crossed, 1 of 18 without.`; empty where the groups are not compared."""
    if len(groups := crossed.parts_of("handover")) < 2 or crossed.detail["receiving_owner"]["p"] is None:
        return ""
    named, unnamed = map(formats.n_of_m, groups)
    return f"{named} pilots with a receiving owner named crossed, {unnamed} without."


def handover_sentence(crossed: Figure) -> str:
    """Whether they cross sooner: seen, not tried. Or why that cannot be said."""
    tested = crossed.detail["receiving_owner"]
    if tested["p"] is None:
        return f"Whether a named receiving owner goes with crossing sooner cannot be said. {tested['why_unknown']}"
    p = float(tested["p"])
    written = "p under 0.001" if p < 0.001 else f"p = {p:.3f}"
    named = crossed.parts_of("handover")[0].name
    sooner = "with" if tested["sooner"] == named else "without"
    verdict = f"Those {sooner} crossed sooner, beyond chance" if p < 0.05 else "The difference may be chance"
    return (
        f"{verdict} (log-rank on time to production, stopped pilots censored, {written}). Seen, not tried: an owner is often "
        "named because a pilot is about to cross."
    )


def of_open(purgatory: Figure) -> str:
    """`of 12 open pilots`."""
    return "" if purgatory.denominator is None else f"of {plural(purgatory.denominator, 'open pilot')}"


def oldest(purgatory: Figure) -> str:
    """`The oldest has waited 457 days`."""
    ages = [part.value for part in purgatory.parts_of("pilot") if part.value is not None]
    return f"The oldest has waited {days_text(max(ages))}" if ages else ""
