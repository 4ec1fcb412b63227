"""A rollout's baseline: locked once, then shown."""

from datetime import date, timedelta

import streamlit as st

from opmodel.register.baselines import BaselineEntry, lock_baseline
from opmodel.register.book import Book
from opmodel.register.editing import checked
from opmodel.store.register import Rollout
from opmodel.ui import formats
from opmodel.ui.glossary import meaning
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here, baseline_window
from opmodel.ui.register_forms.day import days_box
from opmodel.ui.register_forms.saving import open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet


def baseline_form(at: Here, book: Book, rollout: Rollout) -> None:
    """Lock the cycle time before go-live, once."""
    assert rollout.id is not None
    number = rollout.id
    locked = next((row for row in book.baselines if row.rollout_id == number), None)
    if locked is not None:
        st.markdown(
            f"**{plain(locked.name)}**: cases started from {formats.day(locked.first_day)} to "
            f"{formats.day(locked.last_day)}, locked by {plain(locked.locked_by)} on {formats.day(locked.locked_on)}. "
            f":gray[Set of cases {plain(locked.cases_hash[:12])}]",
            help=meaning("baseline"),
        )
        return
    form = open_form(f"baseline-{number}", book, marker="name")
    window = baseline_window(at, number)
    if window.why:
        quiet(plain(window.why))
    with st.form(form.key("form"), border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input("Name", "Before go-live", key=form.key("name"), help=meaning("baseline"))
            days = days_box(
                "Cases started from, to",
                window.first_day or date.today() - timedelta(weeks=26),
                window.last_day or date.today() - timedelta(days=1),
                key=form.key("days"),
                width=260,
            )
        form.other_errors()
        pressed = st.form_submit_button("Lock baseline")
    if pressed:
        if days is None:
            form.refuse({"": "Choose the first and the last day."})
            return
        first, last = days

        def action(seen: int | None) -> None:
            entry = checked(BaselineEntry, {"name": name, "first_day": first, "last_day": last})
            lock_baseline(at.url, number, entry, by=who(), seen=seen)

        form.save(action, done="The baseline is locked.")
    form.clash_panel()
