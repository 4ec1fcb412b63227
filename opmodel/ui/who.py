"""Who is at the screen: looked up anew at every run and before every change, so that a role taken back is gone at once."""

from datetime import UTC, datetime, timedelta
from getpass import getuser

import streamlit as st

from opmodel.access import provider
from opmodel.access.accounts import NotLetIn, asker_for, local_asker, signed_in
from opmodel.settings import settings
from opmodel.store.asker import Asker


class SignInFirst(Exception):
    """Nobody has signed in, or they did so too long ago. The message is for them."""


def who() -> Asker:
    """Whoever is at the screen, with the roles they hold now.

    Raises:
        SignInFirst: nobody is signed in.
        NotLetIn: somebody is who holds no role, or whom the provider does not vouch for.
    """
    url = settings().store
    if not provider.is_set_up():
        return local_asker(url, name=getuser())
    if not st.user.get("is_logged_in"):
        raise SignInFirst("")
    person = signed_in(st.user.to_dict())
    hours = settings().session_hours
    if person.since is None or datetime.now(UTC) - person.since > timedelta(hours=hours):
        raise SignInFirst(f"You signed in more than {hours:g} hours ago. Sign in again to go on.")
    return asker_for(url, person)


__all__ = ["NotLetIn", "SignInFirst", "who"]
