"""A drawing as a picture to take away: PNG and SVG, in the fonts of the product."""

from functools import cache
from pathlib import Path
from typing import Any

from opmodel.charts.drawing import ROWS, Drawing
from opmodel.charts.theme import Mode, picture_config

WIDTH = 900
_FONTS = Path(__file__).parent / "fonts"


def as_svg(drawing: Drawing, mode: Mode = "light") -> bytes:
    """The drawing as an SVG with its title and measure."""
    import vl_convert

    _fonts()
    return str(vl_convert.vegalite_to_svg(standalone(drawing, mode))).encode()


def as_png(drawing: Drawing, mode: Mode = "light") -> bytes:
    """The drawing as a PNG, at twice its size in pixels so that it stays sharp on a slide."""
    import vl_convert

    _fonts()
    return bytes(vl_convert.vegalite_to_png(standalone(drawing, mode), scale=2))


def standalone(drawing: Drawing, mode: Mode) -> dict[str, Any]:
    """The specification with its rows, title and colours: everything a reader of the file needs."""
    spec = drawing.spec_for()
    spec["width"] = WIDTH
    spec["title"] = {"text": _wrapped(drawing.title), "subtitle": drawing.measure}
    spec["config"] = {**spec.get("config", {}), **picture_config(mode)}
    right = spec.pop("padding", {}).get("right", 0)
    spec["padding"] = {"left": 28, "top": 24, "bottom": 24, "right": max(28, right)}
    rows = drawing.rows.copy()
    for column in rows.select_dtypes("datetime"):
        rows[column] = rows[column].dt.strftime("%Y-%m-%dT00:00:00").where(rows[column].notna(), None)
    records = rows.astype(object).where(rows.notna(), None).to_dict("records")
    spec.pop("data", None)
    spec["datasets"] = {ROWS: records}
    spec["data"] = {"name": ROWS}
    return spec


def _wrapped(title: str, letters: int = 84) -> list[str]:
    lines: list[str] = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@cache
def _fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(_FONTS))
