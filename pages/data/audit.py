"""Audit: who did what and when, from what to what, and whether the trail of it is whole."""

import streamlit as st

from opmodel.ui.audit import entry_filters, entry_table, headline, newest, whole_chain
from opmodel.ui.blocks import empty_state
from opmodel.ui.scope import current

at = current().at
top = newest(at)
if top is None:
    empty_state(
        "Nothing has been done in this store yet.",
        then="Every import, edit, setting, decision and download, and every look at names, leaves an entry here that nobody "
        "can change. The first comes with the first upload.",
    )
    st.stop()

st.title(headline(top), anchor=False)
entry_table(top, entry_filters(top))
st.header("Is the trail whole?", anchor=False)
whole_chain(top)
