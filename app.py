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

from opmodel.settings import settings
from opmodel.store import engine as store
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
    store.upgrade(settings().store)
    for module in _WARM:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    set_up_log(settings().log_level, settings().log_format)
    event("started")
    yield {"ready": True}
    event("stopped")


def on_script_error(error: Exception) -> bool:
    """A sentence and a reference for the visitor; the whole story for the log."""
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
)
