"""What becomes of a group with age: bands over time that fill the whole, each named at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.spread import spread
from opmodel.charts.theme import LABEL_SIZE, by_role, in_role

HEIGHT = 300
_LABEL_HEIGHT = 36
_MARK_HEIGHT = 18


@dataclass(frozen=True, kw_only=True)
class Band:
    """One part of the whole, from the bottom up: its share at each age."""

    name: str
    role: str
    """Colour of the band."""
    words: str
    """Colour of its name: one that carries words."""
    shares: Sequence[float]
    end: str
    """The last share as it is written."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """An age that matters, and what it is called."""

    age: float
    name: str


def course(
    bands: Sequence[Band],
    *,
    ages: Sequence[float],
    title: str,
    measure: str,
    alt_text: str,
    marks: Sequence[Mark] = (),
    height: int = HEIGHT,
) -> Drawing:
    """A drawing of bands that change in steps.

    Args:
        bands: the parts of the whole, from the bottom up; at each age their shares add up to one.
        ages: in days, rising.
        title: the finding.
        measure: what is measured, and the unit.
        alt_text: the finding in words.
        marks: ages that are drawn across the bands.
        height: pixels.
    """
    records: list[dict[str, Any]] = []
    ground = [0.0] * len(ages)
    middles = []
    for band in bands:
        top = [low + share for low, share in zip(ground, band.shares, strict=True)]
        records.extend(
            {"part": "band", "band": band.name, "role": band.role, "age": age, "low": low, "high": high}
            for age, low, high in zip(ages, ground, top, strict=True)
        )
        middles.append((ground[-1] + top[-1]) / 2)
        ground = top
    gap = _LABEL_HEIGHT / height
    places = spread(middles, gap=gap, least=gap / 2, most=1 - gap / 2)
    records.extend(
        {"part": "end", "role": band.words, "age": ages[-1], "low": place, "words": f"{band.name}\n{band.end}"}
        for band, place in zip(bands, places, strict=True)
    )
    drawn = [mark for mark in marks if mark.age <= ages[-1]]
    records.extend({"part": "mark", "age": mark.age, "words": mark.name, "low": 0.0} for mark in drawn)
    return Drawing(
        title=title,
        measure=measure,
        alt=alt_text,
        spec=_spec(height, bool(drawn), ages[-1]),
        rows=pd.DataFrame(records),
        height=height,
    )


@lru_cache(maxsize=64)
def _spec(height: int, has_marks: bool, last: float) -> dict[str, Any]:
    x = alt.X(
        "age:Q",
        title=None,
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(grid=False, tickCount=5, labelExpr="datum.value + ' days'", labelFlush=True, labelOverlap=True),
    )
    y = alt.Y(
        "low:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], domain=False, ticks=False, grid=False),
    )
    base = alt.Chart(alt.NamedData(ROWS))
    bands = base.transform_filter("datum.part === 'band'")
    area = bands.mark_area(interpolate="step-after").encode(
        x=x, y=y, y2="high:Q", color=by_role(), detail="band:N", order=alt.value(0)
    )
    seam = in_role(
        bands.mark_line(interpolate="step-after", strokeWidth=1.5).encode(x=x, y=alt.Y("low:Q"), detail="band:N"),
        "paper",
    )
    ends = (
        base.transform_filter("datum.part === 'end'")
        .mark_text(align="left", baseline="middle", dx=8, dy=-7, fontSize=LABEL_SIZE, fontWeight=600, lineBreak="\n")
        .encode(x=x, y=alt.Y("low:Q"), text="words:N", color=by_role())
    )
    layers = [area, seam, ends]
    if has_marks:
        marks = base.transform_filter("datum.part === 'mark'")
        rule = in_role(marks.mark_rule(strokeDash=[2, 2], strokeWidth=1).encode(x=x), "ink")
        name = in_role(
            marks.mark_text(align="left", baseline="bottom", dx=-2, dy=-4, fontSize=LABEL_SIZE).encode(
                x=x, y=alt.value(0), text="words:N"
            ),
            "context",
        )
        layers += [rule, name]
    chart = alt.layer(*layers).properties(
        width="container",
        height=height,
        padding={"left": 0, "right": 4, "top": _MARK_HEIGHT if has_marks else 8, "bottom": 4},
    )
    return dict(chart.configure_view(stroke=None).to_dict())
