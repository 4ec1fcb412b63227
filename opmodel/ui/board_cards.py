"""The Overview's row of cards: adoption with its target, the outcome beside it, pilots, and idle money.

Four cards stand side by side at 1280 pixels, so their words are short: a card cuts off what is too wide for it.
"""

import streamlit as st

from opmodel.measures.figure import Figure
from opmodel.ui import purgatory as waiting
from opmodel.ui import seats, sentences
from opmodel.ui.cards import figure_card, trend_of
from opmodel.ui.cycle_time import proven_card
from opmodel.ui.formats import count, n_of_m
from opmodel.ui.reads import Here

_LEAST_WIDTH = 200


def board_cards(
    *,
    adoption: Figure,
    activity: Figure,
    cycle_time: Figure,
    proven: Figure,
    pilots: Figure,
    shelfware: Figure,
    idle_money: Figure,
    renewals: Figure,
    at: Here,
) -> None:
    """The cards, each with the way to its evidence.

    While no workflow is redesigned there is no outcome; what there is stands in its place: people active in a tool.
    """
    with st.grid(4, min_column_width=_LEAST_WIDTH, gap="small"):
        figure_card(
            "Adoption",
            adoption,
            at=at,
            counted=sentences.people(adoption),
            tone=sentences.tone(adoption),
            lines=[sentences.moved(adoption), sentences.target(adoption)],
            trend=trend_of(adoption),
        )
        if proven.value is None:
            figure_card(
                "Active in a tool",
                activity,
                at=at,
                counted=sentences.people(activity),
                lines=[sentences.moved_in_series(activity)],
                trend=trend_of(activity),
            )
        else:
            _outcome(cycle_time, proven, at=at)
        figure_card(
            f"In production by month {pilots.detail.get('horizon_months', 12)}",
            pilots,
            at=at,
            counted=f"{counted} pilots so far" if (counted := n_of_m(pilots)) else "",
            lines=_pilots(pilots),
        )
        figure_card(
            "Idle money a year",
            idle_money,
            at=at,
            counted=seats.idle_seats(shelfware),
            lines=[*seats.recoverable_lines(idle_money, renewals), seats.most_idle(idle_money)],
        )


def _outcome(cycle_time: Figure, proven: Figure, *, at: Here) -> None:
    card = proven_card(cycle_time, proven)
    figure_card(
        "Workflows that got faster",
        cycle_time,
        at=at,
        value=card.value,
        counted=card.counted,
        lines=card.lines,
        also={"What is proven?": proven},
    )


def _pilots(pilots: Figure) -> list[str]:
    """`14 still open, 15 stopped`, and the interval of the share; the counts alone while no share can be stated."""
    ends = waiting.outcomes(pilots)
    if not ends:
        return []
    counts = f"{count(ends.get('open', 0.0))} still open, {count(ends.get('stopped', 0.0))} stopped"
    interval = waiting.interval(pilots.detail).replace("interval", "interval:")
    return [counts if pilots.value is not None else f"{n_of_m(pilots)} pilots so far; {counts}", interval]
