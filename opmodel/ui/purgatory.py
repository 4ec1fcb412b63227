"""What the Pilots page says and draws: pilots into production, and pilots that wait."""

from datetime import date
from typing import Any

from opmodel.charts.bars import Bar, Level, bars
from opmodel.charts.drawing import Drawing
from opmodel.charts.stacked import Part, Whole, stacked
from opmodel.measures.figure import Figure
from opmodel.ui import formats
from opmodel.ui.formats import count, days_text, money, percent, plural

_STATES = {"chronic": "Chronic", "stuck": "Stuck", "watch": "On watch", "fine": "Under way"}
_ROLES = {"chronic": "red", "stuck": "red", "watch": "ink", "fine": "context"}
_MOST_BARS = 15


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
    low, high = crossed.detail.get("ci_low"), crossed.detail.get("ci_high")
    interval = f" (95% interval {percent(low)} to {percent(high)})" if low is not None and high is not None else ""
    return f"By {crossed.detail.get('horizon_months', 12)} months about {percent(crossed.value)} of pilots are in production{interval}."


def funnel(crossed: Figure, purgatory: Figure) -> Drawing | None:
    """All pilots begun on one bar: what became of them, the open ones in sight by how they stand."""
    outcomes = _outcomes(crossed)
    if not outcomes:
        return None
    begun = sum(outcomes.values())
    waiting = [
        Part(name=_STATES[part.name], value=part.value or 0.0, text=count(part.value or 0.0), role=role)
        for part in reversed(purgatory.parts_of("state"))
        for role in [{"fine": "context", "watch": "quiet", "stuck": "red_soft", "chronic": "red"}[part.name]]
    ]
    return stacked(
        [
            Whole(
                name=f"{plural(begun, 'pilot')} begun",
                text=f"{count(outcomes.get('open', 0))} still open",
                parts=[
                    Part(
                        name="In production",
                        value=outcomes.get("production", 0.0),
                        text=count(outcomes.get("production", 0.0)),
                        role="accent",
                    ),
                    Part(
                        name="Stopped",
                        value=outcomes.get("stopped", 0.0),
                        text=count(outcomes.get("stopped", 0.0)),
                        role="quiet",
                    ),
                    *waiting,
                ],
            )
        ],
        title=f"{count(outcomes.get('production', 0))} of {count(begun)} pilots crossed into production so far.",
        measure="Pilots begun, by what became of them; open ones by how they stand.",
        alt_text=", ".join(f"{count(value)} {name}" for name, value in outcomes.items()),
    )


def ageing(purgatory: Figure) -> Drawing | None:
    """Open pilots by age, against the ages at which they go on watch and count as stuck."""
    waiting = sorted(purgatory.parts_of("pilot"), key=lambda part: -(part.value or 0.0))[:_MOST_BARS]
    if not waiting:
        return None
    watch, stuck = (float(purgatory.detail.get(name, 0)) for name in ("pilot_watch_days", "pilot_stuck_days"))
    oldest = waiting[0]
    return bars(
        [
            Bar(
                name=part.name,
                value=part.value,
                text=f"{days_text(part.value)} · {_STATES[str(part.detail['state'])].lower()}",
                role=_ROLES[str(part.detail["state"])],
            )
            for part in waiting
        ],
        title=f"The oldest open pilot has waited {days_text(oldest.value)}: {oldest.name}.",
        measure="Days since an open pilot began"
        + (f", the {_MOST_BARS} oldest." if len(purgatory.parts_of("pilot")) > _MOST_BARS else "."),
        alt_text=". ".join(
            f"{part.name}: {days_text(part.value)}, {_STATES[str(part.detail['state'])].lower()}" for part in waiting
        ),
        levels=[
            Level(value=watch, name=f"on watch, {days_text(watch)}"),
            Level(value=stuck, name=f"stuck if nothing moves, {days_text(stuck)}"),
        ],
        wide=True,
    )


def pilot_rows(purgatory: Figure) -> list[dict[str, Any]]:
    """The open pilots, the worst first."""
    rows = []
    for part in purgatory.parts_of("pilot"):
        detail = part.detail
        spend = detail.get("spend")
        rows.append(
            {
                "Workflow": detail.get("workflow"),
                "Team": detail.get("team"),
                "State": _STATES[str(detail["state"])],
                "Age, days": part.value,
                "Since it moved, days": detail.get("days_since_movement"),
                "Decide by": _day(detail.get("decide_by")),
                "Spent": money(spend, str(detail.get("currency") or ""))
                if isinstance(spend, (int, float))
                else "not known",
                "Owner": detail.get("owner") or "nobody named",
            }
        )
    return rows


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


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
    waits = _outcomes(crossed).get("open")
    return ", ".join(filter(None, [f"{n_of_m} begun" if n_of_m else "", f"{count(waits)} still open" if waits else ""]))


def crossed_lines(crossed: Figure) -> list[str]:
    """`7 stopped`, and the interval that the share lies in."""
    if crossed.value is None:
        return []
    stopped = _outcomes(crossed).get("stopped")
    low, high = crossed.detail.get("ci_low"), crossed.detail.get("ci_high")
    return [
        f"{count(stopped)} stopped" if stopped else "None stopped",
        *([f"95% interval: {percent(low)} to {percent(high)}"] if low is not None and high is not None else []),
    ]


def _outcomes(crossed: Figure) -> dict[str, float]:
    return {part.name: part.value or 0.0 for part in crossed.parts_of("outcome")}


def stuck_parts(purgatory: Figure) -> list[Figure]:
    """The pilots that need a decision."""
    return [part for part in purgatory.parts_of("pilot") if part.detail.get("state") in {"stuck", "chronic"}]


def stake(part: Figure) -> str:
    """What a pilot has cost so far; its age where nobody says."""
    spend = part.detail.get("spend")
    if isinstance(spend, (int, float)):
        return f"{formats.short_money(spend, str(part.detail.get('currency') or ''))} spent"
    return days_text(part.value)


def of_open(purgatory: Figure) -> str:
    """`of 12 open pilots`."""
    return "" if purgatory.denominator is None else f"of {plural(purgatory.denominator, 'open pilot')}"


def oldest(purgatory: Figure) -> str:
    """`The oldest has waited 457 days`."""
    ages = [part.value for part in purgatory.parts_of("pilot") if part.value is not None]
    return f"The oldest has waited {days_text(max(ages))}" if ages else ""
