"""How much one visitor's session may have uploaded at a time. Streamlit keeps uploads in memory and limits each file only."""

from collections import Counter

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

MOST_FILES = 50
MOST_BYTES = 500 << 20

_UPLOADS = "/_stcore/upload_file/"


class UploadLimits:
    """ASGI middleware that answers 413 to an upload over the limit. A file taken out of the drop zone makes room."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._on_their_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, but for an upload that is one too many."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(_UPLOADS):
            await self._app(scope, receive, send)
            return
        session = scope["path"].removeprefix(_UPLOADS).partition("/")[0]
        # Counted before the first byte is read: files of one drop arrive side by side.
        self._on_their_way[session] += 1
        try:
            if self._is_too_much(session, Headers(scope=scope)):
                said = f"No more than {MOST_FILES} files or {MOST_BYTES >> 20} MB may lie in the drop zone at a time."
                await PlainTextResponse(said, status_code=413)(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        finally:
            self._on_their_way[session] -= 1
            if not self._on_their_way[session]:
                del self._on_their_way[session]

    def _is_too_much(self, session: str, headers: Headers) -> bool:
        files, size = _held(session)
        announced = headers.get("content-length", "")
        arriving = int(announced) if announced.isdecimal() else 0
        return files + self._on_their_way[session] > MOST_FILES or size + arriving > MOST_BYTES


def _held(session: str) -> tuple[int, int]:
    """Files and bytes that a session has uploaded and not taken out."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    sizes = [len(file.data) for file in list(manager.file_storage.get(session, {}).values())]
    return len(sizes), sum(sizes)
