"""Overview: the number a board can be told, what it is tied to, and what is red."""

import streamlit as st

from opmodel.ui import board, sentences
from opmodel.ui.blocks import chart_block
from opmodel.ui.cards import figure_card, numerators_of, trend_of
from opmodel.ui.reads import thresholds
from opmodel.ui.scope import current

scope = current()
majority = thresholds(scope.at)["majority_share"]
adoption = scope.ask("adoption", series=True)
licences = scope.ask("licences", series=True)
activity = scope.ask("tool_activity", series=True)
shelfware = scope.ask("shelfware")
idle_money = scope.ask("shelfware_money")
pilots = scope.ask("pilots_to_production")
st.title(
    sentences.board_sentence(adoption=adoption, licences=licences, activity=activity, team=scope.team), anchor=False
)
change = sentences.change_over(adoption, sentences.FOUR_WEEKS)
st.markdown(
    " ".join(
        filter(
            None,
            [sentences.movement(change), sentences.to_majority(adoption, majority), sentences.bought(licences)],
        )
    )
)
with st.grid(4, min_column_width=220, gap="medium"):
    figure_card("Adoption", adoption, at=scope.at, trend=trend_of(adoption))
    figure_card("Pilots in production", pilots, at=scope.at)
    figure_card("Paid for idle seats", idle_money, at=scope.at)
    figure_card("Active in a tool", activity, at=scope.at, trend=numerators_of(activity))
charts = st.grid(2, min_column_width=430, gap="large")
with charts.cell():
    drawing = board.bought_active_working(licences=licences, activity=activity, adoption=adoption)
    if drawing:
        chart_block(drawing, key="bought-active-working")
with charts.cell():
    drawing = board.adoption_by(adoption.parts_of("workflow"), majority=majority, what="workflow")
    if drawing:
        chart_block(drawing, key="adoption-by-workflow")
