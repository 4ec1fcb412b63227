"""One bar a row: its name above it, its figure at the right, and named levels marked on it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import LABEL_SIZE, NAME_SIZE, by_role, in_role

_BAR = 10
_WORDS = 17
_AIR = 16
_LEVEL = 22
_LETTERS = {False: 54, True: 80}
"""Letters that half a page and a whole one have room for; a longer name goes on to the next line."""


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
    wide: bool = False,
) -> Drawing:
    """A drawing of horizontal bars in the given order.

    Args:
        rows: the bars.
        title: the finding.
        measure: what is measured, and the unit.
        alt_text: the finding in words.
        levels: values to hold the bars against.
        most: the value that fills the width; the largest value or level unless given.
        wide: whether the chart has a whole page's width.
    """
    reach = [bar.value for bar in rows if bar.value is not None] + [level.value for level in levels]
    full = most if most is not None else (max(reach, default=0.0) * 1.02 or 1.0)
    records: list[dict[str, Any]] = []
    for tier, level in enumerate(levels):
        records.append(
            {
                "part": "level",
                "value": level.value,
                "words": level.name,
                "side": "right" if level.value > full * 0.6 else "left",
                "pixel": _LEVEL * tier + _LEVEL / 2,
                "head": _LEVEL * tier + 3.0,
                "foot": _LEVEL * tier + _LEVEL - 3.0,
            }
        )
    top = float(_LEVEL * len(levels))
    for bar in rows:
        lines = _name_lines(bar, _LETTERS[wide])
        at = top + len(lines) * _WORDS + _BAR / 2 + 2
        records.append({"part": "name", "words": "\n".join(lines), "pixel": top + _WORDS / 2})
        records.append(
            {"part": "figure", "words": bar.text, "role": bar.role, "pixel": top + (len(lines) - 0.5) * _WORDS}
        )
        records.append(
            {
                "part": "bar",
                "value": bar.value,
                "full": full,
                "pixel": at,
                "role": bar.role,
                "words": bar.name,
                "text": bar.text,
            }
        )
        records.extend({"part": "mark", "value": level.value, "pixel": at} for level in levels)
        top = at + _BAR / 2 + _AIR
    height = int(top)
    frame = pd.DataFrame(records).astype({"value": "float64"}) if records else pd.DataFrame()
    return Drawing(
        title=title, measure=measure, alt=alt_text, spec=_spec(height, bool(levels)), rows=frame, height=height
    )


def _name_lines(bar: Bar, letters: int) -> list[str]:
    """The name in as many lines as it needs, the last of them short enough to stand beside the figure."""
    lines = textwrap.wrap(bar.name, letters) or [""]
    if len(lines[-1]) + len(bar.text) + 2 > letters:
        lines.append("")
    return lines


@cache
def _spec(height: int, has_levels: bool) -> dict[str, Any]:
    # Pixels, not bands: a row's name, its bar and its marks each have their own place in the row.
    pixels = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    y = alt.Y("pixel:Q", axis=None, scale=pixels)
    base = alt.Chart(alt.NamedData(ROWS))

    def part(name: str) -> alt.Chart:
        return base.transform_filter(f"datum.part === '{name}'")

    text: dict[str, Any] = {"baseline": "middle", "limit": 0, "lineBreak": "\n"}
    ground = in_role(
        part("bar")
        .mark_bar(orient="horizontal", height=_BAR)
        .encode(x=alt.X("full:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False)), y=y),
        "rule",
    )
    bar = (
        part("bar")
        .transform_filter("isValid(datum.value)")
        .mark_bar(orient="horizontal", height=_BAR)
        .encode(
            x=x,
            y=y,
            color=by_role(),
            tooltip=[alt.Tooltip("words:N", title="Name"), alt.Tooltip("text:N", title="Figure")],
        )
    )
    name = in_role(
        part("name")
        .mark_text(align="left", fontSize=NAME_SIZE, fontWeight=600, **text)
        .encode(x=alt.value(0), y=y, text="words:N"),
        "ink",
    )
    figure = (
        part("figure")
        .mark_text(align="right", fontSize=NAME_SIZE, **text)
        .encode(x=alt.value("width"), y=y, text="words:N", color=by_role())
    )
    layers: list[alt.Chart] = [ground, bar, name, figure]
    if has_levels:
        layers.append(in_role(part("mark").mark_tick(orient="vertical", thickness=2, size=14).encode(x=x, y=y), "ink"))
        sides: dict[str, dict[str, Any]] = {"left": {"align": "left", "dx": 5}, "right": {"align": "right", "dx": -5}}
        for side, beside in sides.items():
            label = (
                part("level")
                .transform_filter(f"datum.side === '{side}'")
                .mark_text(fontSize=LABEL_SIZE, **text, **beside)
            )
            layers.append(in_role(label.encode(x=x, y=y, text="words:N"), "context"))
        stem = part("level").mark_rule(strokeWidth=2)
        layers.append(in_role(stem.encode(x=x, y=alt.Y("head:Q", axis=None, scale=pixels), y2="foot:Q"), "ink"))
    chart = alt.layer(*layers).properties(
        width="container", height=height, padding={"left": 2, "right": 2, "top": 2, "bottom": 2}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
