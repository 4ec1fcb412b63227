"""What happened in each team over time: stretches by stage, and marks for what was done on a day."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import LABEL_SIZE, NAME_SIZE, by_role, in_role

Shape = Literal["circle", "diamond", "square", "triangle-up", "tick"]

_SHAPES = ("circle", "diamond", "square", "triangle-up")
_NAME, _NAME_LINE = 22, 17
_FEWEST_LETTERS = 16
_MARKS = 14
_BAR = 16
_TICKS = 12
_AIR = 14
_AXIS = 26
_ASSUMED_WIDTH = 560
"""Pixels that the narrowest place for this chart gives its days: a name that fits here fits everywhere wider."""
_LETTER = 6.6


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A time from one day to another."""

    name: str
    first: date
    last: date
    role: str
    words_role: str = "ink"
    """The role of the name written on it, where there is room."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something of one day."""

    name: str
    day: date
    shape: Shape
    role: str = "ink"


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One row: its name, how it stands, its stretches, and its marks: ticks below the bar, other shapes above it."""

    name: str
    text: str
    stretches: Sequence[Stretch] = ()
    marks: Sequence[Mark] = ()


def timeline(lanes: Sequence[Lane], *, until: date, title: str, measure: str, alt_text: str) -> Drawing:
    """A drawing with a lane each, all on one axis of days.

    Args:
        lanes: the rows, in their order; at least one has a stretch or a mark.
        until: the last day of the axis.
        title: the finding.
        measure: what the shapes stand for.
        alt_text: the finding in words.
    """
    first = min(day for lane in lanes for day in _days(lane))
    span = max((until - first).days, 1)
    records: list[dict[str, Any]] = []
    top = 0.0
    for lane in lanes:
        records += _lane(lane, top, pixels_a_day=_ASSUMED_WIDTH / span)
        top += _height(lane)
    records += [{"part": "bounds", "day": first, "pixel": 0.0}, {"part": "bounds", "day": until, "pixel": 0.0}]
    height = int(top) + _AXIS
    frame = pd.DataFrame(records)
    for column in ("day", "to_day"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column])
    return Drawing(title=title, measure=measure, alt=alt_text, spec=_spec(int(top)), rows=frame, height=height)


def _days(lane: Lane) -> list[date]:
    return [*(stretch.first for stretch in lane.stretches), *(mark.day for mark in lane.marks)]


def _height(lane: Lane) -> float:
    ticks = any(mark.shape == "tick" for mark in lane.marks)
    shapes = any(mark.shape != "tick" for mark in lane.marks)
    return _name_height(lane) + shapes * _MARKS + bool(lane.stretches) * _BAR + ticks * _TICKS + _AIR


def _name_lines(lane: Lane) -> list[str]:
    """The name in as many lines as it needs beside the words at the right."""
    letters = int((_ASSUMED_WIDTH - len(lane.text) * _LETTER) / (_LETTER + 0.8))
    return textwrap.wrap(lane.name, max(letters, _FEWEST_LETTERS)) or [""]


def _name_height(lane: Lane) -> float:
    return _NAME + (len(_name_lines(lane)) - 1) * _NAME_LINE


def _lane(lane: Lane, top: float, *, pixels_a_day: float) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = [
        {
            "part": "name",
            "pixel": top + _NAME / 2 - 2 + number * _NAME_LINE,
            "words": words,
            "text": "" if number else lane.text,
        }
        for number, words in enumerate(_name_lines(lane))
    ]
    at = top + _name_height(lane)
    shapes = [mark for mark in lane.marks if mark.shape != "tick"]
    records += [_mark(mark, at + _MARKS / 2 - 1) for mark in shapes]
    at += _MARKS if shapes else 0
    for stretch in lane.stretches:
        room = (stretch.last - stretch.first).days * pixels_a_day
        records.append(
            {
                "part": "bar",
                "day": stretch.first,
                "to_day": stretch.last,
                "pixel": at,
                "foot": at + _BAR,
                "middle": at + _BAR / 2,
                "role": stretch.role,
                "says": stretch.name,
                "words": stretch.name if len(stretch.name) * _LETTER + 10 <= room else "",
                "words_role": stretch.words_role,
            }
        )
    at += _BAR if lane.stretches else 0
    records += [_mark(mark, at + _TICKS / 2) for mark in lane.marks if mark.shape == "tick"]
    return records


def _mark(mark: Mark, pixel: float) -> dict[str, Any]:
    return {
        "part": "tick" if mark.shape == "tick" else "mark",
        "day": mark.day,
        "pixel": pixel,
        "shape": mark.shape,
        "role": mark.role,
        "says": mark.name,
    }


@lru_cache(maxsize=64)
def _spec(height: int) -> dict[str, Any]:
    pixels = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    x = alt.X(
        "day:T",
        title=None,
        scale=alt.Scale(nice=False),
        axis=alt.Axis(
            grid=False,
            tickCount={"interval": "month", "step": 3},
            labelExpr="timeFormat(datum.value, month(datum.value) === 0 ? '%Y' : '%b')",
            labelFlush=True,
            labelOverlap=True,
            labelSeparation=12,
        ),
    )
    y = alt.Y("pixel:Q", axis=None, scale=pixels)
    base = alt.Chart(alt.NamedData(ROWS))

    # Only words are read aloud: what the marks say stands in them and in the chart's own text.
    def part(name: str) -> alt.Chart:
        return base.transform_filter(f"datum.part === '{name}'")

    tooltip = [alt.Tooltip("says:N", title="What"), alt.Tooltip("day:T", title="Day", format="%-d %b %Y")]
    bar = (
        part("bar")
        .mark_rect(cornerRadius=2, aria=False)
        .encode(
            x=x,
            x2="to_day:T",
            y=y,
            y2="foot:Q",
            color=by_role(),
            tooltip=[
                alt.Tooltip("says:N", title="Stage"),
                alt.Tooltip("day:T", title="From", format="%-d %b %Y"),
                alt.Tooltip("to_day:T", title="To", format="%-d %b %Y"),
            ],
        )
    )
    text: dict[str, Any] = {"baseline": "middle", "limit": 0}
    word = (
        part("bar")
        .mark_text(align="left", dx=6, fontSize=LABEL_SIZE - 1, **text)
        .encode(x=x, y=alt.Y("middle:Q", axis=None, scale=pixels), text="words:N", color=by_role("words_role"))
    )
    shape = alt.Shape("shape:N", scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES)), legend=None)
    mark = (
        part("mark")
        .mark_point(filled=True, size=52, opacity=1, aria=False)
        .encode(x=x, y=y, shape=shape, color=by_role(), tooltip=tooltip)
    )
    tick = (
        part("tick")
        .mark_tick(orient="vertical", size=8, thickness=1.5, aria=False)
        .encode(x=x, y=y, color=by_role(), tooltip=tooltip)
    )
    names = part("name")
    name = in_role(
        names.mark_text(align="left", fontSize=NAME_SIZE, fontWeight=600, **text).encode(
            x=alt.value(0), y=y, text="words:N"
        ),
        "ink",
    )
    stands = in_role(
        names.mark_text(align="right", fontSize=NAME_SIZE, **text).encode(x=alt.value("width"), y=y, text="text:N"),
        "context",
    )
    bounds = part("bounds").mark_point(opacity=0, aria=False).encode(x=x, y=y)
    chart = alt.layer(bounds, bar, word, mark, tick, name, stands).properties(
        width="container", height=height, padding={"left": 2, "right": 2, "top": 2, "bottom": 2}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
