"""One bar a row: its name above it, its figure at the right, and named levels marked on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import LABEL_SIZE, NAME_SIZE, by_role, in_role

_ROW_HEIGHT = 46
_LEVEL_HEIGHT = 22


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row. A value of None draws no bar; the text then says why."""

    name: str
    value: float | None
    text: str
    """The figure as it is written."""
    role: str = "accent"


@dataclass(frozen=True, kw_only=True)
class Level:
    """A value that matters, and what it is called."""

    value: float
    name: str


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    measure: str,
    alt_text: str,
    levels: Sequence[Level] = (),
    most: float | None = None,
) -> Drawing:
    """A drawing of horizontal bars in the given order; `most` is the full width, else the largest value or level."""
    reach = [bar.value for bar in rows if bar.value is not None] + [level.value for level in levels]
    full = most if most is not None else (max(reach, default=0.0) * 1.02 or 1.0)
    frame = pd.concat(
        [
            pd.DataFrame(
                {
                    "part": "bar",
                    "row": [float(position) for position in range(len(rows))],
                    "name": [bar.name for bar in rows],
                    "value": pd.array([bar.value for bar in rows], dtype="Float64").astype("float64"),
                    "text": [bar.text for bar in rows],
                    "role": [bar.role for bar in rows],
                    "full": full,
                }
            ),
            pd.DataFrame(
                {
                    "part": "level",
                    "value": [level.value for level in levels],
                    "name": [level.name for level in levels],
                    "side": ["right" if level.value > full * 0.6 else "left" for level in levels],
                    "tier": [float(-1 - tier) for tier in range(len(levels))],
                    "row": float(len(rows) - 1),
                }
            ),
            pd.DataFrame(
                [
                    {"part": "mark", "value": level.value, "row": float(position)}
                    for level in levels
                    for position in range(len(rows))
                ],
                columns=["part", "value", "row"],
            ),
        ],
        ignore_index=True,
    )
    return Drawing(
        title=title,
        measure=measure,
        alt=alt_text,
        spec=_spec(len(rows), len(levels)),
        rows=frame,
        height=len(rows) * _ROW_HEIGHT + len(levels) * _LEVEL_HEIGHT,
    )


@cache
def _spec(count: int, levels: int) -> dict[str, Any]:
    # Pixels, not bands: a row's name, its bar and its marks each get their own stretch of the row.
    top = levels * _LEVEL_HEIGHT
    height = top + count * _ROW_HEIGHT
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))

    pixels = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    y = alt.Y("pixel:Q", axis=None, scale=pixels)
    base = alt.Chart(alt.NamedData(ROWS))

    def row(part: str, offset: float) -> alt.Chart:
        return base.transform_filter(f"datum.part === '{part}'").transform_calculate(
            pixel=f"{top} + datum.row * {_ROW_HEIGHT} + {offset}"
        )

    ground = in_role(
        row("bar", 30)
        .mark_bar(orient="horizontal", height=10)
        .encode(x=alt.X("full:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False)), y=y),
        "rule",
    )
    bar = (
        row("bar", 30)
        .transform_filter("isValid(datum.value)")
        .mark_bar(orient="horizontal", height=10)
        .encode(
            x=x,
            y=y,
            color=by_role(),
            tooltip=[alt.Tooltip("name:N", title="Name"), alt.Tooltip("text:N", title="Figure")],
        )
    )
    text = {"baseline": "middle", "limit": 0}
    name = in_role(
        row("bar", 14)
        .mark_text(align="left", fontSize=NAME_SIZE, fontWeight=600, **text)
        .encode(x=alt.value(0), y=y, text="name:N"),
        "ink",
    )
    figure = (
        row("bar", 14)
        .mark_text(align="right", fontSize=NAME_SIZE, **text)
        .encode(x=alt.value("width"), y=y, text="text:N", color=by_role())
    )
    layers: list[alt.Chart] = [ground, bar, name, figure]
    if levels:
        layers.append(
            in_role(row("mark", 30).mark_tick(orient="vertical", thickness=2, size=14).encode(x=x, y=y), "ink")
        )
        level = base.transform_filter("datum.part === 'level'").transform_calculate(
            head=f"{top} + datum.tier * {_LEVEL_HEIGHT} + 3",
            pixel=f"{top} + datum.tier * {_LEVEL_HEIGHT} + {_LEVEL_HEIGHT / 2}",
            foot=f"{top} + datum.tier * {_LEVEL_HEIGHT} + 19",
        )
        for side, align, shift in (("left", "left", 5), ("right", "right", -5)):
            label = level.transform_filter(f"datum.side === '{side}'").mark_text(
                align=align, dx=shift, fontSize=LABEL_SIZE, **text
            )
            layers.append(in_role(label.encode(x=x, y=y, text="name:N"), "context"))
        stem = level.mark_rule(strokeWidth=2).encode(x=x, y=alt.Y("head:Q", axis=None, scale=pixels), y2="foot:Q")
        layers.append(in_role(stem, "ink"))
    chart = alt.layer(*layers).properties(
        width="container", height=height, padding={"left": 2, "right": 2, "top": 2, "bottom": 2}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
