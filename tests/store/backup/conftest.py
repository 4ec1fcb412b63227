"""A small store with a bit of everything, and an empty one beside it, on each database."""

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from opmodel.store.engine import dispose, engine, upgrade, writing
from opmodel.store.key_fingerprint import own_key
from opmodel.store.register import Stage
from tests.company import Company, whole
from tests.postgres_programs import put_on_path


@pytest.fixture(autouse=True)
def _postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_path(monkeypatch)


@pytest.fixture
def filled(store: str) -> str:
    """URL of a store with people, seats, and a workflow in use; it knows the person key."""
    with writing(store) as session:
        company = Company(session)
        people = company.crowd(24)
        company.roster(date(2026, 9, 1), {"Claims/Motor": people[:12], "Finance": people[12:]})
        company.workflow("Claims intake", owner="Ada")
        company.rollout("Claims intake", "Claims", {Stage.PILOT: date(2026, 9, 7)})
        company.use("Claims intake", {"W40": whole(people[:8]), "W41": whole(people[:10])})
        company.seats("Copilot", date(2026, 10, 12), {name: {} for name in people})
        own_key(session, store)
    return store


@pytest.fixture
def empty(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a second store of the same kind, in which there is nothing, not even a table."""
    if store.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'elsewhere' / 'other.db'}"
        yield url
        dispose(url)
        return
    server = request.getfixturevalue("_postgres")
    name = f"e{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name}")
    url = server.get_uri(name)
    yield url
    dispose(url)
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def other(empty: str) -> str:
    """URL of a second store that has its tables, and no row."""
    upgrade(empty)
    engine(empty).dispose()
    return empty
