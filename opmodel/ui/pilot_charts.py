"""What the Pilots page draws: what became of the pilots, by when they began, with age, and how old the open ones are."""

from collections.abc import Sequence
from itertools import pairwise

from opmodel.charts.bars import Bar, Level, bars
from opmodel.charts.course import Band, Mark, course
from opmodel.charts.drawing import Drawing
from opmodel.charts.stacked import Part, Whole, stacked
from opmodel.measures.figure import Figure
from opmodel.ui.formats import count, days_text, percent, plural
from opmodel.ui.purgatory import STATES, outcomes

_ROLES = {"chronic": "red", "stuck": "red", "watch": "ink", "fine": "context"}
_WAITING = {"fine": "context", "watch": "ink", "stuck": "red_soft", "chronic": "red"}
_MOST_BARS = 15
_LONG = 90
"""Days without anything crossing that are worth saying."""


def funnel(crossed: Figure, purgatory: Figure) -> Drawing | None:
    """All pilots begun on one bar: what became of them, the open ones in sight by how they stand."""
    became = outcomes(crossed)
    if not became:
        return None
    begun = sum(became.values())
    waiting = [
        _stretch(STATES[part.name], part.value or 0.0, _WAITING[part.name])
        for part in reversed(purgatory.parts_of("state"))
    ]
    return stacked(
        [
            Whole(
                name=f"{plural(begun, 'pilot')} begun",
                text=f"{count(became['open'])} still open",
                parts=[
                    _stretch("In production", became["production"], "accent"),
                    _stretch("Stopped", became["stopped"], "quiet"),
                    *waiting,
                ],
            )
        ],
        title=f"{count(became['production'])} of {count(begun)} pilots crossed into production so far.",
        measure="Pilots begun, by what became of them; open ones by how they stand.",
        alt_text=", ".join(f"{count(value)} {name}" for name, value in became.items()),
    )


def _stretch(name: str, value: float, role: str) -> Part:
    return Part(name=name, value=value, text=count(value), role=role)


def cohorts(crossed: Figure) -> Drawing | None:
    """Pilots by when they began, one bar a cohort: the young ones are mostly open, and are not to be read as failures."""
    parts = crossed.parts_of("cohort")
    if len(parts) < 2:
        return None
    return stacked(
        [
            Whole(
                name=part.name,
                text=f"{count(part.numerator or 0)} of {count(part.denominator or 0)} in production",
                parts=[
                    _stretch("In production", float(part.detail["production"]), "accent"),
                    _stretch("Stopped", float(part.detail["stopped"]), "quiet"),
                    _stretch("Open", float(part.detail["open"]), "context"),
                ],
            )
            for part in parts
        ],
        title=_cohorts_finding(parts),
        measure="Pilots by when they began: in production, stopped, still open.",
        alt_text=". ".join(
            f"{part.name}: {count(part.denominator or 0)} begun, {count(part.numerator or 0)} in production, "
            f"{count(float(part.detail['stopped']))} stopped, {count(float(part.detail['open']))} open"
            for part in parts
        ),
    )


def _cohorts_finding(parts: Sequence[Figure]) -> str:
    """Which cohorts are finished, for only those say how many cross."""
    finished = [part for part in parts if not part.detail["open"]]
    waits = sum(1 for part in parts if part.detail["open"])
    if not finished:
        return "No cohort is decided to the last pilot yet."
    crossed = sum(part.numerator or 0 for part in finished)
    begun = sum(part.denominator or 0 for part in finished)
    those = "the one cohort" if len(finished) == 1 else f"the {len(finished)} cohorts"
    rest = f"; {plural(waits, 'other is', 'others are')} unfinished" if waits else ""
    return f"{count(crossed)} of {count(begun)} crossed in {those} decided to the last pilot{rest}."


def ageing(purgatory: Figure) -> Drawing | None:
    """Open pilots by age, against the company's own history and the ages at which they go on watch and count as stuck."""
    waiting = sorted(purgatory.parts_of("pilot"), key=lambda part: -(part.value or 0.0))
    if not waiting:
        return None
    shown = waiting[:_MOST_BARS]
    return bars(
        [
            Bar(
                name=part.name,
                value=part.value,
                text=f"{days_text(part.value)} · {STATES[str(part.detail['state'])].lower()}",
                role=_ROLES[str(part.detail["state"])],
            )
            for part in shown
        ],
        title=_ageing_finding(waiting, purgatory),
        measure="Days since an open pilot began"
        + (f", the {_MOST_BARS} oldest." if len(waiting) > len(shown) else "."),
        alt_text=". ".join(
            f"{part.name}: {days_text(part.value)}, {STATES[str(part.detail['state'])].lower()}" for part in shown
        ),
        levels=sorted(_levels(purgatory), key=lambda level: level.value),
        wide=True,
    )


def _ageing_finding(waiting: Sequence[Figure], purgatory: Figure) -> str:
    half = purgatory.detail["company"]["half_decided_days"]
    if half is None:
        return f"The oldest open pilot has waited {days_text(waiting[0].value)}: {waiting[0].name}."
    older = sum(1 for part in waiting if (part.value or 0.0) > half)
    return (
        f"{count(older)} of {plural(len(waiting), 'open pilot is', 'open pilots are')} older than half of ours were when "
        "they were decided."
    )


def _levels(purgatory: Figure) -> list[Level]:
    company = purgatory.detail["company"]
    watch, stuck = (float(purgatory.detail[name]) for name in ("pilot_watch_days", "pilot_stuck_days"))
    own = [
        (company["half_decided_days"], "half of ours decided"),
        (company["most_decided_days"], f"{percent(company['most'])} of ours decided"),
    ]
    return [
        Level(value=watch, name=f"on watch, {days_text(watch)}"),
        Level(value=stuck, name=f"stuck if nothing moves, {days_text(stuck)}"),
        *(Level(value=days, name=f"{words}, {days_text(days)}") for days, words in own if days is not None),
    ]


def with_age(crossed: Figure, purgatory: Figure) -> Drawing | None:
    """What becomes of pilots with age: in production, stopped, undecided; all pilots begun, not those that finished."""
    steps = crossed.detail.get("course") or []
    if len(steps) < 3:
        return None
    production = [float(step["production"]) for step in steps]
    stopped = [float(step["stopped"]) for step in steps]
    undecided = [max(0.0, 1 - one - other) for one, other in zip(production, stopped, strict=True)]
    last = float(steps[-1]["age_days"])
    watch, stuck = (float(purgatory.detail[name]) for name in ("pilot_watch_days", "pilot_stuck_days"))
    ends = [percent(shares[-1]) for shares in (production, undecided, stopped)]
    return course(
        [
            Band(name="In production", role="accent", words="accent", shares=production, end=ends[0]),
            Band(name="Undecided", role="rule", words="context", shares=undecided, end=ends[1]),
            Band(name="Stopped", role="quiet", words="context", shares=stopped, end=ends[2]),
        ],
        ages=[float(step["age_days"]) for step in steps],
        title=_with_age_finding(steps, last),
        measure="Share of all pilots begun, by age in days; open ones count for as long as they have been watched.",
        alt_text=f"At {days_text(last)}: {ends[0]} in production, {ends[2]} stopped, {ends[1]} undecided.",
        marks=[Mark(age=watch, name="on watch"), Mark(age=stuck, name="stuck")],
    )


def _with_age_finding(steps: Sequence[dict[str, float]], last: float) -> str:
    """A long stretch of ages in which nobody crossed is the finding; else how many had crossed by the end."""
    crossed_at = [step["age_days"] for before, step in pairwise(steps) if step["production"] > before["production"]]
    newest = crossed_at[-1] if crossed_at else 0.0
    if last - newest >= _LONG:
        since = f"between the ages of {count(newest)} and {days_text(last)}" if newest else f"within {days_text(last)}"
        return f"No pilot crossed {since}."
    return f"At {days_text(last)} of age {percent(steps[-1]['production'])} of pilots were in production."
