"""Headers that every answer carries, errors included, and cookies that travel by TLS only where there is TLS."""

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from opmodel.web.content_policy import content_policy

_UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
"""What browsers can do and no page of ours asks for."""

ALWAYS = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONLY_BY_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""Said by plain HTTP it would be ignored, and on a machine without a certificate it would lock people out."""

_TAKEN_AWAY = "/media/"
"""What pages offer as a file lies here. It may hold names, so no browser keeps a copy of its own."""


class SecurityHeaders:
    """ASGI middleware. Whether there is TLS is what the server says, which believes a proxy it was told to trust."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception:
            # Starlette's own answer to a fault is written outside of every middleware and would go without.
            if not started:
                await PlainTextResponse("Internal Server Error", status_code=500)(scope, receive, with_headers)
            raise


def _add(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in ALWAYS.items():
        headers[name] = value
    if scope["path"].startswith(_TAKEN_AWAY):
        headers["Cache-Control"] = "no-store"
    if scope["scheme"] != "https":
        return
    for name, value in ONLY_BY_TLS.items():
        headers[name] = value
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", _by_tls_only(cookie))


def _by_tls_only(cookie: str) -> str:
    attributes = {part.strip().casefold() for part in cookie.split(";")[1:]}
    return cookie if "secure" in attributes else f"{cookie}; Secure"
