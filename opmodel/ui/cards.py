"""A figure on a card: its value, what it is a share of, how it moved, and the way to its evidence."""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from opmodel.measures.figure import Figure
from opmodel.store.weeks import label
from opmodel.ui import formats
from opmodel.ui.evidence import evidence
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
from opmodel.ui.scope import current
from opmodel.ui.words import quiet

Tone = Literal["good", "bad", "neutral"]
_COLOUR: dict[Tone, Literal["green", "red", "gray"]] = {"good": "green", "bad": "red", "neutral": "gray"}
_TREND_WEEKS = 26
_FEWEST_FOR_A_TREND = 3


def figure_card(
    title: str,
    figure: Figure,
    *,
    at: Here,
    value: str | None = None,
    counted: str = "",
    tone: Tone = "neutral",
    lines: Sequence[str] = (),
    trend: Sequence[float] = (),
    also: Mapping[str, Figure] | None = None,
) -> None:
    """A card in a row of cards.

    Args:
        title: what is counted, in two or three words.
        figure: the figure.
        at: the store it came from.
        value: how the value is written; the figure's own way unless given.
        counted: what the value is a share of, right under it, plain text.
        tone: whether the figure moved well, needs a decision, or neither. The words carry the meaning; this is colour.
        lines: short lines under that, plain text.
        trend: the last values, drawn as a small line where there are enough.
        also: other figures that the card speaks of, by the words on the button that opens their evidence.
    """
    # The evidence stands at the foot of every card of a row, however much is above it.
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        with st.container(gap="xsmall"):
            st.metric(
                plain(title),
                value if value is not None else formats.value_text(figure),
                chart_data=list(trend) if len(trend) >= _FEWEST_FOR_A_TREND else None,
                chart_type="line",
                delta=counted if counted and figure.value is not None else None,
                delta_arrow="off",
                delta_color=_COLOUR[tone] if counted else "off",
            )
            why = [_why(figure)] if figure.value is None else []
            said = [*why, *filter(None, lines), *([] if why else _other_week(figure))]
            if said:
                quiet("  \n".join(plain(line) for line in said))
        with st.container(gap="xsmall"):
            evidence(figure, at=at)
            for words, other in (also or {}).items():
                evidence(other, at=at, label_text=words)


def _other_week(figure: Figure) -> list[str]:
    """The week of a figure that is not of the week in the line at the top of the page."""
    same = figure.as_of in {None, current().week}
    return [] if same or figure.as_of is None else [f"Week {label(figure.as_of)}"]


def _why(figure: Figure) -> str:
    if figure.suppressed:
        return formats.why_not_shown(figure)
    return figure.why_unknown or "Not known yet."


def trend_of(figure: Figure) -> list[float]:
    """The known values of the last half year, for a card's small line."""
    return [point.value for point in (figure.series or ()) if point.value is not None][-_TREND_WEEKS:]
