"""Lines by weeks since go-live, against the level to reach and the week to reach it by; each named at the right."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.spread import spread
from opmodel.charts.theme import LABEL_SIZE, by_role, in_role

HEIGHT = 340
MOST_NAMED = 6
_WORDS, _AIR = 15, 12
_LETTERS = 22
_HEADROOM = 1.15
"""The axis goes so much further up than the highest line, so that the words at its top stand clear of it."""
_TAIL = 0.02
"""Share of the weeks between the last of them and the words beside it."""
_BREAK = 0.05
"""Share of the axis that the rule of a break reaches above and below its line."""


@dataclass(frozen=True, kw_only=True)
class InProgress:
    """The week that is not over: a hollow point, no part of the line."""

    number: int
    """Weeks since go-live."""
    week: str
    """As a reader names it."""
    value: float
    words: str
    """What is written of it under the newest share."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """One rollout: a share a week from week 1 after go-live, None where the week is unknown."""

    name: str
    end: str
    """The newest share as it is written under the name."""
    values: Sequence[float | None]
    weeks: Sequence[str]
    """Each week as a reader names it."""
    role: str = "context"
    named: bool = True
    new_from: Sequence[int] = ()
    """Weeks since go-live that are the first of a new definition: the line is broken before each."""
    holidays: Sequence[int] = ()
    """Weeks since go-live that are holiday weeks: marked on the line."""
    in_progress: InProgress | None = None


def since_go_live(
    courses: Sequence[Course],
    *,
    majority: tuple[float, str],
    by_week: tuple[int, str],
    title: str,
    measure: str,
    alt_text: str,
    height: int = HEIGHT,
) -> Drawing:
    """A drawing of several rollouts on one axis of weeks.

    Names, the level's too, stand in a column of their own at the right, where no line passes, each tied to its line's
    end: so no name lies on a line or on another name, however old or alike the rollouts are.

    Args:
        courses: the rollouts, the one that matters most last, so that it is drawn on top; at most six of them named.
        majority: the level to reach, and what it is called.
        by_week: the week to reach it by, and what it is called.
        title: the finding.
        measure: what is measured, and the unit.
        alt_text: the finding in words.
        height: pixels.
    """
    running = [course.in_progress for course in courses if course.in_progress is not None]
    lengths = [*(len(course.values) for course in courses), *(one.number for one in running)]
    last = float(max([*lengths, by_week[0] + 1]))
    known = [value for course in courses for value in course.values if value is not None]
    highest = max([majority[0], *known, *(one.value for one in running)])
    ceiling = highest * _HEADROOM
    named = [_Named.of(course, *end) for course in courses if course.named and (end := _end(course)) is not None]
    level = _Named(words=[majority[1]], week=last, value=majority[0], series=majority[1], role="context")
    room = max((len(one.words) for one in named), default=1) * _WORDS + _AIR
    height = max(height, (len(named) + 1) * room)
    records = [
        record
        for course in courses
        for record in (*_line(course), *_breaks(course, ceiling), *_holidays(course), *_in_progress(course))
    ]
    records += [{"part": "dot", "week": one.week, "value": one.value, "role": one.role} for one in named]
    records += _names([*named, level], last=last, ceiling=ceiling, gap=ceiling * room / height)
    records += [
        {"part": "level", "week": 0.0, "to_week": last, "value": majority[0]},
        {"part": "by", "week": float(by_week[0]), "value": 0.0, "to_value": ceiling, "words": by_week[1]},
        {"part": "bounds", "week": last * (1 + _TAIL), "value": ceiling},
    ]
    frame = pd.DataFrame(records).astype({"week": "float64", "value": "float64"})
    return Drawing(
        title=title, measure=measure, alt=alt_text, spec=_spec(height, by_week[0], int(last)), rows=frame, height=height
    )


def _line(course: Course) -> list[dict[str, Any]]:
    return [
        {
            "part": "line",
            "week": float(number),
            "value": value,
            "label": label,
            "series": course.name,
            "role": course.role,
            "weight": "strong" if course.role == "accent" else "fine",
            "piece": sum(first <= number for first in course.new_from),
        }
        for number, (value, label) in enumerate(zip(course.values, course.weeks, strict=True), start=1)
    ]


def _breaks(course: Course, ceiling: float) -> list[dict[str, Any]]:
    """A short rule through the line before the first week of each new definition."""
    known = {number: value for number, value in enumerate(course.values, start=1) if value is not None}
    records = []
    for first in course.new_from:
        beside = [known[number] for number in (first - 1, first) if number in known]
        if beside:
            low, high = min(beside) - ceiling * _BREAK, max(beside) + ceiling * _BREAK
            records.append({"part": "break", "week": first - 0.5, "value": max(low, 0.0), "to_value": high})
    return records


def _holidays(course: Course) -> list[dict[str, Any]]:
    """A mark on the line in each holiday week, of named courses alone."""
    known = {number: value for number, value in enumerate(course.values, start=1) if value is not None}
    return [
        {"part": "holiday", "week": float(number), "value": known[number], "role": course.role}
        for number in course.holidays
        if course.named and number in known
    ]


def _in_progress(course: Course) -> list[dict[str, Any]]:
    one = course.in_progress
    if one is None or not course.named:
        return []
    return [
        {
            "part": "in progress",
            "week": float(one.number),
            "value": one.value,
            "label": one.week,
            "series": course.name,
            "role": course.role,
            "words": one.words,
        }
    ]


@dataclass(frozen=True, kw_only=True)
class _Named:
    """A line with words at the right, and where it ends."""

    words: Sequence[str]
    week: float
    value: float
    series: str
    role: str

    @classmethod
    def of(cls, course: Course, week: float, value: float) -> "_Named":
        """A course: its name over as many lines as it needs, its newest share, and the week in progress."""
        words = [*(textwrap.wrap(course.name, _LETTERS) or [""]), course.end]
        words += [] if course.in_progress is None else [course.in_progress.words]
        return cls(words=words, week=week, value=value, series=course.name, role=course.role)


def _names(named: Sequence[_Named], *, last: float, ceiling: float, gap: float) -> list[dict[str, Any]]:
    """The words at the right of each named line, and the tie between them and the line's end."""
    places = spread([one.value for one in named], gap=gap, least=gap / 2, most=ceiling - gap / 4)
    margin = last * (1 + _TAIL)
    records = []
    for one, place in zip(named, places, strict=True):
        mine = {"series": one.series, "role": one.role}
        bends = ((one.week, one.value), (last, one.value), (margin, place))
        records += [{"part": "tie", "week": week, "value": value, **mine} for week, value in bends]
        records.append({"part": "name", "week": margin, "value": place, "words": "\n".join(one.words), **mine})
    return records


def _end(course: Course) -> tuple[float, float] | None:
    """The last week with a value, and the value."""
    known = [(float(number), value) for number, value in enumerate(course.values, start=1) if value is not None]
    return known[-1] if known else None


@lru_cache(maxsize=64)
def _spec(height: int, quarter: int, last: int) -> dict[str, Any]:
    x = alt.X(
        "week:Q",
        title=None,
        scale=alt.Scale(domainMin=0, nice=False),
        axis=alt.Axis(
            grid=False,
            values=list(range(0, last + 1, quarter)),
            labelExpr="datum.value === 0 ? 'go-live' : 'week ' + datum.value",
            labelFlush=True,
            labelOverlap=True,
        ),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domainMin=0, nice=False),
        axis=alt.Axis(format=".0%", tickCount=5, domain=False, ticks=False),
    )
    base = alt.Chart(alt.NamedData(ROWS))

    # Only words are read aloud: what the marks say stands in them and in the chart's own text.
    def part(name: str) -> alt.Chart:
        return base.transform_filter(f"datum.part === '{name}'")

    weight = alt.StrokeWidth("weight:O", scale=alt.Scale(domain=["fine", "strong"], range=[1.6, 3]), legend=None)
    line = (
        part("line")
        .mark_line(interpolate="monotone", strokeCap="butt", aria=False)
        .encode(x=x, y=y, color=by_role(), detail=["series:N", "piece:N"], strokeWidth=weight)
    )
    hover = (
        part("line")
        .transform_filter("isValid(datum.value)")
        .mark_point(size=140, opacity=0, filled=True, aria=False)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("series:N", title="Team"),
                alt.Tooltip("week:Q", title="Week since go-live"),
                alt.Tooltip("label:N", title="Week"),
                alt.Tooltip("value:Q", title="Share", format=".0%"),
            ],
        )
    )
    text: dict[str, Any] = {"fontSize": LABEL_SIZE, "lineBreak": "\n", "limit": 0}
    tie = in_role(
        part("tie").mark_line(strokeWidth=1, strokeDash=[1, 3], aria=False).encode(x=x, y=y, detail="series:N"),
        "context",
    )
    dot = part("dot").mark_point(filled=True, size=34, opacity=1, aria=False).encode(x=x, y=y, color=by_role())
    name = (
        part("name")
        .mark_text(align="left", baseline="middle", dx=6, fontWeight=600, **text)
        .encode(x=x, y=y, text="words:N", color=by_role())
    )
    level = in_role(
        part("level").mark_rule(strokeDash=[2, 2], strokeWidth=1, aria=False).encode(x=x, x2="to_week:Q", y=y),
        "context",
    )
    by = in_role(
        part("by").mark_rule(strokeDash=[2, 2], strokeWidth=1, aria=False).encode(x=x, y=y, y2="to_value:Q"), "context"
    )
    by_name = in_role(
        part("by")
        .mark_text(align="left", baseline="top", dx=5, dy=-2, **text)
        .encode(x=x, y=alt.Y("to_value:Q"), text="words:N"),
        "context",
    )
    hollow = (
        part("in progress")
        .mark_point(filled=False, fill="transparent", size=44, strokeWidth=1.5, opacity=1, aria=False)
        .encode(
            x=x,
            y=y,
            color=by_role(),
            tooltip=[
                alt.Tooltip("series:N", title="Team"),
                alt.Tooltip("label:N", title="Week"),
                alt.Tooltip("words:N", title="So far"),
            ],
        )
    )
    holiday = (
        part("holiday")
        .mark_point(shape="cross", filled=True, size=70, opacity=1, aria=False)
        .encode(x=x, y=y, color=by_role())
    )
    broken = in_role(part("break").mark_rule(strokeWidth=1, aria=False).encode(x=x, y=y, y2="to_value:Q"), "context")
    bounds = part("bounds").mark_point(opacity=0, aria=False).encode(x=x, y=y)
    chart = alt.layer(bounds, level, by, tie, by_name, line, broken, dot, holiday, hollow, hover, name).properties(
        width="container", height=height, padding={"left": 0, "right": 4, "top": 8, "bottom": 4}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
