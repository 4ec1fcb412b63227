"""Every page's frame: who is there, the pages they may open, by section, and the scope that their figures are about."""

from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from opmodel.access.pages import PAGES, PageEntry, may_open
from opmodel.store.asker import Asker
from opmodel.ui.scope import keep, scope_bar
from opmodel.ui.signing_in import not_let_in_page, refused_page, sign_in_page, who_is_here
from opmodel.ui.who import NotLetIn, SignInFirst, who

OVERVIEW = "board/overview.py"

st.set_page_config(
    page_title="OpModel",
    page_icon=str(Path(__file__).parent / "static" / "favicon.png"),
    layout="wide",
    # The menu shows only where it holds something of ours; the choice of light or dark comes with it.
    menu_items={"About": "OpModel shows whether AI changed the work."},
    initial_sidebar_state=240,
)


def navigation(asker: Asker | None) -> st.Page:
    """The page that was asked for. Those that the visitor may not open are known by their address, and are not shown."""
    # The default page answers at the root only. Whoever comes by a link to /overview finds the same page under that name.
    by_name = urlsplit(st.context.url or "").path.endswith("/overview")
    sections: dict[str, list[st.Page]] = {}
    for entry in PAGES.values():
        shown = asker is not None and may_open(asker, entry.path)
        is_start = entry.path == OVERVIEW
        sections.setdefault(entry.section, []).append(
            st.Page(
                entry.path,
                title=entry.title,
                icon=entry.icon,
                url_path="start" if is_start and not by_name else entry.name,
                default=is_start and not by_name,
                visibility="visible" if shown else "hidden",
            )
        )
        if is_start and by_name:
            start = st.Page(entry.path, title=entry.title, url_path="start", default=True, visibility="hidden")
            sections[entry.section].append(start)
    return st.navigation(sections, position="sidebar" if asker is not None else "hidden")


def entry_of(page: st.Page) -> PageEntry:
    return next((entry for entry in PAGES.values() if entry.name == page.url_path), PAGES[OVERVIEW])


def show() -> None:
    try:
        asker = who()
    except (SignInFirst, NotLetIn) as closed:
        navigation(None)
        (sign_in_page if isinstance(closed, SignInFirst) else not_let_in_page)(str(closed))
        return
    page = navigation(asker)
    entry = entry_of(page)
    who_is_here(asker)
    if not may_open(asker, entry.path):
        refused_page(entry, asker)
        return
    keep(scope_bar(asker, chosen=entry.has_scope))
    page.run()


show()
