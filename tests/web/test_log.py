"""The log says what happened, and nothing about people."""

import json
import logging
import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opmodel.settings import LogFormat, LogLevel
from opmodel.web.log import event, set_up_log
from opmodel.web.request_log import kind_of_address
from tests.browser.conftest import Server, start, stop
from tests.web.conftest import JSON_LOG, Visitor, ask, log_lines, logged, websocket

PERSON = "jane.doe@example.com"


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, ours = root.handlers, root.level, logging.getLogger("opmodel").level
    yield
    root.handlers = handlers
    root.setLevel(level)
    logging.getLogger("opmodel").setLevel(ours)


def written(capsys: pytest.CaptureFixture[str], level: LogLevel, form: LogFormat) -> str:
    """What lands on standard error of an event of ours, a warning of somebody else's, and an error that quotes a cell."""
    set_up_log(level, form)
    event("request", path="/overview", status=200)
    event("quiet", level=logging.DEBUG)
    logging.getLogger("somebody").warning("Could not read %s", PERSON)
    try:
        raise ValueError(f"{PERSON} is no date")
    except ValueError:
        logging.getLogger("opmodel").exception("Reference %s", "0badcafe")
    logging.getLogger().handlers[0].stream = sys.__stderr__  # type: ignore[attr-defined]
    return capsys.readouterr().err


@pytest.mark.usefixtures("logging_as_before")
@pytest.mark.parametrize("form", ["json", "text"])
def test_values_that_others_log_and_words_of_errors_are_left_out(
    capsys: pytest.CaptureFixture[str], form: LogFormat
) -> None:
    said = written(capsys, "info", form)
    assert PERSON not in said
    for word in ("request", "/overview", "Could not read %s", "Reference 0badcafe", "ValueError", "test_log.py"):
        assert word in said
    assert "quiet" not in said
    assert len(said.splitlines()) == 3


@pytest.mark.usefixtures("logging_as_before")
def test_a_line_of_json_has_its_time_level_and_event(capsys: pytest.CaptureFixture[str]) -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in written(capsys, "info", "json").splitlines()]
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert lines[0] | {"time": ""} == {
        "time": "",
        "level": "info",
        "event": "request",
        "path": "/overview",
        "status": 200,
    }
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"]) for line in lines)
    assert lines[2]["at"][-1].startswith("tests/web/test_log.py:")


@pytest.mark.usefixtures("logging_as_before")
def test_the_level_decides_what_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert "request" not in written(capsys, "warning", "json")
    everything = written(capsys, "debug", "json")
    assert PERSON in everything
    assert "quiet" in everything


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "/"),
        ("/overview", "/overview"),
        ("/media/0a1b2c.csv", "/media"),
        ("/_stcore/upload_file/session/file", "/_stcore/upload_file"),
        ("/mediation", "other"),
        ("/jane.doe", "other"),
        ("/overview/jane.doe", "other"),
    ],
)
def test_an_address_is_written_down_by_its_kind(path: str, kind: str) -> None:
    assert kind_of_address(path) == kind


def test_a_request_and_a_session_leave_a_line_without_who_or_what(server: Server) -> None:
    ask(server, "overview?team=Jane%20Doe", headers={"X-Request-ID": "ab" * 16})
    ask(server, "jane.doe")
    with websocket(server) as connection:
        visitor = Visitor(server, connection)
        visitor.open("uploads", "team=Jane%20Doe")
        visitor.upload(b"Name\nJane Doe\n", name="Jane Doe.csv")
    ask(server, "healthz")
    lines = log_lines(server)
    asked = next(line for line in lines if line.get("request") == "ab" * 16)
    assert {name: asked[name] for name in ("event", "method", "path", "status")} == {
        "event": "request",
        "method": "GET",
        "path": "/overview",
        "status": 200,
    }
    assert logged(server, "session opened")
    assert logged(server, "session closed")["messages"] >= 1
    assert "/healthz" not in {line.get("path") for line in lines}
    said = server.log_file.read_text().casefold()
    assert "jane" not in said
    assert "127.0.0.1" not in said


def test_an_error_on_a_page_is_told_by_its_kind_and_place_without_the_values_of_its_query(tmp_path: Path) -> None:
    server = start(f"sqlite:///{tmp_path / 'store.db'}", tmp_path, settings=JSON_LOG)
    try:
        with sqlite3.connect(tmp_path / "store.db") as store:
            store.execute("ALTER TABLE register_change RENAME TO gone")
        store.close()
        with websocket(server) as connection:
            Visitor(server, connection).open("overview", "team=Jane%20Doe")
    finally:
        stop(server)
    errors = [line for line in log_lines(server) if line["level"] == "error"]
    assert errors
    assert all(line["error"] == "OperationalError from OperationalError" for line in errors)
    assert any(line["event"].startswith("Reference ") for line in errors)
    assert all(any(at.startswith("pages/_frame.py:") for at in line["at"]) for line in errors)
    said = server.log_file.read_text()
    assert "SELECT" not in said
    assert "Jane" not in said
