"""Naming a person for an office: one known, or a new name."""

import streamlit as st

from opmodel.register.book import Book
from opmodel.ui.register_forms.saving import Form


def people(book: Book) -> list[str]:
    """Everybody named for an office so far."""
    return sorted((person.name for person in book.holders.values()), key=str.casefold)


def person_box(form: Form, what: str, label: str, value: str, *, help_text: str | None = None) -> str:
    """A person named for an office: one known, or a new name."""
    names = people(form.book)
    chosen = st.selectbox(
        label,
        names,
        index=names.index(value) if value in names else None,
        accept_new_options=True,
        placeholder="A person, by name",
        key=form.key(what),
        help=help_text,
    )
    form.error(what)
    return chosen or ""
