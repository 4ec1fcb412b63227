"""The reclaim list: who holds seats that could be given back. It names people, so it opens only when asked for."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from opmodel.access.names import NoPurpose, checked_purpose, seats_by_name
from opmodel.measures.reclaim_list import ReclaimRow
from opmodel.measures.shelfware import class_titles
from opmodel.store.asker import ANYWHERE, Act
from opmodel.ui.blocks import table_block
from opmodel.ui.formats import plural
from opmodel.ui.plain import plain
from opmodel.ui.reads import thresholds
from opmodel.ui.scope import Scope
from opmodel.ui.words import quiet

_PAGE = 50
_ALL = 1_000_000
_EVERY_TOOL = "Every tool"
_PURPOSE = "_reclaim_purpose"
_IF_TOLD = ("Plan", "Team", "Kept on purpose", "Goes on")
"""Columns that are left out where they would be empty."""


def reclaim_section(scope: Scope, *, tools: list[str]) -> None:
    """The list behind a switch, for those who may see names and say what for, a page at a time; its files hold all of it."""
    if not scope.at.asker.may(Act.SEE_NAMES, ANYWHERE):
        return
    st.header("Seats to give back", anchor=False)
    quiet(
        "For whoever administers licences: it names the holders of idle seats. Tell them first. It says nothing about how "
        "anybody works, and is not for judging that."
    )
    if not st.toggle("Show the holders by name", key="reclaim-open"):
        st.session_state.pop(_PURPOSE, None)
        return
    purpose = _purpose()
    if not purpose:
        return
    quiet(f"For: {plain(purpose)}")
    chosen = st.selectbox("Tool", [_EVERY_TOOL, *tools], key="reclaim-tool", width=320)
    tool = None if chosen == _EVERY_TOOL else chosen
    titles = class_titles(thresholds(scope.at))
    shown, total = _rows(scope, purpose, tool, titles, limit=_PAGE, offset=0)
    pages = -(-total // _PAGE)
    if total == 0:
        quiet("No seat could be given back: nobody holds an idle one.")
        return
    number = st.pagination(pages, key="reclaim-page") if pages > 1 else 1
    if number > 1:
        shown, total = _rows(scope, purpose, tool, titles, limit=_PAGE, offset=(number - 1) * _PAGE)
    quiet(f"{plural(total, 'seat')}, the surest first, as of each tool's newest seat list.")
    table_block(
        shown,
        key="seats-to-give-back",
        alt=f"{plural(total, 'seat')} that could be given back",
        everything=lambda: _rows(scope, purpose, tool, titles, limit=_ALL, offset=0)[0],
    )


def _purpose() -> str:
    """What the names are for: asked once, before the first of them is shown, and kept while the list stays open."""
    kept: str = st.session_state.get(_PURPOSE, "")
    if kept:
        return kept
    with st.form("reclaim-purpose-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        said = st.text_input("What the names are for", key="reclaim-purpose", max_chars=300, width=520)
        pressed = st.form_submit_button("Show them")
    if pressed:
        try:
            st.session_state[_PURPOSE] = checked_purpose(said)
        except NoPurpose as missing:
            st.markdown(f":small[:red[{plain(str(missing))}]]")
        else:
            st.rerun()
    return ""


def _rows(
    scope: Scope,
    purpose: str,
    tool: str | None,
    titles: Mapping[str, str],
    *,
    limit: int,
    offset: int,
) -> tuple[list[dict[str, Any]], int]:
    page = seats_by_name(scope.at.url, by=scope.at.asker, purpose=purpose, tool=tool, limit=limit, offset=offset)
    rows = [_row(row, titles) for row in page.rows]
    shown = [name for name in (rows[0] if rows else ()) if name not in _IF_TOLD or any(row[name] for row in rows)]
    return [{name: row[name] for name in shown} for row in rows], page.total


def _row(row: ReclaimRow, titles: Mapping[str, str]) -> dict[str, Any]:
    return {
        "Tool": row.tool,
        "Plan": row.plan,
        "Holder": row.name or row.identifier or "name not known",
        "Account": row.identifier,
        "Team": row.team,
        "Why": titles[row.seat_class.value],
        "Idle days": row.idle_days,
        "Assigned on": row.assigned_on,
        "Kept on purpose": "yes" if row.exempt else "",
        "Goes on": row.ends_on,
    }
