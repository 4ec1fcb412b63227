"""A figure on a card: its value, what it is a share of, how it moved, and the way to its evidence."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from opmodel.measures.figure import Figure
from opmodel.ui import formats
from opmodel.ui.evidence import evidence
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
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
    note: str = "",
    tone: Tone = "neutral",
    below: str = "",
    trend: Sequence[float] = (),
) -> None:
    """A card in a row of cards.

    Args:
        title: what is counted, in two or three words.
        figure: the figure.
        at: the store it came from.
        value: how the value is written; the figure's own way unless given.
        note: a few words under the value, plain text.
        tone: whether the note is good news, needs a decision, or neither. The words carry the meaning; this is colour.
        below: a line under everything, plain text.
        trend: the last values, drawn as a small line where there are enough.
    """
    with st.container(border=True, height="stretch"):
        st.metric(
            plain(title),
            value if value is not None else formats.value_text(figure),
            chart_data=list(trend) if len(trend) >= _FEWEST_FOR_A_TREND else None,
            chart_type="line",
            delta=note or None,
            delta_arrow="off",
            delta_color=_COLOUR[tone] if note else "off",
        )
        if figure.value is None:
            quiet(plain(_why(figure)))
        elif below:
            quiet(plain(below))
        evidence(figure, at=at)


def _why(figure: Figure) -> str:
    if figure.suppressed:
        return "The group is too small to show a figure."
    return figure.why_unknown or "Not known yet."


def trend_of(figure: Figure) -> list[float]:
    """The known values of the last half year, for a card's small line."""
    return [point.value for point in (figure.series or ()) if point.value is not None][-_TREND_WEEKS:]


def numerators_of(figure: Figure) -> list[float]:
    """The known counts of the last half year."""
    return [point.numerator for point in (figure.series or ()) if point.numerator is not None][-_TREND_WEEKS:]
