"""Every page's frame: the navigation by section, and the scope that its figures are about."""

from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from opmodel.ui.scope import keep, scope_bar

# Pages about the store as a whole: they keep the scope for the next page and offer no choice of it.
WITHOUT_A_SCOPE = {"audit", "register", "settings", "uploads"}

st.set_page_config(
    page_title="OpModel",
    page_icon=str(Path(__file__).parent / "static" / "favicon.png"),
    layout="wide",
    # The menu shows only where it holds something of ours; the choice of light or dark comes with it.
    menu_items={"About": "OpModel shows whether AI changed the work."},
    initial_sidebar_state=240,
)

# The default page answers at the root only. Whoever comes by a link to /overview finds the same page under that name.
by_name = urlsplit(st.context.url or "").path.endswith("/overview")
overview = st.Page(
    "board/overview.py",
    title="Overview",
    icon=":material/monitoring:",
    url_path="overview" if by_name else "start",
    default=not by_name,
)
start = [st.Page("board/overview.py", title="Overview", url_path="start", default=True, visibility="hidden")]

page = st.navigation(
    {
        "Board": [
            overview,
            *(start if by_name else []),
            st.Page("board/workflow.py", title="Workflow", icon=":material/account_tree:"),
        ],
        "Operate": [
            st.Page("operate/shelfware.py", title="Shelfware", icon=":material/inventory_2:"),
            st.Page("operate/usage.py", title="Usage", icon=":material/repeat:"),
            st.Page("operate/pilots.py", title="Pilots", icon=":material/hourglass_top:"),
            st.Page("operate/rollout.py", title="Rollout", icon=":material/grid_view:"),
            st.Page("operate/register.py", title="Register", icon=":material/edit_note:"),
        ],
        "Data": [
            st.Page("data/uploads.py", title="Uploads", icon=":material/upload_file:"),
            st.Page("data/settings.py", title="Settings", icon=":material/tune:"),
            st.Page("data/audit.py", title="Audit", icon=":material/history:"),
        ],
    },
    position="sidebar",
)
keep(scope_bar(chosen=page.url_path not in WITHOUT_A_SCOPE))
page.run()
