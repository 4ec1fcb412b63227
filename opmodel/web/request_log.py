"""A line in the log for every request and every session: what was asked for by its kind, the answer, and how long it took.

Not who asked, nor from where, nor the query: a link to a team has its name in it. An address of no known kind is not
written down either, since whoever typed it may have typed anything.
"""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from opmodel.settings import ROOT
from opmodel.web.log import event

_PAGES = {f"/{path.stem}" for path in (ROOT / "pages").glob("*/*.py")}
_WHOLE = {"/", "/start", "/healthz", "/readyz", "/favicon.png", *_PAGES}
_BEGINNINGS = (
    "/_stcore/upload_file",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/metrics",
    "/_stcore/agent",
    "/app/static",
    "/auth",
    "/component",
    "/media",
    "/oauth2callback",
    "/static",
)
_ASKED_ALL_THE_TIME = {
    "/_stcore/health",
    "/_stcore/host-config",
    "/app/static",
    "/favicon.png",
    "/healthz",
    "/readyz",
    "/static",
}
"""The client's own files, and whoever looks whether we are well: written down at level debug only."""

_REQUEST_ID = re.compile(r"[0-9a-f]{8,32}")


class RequestLog:
    """ASGI middleware. `X-Request-ID` of a proxy is taken over, so that its log and ours can be read together."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and write it down when it is over."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._session(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            path = kind_of_address(scope["path"])
            event(
                "request",
                level=_level(path, status),
                method=scope["method"],
                path=path,
                status=status,
                ms=round((time.perf_counter() - start) * 1000),
                request=_request_id(scope),
            )

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = time.perf_counter()
        accepted, received, request = False, 0, _request_id(scope)

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += message["type"] == "websocket.receive"
            return message

        async def noting(message: Message) -> None:
            nonlocal accepted
            if message["type"] == "websocket.accept":
                accepted = True
                event("session opened", request=request)
            await send(message)

        try:
            await self._app(scope, counting, noting)
        finally:
            seconds = round(time.perf_counter() - start, 1)
            if accepted:
                event("session closed", request=request, seconds=seconds, messages=received)
            else:
                event("session refused", level=logging.WARNING, request=request)


def kind_of_address(path: str) -> str:
    """What may be written down of an address: a page, or the beginning that all of its kind share."""
    if path in _WHOLE:
        return path
    for beginning in _BEGINNINGS:
        if path == beginning or path.startswith(f"{beginning}/"):
            return beginning
    return "other"


def _level(path: str, status: int) -> int:
    if status >= 500:
        return logging.ERROR
    return logging.DEBUG if path in _ASKED_ALL_THE_TIME and status < 400 else logging.INFO


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
