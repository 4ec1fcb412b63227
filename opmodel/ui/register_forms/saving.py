"""What every form of the register shares: what it had seen when it was opened, what was wrong, and what clashed.

A form keeps the register as it was when it was opened. Saved, it opens anew; refused, it keeps every word and says why at
the field; overtaken by somebody else's edit, it shows both versions and lets the reader choose.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import Clashed, Invalid
from opmodel.store.asker import Refused
from opmodel.store.audit import Clash
from opmodel.ui import formats
from opmodel.ui.plain import plain
from opmodel.ui.reads import here, register_book
from opmodel.ui.who import who

Action = Callable[[int | None], object]
"""Saves, given the number of the newest change that was seen."""

_FLASH = "_register_said"


@dataclass
class _Kept:
    """What outlives a run of the page."""

    book: Book
    generation: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    pending: Action | None = None
    done: str = ""


@dataclass(frozen=True)
class Form:
    """A form while it is open."""

    name: str
    kept: _Kept

    @property
    def book(self) -> Book:
        """The register as it was when the form was opened: what its fields first showed."""
        return self.kept.book

    def key(self, what: str) -> str:
        """The key of one of its widgets; another one each time the form is opened."""
        return f"{self.name}.{self.kept.generation}.{what}"

    def error(self, what: str) -> None:
        """What is wrong with a field, right under it."""
        sentence = self.kept.errors.get(what)
        if sentence:
            st.markdown(f":small[:red[{plain(sentence)}]]")

    def other_errors(self, shown: tuple[str, ...] = (), *, rows: str = "Row") -> None:
        """What is wrong with the rest: the whole, or rows of a table (`2.name`)."""
        for key, sentence in self.kept.errors.items():
            if key in shown:
                continue
            place, _, column = key.partition(".")
            where = f"{rows} {int(place) + 1}{f', {_label(column)}' if column else ''}: " if place.isdigit() else ""
            st.markdown(f":small[:red[{plain(where + sentence)}]]")

    def save(self, action: Action, *, done: str) -> None:
        """Save, and open anew; or keep what was entered, with what is wrong with it. Runs the page again either way."""
        self._run(action, seen=self.book.change, done=done)

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong without having tried to save."""
        self.kept.errors = dict(errors)
        self.kept.clashes = ()
        st.rerun()

    def _run(self, action: Action, *, seen: int | None, done: str) -> None:
        self.kept.errors, self.kept.clashes = {}, ()
        try:
            action(seen)
        except Invalid as wrong:
            self.kept.errors = wrong.fields
        except Refused as refused:
            self.kept.errors = {"": str(refused)}
        except Clashed as clashed:
            self.kept.clashes, self.kept.pending, self.kept.done = clashed.clashes, action, done
        else:
            self.close()
            st.session_state[_FLASH] = done
        st.rerun()

    def close(self) -> None:
        """Give the form up: it opens anew with what the register holds then."""
        del st.session_state[_state(self.name)]
        st.session_state[f"{_state(self.name)}.generation"] = self.kept.generation + 1

    def clash_panel(self) -> None:
        """Both versions of what somebody else changed meanwhile, and the choice."""
        kept = self.kept
        if not kept.clashes:
            return
        now = register_book(here(who()))
        assert now is not None
        with st.container(border=True):
            many = formats.plural(len(kept.clashes), "value was", "values were")
            names = ", ".join(sorted({clash.changed_by for clash in kept.clashes}))
            st.markdown(f"**{many} changed by {plain(names)} since you opened this form.** Nothing of yours is lost.")
            st.table(
                [_clash_row(now, clash) for clash in kept.clashes],
                border="horizontal",
                hide_index=True,
                alt="What you saw, what they saved and what you entered",
            )
            with st.container(horizontal=True):
                if st.button("Save mine over theirs", key=self.key("keep-mine"), type="primary"):
                    assert kept.pending is not None
                    self._run(kept.pending, seen=now.change, done=kept.done)
                if st.button("Take theirs", key=self.key("take-theirs")):
                    self.close()
                    st.rerun()


def open_form(name: str, book: Book, *, marker: str) -> Form:
    """The form of that name, as it was opened, else opened now.

    Args:
        name: of the form, unique on the page and to the thing it edits.
        book: the register as it is now.
        marker: one of its fields. Where it is gone from the screen since, what was entered is gone too, so the form
            opens anew.
    """
    state = _state(name)
    kept = st.session_state.get(state)
    if kept is None:
        generation = st.session_state.get(f"{state}.generation", 0)
        kept = st.session_state[state] = _Kept(book=book, generation=generation)
    form = Form(name, kept)
    if kept.errors or kept.clashes or kept.book.change == book.change:
        return form
    shown = st.session_state.get(form.key(marker))
    if shown is None:
        kept.book = book
    elif isinstance(shown, dict) and not any(shown.values()):
        # A table that nobody touched says so itself, and is drawn anew with what has changed beside it.
        kept.book = book
        kept.generation += 1
    return form


def said() -> None:
    """What the last edit did, once."""
    sentence = st.session_state.pop(_FLASH, None)
    if sentence:
        st.success(plain(sentence))


def _state(name: str) -> str:
    return f"_form.{name}"


def _clash_row(book: Book, clash: Clash) -> dict[str, str]:
    what = clash.table_name.replace("_", " ")
    label = f"{_label(clash.column)} of the {what}" if clash.column else f"The {what} itself"
    when = f"{clash.changed_at:%d %b %Y %H:%M}"
    return {
        "What": plain(label[0].upper() + label[1:]),
        "You saw": plain(_value(book, clash.column, clash.base)),
        f"{clash.changed_by} saved, {when} UTC": plain(_value(book, clash.column, clash.theirs)),
        "You entered": plain(_value(book, clash.column, clash.yours) if clash.column else "removed"),
    }


def _label(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _value(book: Book, column: str, value: Any) -> str:
    """A value of the trail as a reader knows it: names for numbers."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, Mapping):
        return str(value.get("name") or "changed")
    if column.endswith(("owner_id", "reviewer_id", "backup_id", "holder_id")):
        return book.holder(int(value)) if int(value) in book.holders else str(value)
    if column in {"parent_id", "team_id"}:
        return book.team(int(value))
    if column == "spend_micros":
        return formats.count(int(value) / 1_000_000)
    return str(value)
