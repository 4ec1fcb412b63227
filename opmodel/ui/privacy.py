"""Privacy in Settings: the promise, what is kept how long, and the data sheet to take away."""

from datetime import date

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.access.role_table import roles_in_words
from opmodel.register.book import Book
from opmodel.register.data_sheet import data_sheet
from opmodel.register.privacy import NOT_FOR_INDIVIDUALS, PROMISE, set_not_for_individuals
from opmodel.store.closed import closed
from opmodel.store.setting_words import threshold_value
from opmodel.store.weeks import label
from opmodel.ui.blocks import download
from opmodel.ui.reads import KEYS, Here, thresholds
from opmodel.ui.register_forms.saving import open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet


def privacy_section(at: Here, book: Book) -> None:
    """What is promised and kept; changing the promise, and the data sheet."""
    kept = thresholds(at)
    st.markdown(
        f"No group under {threshold_value('minimum_group', kept['minimum_group'])} is shown. Who did what in a week is kept "
        f"{threshold_value('keep_person_weeks', kept['keep_person_weeks'])}, cases "
        f"{threshold_value('keep_cases', kept['keep_cases'])}; figures and snapshots stay. {_purged(at)}"
    )
    _promise_form(at, book)
    download(
        "Data sheet for works council and data protection officer",
        lambda: _sheet(at),
        name="data-sheet.md",
        mime="text/markdown",
        key="data-sheet",
    )


def _promise_form(at: Here, book: Book) -> None:
    form = open_form("privacy", book, marker="stands")
    stands = form.book.settings.get(NOT_FOR_INDIVIDUALS) != "off"
    wanted = st.toggle(PROMISE, stands, key=form.key("stands"))
    if wanted == stands:
        if not stands:
            quiet("The promise was withdrawn; the audit trail says who did so and why. No page shows more of anybody.")
        form.clash_panel()
        return
    reason = ""
    if not wanted:
        quiet(
            "Withdrawing it shows nothing more of anybody. It is written into the audit trail and into the data sheet."
        )
        reason = st.text_input("Why", key=form.key("reason"), max_chars=500, width=520)
        form.error("reason")
    if st.button("Give the promise" if wanted else "Withdraw the promise", key=form.key("save"), type="primary"):
        form.save(
            lambda seen: set_not_for_individuals(at.url, on=wanted, reason=reason, by=who(), seen=seen),
            done="The promise stands again." if wanted else "The promise is withdrawn, and the trail says so.",
        )
    form.clash_panel()


def _purged(at: Here) -> str:
    first_open = _first_open(at)
    return f"Weeks before {label(first_open)} are removed." if first_open else "Nothing has been removed yet."


@st.cache_resource(max_entries=16, ttl=60, show_spinner=False, hash_funcs=KEYS)
def _first_open(at: Here) -> int:
    with reading_as(at.asker, at.url) as session:
        return closed(session).first_open


def _sheet(at: Here) -> bytes:
    with reading_as(at.asker, at.url) as session:
        return data_sheet(session, today=date.today(), roles=roles_in_words(session)).encode()
