"""Lines over weeks, each named at its end; dashes for what was bought rather than used.

Where a figure is counted otherwise from a day on, its lines are broken: a gap, and a thin rule that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.spread import spread
from opmodel.charts.theme import LABEL_SIZE, by_role, in_role

HEIGHT = 300
_LABEL_HEIGHT, _WORDS = 38, 15
_WEEK, _HALF_A_WEEK = timedelta(days=7), timedelta(days=3, hours=12)
_BREAK_WORDS = 16
_BREAK_ROWS = 3
"""Words of breaks stand above the lines in so many rows, so that those of two near each other do not meet; of more, the newest."""


@dataclass(frozen=True, kw_only=True)
class SoFar:
    """The week that is not over: a hollow point, no part of the line."""

    day: date
    """Its Monday."""
    week: str
    """As a reader names it."""
    value: float
    words: str
    """What is written of it under the last value."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One series: a value a week, None where the week is unknown."""

    name: str
    role: str
    days: Sequence[date]
    """The Monday of each week."""
    weeks: Sequence[str]
    """The week as a reader names it."""
    values: Sequence[float | None]
    end: str
    """The last value as it is written at the line's end."""
    dashed: bool = False
    so_far: SoFar | None = None


@dataclass(frozen=True, kw_only=True)
class Break:
    """A day from which a figure is counted otherwise. A week belongs to the new definition if it ended on that day or later:
    it was first reported by it.
    """

    on: date
    words: str


def lines(
    series: Sequence[Line],
    *,
    title: str,
    measure: str,
    alt_text: str,
    share: bool = False,
    target: tuple[float, str] | None = None,
    breaks: Sequence[Break] = (),
    height: int = HEIGHT,
) -> Drawing:
    """A drawing of one to four lines.

    Args:
        series: the lines, the one that matters last, so that it is drawn on top.
        title: the finding.
        measure: what is measured, and the unit.
        alt_text: the finding in words.
        share: whether the values are fractions of one.
        target: a level to reach, and what it is called.
        breaks: the days from which the lines are counted otherwise, in order; those before the first week are left out.
        height: pixels.
    """
    running = [line.so_far for line in series if line.so_far is not None]
    known = [value for line in series for value in line.values if value is not None]
    known += [one.value for one in running]
    top = max([*known, target[0] if target else 0.0, 0.0]) or 1.0
    days = sorted({day for line in series for day in line.days})
    shown = [one for one in breaks if days and days[0] + _WEEK <= one.on][-_BREAK_ROWS:]
    ceiling = 1.0 if share and top > 0.8 else top * 1.08
    rows = pd.concat([_rows(line, shown) for line in series], ignore_index=True)
    beyond = [_place(one, days) for one in shown] + [datetime.combine(one.day, time.min) for one in running]
    ends = _ends(series, beyond, ceiling=ceiling, height=height)
    frame = pd.concat(
        [rows, _so_far(series), ends, _target(series, target), _breaks(shown, days, ceiling), _bounds(series, ceiling)],
        ignore_index=True,
    )
    return Drawing(
        title=title,
        measure=measure,
        alt=alt_text,
        spec=_spec(share, target is not None, bool(shown), bool(running), height),
        rows=frame,
        height=height,
    )


def _rows(line: Line, breaks: Sequence[Break]) -> pd.DataFrame:
    pieces = [sum(one.on < day + _WEEK for one in breaks) for day in line.days]
    known = [piece for piece, value in zip(pieces, line.values, strict=True) if value is not None]
    return pd.DataFrame(
        {
            "part": "line",
            "day": pd.to_datetime(list(line.days)),
            "week": list(line.weeks),
            "series": line.name,
            "role": line.role,
            "dashed": "dashed" if line.dashed else "solid",
            "weight": "strong" if line.role == "accent" else "fine",
            "value": pd.array(list(line.values), dtype="Float64").astype("float64"),
            "piece": pieces,
            "alone": [bool(breaks) and known.count(piece) == 1 for piece in pieces],
        }
    )


def _so_far(series: Sequence[Line]) -> pd.DataFrame:
    drawn = [(line, line.so_far) for line in series if line.so_far is not None]
    if not drawn:
        return pd.DataFrame({"part": pd.Series([], dtype="str")})
    return pd.DataFrame(
        {
            "part": "so far",
            "day": pd.to_datetime([one.day for _, one in drawn]),
            "week": [one.week for _, one in drawn],
            "series": [line.name for line, _ in drawn],
            "role": [line.role for line, _ in drawn],
            "value": [one.value for _, one in drawn],
            "end": [one.words for _, one in drawn],
        }
    )


def _ends(series: Sequence[Line], beyond: Sequence[datetime], *, ceiling: float, height: int) -> pd.DataFrame:
    ended = []
    for line in series:
        last = next(((d, v) for d, v in zip(line.days[::-1], line.values[::-1], strict=True) if v is not None), None)
        if last is not None:
            ended.append((line, *last))
    lines_of_words = max((len(_words(line)) for line, _, _ in ended), default=2)
    gap = ceiling * (_LABEL_HEIGHT + (lines_of_words - 2) * _WORDS) / height
    places = spread([value for _, _, value in ended], gap=gap, least=gap * 0.3, most=ceiling)
    return pd.DataFrame(
        {
            "part": "end",
            # Names stand beyond a break, or a week in progress, that is newer than every week drawn.
            "day": pd.to_datetime([max([datetime.combine(day, time.min), *beyond]) for _, day, _ in ended]),
            "series": [line.name for line, _, _ in ended],
            "role": [line.role for line, _, _ in ended],
            "value": [value for _, _, value in ended],
            "place": places,
            "end": ["\n".join(_words(line)) for line, _, _ in ended],
        }
    )


def _words(line: Line) -> list[str]:
    return [line.name, line.end, *([line.so_far.words] if line.so_far is not None else [])]


def _target(series: Sequence[Line], target: tuple[float, str] | None) -> pd.DataFrame:
    if target is None:
        return pd.DataFrame({"part": pd.Series([], dtype="str")})
    first = min(line.days[0] for line in series if line.days)
    return pd.DataFrame(
        {"part": "target", "day": pd.to_datetime([first]), "value": [target[0]], "end": [target[1]], "role": "context"}
    )


def _place(one: Break, days: Sequence[date]) -> datetime:
    """Where the rule stands: between the last week of the old definition and the first of the new."""
    before = max(day for day in days if day + _WEEK <= one.on)
    return datetime.combine(before, time.min) + _HALF_A_WEEK


def _breaks(breaks: Sequence[Break], days: Sequence[date], ceiling: float) -> pd.DataFrame:
    if not breaks:
        return pd.DataFrame({"part": pd.Series([], dtype="str")})
    middle = days[0] + (days[-1] - days[0]) / 2
    return pd.DataFrame(
        {
            "part": "break",
            "day": pd.to_datetime([_place(one, days) for one in breaks]),
            "value": ceiling,
            "end": [one.words for one in breaks],
            "side": ["right" if one.on <= middle else "left" for one in breaks],
            "row": [-4.0 - number * _BREAK_WORDS for number in range(len(breaks))],
        }
    )


def _bounds(series: Sequence[Line], ceiling: float) -> pd.DataFrame:
    first = min(line.days[0] for line in series if line.days)
    return pd.DataFrame({"part": "bounds", "day": pd.to_datetime([first]), "value": [ceiling]})


@cache
def _spec(share: bool, has_target: bool, has_breaks: bool, is_running: bool, height: int) -> dict[str, Any]:
    written = ".0%" if share else ",.0f"
    x = alt.X(
        "day:T",
        title=None,
        axis=alt.Axis(
            grid=False,
            tickCount={"interval": "month", "step": 1},
            labelExpr="month(datum.value) === 0 ? timeFormat(datum.value, '%Y') : timeFormat(datum.value, '%b')",
            labelFlush=True,
            labelOverlap=True,
            labelSeparation=12,
        ),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domainMin=0, nice=False),
        axis=alt.Axis(format=written, tickCount=5, domain=False, ticks=False),
    )
    base = alt.Chart(alt.NamedData(ROWS))
    line = (
        base.transform_filter("datum.part === 'line'")
        .mark_line(interpolate="monotone", strokeCap="butt")
        .encode(
            x=x,
            y=y,
            color=by_role(),
            detail=["series:N", "piece:N"],
            strokeDash=alt.StrokeDash(
                "dashed:N", scale=alt.Scale(domain=["solid", "dashed"], range=[[1, 0], [4, 3]]), legend=None
            ),
            strokeWidth=alt.StrokeWidth(
                "weight:O", scale=alt.Scale(domain=["fine", "strong"], range=[1.6, 3]), legend=None
            ),
        )
    )
    hover = (
        base.transform_filter("datum.part === 'line' && isValid(datum.value)")
        .mark_point(size=140, opacity=0, filled=True)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("series:N", title="What"),
                alt.Tooltip("week:N", title="Week"),
                alt.Tooltip("value:Q", title="Value", format=".1%" if share else ",.0f"),
            ],
        )
    )
    ends = (
        base.transform_filter("datum.part === 'end'")
        .mark_text(align="left", baseline="middle", dx=8, dy=-7, fontSize=LABEL_SIZE, fontWeight=600, lineBreak="\n")
        .encode(x=x, y=alt.Y("place:Q"), text="end:N", color=by_role())
    )
    bounds = base.transform_filter("datum.part === 'bounds'").mark_point(opacity=0).encode(x=x, y=y)
    layers = [bounds, line, hover, ends]
    if has_target:
        level = base.transform_filter("datum.part === 'target'")
        rule = in_role(level.mark_rule(strokeDash=[2, 2], strokeWidth=1).encode(y=y), "context")
        name = in_role(
            level.mark_text(align="left", baseline="bottom", dx=2, dy=-4, fontSize=LABEL_SIZE).encode(
                x=x, y=y, text="end:N"
            ),
            "context",
        )
        layers = [bounds, rule, name, line, hover, ends]
    if is_running:
        layers.append(_so_far_layer(base, x, y))
    if has_breaks:
        layers += _break_layers(base, x, y)
    chart = alt.layer(*layers).properties(
        width="container", height=height, padding={"left": 0, "right": 4, "top": 8, "bottom": 4}
    )
    return dict(chart.configure_view(stroke=None).to_dict())


def _so_far_layer(base: alt.Chart, x: alt.X, y: alt.Y) -> alt.Chart:
    hollow: alt.Chart = (
        base.transform_filter("datum.part === 'so far'")
        .mark_point(filled=False, fill="transparent", size=44, strokeWidth=1.5, opacity=1)
        .encode(
            x=x,
            y=y,
            color=by_role(),
            tooltip=[
                alt.Tooltip("series:N", title="What"),
                alt.Tooltip("week:N", title="Week"),
                alt.Tooltip("end:N", title="So far"),
            ],
        )
    )
    return hollow


_Side = Literal["left", "right"]
_SIDES: tuple[tuple[_Side, _Side, int], ...] = (("left", "right", -5), ("right", "left", 5))
"""On which side of the rule words stand, towards which side they are aligned, and how far off."""


def _break_layers(base: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The rule of each break with its words above it, and a dot for a week that stands alone between two."""
    broken = base.transform_filter("datum.part === 'break'")
    layers = [in_role(broken.mark_rule(strokeWidth=1).encode(x=x), "context")]
    for side, align, dx in _SIDES:
        beside = base.transform_filter(f"datum.part === 'break' && datum.side === '{side}'")
        words = beside.mark_text(align=align, baseline="bottom", dx=dx, fontSize=LABEL_SIZE)
        layers.append(in_role(words.encode(x=x, y=alt.Y("row:Q", scale=None), text="end:N"), "context"))
    alone = base.transform_filter("datum.alone && isValid(datum.value)")
    return [*layers, alone.mark_point(size=24, filled=True, opacity=1).encode(x=x, y=y, color=by_role())]
