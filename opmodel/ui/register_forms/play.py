"""The play of a workflow: the draft beside its preview, publishing it, and what changed between versions."""

from datetime import date

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import Invalid, checked
from opmodel.register.plays import LONGEST, PlayEntry, discard_draft, publish_play, save_draft
from opmodel.store.register import Workflow
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.glossary import meaning
from opmodel.ui.plain import plain
from opmodel.ui.play_text import differences, show_play
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_START = """## When to use it

## How it goes

1.

## The prompt

## What the reviewer looks at

## What never goes through
"""
_TALL = 420


def play_editor(at: Here, book: Book, workflow: Workflow) -> None:
    """Write the next version of the play, see it, publish it."""
    assert workflow.id is not None
    number = workflow.id
    form = open_form(f"play-{number}", book, marker="body")
    plays = form.book.of_workflow(form.book.plays, number)
    newest = plays[0] if plays else None
    draft = newest if newest is not None and newest.published_on is None else None
    st.header(_standing(workflow, form, number), anchor=False, help=meaning("play"))
    with st.grid(2, min_column_width=420, gap="large"):
        with st.container():
            body = st.text_area(
                f"Draft of version {draft.version}" if draft else f"Version {newest.version + 1 if newest else 1}",
                newest.body if newest else _START,
                key=form.key("body"),
                height=_TALL,
                max_chars=LONGEST,
                help="Markdown: headings, lists, bold and code. Links, pictures and HTML are shown as text.",
            )
            form.error("body")
        with st.container():
            quiet("As it will be read")
            with st.container(border=True, height=_TALL):
                show_play(body)
    form.error("on")
    form.other_errors(("body", "on"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _saving(form, at, number, body)
        if draft is not None and st.button("Discard draft", key=form.key("discard"), type="tertiary"):
            form.save(
                lambda seen: discard_draft(at.url, number, by=who(), seen=seen),
                done="The draft is discarded. The trail can bring it back.",
            )
    form.clash_panel()


def _standing(workflow: Workflow, form: Form, number: int) -> str:
    published = next(
        (play for play in form.book.of_workflow(form.book.plays, number) if play.published_on is not None), None
    )
    if published is None:
        return f"{plain(workflow.name)} has no published play yet."
    by = f" by {plain(published.published_by)}" if published.published_by else ""
    return f"Version {published.version} is the standard, published {formats.day(published.published_on)}{by}."


def _saving(form: Form, at: Here, number: int, body: str) -> None:
    on = day_box("Published on", date.today(), key=form.key("on"), max_value=date.today(), width=160)
    drafted = st.button("Save draft", key=form.key("save"))
    published = st.button("Publish", key=form.key("publish"), type="primary")
    if not drafted and not published:
        return
    try:
        entry = checked(PlayEntry, {"body": body})
    except Invalid as wrong:
        form.refuse(wrong.fields)
        return
    if drafted:
        form.save(lambda seen: save_draft(at.url, number, entry, by=who(), seen=seen), done="The draft is saved.")
    form.save(
        lambda seen: publish_play(at.url, number, entry, on=on, by=who(), seen=seen),
        done="The play is published: it is now the standard.",
    )


def versions(book: Book, workflow: Workflow) -> None:
    """What changed from one published version to the next."""
    published = [play for play in book.of_workflow(book.plays, workflow.id) if play.published_on is not None]
    if len(published) < 2:
        return
    st.header("What changed between versions", anchor=False)
    by_version = {play.version: play for play in published}
    with st.container(horizontal=True):
        older = st.selectbox("From version", list(by_version)[1:], key=f"play-{workflow.id}-from", width=160)
        newer = st.selectbox("To version", list(by_version), key=f"play-{workflow.id}-to", width=160)
    changed = differences(by_version[older].body, by_version[newer].body)
    if changed:
        table_block(changed, key="play-changes", alt=f"Lines changed from version {older} to {newer}", wraps=True)
    else:
        quiet("The two are the same.")
