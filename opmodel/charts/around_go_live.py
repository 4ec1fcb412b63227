"""Week by week before and after go-live: a line or single values, levels named at the right, go-live marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.spread import spread
from opmodel.charts.theme import LABEL_SIZE, by_role, in_role

HEIGHT = 260
_WORDS = 17
_HEADROOM = 1.14
"""The axis goes so much further up than the highest value, so that the name of go-live stands clear of it."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week; a value of None leaves a gap."""

    number: int
    """Weeks since go-live; below 0 before it."""
    starts_on: date
    value: float | None
    stands_out: bool = False
    """Drawn larger, as another shape."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """A value that weeks are held against, and what it is called."""

    value: float
    name: str
    dashed: bool = True


def around_go_live(
    weeks: Sequence[Week],
    *,
    unit: str,
    title: str,
    measure: str,
    alt_text: str,
    levels: Sequence[Level] = (),
    joined: bool = True,
    height: int = HEIGHT,
) -> Drawing:
    """A drawing of one value a week, the weeks before go-live quiet and those since in the accent.

    Args:
        weeks: the weeks in order of time, at least one with a value.
        unit: what the axis counts: `days`, `hours`, `minutes`.
        title: the finding.
        measure: what is measured.
        alt_text: the finding in words.
        levels: values to hold the weeks against.
        joined: whether neighbouring weeks are joined by a strong line; else each stands for itself, on a fine one.
        height: pixels.
    """
    known = [week.value for week in weeks if week.value is not None]
    ceiling = max([*known, *(level.value for level in levels)]) * _HEADROOM
    records: list[dict[str, Any]] = [
        {
            "part": "week",
            "week": float(week.number),
            "day": week.starts_on,
            "value": week.value,
            "side": "after" if week.number >= 0 else "before",
            "role": "accent" if week.number >= 0 else "context",
            "shape": "diamond" if week.stands_out else "circle",
        }
        for week in weeks
    ]
    first, last = weeks[0].number, weeks[-1].number
    gap = ceiling * _WORDS / height
    places = spread([level.value for level in levels], gap=gap, least=gap / 2, most=ceiling)
    for level, place in zip(levels, places, strict=True):
        dash = "dashed" if level.dashed else "solid"
        records.append(
            {"part": "level", "week": float(first), "to_week": float(last), "value": level.value, "dash": dash}
        )
        records.append({"part": "level name", "week": float(last), "value": place, "words": level.name})
    records.append({"part": "go-live", "week": -0.5, "value": 0.0, "to_value": ceiling, "words": "go-live"})
    frame = pd.DataFrame(records)
    frame["day"] = pd.to_datetime(frame["day"])
    return Drawing(
        title=title,
        measure=measure,
        alt=alt_text,
        spec=_spec(height, unit, joined, bool(levels), _step(last - first)),
        rows=frame.astype({"week": "float64", "value": "float64"}),
        height=height,
    )


def _step(weeks: int) -> int:
    """Weeks from one name on the axis to the next."""
    return next((step for step in (4, 8, 13, 26) if weeks <= step * 8), 52)


@lru_cache(maxsize=64)
def _spec(height: int, unit: str, joined: bool, has_levels: bool, step: int) -> dict[str, Any]:
    x = alt.X(
        "week:Q",
        title=None,
        scale=alt.Scale(nice=False, zero=False, padding=6),
        axis=alt.Axis(
            grid=False,
            values=[step * number for number in range(-60, 61)],
            labelExpr="datum.value === 0 ? 'week 0' : (datum.value < 0 ? '−' : '') + abs(datum.value)",
            labelFlush=True,
            labelOverlap=True,
        ),
    )
    y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domainMin=0, nice=False),
        axis=alt.Axis(
            tickCount=5,
            domain=False,
            ticks=False,
            labelExpr=f"format(datum.value, '~g') + (datum.value === 1 ? ' {unit[:-1]}' : ' {unit}')",
        ),
    )
    base = alt.Chart(alt.NamedData(ROWS))

    # Only words are read aloud: what the marks say stands in them and in the chart's own text.
    def part(name: str) -> alt.Chart:
        return base.transform_filter(f"datum.part === '{name}'")

    tooltip = [
        alt.Tooltip("day:T", title="Week from", format="%-d %b %Y"),
        alt.Tooltip("week:Q", title="Weeks since go-live"),
        alt.Tooltip("value:Q", title=unit.capitalize(), format=".3~g"),
    ]
    line = (
        part("week")
        .mark_line(strokeWidth=3 if joined else 1, aria=False)
        .encode(x=x, y=y, color=by_role(), detail="side:N")
    )
    shape = alt.Shape(
        "shape:N", scale=alt.Scale(domain=["circle", "diamond"], range=["circle", "diamond"]), legend=None
    )
    size = alt.Size("shape:N", scale=alt.Scale(domain=["circle", "diamond"], range=[26, 90]), legend=None)
    dots = part("week").transform_filter("isValid(datum.value)")
    if joined:
        dot = dots.mark_point(filled=True, size=120, opacity=0, aria=False).encode(x=x, y=y, tooltip=tooltip)
    else:
        dot = dots.mark_point(filled=True, opacity=1, aria=False).encode(
            x=x, y=y, color=by_role(), shape=shape, size=size, tooltip=tooltip
        )
    text: dict[str, Any] = {"fontSize": LABEL_SIZE, "limit": 0}
    go_live = part("go-live")
    rule = in_role(go_live.mark_rule(strokeDash=[2, 2], aria=False).encode(x=x, y=y, y2="to_value:Q"), "ink")
    name = in_role(
        go_live.mark_text(align="left", baseline="top", dx=5, dy=1, **text).encode(
            x=x, y=alt.Y("to_value:Q"), text="words:N"
        ),
        "ink",
    )
    layers = [rule, name, line, dot]
    if has_levels:
        dash = alt.StrokeDash(
            "dash:N", scale=alt.Scale(domain=["solid", "dashed"], range=[[1, 0], [4, 3]]), legend=None
        )
        level = in_role(
            part("level").mark_rule(strokeWidth=1, aria=False).encode(x=x, x2="to_week:Q", y=y, strokeDash=dash),
            "context",
        )
        level_name = in_role(
            part("level name")
            .mark_text(align="left", baseline="middle", dx=8, **text)
            .encode(x=x, y=y, text="words:N"),
            "context",
        )
        layers = [level, level_name, *layers]
    chart = alt.layer(*layers).properties(
        width="container", height=height, padding={"left": 0, "right": 4, "top": 8, "bottom": 4}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
