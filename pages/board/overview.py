"""Overview: the number a board can be told, what it is tied to, and what is red."""

import streamlit as st

from opmodel.ui import board, sentences
from opmodel.ui.blocks import chart_block, empty_state, next_step
from opmodel.ui.cards import figure_card, numerators_of, trend_of
from opmodel.ui.decisions import decisions
from opmodel.ui.formats import n_of_m
from opmodel.ui.reads import thresholds
from opmodel.ui.red import red_list
from opmodel.ui.scope import current
from opmodel.ui.seats import recoverable_note

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
        note=sentences.moved(adoption),
        tone=sentences.tone(adoption),
        below=n_of_m(adoption),
        trend=trend_of(adoption),
    )
    figure_card("Pilots in production", pilots, at=scope.at, below=n_of_m(pilots))
    figure_card("Idle money a year", idle_money, at=scope.at, below=recoverable_note(idle_money))
    figure_card("Active in a tool", activity, at=scope.at, below=n_of_m(activity), trend=numerators_of(activity))

majority = thresholds(scope.at)["majority_share"]
lines = board.bought_active_working(licences=licences, activity=activity, adoption=adoption)
workflows = board.adoption_by(adoption.parts_of("workflow"), majority=majority, what="workflow")
teams = board.adoption_by(adoption.parts_of("team"), majority=majority, what="team")
columns = [{"bought-active-working": lines, "adoption-by-team": teams}, {"adoption-by-workflow": workflows}]
with st.grid(2 if workflows else 1, min_column_width=430, gap="large"):
    for column in columns:
        with st.container():
            for key, drawing in column.items():
                if drawing:
                    chart_block(drawing, key=key)

red_list(decisions(purgatory=scope.ask("purgatory"), renewals=scope.ask("renewals"), idle_money=idle_money))
