"""How the dashboard starts: on this machine alone while nobody signs in, and to no page that leads here from elsewhere."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.access.test_provider import WHOLE
from tests.browser.conftest import ROOT, free_port, start, stop


@pytest.mark.parametrize(
    ("address", "settings", "why"),
    [
        ("0.0.0.0", {}, "takes sign-in"),
        ("127.0.0.1", {**WHOLE, "OPMODEL_COOKIE_SECRET": "short"}, "fewer than 32 characters"),
        ("127.0.0.1", {**WHOLE, "OPMODEL_ROLES": '{"leads": "owner"}'}, "which is no role"),
    ],
)
def test_a_start_that_would_let_strangers_in_is_refused(
    address: str, settings: dict[str, str], why: str, sqlite_store: str
) -> None:
    started = subprocess.run(
        [
            *[sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")],
            *[f"--server.address={address}", f"--server.port={free_port()}"],
        ],
        cwd=ROOT,
        env={**os.environ, "OPMODEL_STORE": sqlite_store, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert started.returncode != 0
    assert why in started.stdout + started.stderr


def test_a_page_from_elsewhere_whose_name_leads_here_reaches_nothing(sqlite_store: str, tmp_path: Path) -> None:
    server = start(sqlite_store, tmp_path)
    stream = f"{server.address.replace('http', 'ws', 1)}/_stcore/stream"
    try:
        with connect(stream, subprotocols=[Subprotocol("streamlit")]):
            pass
        port = int(server.address.rsplit(":", 1)[1])
        with (
            pytest.raises(WebSocketException),
            connect(
                f"ws://evil.example.com:{port}/_stcore/stream",
                sock=socket.create_connection(("127.0.0.1", port)),
                subprotocols=[Subprotocol("streamlit")],
            ),
        ):
            pass
    finally:
        stop(server)
