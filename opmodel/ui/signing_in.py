"""Before a page and instead of one: signing in, not being let in, and a page that takes another role."""

import streamlit as st

from opmodel.access.accounts import whom_to_ask
from opmodel.access.granting import name_local_user
from opmodel.access.pages import PageEntry
from opmodel.access.provider import is_set_up
from opmodel.register.editing import Invalid
from opmodel.settings import settings
from opmodel.store.asker import Asker, refusal
from opmodel.ui.plain import plain
from opmodel.ui.who import who
from opmodel.ui.words import quiet


def sign_in_page(why: str) -> None:
    """What whoever is not signed in sees, on every page.

    Args:
        why: why they have to sign in again; empty where they have not yet.
    """
    st.title("OpModel shows whether AI changed the work.", anchor=False)
    st.markdown(plain(why) or "Sign in with your company's account to see the figures.")
    st.button("Sign in", type="primary", key="sign-in", on_click=st.login)


def not_let_in_page(why: str) -> None:
    """What somebody sees who signed in and is not known here, on every page."""
    known = is_set_up()
    st.title(
        "You are signed in, and there is nothing here for you yet." if known else "This store is opened by signing in.",
        anchor=False,
    )
    st.markdown(plain(why))
    if known:
        st.button("Sign out", key="sign-out", on_click=st.logout)


def refused_page(page: PageEntry, asker: Asker) -> None:
    """What stands in place of a page that takes a role its visitor does not hold."""
    st.title(f"{page.title} is not among the pages of your role.", anchor=False)
    st.markdown(plain(refusal(asker, page.act, page.place)))
    st.markdown(plain(whom_to_ask(settings().store)))
    st.page_link("board/overview.py", label="Go to the Overview", icon=":material/monitoring:")


def who_is_here(asker: Asker) -> None:
    """At the foot of the sidebar: as whom one is signed in, and the way out."""
    with st.sidebar:
        if not is_set_up():
            _local(asker)
            return
        roles = ", ".join(dict.fromkeys(_said(asker)))
        quiet(f"{plain(asker.name)}  \n{plain(roles)}")
        st.button("Sign out", key="sign-out", type="tertiary", icon=":material/logout:", on_click=st.logout)


def _said(asker: Asker) -> list[str]:
    return [f"{grant.role.value} in {grant.team}" if grant.team else grant.role.value for grant in asker.grants]


def _local(asker: Asker) -> None:
    """The one local user: what the trail calls them, and naming themself."""
    opened = st.popover(
        f"You are {plain(asker.name)}",
        icon=":material/person:",
        on_change="rerun",
        key="local-user",
    )
    if not opened.open:
        return
    with opened:
        quiet(
            "Nobody signs in here: this machine alone can open the dashboard. The trail keeps what you change by this name."
        )
        with st.form("local-name", border=False):
            name = st.text_input("Your name", asker.name, key="local-name-text", max_chars=120)
            pressed = st.form_submit_button("Keep it")
        if pressed:
            try:
                name_local_user(settings().store, name, by=who())
            except Invalid as wrong:
                st.markdown(f":small[:red[{plain(str(wrong))}]]")
            else:
                st.rerun()
