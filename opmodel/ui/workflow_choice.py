"""The workflow that a page is about, by its name in the address."""

from collections.abc import Sequence

import streamlit as st

from opmodel.ui.plain import plain
from opmodel.ui.register_forms.choosing import WORKFLOW
from opmodel.ui.words import quiet

MISSED = "_workflow_missed"
_LAST = "_workflow_last"
_WIDTH = 420


def chosen_workflow(names: Sequence[str], *, first: str = "") -> str:
    """The name chosen, else the one to begin with; a name in the address that nobody registered is said to be unknown.

    Args:
        names: every workflow, in the order of the list.
        first: the one to begin with; the first of the list unless given.
    """
    asked = st.query_params.get(WORKFLOW)
    if asked is not None and asked not in names:
        del st.query_params[WORKFLOW]
        st.session_state[MISSED] = asked
    if st.session_state.get(WORKFLOW) not in names:
        begin = first if first in names else names[0]
        st.session_state[WORKFLOW] = asked if asked in names else begin
    chosen = st.selectbox(
        "Workflow",
        names,
        # No default: what is the default leaves the address, and a link would open on whatever is first then.
        index=None,
        key=WORKFLOW,
        bind="query-params",
        label_visibility="collapsed",
        width=_WIDTH,
    )
    # Emptied by hand, the box holds nothing until the next run.
    name: str = chosen or st.session_state.get(_LAST) or names[0]
    st.session_state[_LAST] = name
    missed = st.session_state.pop(MISSED, None)
    if missed is not None:
        quiet(f"There is no workflow called “{plain(missed)}” in the register. This is {plain(name)}.")
    return name
