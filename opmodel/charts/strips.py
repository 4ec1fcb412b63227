"""How long cases took: a strip of dots for each side on one axis of time, the medians marked and joined by their names."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import LABEL_SIZE, NAME_SIZE, by_role, in_role

_NAME, _DOTS, _AIR, _AXIS = 24, 54, 18, 24
_ROWS_OF_DOTS = 9
_STEP = 4
"""Neighbours by rank lie this many rows apart, so that dots of like times do not lie on each other."""
_SHORTEST = 1e-3
_FEW_POWERS = 4


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One side: its times in the unit of the axis."""

    name: str
    times: Sequence[float]
    median: float
    says: str
    """The median as it is written."""
    role: str


def strips(rows: Sequence[Strip], *, unit: str, title: str, measure: str, alt_text: str) -> Drawing:
    """A drawing of one strip below the other, times on a logarithmic axis.

    Args:
        rows: the strips from the top, each with at least one time.
        unit: what the axis counts: `days`, `hours`, `minutes`.
        title: the finding.
        measure: what is measured.
        alt_text: the finding in words.
    """
    records: list[dict[str, Any]] = []
    top = 0.0
    for strip in rows:
        records.append({"part": "name", "pixel": top + _NAME / 2, "words": strip.name, "role": "ink"})
        records.append({"part": "says", "pixel": top + _NAME / 2, "words": strip.says, "role": strip.role})
        at = top + _NAME
        for rank, value in enumerate(strip.times):
            place = (rank * _STEP) % _ROWS_OF_DOTS
            records.append(
                {
                    "part": "dot",
                    "time": max(value, _SHORTEST),
                    "pixel": at + (place + 0.5) * _DOTS / _ROWS_OF_DOTS,
                    "role": strip.role,
                }
            )
        records.append(
            {
                "part": "median",
                "time": max(strip.median, _SHORTEST),
                "pixel": at - 2,
                "foot": at + _DOTS + 2,
                "words": strip.says,
                "role": strip.role,
            }
        )
        top = at + _DOTS + _AIR
    height = int(top)
    frame = pd.DataFrame(records)
    ticks = _ticks(float(frame["time"].min()), float(frame["time"].max()))
    return Drawing(
        title=title, measure=measure, alt=alt_text, spec=_spec(height, unit, ticks), rows=frame, height=height + _AXIS
    )


def _ticks(shortest: float, longest: float) -> tuple[float, ...]:
    """Round times on a logarithmic axis: 1, 2 and 5 times powers of ten, or the powers alone over a long way."""
    powers = range(math.floor(math.log10(shortest)), math.ceil(math.log10(longest)) + 1)
    steps = (1, 2, 5) if len(powers) <= _FEW_POWERS else (1,)
    ticks = [float(f"{step}e{power}") for power in powers for step in steps]
    return tuple(tick for tick in ticks if shortest <= tick <= longest)


@lru_cache(maxsize=64)
def _spec(height: int, unit: str, ticks: tuple[float, ...]) -> dict[str, Any]:
    pixels = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    x = alt.X(
        "time:Q",
        title=None,
        scale=alt.Scale(type="log", nice=False, padding=8),
        axis=alt.Axis(
            grid=False,
            values=list(ticks),
            labelExpr=f"format(datum.value, '~g') + (datum.value === 1 ? ' {unit[:-1]}' : ' {unit}')",
            labelFlush=True,
            labelOverlap=True,
            labelSeparation=16,
        ),
    )
    y = alt.Y("pixel:Q", axis=None, scale=pixels)
    base = alt.Chart(alt.NamedData(ROWS))

    # Only words are read aloud: what the marks say stands in them and in the chart's own text.
    def part(name: str) -> alt.Chart:
        return base.transform_filter(f"datum.part === '{name}'")

    dot = (
        part("dot")
        .mark_point(filled=True, size=26, opacity=0.5, aria=False)
        .encode(x=x, y=y, color=by_role(), tooltip=[alt.Tooltip("time:Q", title=f"Took, {unit}", format=".3~g")])
    )
    median = (
        part("median")
        .mark_rule(strokeWidth=2.5, aria=False)
        .encode(x=x, y=y, y2="foot:Q", color=by_role(), tooltip=[alt.Tooltip("words:N", title="Median")])
    )
    text: dict[str, Any] = {"baseline": "middle", "limit": 0}
    name = in_role(
        part("name")
        .mark_text(align="left", fontSize=NAME_SIZE, fontWeight=600, **text)
        .encode(x=alt.value(0), y=y, text="words:N"),
        "ink",
    )
    says = (
        part("says")
        .mark_text(align="right", fontSize=LABEL_SIZE + 1, fontWeight=600, **text)
        .encode(x=alt.value("width"), y=y, text="words:N", color=by_role())
    )
    chart = alt.layer(dot, median, name, says).properties(
        width="container", height=height, padding={"left": 2, "right": 6, "top": 2, "bottom": 2}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
