"""The imports of the store: what was loaded, by whom, and taking one out again."""

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.intake.history import ImportRecord
from opmodel.intake.history import imports as every_import
from opmodel.intake.undo import undo
from opmodel.store.asker import Act
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.plain import plain
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_SAID = "_undo_said"
_THERE = "in the store"


def import_list(at: Here) -> None:
    """Every import, newest first, and the way to take one out."""
    said = st.session_state.pop(_SAID, None)
    if said:
        st.info(said)
    records = history(at)
    if not records:
        quiet("Nothing has been loaded yet.")
        return
    table_block(
        [_in_sight(_row(record)) for record in records],
        key="imports",
        alt=f"{formats.plural(len(records), 'import')}, newest first",
        wraps=True,
        everything=lambda: [_row(record) for record in records],
    )
    loaded = {record.id: record for record in records if record.status.value == "loaded"}
    if not loaded:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Take an import out",
            list(loaded),
            format_func=lambda number: f"{number}: {loaded[number].file}",
            index=None,
            placeholder="Choose an import",
            key="undo-choice",
            width=420,
        )
        if st.button("Undo …", disabled=chosen is None, key="undo") and chosen is not None:
            _confirm(loaded[chosen], at)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=KEYS)
def history(at: Here) -> list[ImportRecord]:
    """The imports, newest first."""
    with reading_as(at.asker, at.url, act=Act.UPLOAD) as session:
        return every_import(session)


def _row(record: ImportRecord) -> dict[str, object]:
    undone = "" if record.undone_at is None else f"undone {formats.day(record.undone_at.date())} by {record.undone_by}"
    return {
        "Import": record.id,
        "File": record.file,
        "What it is": record.title,
        "Report of": record.report_at.date(),
        "Rows kept": f"{formats.count(record.rows['kept'])} of {formats.count(record.rows['read'])}",
        "Loaded": f"{formats.day(record.imported_at.date())}, {record.imported_by}",
        "State": undone or _THERE,
    }


def _in_sight(row: dict[str, object]) -> dict[str, object]:
    """The row as it is shown: only what is no longer in the store says so."""
    state = row.pop("State")
    return row if state == _THERE else {**row, "Loaded": f"{row['Loaded']}; {state}"}


@st.dialog("Take this import out?")
def _confirm(record: ImportRecord, at: Here) -> None:
    st.markdown(
        f"**{plain(record.file)}**, {plain(record.title)}, report of {formats.day(record.report_at.date())}. Its "
        f"{formats.plural(record.rows['kept'], 'row')} leave the store, and every figure is worked out again without "
        "them. The file itself is not touched: it can be loaded again."
    )
    with st.container(horizontal=True):
        if st.button("Take it out", type="primary", key="undo-confirm"):
            with st.spinner("Working the figures out again …"):
                outcome = undo(at.url, record.id, by=who())
            st.session_state[_SAID] = (
                plain(outcome.why or "It could not be taken out.")
                if outcome.status == "refused"
                else " ".join([f"Import {record.id} was taken out.", *(plain(note) for note in outcome.notes)])
            )
            st.rerun()
        if st.button("Keep it", key="undo-cancel"):
            st.rerun()
