"""A real server that writes its log as JSON, and a visitor who speaks to it by hand."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from opmodel.store import engine as store_engine
from tests.browser.conftest import Server, start, stop

JSON_LOG = {"OPMODEL_LOG_FORMAT": "json"}


@dataclass(frozen=True)
class Answer:
    """What came back for a request."""

    status: int
    headers: HTTPMessage
    text: str


def ask(
    server: Server,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    data: bytes | None = None,
) -> Answer:
    """Send a request and read its answer, whatever its status."""
    request = urllib.request.Request(server.url(path), method=method, headers=dict(headers or {}), data=data)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
    except urllib.error.HTTPError as answer:
        with answer:
            return Answer(answer.code, answer.headers, answer.read().decode(errors="replace"))


def log_lines(server: Server) -> list[dict[str, Any]]:
    """The server's log; a line that is no JSON object fails."""
    lines = [json.loads(line) for line in server.log_file.read_text().splitlines()]
    assert all(isinstance(line, dict) for line in lines)
    return lines


def logged(server: Server, event: str) -> dict[str, Any]:
    """The newest line about an event, which may come a moment after the answer."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = [line for line in log_lines(server) if line["event"] == event]
        if found:
            return found[-1]
        time.sleep(0.05)
    raise AssertionError(f"no line says {event!r}")


class Visitor:
    """A session of a hand-made client: its websocket, and uploads with the token a browser would send."""

    def __init__(self, server: Server, connection: ClientConnection) -> None:
        self._server = server
        self._connection = connection
        self.session = ""
        token = ask(server, "_stcore/health").headers["set-cookie"].split(";")[0]
        self.token = {"Cookie": token, "X-Xsrftoken": token.partition("=")[2]}

    def open(self, page: str, query: str = "") -> None:
        """Have a page's script run to its end."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        self._connection.send(message.SerializeToString())
        while True:
            answer: Any = ForwardMsg()
            answer.ParseFromString(self._connection.recv(timeout=60))
            if answer.WhichOneof("type") == "new_session":
                self.session = answer.new_session.initialize.session_id
            if answer.WhichOneof("type") == "script_finished":
                return

    def upload(
        self, content: bytes, *, name: str = "report.csv", headers: Mapping[str, str] | None = None
    ) -> tuple[str, Answer]:
        """Upload a file to the session as the drop zone does; its address, and the answer."""
        path = f"_stcore/upload_file/{self.session}/{uuid.uuid4()}"
        start = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = start.encode() + content + b"\r\n--edge--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=edge"}
        given = self.token if headers is None else headers
        return path, ask(self._server, path, method="PUT", headers={**kind, **given}, data=body)


def websocket(server: Server, **more: Any) -> ClientConnection:
    address = f"{server.address.replace('http', 'ws')}/_stcore/stream"
    return connect(address, subprotocols=["streamlit"], max_size=None, **more)  # type: ignore[list-item]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running OpModel on an empty store."""
    folder = tmp_path_factory.mktemp("web")
    running = start(f"sqlite:///{folder / 'store.db'}", folder, settings=JSON_LOG)
    yield running
    stop(running)
    store_engine.dispose(running.store)


@pytest.fixture
def visitor(server: Server) -> Iterator[Visitor]:
    """A visitor who has opened the Uploads page."""
    with websocket(server) as connection:
        made = Visitor(server, connection)
        made.open("uploads")
        yield made
