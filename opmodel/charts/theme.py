"""The one look of every chart: colours by role, so that a specification is the same in light and in dark.

A mark's colour is a role, the roles are the domain of one colour scale, and the scale's range is the palette of the
moment: on screen the palette of `.streamlit/config.toml`, in a downloaded picture the one below. They are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

Mode = Literal["light", "dark"]

ROLES = ("accent", "context", "red", "ink", "rule", "red_soft", "quiet", "paper")
"""What a colour is for: what the product is about, context, what needs a decision, words, hairlines, a weaker red for
what may still come back, a weaker grey, and the ground.
"""


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours of the roles in one mode."""

    accent: str
    context: str
    red: str
    ink: str
    rule: str
    red_soft: str
    quiet: str
    paper: str

    def colours(self) -> list[str]:
        """The colours in the order of `ROLES`."""
        return [getattr(self, role) for role in ROLES]


PALETTES: Mapping[Mode, Palette] = {
    "light": Palette(
        accent="#0B5C55",
        context="#5F646B",
        red="#A11F18",
        ink="#1B1F23",
        rule="#DDD9CF",
        red_soft="#D08A82",
        quiet="#9AA09F",
        paper="#FBFAF7",
    ),
    "dark": Palette(
        accent="#5CC2B5",
        context="#A3A9AF",
        red="#F2867C",
        ink="#ECEAE4",
        rule="#343B41",
        red_soft="#A8645D",
        quiet="#6B7278",
        paper="#14181C",
    ),
}

LABEL_SIZE = 12
NAME_SIZE = 13


def role_scale() -> alt.Scale:
    """The colour scale of every mark. Its range is left to the palette of the moment."""
    return alt.Scale(domain=list(ROLES))


def by_role(field: str = "role") -> alt.Color:
    """Colour a mark by the role its row names."""
    return alt.Color(f"{field}:N", scale=role_scale(), legend=None)


def in_role(chart: alt.Chart, role: str) -> alt.Chart:
    """Colour a whole layer in one role."""
    return chart.transform_calculate(tone=f"'{role}'").encode(color=by_role("tone"))


def picture_config(mode: Mode) -> dict[str, Any]:
    """The configuration of a chart that is drawn without the app around it."""
    palette = PALETTES[mode]
    return {
        "background": palette.paper,
        "font": "Inter",
        "padding": 24,
        "view": {"stroke": None},
        "range": {"category": palette.colours()},
        "text": {"font": "Inter", "color": palette.ink},
        "title": {
            "font": "'Source Serif 4'",
            "fontWeight": 600,
            "fontSize": 20,
            "color": palette.ink,
            "anchor": "start",
            "frame": "group",
            "offset": 18,
            "subtitleFont": "Inter",
            "subtitleFontSize": 13,
            "subtitleColor": palette.context,
            "subtitlePadding": 6,
        },
        "axis": {
            "labelFont": "Inter",
            "labelFontSize": LABEL_SIZE,
            "labelColor": palette.context,
            "titleFont": "Inter",
            "titleColor": palette.context,
            "gridColor": palette.rule,
            "domainColor": palette.rule,
            "tickColor": palette.rule,
        },
    }
