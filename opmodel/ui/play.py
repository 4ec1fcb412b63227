"""A workflow's play: the standard as it is read, its versions, and what changed between two of them."""

import streamlit as st

from opmodel.measures.workflow_record import RecordedPlay, WorkflowRecord
from opmodel.ui.blocks import table_block
from opmodel.ui.formats import day
from opmodel.ui.glossary import meaning
from opmodel.ui.plain import plain
from opmodel.ui.play_text import differences, show_play
from opmodel.ui.words import quiet

_TALL = 460
_LONG = 1_400
"""Characters from which on a play scrolls within its frame."""


def play_title(record: WorkflowRecord) -> str:
    """Which version is the standard since when, as a heading."""
    published = record.published
    if published is None:
        return "No play is published: a win cannot be repeated yet."
    return f"The play: version {published.version} is the standard since {day(published.published_on)}."


def play_block(record: WorkflowRecord) -> None:
    """The heading, the text of the chosen version, and what changed since another."""
    st.header(play_title(record), anchor=False, help=meaning("play"))
    versions = {version_name(play): play for play in record.plays}
    if not versions:
        st.markdown("Write down how the workflow is run, so that the next team does not start from nothing.")
        return
    names = list(versions)
    with st.container(horizontal=True):
        standard = next((at for at, play in enumerate(record.plays) if play is record.published), 0)
        chosen = st.selectbox("Version", names, index=standard, key=f"play-{record.id}", width=260)
        others = [name for name in names if name != chosen]
        against = st.selectbox(
            "Compare with", others, index=None, placeholder="Another version" if others else "No other version", key=f"against-{record.id}-{chosen}",
            width=260, disabled=not others,
        )  # fmt: skip
    if against:
        _changes(versions[against], versions[chosen])
        return
    play = versions[chosen]
    with st.container(border=True, height=_TALL if len(play.body) > _LONG else "content"):
        show_play(play.body)


def version_name(play: RecordedPlay) -> str:
    """`Version 3, 12 Mar 2026`, `Version 4, draft`."""
    return f"Version {play.version}, {day(play.published_on) if play.published_on else 'draft'}"


def _changes(one: RecordedPlay, other: RecordedPlay) -> None:
    before, after = sorted((one, other), key=lambda play: play.version)
    changed = differences(before.body, after.body)
    quiet(plain(f"What changed from version {before.version} to version {after.version}."))
    if changed:
        table_block(changed, key="play-changes", alt="Lines that changed", wraps=True)
    else:
        st.markdown("Both versions say the same.")
