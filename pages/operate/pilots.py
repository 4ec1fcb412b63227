"""Pilots: how many cross into production, and which ones wait."""

import streamlit as st

from opmodel.ui import purgatory as waiting
from opmodel.ui.blocks import chart_block, empty_state, table_block
from opmodel.ui.cards import figure_card
from opmodel.ui.plain import plain
from opmodel.ui.scope import current

scope = current()
purgatory = scope.ask("purgatory")
crossed = scope.ask("pilots_to_production")
if purgatory.value is None:
    empty_state(
        "No pilot has begun yet." if not scope.team else f"No pilot has begun in {scope.who}.",
        then="A pilot is a rollout of a workflow that has been in stage pilot. Fill in the workflows template, with the date "
        "of each stage, and upload it.",
    )
    st.stop()

st.title(waiting.pilots_sentence(purgatory, crossed), anchor=False)
st.markdown(f"{plain(waiting.share_sentence(crossed))} {plain(waiting.rule_sentence(purgatory))}")
with st.grid(2, min_column_width=220, gap="medium"):
    figure_card(
        waiting.crossed_title(crossed),
        crossed,
        at=scope.at,
        counted=waiting.crossed_counted(crossed),
        lines=waiting.crossed_lines(crossed)[:1],
    )
    figure_card(
        "Stuck in purgatory",
        purgatory,
        at=scope.at,
        counted=waiting.of_open(purgatory),
        lines=[waiting.oldest(purgatory)],
    )
for key, drawing in (
    ("pilots-begun", waiting.funnel(crossed, purgatory)),
    ("open-pilots-by-age", waiting.ageing(purgatory)),
):
    if drawing:
        chart_block(drawing, key=key)
pilots = waiting.pilot_rows(purgatory)
if pilots:
    st.header("Open pilots, the worst first", anchor=False)
    table_block(pilots, key="open-pilots", alt="Open pilots, the worst first")
