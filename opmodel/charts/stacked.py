"""One whole and its parts on a single bar, every part named at its own place; several wholes, several bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import LABEL_SIZE, NAME_SIZE, by_role, in_role

_NAME_HEIGHT = 26
_BAR_HEIGHT = 22
_TIER_HEIGHT = 20
_BELOW = 18
_ASSUMED_WIDTH = 480
"""Pixels that the narrowest place for this chart gives its bars. Labels that keep apart here keep apart everywhere wider."""
_LETTER = 6.9


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stretch of the bar."""

    name: str
    value: float
    text: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Whole:
    """One bar: what it is, how much, and what it is made of. A part of zero is left out."""

    name: str
    text: str
    parts: Sequence[Part]


def stacked(wholes: Sequence[Whole], *, title: str, measure: str, alt_text: str) -> Drawing:
    """A drawing with one bar a whole, all on one scale."""
    full = _scale_end(wholes)
    records: list[dict[str, Any]] = []
    top = 0.0
    for whole in wholes:
        placed = _labels(whole, full)
        tiers = 1 + max((tier for _, _, tier in placed), default=0)
        records.append({"part": "name", "pixel": top + 10, "name": whole.name, "text": whole.text, "role": "ink"})
        bar = top + _NAME_HEIGHT + _BAR_HEIGHT / 2
        for part, start, tier in placed:
            edge = bar + _BAR_HEIGHT / 2
            label = edge + 10 + tier * _TIER_HEIGHT
            records.append(
                {
                    "part": "bar",
                    "pixel": bar,
                    "start": start,
                    "end": start + part.value,
                    "role": part.role,
                    "name": part.name,
                    "text": part.text,
                    "label": f"{part.name} {part.text}",
                    "label_pixel": label + 1,
                    "stem_from": edge,
                    "stem_to": label + 6,
                }
            )
        top += _NAME_HEIGHT + _BAR_HEIGHT + _BELOW + tiers * _TIER_HEIGHT
    height = int(top)
    rows = pd.DataFrame(records)
    return Drawing(title=title, measure=measure, alt=alt_text, spec=_spec(height, full), rows=rows, height=height)


def _scale_end(wholes: Sequence[Whole]) -> float:
    """Where the scale ends: at the longest bar, or as much further right as the words beside its last part need."""
    end = max((sum(part.value for part in whole.parts) for whole in wholes), default=0.0) or 1.0
    for whole in wholes:
        start = 0.0
        for part in whole.parts:
            if part.value > 0:
                end = max(end, start * _ASSUMED_WIDTH / (_ASSUMED_WIDTH - _words(part)))
            start += part.value
    return end


def _words(part: Part) -> float:
    """How wide a part's label is, in pixels."""
    return float((len(part.name) + len(part.text) + 1) * _LETTER + 12)


def _labels(whole: Whole, full: float) -> list[tuple[Part, float, int]]:
    """Each part with its start and the row its label stands in.

    A label hangs on a line from its part's left edge, its words to the right of that line. From right to left, each
    label goes one row deeper than every line its words would meet: so no line ever passes through words.
    """
    placed: list[tuple[Part, float, int]] = []
    lines: list[tuple[float, int]] = []
    starts = []
    start = 0.0
    for part in whole.parts:
        starts.append(start)
        start += part.value
    for part, start in reversed([pair for pair in zip(whole.parts, starts, strict=True) if pair[0].value > 0]):
        at = start / full * _ASSUMED_WIDTH
        tier = 1 + max((row for line, row in lines if at <= line < at + _words(part)), default=-1)
        lines.append((at, tier))
        placed.append((part, start, tier))
    return placed[::-1]


@lru_cache(maxsize=64)
def _spec(height: int, end: float) -> dict[str, Any]:
    x = alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, end], nice=False))
    pixels = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    base = alt.Chart(alt.NamedData(ROWS))
    parts = base.transform_filter("datum.part === 'bar'")
    bar = parts.mark_bar(orient="horizontal", height=_BAR_HEIGHT).encode(
        x=x,
        x2="end:Q",
        y=alt.Y("pixel:Q", axis=None, scale=pixels),
        color=by_role(),
        tooltip=[alt.Tooltip("name:N", title="Part"), alt.Tooltip("text:N", title="Figure")],
    )
    seam = in_role(
        parts.mark_tick(orient="vertical", thickness=1.5, size=_BAR_HEIGHT).encode(
            x=x, y=alt.Y("pixel:Q", axis=None, scale=pixels)
        ),
        "paper",
    )
    stem = in_role(
        parts.mark_rule(strokeWidth=1).encode(x=x, y=alt.Y("stem_from:Q", axis=None, scale=pixels), y2="stem_to:Q"),
        "context",
    )
    label = in_role(
        parts.mark_text(align="left", baseline="middle", dx=5, fontSize=LABEL_SIZE, limit=0).encode(
            x=x, y=alt.Y("label_pixel:Q", axis=None, scale=pixels), text="label:N"
        ),
        "ink",
    )
    names = base.transform_filter("datum.part === 'name'")
    at_name = alt.Y("pixel:Q", axis=None, scale=pixels)
    name = in_role(
        names.mark_text(align="left", baseline="middle", fontSize=NAME_SIZE, fontWeight=600, limit=0).encode(
            x=alt.value(0), y=at_name, text="name:N"
        ),
        "ink",
    )
    figure = in_role(
        names.mark_text(align="right", baseline="middle", fontSize=NAME_SIZE, limit=0).encode(
            x=alt.value("width"), y=at_name, text="text:N"
        ),
        "context",
    )
    chart = alt.layer(bar, seam, stem, label, name, figure).properties(
        width="container", height=height, padding={"left": 2, "right": 2, "top": 2, "bottom": 2}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
