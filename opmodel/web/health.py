"""What whoever watches over the server asks it: does it run, and can it serve."""

import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from opmodel.settings import settings
from opmodel.store.engine import StoreError, reading
from opmodel.store.migrated import why_not_migrated

_log = logging.getLogger("opmodel.web")


async def healthz(_request: Request) -> JSONResponse:
    """The process answers. If it does not, it has to be started again."""
    return JSONResponse({"status": "ok"})


def readyz(_request: Request) -> JSONResponse:
    """The store answers too, and its tables are those this version needs. If not, the answer says why."""
    why = _why_not_ready()
    if why is None:
        return JSONResponse({"status": "ok"})
    _log.warning("Not ready: %s", why)
    return JSONResponse({"status": "not ready", "why": why}, status_code=503)


def _why_not_ready() -> str | None:
    try:
        with reading(settings().store) as session:
            return why_not_migrated(session.connection())
    except (SQLAlchemyError, StoreError):
        _log.exception("The store does not answer")
        return "the store does not answer"


HEALTH = [Route("/healthz", healthz), Route("/readyz", readyz)]
