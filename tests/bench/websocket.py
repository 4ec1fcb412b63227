"""A visitor without a browser: Streamlit's own websocket protocol, timed from request to the end of the script."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_START_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    process: int


@contextmanager
def server(entry: Path, *, store: str | None = None) -> Iterator[int]:
    """A Streamlit server running `entry`; yields its port."""
    with running(entry, store=store) as found:
        yield found.port


@contextmanager
def running(entry: Path, *, store: str | None = None) -> Iterator[Running]:
    """A Streamlit server running `entry`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {**os.environ, **({"OPMODEL_STORE": store} if store else {})}
    options = ["--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(entry), *options],
        cwd=entry.parent,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server stopped at once, with status {process.returncode}.")
        try:
            urllib.request.urlopen(url, timeout=2).read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(url)


class Visitor:
    """One session: opens a page, then asks for it again."""

    def __init__(self, port: int) -> None:
        self._url = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._hashes: set[str] = set()
        self._page = ""
        self.faults: list[str] = []

    async def open(self) -> None:
        """Connect."""
        self._socket = await websockets.connect(
            self._url, subprotocols=["streamlit"], max_size=None, compression=None, open_timeout=60
        )

    async def run(self, page: str) -> float:
        """Run a page's script; seconds until the server has finished it."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.cached_message_hashes.extend(self._hashes)
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            answer: Any = ForwardMsg()
            answer.ParseFromString(await self._socket.recv())
            kind = answer.WhichOneof("type")
            if answer.metadata.cacheable and answer.hash:
                self._hashes.add(answer.hash)
            if kind == "new_session":
                self._page = answer.new_session.page_script_hash
            elif kind == "delta":
                self._note_fault(answer.delta.new_element)
            elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return time.perf_counter() - start

    def _note_fault(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.faults.append(element.exception.message)
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            self.faults.append(element.alert.body)

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()


async def first_load(port: int, page: str) -> float:
    """Seconds from connecting to the end of the script, for a new session."""
    visitor = Visitor(port)
    start = time.perf_counter()
    await visitor.open()
    await visitor.run(page)
    seconds = time.perf_counter() - start
    await visitor.close()
    if visitor.faults:
        raise RuntimeError(f"{page}: {visitor.faults[0]}")
    return seconds


async def reruns(port: int, page: str, times: int) -> list[float]:
    """Seconds of each rerun of a page in one warm session."""
    visitor = Visitor(port)
    await visitor.open()
    await visitor.run(page)
    seconds = []
    for _ in range(times):
        seconds.append(await visitor.run(page))
        await asyncio.sleep(0.15)
    await visitor.close()
    return seconds
