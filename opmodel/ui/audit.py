"""The audit trail on its page: entries by who, what, which and when; a file of them; and the chain that holds it together."""

from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.store.asker import Act, Asker
from opmodel.store.trail_chain import Chain, head, verify
from opmodel.store.trail_entry import Deed, TrailEntry
from opmodel.store.trail_reading import (
    Wanted,
    as_rows,
    count_entries,
    every_entry,
    newest_entries,
    people_in_trail,
    said_of,
)
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
from opmodel.ui.words import quiet

_PAGE = 50
_LINES = 6
"""Lines of one entry in sight; its file has all of them."""
_CHECKED = 500
"""Newest entries that are checked whenever the page is opened; all of them when somebody asks."""
_CHECK_HOLDS = 60
_OF_ONE_KIND = frozenset({Deed.SETTING, Deed.IMPORT, Deed.UNDO, Deed.NAMES_SEEN, Deed.EXPORT})
"""What is done to one kind of thing only, which need not be said."""
_EVERYBODY, _EVERYTHING = "Everybody", "Everything"


@dataclass(frozen=True, kw_only=True)
class Top:
    """The trail up to its newest entry: what every read of one page run is about."""

    url: str
    number: int
    head: str
    asker: Asker
    """Whoever looks: they may read the trail whole, or there is no `Top`."""


def _as_it_stands(top: Top) -> tuple[str, str]:
    return top.url, top.head


_KEYS: dict[str | type[Any], Any] = {Top: _as_it_stands, Wanted: astuple}
"""The trail is the same for everybody who may read it."""


def newest(at: Here) -> Top | None:
    """The trail as it is now; None while nothing stands in it.

    Raises:
        Refused: whoever looks may not.
    """
    with reading_as(at.asker, at.url, act=Act.AUDIT) as session:
        number, hash_of_it = head(session)
    return Top(url=at.url, number=number, head=hash_of_it, asker=at.asker) if number else None


def headline(top: Top) -> str:
    """`412 entries in the trail, and the newest 412 hold together`; or that they do not."""
    chain = _newest_checked(top)
    if not chain.holds:
        return "The trail does not hold together: something was altered."
    entries = formats.plural(top.number, "entry", "entries")
    if top.number == 1:
        return f"{entries} in the trail, as it was written."
    checked = "all of them hold" if chain.entries == top.number else f"the newest {formats.count(chain.entries)} hold"
    return f"{entries} in the trail, and {checked} together."


def entry_filters(top: Top) -> Wanted:
    """Boxes to narrow the entries by; what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox("Who", [_EVERYBODY, *_people(top)], key="who", bind="query-params", width=175)
        did = st.selectbox("What was done", [_EVERYTHING, *_deeds()], key="did", bind="query-params", width=175)
        thing = st.text_input("To what", placeholder="Part of a name", key="thing", bind="query-params", width=175)
        since = st.date_input("From", value=None, key="since", width=140)
        until = st.date_input("To", value=None, key="until", width=140)
    return Wanted(
        by=None if who == _EVERYBODY else who,
        act=None if did == _EVERYTHING else _deeds()[did],
        thing=thing,
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
    )


def _deeds() -> dict[str, str]:
    return {deed.value.capitalize(): deed.value for deed in Deed}


def entry_table(top: Top, wanted: Wanted) -> None:
    """The wanted entries, a page at a time, the newest first; the files hold all of them."""
    total = _count(top, wanted)
    if not total:
        quiet("No entry is like that. Widen who, what or when.")
        return
    pages = -(-total // _PAGE)
    # Another choice begins at its first page again.
    page = st.pagination(pages, key=f"audit-page-{astuple(wanted)}") if pages > 1 else 1
    quiet(f"{formats.plural(total, 'entry', 'entries')}, the newest first; times in UTC.")
    table_block(
        [row for entry in _entries(top, wanted, page) for row in rows_in_sight(entry)],
        key="audit",
        alt=f"{formats.plural(total, 'entry', 'entries')} of the audit trail, newest first",
        everything=lambda: _every_row(top, wanted),
        wraps=True,
    )


def rows_in_sight(entry: TrailEntry) -> list[dict[str, str]]:
    """An entry as rows of the table, plain text; who, when and what stand on the first alone."""
    said = said_of(entry)
    shown = said[:_LINES] or [("", "", "")]
    if len(said) > _LINES:
        shown.append((f"and {len(said) - _LINES} more, in the file", "", ""))
    done = {
        "When": _moment(entry.at.astimezone(UTC)),
        "Who": entry.by,
        "Did": _did(entry),
    }
    return [
        {**(done if place == 0 else dict.fromkeys(done, "")), "What of it": what, "Before": before, "After": after}
        for place, (what, before, after) in enumerate(shown)
    ]


def _moment(at: datetime) -> str:
    """`25 Nov 2026 17:08`, the day in one piece; the page says once that times are in UTC."""
    day = formats.day(at.date()).replace(" ", "\u00a0")
    return f"{day} {at:%H:%M}"


def _did(entry: TrailEntry) -> str:
    about = entry.name if entry.act in _OF_ONE_KIND else f"{entry.kind} {entry.name}".strip()
    purpose = f"for: {entry.purpose}" if entry.purpose else ""
    return "; ".join(filter(None, [f"{entry.act.capitalize()}: {about}", entry.note, purpose]))


def whole_chain(top: Top) -> None:
    """The head, what was checked, and checking all of it."""
    chain = _newest_checked(top)
    if top.number > chain.entries and st.button(f"Check all {formats.count(top.number)} entries", key="audit-check"):
        with st.spinner("Checking every entry"), reading_as(top.asker, top.url, act=Act.AUDIT) as session:
            chain = verify(session)
    for fault in chain.faults:
        st.error(plain(fault))
    if chain.holds:
        st.markdown(
            f"{formats.plural(chain.entries, 'entry', 'entries')} checked, from number {formats.count(chain.first)} on: each "
            "is as it was written, none is missing, and the register's changes are those that were made."
        )
    quiet(f"Head: `{top.head}`")
    quiet(
        "Each entry holds the hash of the one before it. Whoever keeps the head outside the store can tell later that "
        "nothing was taken off the end or written anew: `opmodel audit verify --head HASH`."
    )


@st.cache_resource(max_entries=16, ttl=_CHECK_HOLDS, show_spinner=False, hash_funcs=_KEYS)
def _newest_checked(top: Top) -> Chain:
    with reading_as(top.asker, top.url, act=Act.AUDIT) as session:
        return verify(session, newest=_CHECKED)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=_KEYS)
def _people(top: Top) -> list[str]:
    with reading_as(top.asker, top.url, act=Act.AUDIT) as session:
        return people_in_trail(session)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=_KEYS)
def _count(top: Top, wanted: Wanted) -> int:
    with reading_as(top.asker, top.url, act=Act.AUDIT) as session:
        return count_entries(session, wanted)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=_KEYS)
def _entries(top: Top, wanted: Wanted, page: int) -> list[TrailEntry]:
    with reading_as(top.asker, top.url, act=Act.AUDIT) as session:
        found = newest_entries(session, wanted, most=_PAGE, skip=(page - 1) * _PAGE)
        session.expunge_all()
    return found


def _every_row(top: Top, wanted: Wanted) -> list[dict[str, Any]]:
    with reading_as(top.asker, top.url, act=Act.AUDIT) as session:
        return [row for entry in every_entry(session, wanted) for row in as_rows(entry)]
