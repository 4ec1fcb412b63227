"""A tiny company in a fresh store."""

from collections.abc import Iterator

import pytest

from opmodel.store.engine import writing
from tests.company import Company


@pytest.fixture
def company(sqlite_store: str) -> Iterator[Company]:
    """On SQLite."""
    with writing(sqlite_store) as session:
        yield Company(session)


@pytest.fixture
def any_company(store: str) -> Iterator[Company]:
    """On each database."""
    with writing(store) as session:
        yield Company(session)
