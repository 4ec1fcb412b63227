"""Overview: the number a board can be told, what it is tied to, and what is red."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from opmodel.charts.drawing import Drawing
from opmodel.ui import board, seats, sentences, split
from opmodel.ui import purgatory as waiting
from opmodel.ui.blocks import chart_block, empty_state, next_step
from opmodel.ui.cards import figure_card, trend_of
from opmodel.ui.decisions import decisions
from opmodel.ui.definitions import new_definitions
from opmodel.ui.formats import n_of_m
from opmodel.ui.reads import thresholds
from opmodel.ui.red import red_list
from opmodel.ui.scope import current

scope = current()
if scope.organisation.is_empty:
    empty_state(
        "Nothing has been uploaded yet.",
        then="Start with one file: the usage or seat list of your largest AI tool, exactly as its admin portal exports it. "
        "Uploads says where each file is found, and shows what it understood before anything is stored.",
    )
    st.stop()

adoption = scope.ask("adoption", series=True)
licences = scope.bought_by_week(adoption.series or ())
activity = scope.ask("tool_activity", series=True)
idle_money = scope.ask("shelfware_money")
pilots = scope.ask("pilots_to_production")
shelfware = scope.ask("shelfware")
renewals = scope.ask("renewals")
company_split = scope.ask("company_split", series=True)

st.title(
    sentences.board_sentence(adoption=adoption, licences=licences, activity=activity, team=scope.team), anchor=False
)
if adoption.value is None:
    next_step(adoption)
else:
    st.markdown(sentences.under_the_headline(adoption=adoption, licences=licences))
with st.grid(4, min_column_width=220, gap="medium"):
    figure_card(
        "Adoption",
        adoption,
        at=scope.at,
        counted=n_of_m(adoption),
        tone=sentences.tone(adoption),
        lines=[sentences.moved(adoption)],
        trend=trend_of(adoption),
    )
    figure_card(
        waiting.crossed_title(pilots),
        pilots,
        at=scope.at,
        counted=waiting.crossed_counted(pilots),
        lines=waiting.crossed_lines(pilots),
    )
    figure_card(
        "Idle money a year",
        idle_money,
        at=scope.at,
        counted=seats.idle_seats(shelfware),
        lines=[*seats.recoverable_lines(idle_money, renewals), seats.most_idle(idle_money)],
    )
    figure_card(
        "Active in a tool",
        activity,
        at=scope.at,
        counted=n_of_m(activity),
        lines=[sentences.moved_in_series(activity)],
        trend=trend_of(activity),
    )

majority = thresholds(scope.at)["majority_share"]
by_workflow = board.adoption_by(adoption.parts_of("workflow"), majority=majority, what="workflow")
by_team = board.adoption_by(adoption.parts_of("team"), majority=majority, what="team")
results = split.two_results(company_split, changes=new_definitions(scope.at, "company_split"))
bought = board.bought_active_working(
    licences=licences,
    activity=activity,
    adoption=adoption,
    beside=results or by_workflow,
    changes=new_definitions(scope.at, "adoption"),
)
idle_seats = seats.idle_by_cause(shelfware, idle_money)


def chart(drawing: Drawing | None, key: str) -> list[Callable[[], None]]:
    """What draws it, where there is anything to draw."""
    return [partial(chart_block, drawing, key=key)] if drawing else []


def side_by_side(*blocks: Callable[[], None]) -> None:
    """Each block with half the page, or the one there is with all of it."""
    with st.grid(len(blocks) or 1, min_column_width=430, gap="large"):
        for block in blocks:
            with st.container():
                block()


first_pair = [partial(split.split_block, company_split, results, at=scope.at)] if results else []
adoption_by_workflow = chart(by_workflow, "adoption-by-workflow")
side_by_side(*chart(bought, "bought-active-working"), *(first_pair or adoption_by_workflow))
red_list(
    decisions(
        purgatory=scope.ask("purgatory"),
        renewals=renewals,
        idle_money=idle_money,
        components=scope.ask("components"),
    )
)
side_by_side(*(adoption_by_workflow if results else []), *chart(by_team, "adoption-by-team"))
side_by_side(*chart(idle_seats, "idle-seats-by-cause"))
