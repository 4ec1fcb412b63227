"""Rollout: which workflow stands where in which team, who is next, and what evidence the gate before it misses."""

import streamlit as st

from opmodel.ui import rollout_map, rollout_reads, workflow_reads
from opmodel.ui.blocks import chart_block, empty_state, table_block
from opmodel.ui.gate import gate_section
from opmodel.ui.links import way_to
from opmodel.ui.next_teams import next_teams_block
from opmodel.ui.plain import plain
from opmodel.ui.reads import register_book, thresholds
from opmodel.ui.register_forms.saving import said
from opmodel.ui.scope import current
from opmodel.ui.shapes import shape_words, shapes_by_rollout

scope = current()
adoptions = workflow_reads.adoptions(scope)
book = register_book(scope.at)
if not adoptions or book is None:
    empty_state(
        f"No workflow is rolled out in {scope.who} yet." if scope.team else "No workflow is rolled out yet.",
        then="A rollout is one workflow in one team, with its stage and the date of it. Add the first in the register, or "
        "fill in the workflows template and upload it.",
    )
    way_to("operate/register.py", label="Open the register", icon=":material/edit_note:")
    st.stop()

st.title(rollout_map.rollout_sentence(adoptions), anchor=False)
said()
majority = thresholds(scope.at)["majority_share"]
shapes = shape_words(shapes_by_rollout(scope.ask("shape")))
drawing = rollout_map.map_drawing(adoptions, redesigned=True, majority=majority, shapes=shapes)
if drawing:
    chart_block(drawing, key="rollout-map")
tabs = rollout_map.map_drawing(adoptions, redesigned=False, majority=majority, shapes=shapes)
if tabs:
    with st.expander(plain(tabs.title)):
        chart_block(tabs, key="tabs-map")
with st.expander("The map as a table, teams by workflows"):
    table_block(rollout_map.map_rows(adoptions, shapes=shapes), key="stages", alt="Stage of each workflow in each team")

candidates = rollout_reads.next_teams_of(scope)
next_teams_block(candidates)
gate_section(scope, book, candidates)
