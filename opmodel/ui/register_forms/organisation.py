"""The organisation: its name, where it is, its money, when it works and when it is closed."""

from datetime import date
from typing import Any

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import checked
from opmodel.register.organisation import OrganisationEntry, organisation, save_organisation
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_FIELDS = ("name", "country", "time_zone", "currency", "last_review", "working_days", "opens", "closes")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TEXTS = (
    ("country", "Country", "IE", "Its public holidays count, for teams that have no country of their own."),
    ("time_zone", "Time zone", "Europe/Dublin", "Where its days begin and end, for teams that have none of their own."),
    ("currency", "Currency", "EUR", "Counts for what is spent on a rollout, where no other currency is entered."),
)


def organisation_form(at: Here, book: Book) -> None:
    """Change what is known of the organisation."""
    form = open_form("organisation", book, marker="name")
    with st.form(form.key("form"), border=True):
        entered = _fields(form, organisation(form.book))
        form.other_errors((*_FIELDS, *(f"closures.{place}" for place in range(len(entered["closures"])))))
        pressed = st.form_submit_button("Save the organisation", type="primary")
    if pressed:
        form.save(
            lambda seen: save_organisation(at.url, checked(OrganisationEntry, entered), by=who(), seen=seen),
            done=f"{entered['name']} is saved. The figures follow.",
        )
    form.clash_panel()


def _fields(form: Form, before: OrganisationEntry) -> dict[str, Any]:
    entered: dict[str, Any] = {}
    with st.grid(2, min_column_width=260, gap="medium"):
        with st.container(gap="xsmall"):
            entered["name"] = st.text_input(
                "Name", before.name, key=form.key("name"), max_chars=120, help="What the whole company is called."
            )
            form.error("name")
        for name, label, hint, means in _TEXTS:
            with st.container(gap="xsmall"):
                entered[name] = st.text_input(
                    label, getattr(before, name), key=form.key(name), placeholder=hint, help=means
                )
                form.error(name)
        with st.container(gap="xsmall"):
            entered["last_review"] = day_box(
                "Last board review on",
                before.last_review,
                key=form.key("last_review"),
                max_value=date.today(),
                help="The Overview tells what moved since that day. Left empty, it tells of the last thirteen weeks.",
            )
            form.error("last_review")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        entered["working_days"] = st.multiselect(
            "Working days",
            range(len(_DAYS)),
            before.working_days,
            format_func=_DAYS.__getitem__,
            key=form.key("days"),
            placeholder="None said",
            help="With them the working time of a case can be told, beside its elapsed time.",
            width=520,
        )
        entered["opens"] = st.time_input("From", before.opens, key=form.key("opens"), step=1800, width=120)
        entered["closes"] = st.time_input("To", before.closes, key=form.key("closes"), step=1800, width=120)
    for name in ("working_days", "opens", "closes"):
        form.error(name)
    entered["closures"] = _closures(form, before)
    return entered


def _closures(form: Form, before: OrganisationEntry) -> list[tuple[date | None, date | None]]:
    """Two days a closure, and a row more for a new one; a row with neither day is no closure."""
    quiet(
        "Closures: first and last day of each time in which everybody is away. A week of which half is free counts as a "
        "holiday week. Clear both days to remove one."
    )
    more = form.key("more")
    rows = [*before.closures, *[(None, None)] * (1 + st.session_state.get(more, 0))]
    entered: list[tuple[date | None, date | None]] = []
    for place, (first, last) in enumerate(rows):
        closure = _closure(form, place, first, last)
        if closure != (None, None):
            form.error(f"closures.{len(entered)}")
            entered.append(closure)
    st.form_submit_button("Another closure", key=form.key("another"), on_click=_add_a_row, args=(more,))
    return entered


def _closure(form: Form, place: int, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    shown = "visible" if place == 0 else "collapsed"
    with st.container(horizontal=True):
        return (
            day_box("Closed from", first, key=form.key(f"closed-{place}"), label_visibility=shown, width=180),
            day_box("To, that day included", last, key=form.key(f"open-{place}"), label_visibility=shown, width=180),
        )


def _add_a_row(more: str) -> None:
    st.session_state[more] = st.session_state.get(more, 0) + 1
