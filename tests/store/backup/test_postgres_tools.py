"""PostgreSQL's programs: found where they are new enough, asked for where they are not."""

from pathlib import Path
from typing import Any

import pytest

from opmodel.store.backup.error import BackupError
from opmodel.store.backup.postgres_tools import environment, postgres_tools
from opmodel.store.backup.taking import back_up
from opmodel.store.engine import dispose, upgrade
from tests.askers import admin
from tests.postgres_programs import folder

URL = "postgresql://ada@db.example.com/opmodel"


def programs(path: Path, version: str) -> Path:
    path.mkdir()
    for name in ("pg_dump", "pg_restore", "psql"):
        program = path / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return path


def test_the_first_that_are_new_enough_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = programs(tmp_path / "old", "15.18 (Debian 15.18-0+deb12u1)"), programs(tmp_path / "new", "17.2")
    monkeypatch.setenv("PATH", f"{old}:{new}")
    assert postgres_tools(URL, server=16).folder == new
    assert postgres_tools(URL, server=15).folder == old


def test_programs_older_than_the_server_are_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(programs(tmp_path / "old", "15.18")))
    with pytest.raises(BackupError, match=r"version 15, older than the server \(16\): install .*postgresql-client-16"):
        postgres_tools(URL, server=16)


def test_missing_programs_are_refused_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="not on PATH: install PostgreSQL's client programs, version 16"):
        postgres_tools(URL, server=16)


def test_a_password_goes_by_the_environment_never_by_the_arguments() -> None:
    url = "postgresql+psycopg://ada:s%40cret@db.example.com:5433/opmodel?sslmode=require"
    assert environment(url) == {
        "PGHOST": "db.example.com",
        "PGPORT": "5433",
        "PGUSER": "ada",
        "PGPASSWORD": "s@cret",
        "PGDATABASE": "opmodel",
        "PGSSLMODE": "require",
    }


def test_what_a_program_says_when_it_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder()))
    tools = postgres_tools("postgresql://nobody@127.0.0.1:1/none", server=1)
    with pytest.raises(BackupError, match=r"pg_dump did not succeed: pg_dump: error: .*127\.0\.0\.1"):
        tools.run("pg_dump")


@pytest.mark.postgres
def test_a_role_that_may_make_no_database_is_told_how_to_get_the_right(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server: Any = request.getfixturevalue("_postgres")
    server.psql("CREATE ROLE limited LOGIN")
    server.psql("CREATE DATABASE limiteds OWNER limited")
    url = server.get_uri("limiteds").replace("postgres:@", "limited:@")
    try:
        upgrade(url)
        with pytest.raises(BackupError, match="ALTER ROLE limited CREATEDB"):
            back_up(url, tmp_path / "one.backup", by=admin("Ada"))
        assert list(tmp_path.iterdir()) == []
    finally:
        dispose(url)
        server.psql("DROP DATABASE limiteds WITH (FORCE)")
        server.psql("DROP ROLE limited")


@pytest.mark.postgres
def test_one_backup_of_a_store_at_a_time(postgres_store: str, tmp_path: Path) -> None:
    from opmodel.store.backup.kinds import kept_at

    with kept_at(postgres_store).alone(), pytest.raises(BackupError, match="is under way"):
        back_up(postgres_store, tmp_path / "one.backup", by=admin("Ada"))
    back_up(postgres_store, tmp_path / "one.backup", by=admin("Ada"))
