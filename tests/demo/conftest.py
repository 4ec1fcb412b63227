"""A small demo company, built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opmodel.demo.build import build
from opmodel.demo.plan import Plan
from opmodel.store import engine as store_engine
from opmodel.store.weeks import parse_week

SMALL = Plan(people=800, weeks=40, seed=7, as_of=parse_week("2026-W46"))


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """URL of a store that holds a small demo company, and the folder of its spreadsheets."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.db'}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPMODEL_PERSON_KEY", "11" * 32)
        built = build(url, SMALL, folder=folder / "files", say=lambda _: None)
    assert built.fresh
    yield url, folder / "files"
    store_engine.dispose(url)
