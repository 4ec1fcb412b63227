"""The front door: what happens once at start, and what a visitor sees when something of ours breaks."""

import gc
import importlib
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from opmodel.access.given import claimed_roles
from opmodel.access.provider import auth_section, check_exposure, is_set_up
from opmodel.settings import settings
from opmodel.store import engine as store
from opmodel.store.asker import Refused
from opmodel.ui.who import NotLetIn, SignInFirst
from opmodel.web.headers import SecurityHeaders
from opmodel.web.health import HEALTH
from opmodel.web.log import event, set_up_log
from opmodel.web.origin import SameOrigin
from opmodel.web.request_log import RequestLog
from opmodel.web.upload_limits import UploadLimits

FRAME = Path(__file__).resolve().parent / "pages" / "_frame.py"

_WARM = (
    "altair",
    "lifelines",
    "openpyxl",
    "pandas",
    "pyarrow",
    "sqlmodel",
    "statsmodels.api",
    "opmodel.ui.warm",
)

_log = logging.getLogger("opmodel")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Bring the store up to date and pay for the imports before the first visitor comes.

    What is loaded here lives as long as the process. Frozen, it is left out of every collection, which otherwise
    costs more than a page.
    """
    check_who_comes_in()
    store.upgrade(settings().store)
    for module in _WARM:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    set_up_log(settings().log_level, settings().log_format)
    event("started")
    yield {"ready": True}
    event("stopped")


def check_who_comes_in() -> None:
    """Refuse to start where somebody could come in who should not.

    Raises:
        ProviderError: other machines reach the port and nobody signs in, or sign-in cannot be relied on.
    """
    check_exposure(config.get_option("server.address") or "")
    claimed_roles()
    if not is_set_up() and not config.get_option("server.allowedHosts"):
        # Else a page from elsewhere could have its own name lead here, and act as the one local user.
        config.set_option("server.allowedHosts", ["localhost", "127.0.0.1", "::1"])


def on_script_error(error: Exception) -> bool:
    """A sentence and a reference for the visitor; the whole story for the log. Whoever may not is told so, plainly."""
    if isinstance(error, (NotLetIn, Refused, SignInFirst)):
        st.error(str(error) or "Sign in again to go on.")
        return True
    reference = secrets.token_hex(4)
    _log.error("Reference %s", reference, exc_info=error)
    st.error(
        f"This part of the page could not be worked out. Nothing was changed. Try again, or give the person who runs "
        f"OpModel this reference: {reference}."
    )
    return True


app = st.App(
    FRAME,
    lifespan=lifespan,
    routes=HEALTH,
    # Outermost first: whatever is refused is written down too, and carries the headers.
    middleware=[Middleware(RequestLog), Middleware(SecurityHeaders), Middleware(SameOrigin), Middleware(UploadLimits)],
    on_script_error=on_script_error,
    secrets={"auth": auth_section()} if is_set_up() else None,
)
