"""The shapes of a workflow's rollouts as a section of its page."""

import streamlit as st

from opmodel.ui import shapes
from opmodel.ui.blocks import table_block
from opmodel.ui.scope import Scope
from opmodel.ui.words import quiet


def shapes_block(scope: Scope, workflow_id: int) -> None:
    """What the adoption of each rollout looks like, and what never moved where it fell back; nothing before go-live."""
    parts = shapes.of_workflow(scope.ask("shape"), workflow_id)
    if not parts:
        return
    st.header(shapes.shapes_title(parts), anchor=False)
    for line in shapes.collapse_lines(parts):
        st.markdown(line)
    if any(part.detail.get("busy_weeks") for part in parts):
        quiet(shapes.BUSY)
    table_block(shapes.shape_rows(parts), key="shapes", alt="Shape of adoption by team", wraps=True)
