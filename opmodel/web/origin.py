"""Requests that another site's page makes a visitor's browser send: refused before Streamlit sees them.

A browser says in `Origin` which page a request comes from. Streamlit compares it too, but lets every page on `localhost` in,
and to judge a stranger it looks its own address up outside. Here it is the address the request was made to, or nothing.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_READS = {"GET", "HEAD", "OPTIONS"}
_POLICY_VIOLATION = 1008


class SameOrigin:
    """ASGI middleware. A request without `Origin` comes from no page and is let through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from a page of ours; of the rest only reads, whose answers its browser keeps from them."""
        if scope["type"] not in {"http", "websocket"} or _is_ours(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        elif scope["method"] in _READS:
            await self._app(_without_origin(scope), receive, send)
        else:
            await PlainTextResponse("This request comes from another site.", status_code=403)(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _without_origin(scope: Scope) -> Scope:
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"origin"]}
