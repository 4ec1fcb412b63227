"""Ways from one page to another: drawn only for whoever may open the other."""

from collections.abc import Mapping

import streamlit as st

from opmodel.access.pages import may_open
from opmodel.ui.scope import current


def way_to(
    page: str,
    *,
    label: str,
    icon: str | None = None,
    help: str | None = None,  # noqa: A002  as Streamlit calls it
    query_params: Mapping[str, str] | None = None,
) -> None:
    """A link to a page (its path below `pages/`), where the reader may open it."""
    if may_open(current().at.asker, page):
        st.page_link(page, label=label, icon=icon, help=help, query_params=dict(query_params) if query_params else None)
