"""The audit trail of the register: every edit with before and after, and taking one back."""

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.register.bringing_back import take_back
from opmodel.register.editing import Invalid
from opmodel.register.trail import TrailEdit, newest_edits
from opmodel.store.asker import Act
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.plain import plain
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_SHOWN = 100
_SAID = "_trail_said"


def trail(at: Here) -> None:
    """The newest edits, line by line, and the way to take one back whole."""
    sentence = st.session_state.pop(_SAID, None)
    if sentence:
        st.info(plain(sentence))
    edits = _edits(at)
    if not edits:
        quiet("Nothing has been edited yet.")
        return
    _taking_back(at, edits)
    rows = [
        {
            "When": f"{edit.at:%d %b %Y %H:%M} UTC",
            "Who": edit.by,
            "What": f"{line.thing}: {line.what}",
            "Change": "; ".join(filter(None, [f"{line.column} {line.did}".strip(), edit.taken_out])),
            "Before": line.before,
            "After": line.after,
        }
        for edit in edits
        for line in edit.lines
    ]
    table_block(rows, key="trail", alt="Edits of the register, newest first", wraps=True)


def _taking_back(at: Here, edits: tuple[TrailEdit, ...]) -> None:
    own = {edit.key: edit for edit in edits if edit.key is not None}
    if not own:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Take an edit back",
            list(own),
            index=None,
            format_func=lambda key: f"{own[key].at:%d %b %H:%M}, {own[key].by}: {own[key].summary}",
            placeholder="Choose an edit",
            key="trail-choice",
            width=520,
        )
        if st.button("Take it back", disabled=chosen is None, key="trail-take-back") and chosen is not None:
            try:
                take_back(at.url, chosen, by=who())
                st.session_state[_SAID] = f"Taken back: {own[chosen].summary}."
            except Invalid as wrong:
                st.session_state[_SAID] = str(wrong)
            st.rerun()
    quiet(
        f"The newest {formats.plural(len(edits), 'edit')}, imports included; an import is taken out on Uploads. What an "
        "edit removed comes back with it."
    )


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=KEYS)
def _edits(at: Here) -> tuple[TrailEdit, ...]:
    with reading_as(at.asker, at.url, act=Act.EDIT_REGISTER) as session:
        return newest_edits(session, most=_SHOWN)
