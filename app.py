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
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

from opmodel.access.given import claimed_roles
from opmodel.access.provider import auth_section, check_exposure, is_set_up
from opmodel.settings import settings
from opmodel.store import engine as store
from opmodel.store.asker import Refused
from opmodel.ui.who import NotLetIn, SignInFirst

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

    What is loaded here lives as long as the process. Frozen, it is left out of the full collection that Streamlit
    runs after every script run, which otherwise costs more than the page.
    """
    check_who_comes_in()
    store.upgrade(settings().store)
    for module in _WARM:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    yield {"ready": True}


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


async def healthz(_request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


def readyz(_request: Request) -> JSONResponse:
    """The store answers too."""
    try:
        with store.reading(settings().store) as session:
            session.connection().exec_driver_sql("SELECT 1")
    except Exception:
        _log.exception("The store does not answer")
        return JSONResponse({"status": "the store does not answer"}, status_code=503)
    return JSONResponse({"status": "ok"})


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
    routes=[Route("/healthz", healthz), Route("/readyz", readyz)],
    on_script_error=on_script_error,
    secrets={"auth": auth_section()} if is_set_up() else None,
)
