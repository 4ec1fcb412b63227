"""What the watcher is told: does it run, can it serve, and if not, why."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.requests import Request

from opmodel.store.engine import dispose, reading, writing
from opmodel.store.migrated import why_not_migrated
from opmodel.web.health import readyz
from tests.browser.conftest import Server, start, stop
from tests.web.conftest import JSON_LOG, ask


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Server]:
    """A server whose store a test may break."""
    server = start(f"sqlite:///{tmp_path / 'store.db'}", tmp_path, settings=JSON_LOG)
    yield server
    stop(server)


def test_a_server_that_can_serve_says_so(server: Server) -> None:
    for path in ("healthz", "readyz"):
        answer = ask(server, path)
        assert answer.status == 200
        assert json.loads(answer.text) == {"status": "ok"}


def test_a_server_whose_store_is_not_at_its_version_lives_but_is_not_ready_and_says_why(
    alone: Server, tmp_path: Path
) -> None:
    def at(revision: str) -> str:
        with sqlite3.connect(tmp_path / "store.db") as store:
            store.execute("UPDATE alembic_version SET version_num = ?", [revision])
        store.close()
        answer = ask(alone, "readyz")
        assert answer.status == 503
        why: str = json.loads(answer.text)["why"]
        return why

    assert "are at 0001, this version needs" in at("0001")
    assert "does not know: run the newer OpModel" in at("9999")
    assert ask(alone, "healthz").status == 200


def test_a_store_that_does_not_answer_is_told_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://somebody:secret@127.0.0.1:1/none"
    monkeypatch.setenv("OPMODEL_STORE", url)
    answer = readyz(Request({"type": "http"}))
    dispose(url)
    assert answer.status_code == 503
    assert json.loads(bytes(answer.body)) == {"status": "not ready", "why": "the store does not answer"}


def test_a_migrated_store_is_ready_and_one_without_tables_is_not(store: str, tmp_path: Path) -> None:
    with reading(store) as session:
        assert why_not_migrated(session.connection()) is None
    with writing(store) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with reading(store) as session:
        assert "start OpModel again" in (why_not_migrated(session.connection()) or "")
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    with reading(empty) as session:
        assert "no tables yet" in (why_not_migrated(session.connection()) or "")
    dispose(empty)
