"""Where each workflow is, team by team: a row a workflow, a tile a team, in words and in fill."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import altair as alt
import pandas as pd

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import LABEL_SIZE, NAME_SIZE, in_role

Look = Literal["filled", "solid", "tinted", "dashed", "bare"]
"""Filled in the accent, outlined, tinted, outlined in dashes, or words alone."""

_TILES = 3
"""Tiles side by side; the next ones go on below."""
_NAMES = 0.25
"""Share of the width that the names take."""
_TILE_LETTERS, _NAME_LETTERS = 22, 23
"""Letters that a tile and the names have room for at the width of a tablet."""
_SEAM = 0.012
"""Share of the width between two tiles."""
_WORDS = 16
_PADDING = 8
_GAP = 8
_ROW_GAP = 16


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One team: its name, and how it stands in a few words."""

    name: str
    says: str
    look: Look


@dataclass(frozen=True, kw_only=True)
class MapRow:
    """One workflow: its name, a few words about it, and its teams."""

    name: str
    says: str
    tiles: Sequence[Tile]


def stage_map(rows: Sequence[MapRow], *, title: str, measure: str, alt_text: str) -> Drawing:
    """A drawing with the rows in the given order."""
    records: list[dict[str, Any]] = []
    top = 0.0
    for row in rows:
        if records:
            records.append({"part": "seam", "left": 0.0, "right": 1.0, "top": top, "bottom": top})
            top += _ROW_GAP
        names = _lines(row.name, _NAME_LETTERS)
        records += _words(names, left=0.0, top=top, part="name")
        says = _lines(row.says, _NAME_LETTERS + 3) if row.says else []
        records += _words(says, left=0.0, top=top + len(names) * (_WORDS + 1), part="note")
        words_end = top + len(names) * (_WORDS + 1) + len(says) * _WORDS
        tiles, tiles_end = _tiles(row.tiles, top)
        records += tiles
        top = max(words_end + _PADDING, tiles_end) + _ROW_GAP
    height = int(top)
    frame = pd.DataFrame(records)
    return Drawing(title=title, measure=measure, alt=alt_text, spec=_spec(height), rows=frame, height=height)


def _tiles(tiles: Sequence[Tile], top: float) -> tuple[list[dict[str, Any]], float]:
    """The tiles of one row, and where they end."""
    records: list[dict[str, Any]] = []
    width = (1 - _NAMES) / _TILES
    for start in range(0, len(tiles), _TILES):
        beside = tiles[start : start + _TILES]
        written = [(_lines(tile.name, _TILE_LETTERS), _lines(tile.says, _TILE_LETTERS + 2)) for tile in beside]
        high = max(len(name) + len(says) for name, says in written) * _WORDS + 2 * _PADDING
        for column, (tile, (name, says)) in enumerate(zip(beside, written, strict=True)):
            left = _NAMES + column * width
            right = left + width - _SEAM
            records.append(
                {
                    "part": "tile",
                    "left": left,
                    "right": right,
                    "top": top,
                    "bottom": top + high,
                    "look": tile.look,
                    "words": tile.name,
                    "says": tile.says,
                }
            )
            inside = "on_fill" if tile.look == "filled" else "quiet" if tile.look == "bare" else "plain"
            first = top + _PADDING
            records += _words(name, left=left, top=first, part="team", inside=inside)
            records += _words(says, left=left, top=first + len(name) * _WORDS, part="says", inside=inside)
        top += high + _GAP
    return records, top - _GAP if tiles else top


def _lines(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters) or [""]


def _words(lines: Sequence[str], *, left: float, top: float, part: str, inside: str = "") -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines):
        yield {
            "part": part,
            "left": left,
            "top": top + number * _WORDS + _WORDS / 2,
            "words": line,
            "inside": inside,
        }


@lru_cache(maxsize=64)
def _spec(height: int) -> dict[str, Any]:
    # Shares of the width and pixels of the height: the tiles keep their words whatever the window.
    pixels = alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False)
    x = alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    y = alt.Y("top:Q", axis=None, scale=pixels)
    base = alt.Chart(alt.NamedData(ROWS))

    # Only words are read aloud: what the marks say stands in them and in the chart's own text.
    def part(name: str, **wanted: str) -> alt.Chart:
        asked = " && ".join(f"datum.{field} === '{value}'" for field, value in {"part": name, **wanted}.items())
        return base.transform_filter(asked)

    layers: list[alt.Chart] = [
        in_role(part("seam").mark_rule(strokeWidth=1, aria=False).encode(x=x, x2="right:Q", y=y), "rule"),
    ]
    looks: dict[str, tuple[dict[str, Any], str]] = {
        "filled": ({"filled": True}, "accent"),
        "solid": ({"filled": False, "strokeWidth": 1.5}, "context"),
        "tinted": ({"filled": True, "opacity": 0.6}, "rule"),
        "dashed": ({"filled": False, "strokeWidth": 1.2, "strokeDash": [4, 3]}, "context"),
        "bare": ({"filled": True, "opacity": 0}, "rule"),
    }
    for look, (style, role) in looks.items():
        tile = part("tile", look=look).mark_rect(cornerRadius=3, aria=False, **style)
        layers.append(
            in_role(
                tile.encode(
                    x=x,
                    x2="right:Q",
                    y=y,
                    y2="bottom:Q",
                    tooltip=[alt.Tooltip("words:N", title="Team"), alt.Tooltip("says:N", title="Stage")],
                ),
                role,
            )
        )
    text: dict[str, Any] = {"align": "left", "baseline": "middle", "limit": 0}
    layers += [
        in_role(
            part("name").mark_text(fontSize=NAME_SIZE, fontWeight=600, **text).encode(x=x, y=y, text="words:N"), "ink"
        ),
        in_role(part("note").mark_text(fontSize=LABEL_SIZE, **text).encode(x=x, y=y, text="words:N"), "context"),
    ]
    for inside, role in (("on_fill", "paper"), ("plain", "ink"), ("quiet", "context")):
        for name, weight in (("team", "bold"), ("says", "normal")):
            written: dict[str, Any] = {**text, "fontSize": LABEL_SIZE, "fontWeight": weight, "dx": 8}
            words = part(name, inside=inside).mark_text(**written)
            layers.append(in_role(words.encode(x=x, y=y, text="words:N"), role))
    chart = alt.layer(*layers).properties(
        width="container", height=height, padding={"left": 2, "right": 2, "top": 2, "bottom": 2}
    )
    return dict(chart.configure_view(stroke=None).to_dict())
