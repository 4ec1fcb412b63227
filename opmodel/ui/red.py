"""What needs a decision: a kind, its evidence, the next move, an owner and what is at stake, one row each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from opmodel.ui import formats
from opmodel.ui.links import way_to
from opmodel.ui.plain import plain
from opmodel.ui.words import quiet

MOST = 8
_WORDS = 408


@dataclass(frozen=True, kw_only=True)
class Red:
    """One thing that needs a decision. Everything is plain text."""

    kind: str
    what: str
    says: str
    next_move: str = ""
    owner: str = ""
    stake: str = ""
    page: str = ""
    """Where it is worked on."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What that page is to be about, as its address says it."""


def red_list(found: Sequence[Red]) -> None:
    """The rows, worst first, under a heading that counts them."""
    if not found:
        st.header("Nothing needs a decision today.", anchor=False)
        return
    things = formats.plural(len(found), "thing needs", "things need")
    st.header(f"{things[0].upper()}{things[1:]} a decision", anchor=False)
    for row, item in enumerate(found[:MOST]):
        _row(item, key=f"red-{row}")
    if len(found) > MOST:
        quiet(_more(found[MOST:]))


def _more(found: Sequence[Red]) -> str:
    """How many more there are, and on which pages."""
    *rest, last = sorted({_page_name(item.page) for item in found})
    pages = f"pages {', '.join(rest)} and {last}" if rest else f"page {last}"
    return f"And {formats.count(len(found))} more on the {pages}."


def _page_name(page: str) -> str:
    return page.rsplit("/", 1)[-1].removesuffix(".py").capitalize()


def _row(item: Red, *, key: str) -> None:
    # Widths in pixels, so that on a tablet the second half moves below the first and no word breaks.
    row = st.container(border=True, key=key, horizontal=True, vertical_alignment="center", gap="small")
    row.markdown(f":red[**{plain(item.kind)}**]", width=92)
    with row.container(width=_WORDS, gap="xsmall"):
        st.markdown(f"**{plain(item.what)}.** {plain(item.says)}" if item.what else plain(item.says))
        if item.next_move:
            st.markdown(f":gray[Next:] {plain(item.next_move)}")
    with row.container(horizontal=True, vertical_alignment="center", width="stretch", gap="small"):
        st.markdown(
            f":small[:gray[Owner]]  \n:gray[{plain(item.owner) if item.owner else 'Nobody is named'}]", width=128
        )
        st.markdown(f":small[:gray[At stake]]  \n**{plain(item.stake)}**" if item.stake else "", width=108)
        if item.page:
            way_to(
                item.page,
                label="Open",
                help=f"Opens the page {_page_name(item.page)}.",
                query_params=dict(item.query) or None,
            )
