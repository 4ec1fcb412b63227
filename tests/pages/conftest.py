"""Pages run without a browser, from the frame on, each on a store of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from opmodel.store import engine as store_engine
from opmodel.store.key_fingerprint import FINGERPRINT
from opmodel.store.person_key import PersonKey
from opmodel.store.register import Setting
from tests.conftest import TEST_KEY
from tests.ui import hostile_company

ROOT = Path(__file__).resolve().parents[2]
FRAME = ROOT / "pages" / "_frame.py"
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _faults_are_shown() -> Iterator[None]:
    # The product hides what went wrong from visitors; a test wants to read it.
    before = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")
    yield
    config.set_option("client.showErrorDetails", before)
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def _filled_once(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    shutil.copy(_sqlite_template, path)
    url = f"sqlite:///{path}"
    hostile_company.fill(url)
    with store_engine.writing(url) as session:
        # Its people have keys of no secret; by this the store takes the secret of the tests for the right one.
        session.add(Setting(key=FINGERPRINT, value=PersonKey(bytes.fromhex(TEST_KEY)).fingerprint))
    with store_engine.engine(url).connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store_engine.dispose(url)
    return path


@pytest.fixture
def filled_store(_filled_once: Path, tmp_path: Path) -> Iterator[str]:
    """URL of a store that holds the company of hostile names."""
    path = tmp_path / "filled.db"
    shutil.copy(_filled_once, path)
    url = f"sqlite:///{path}"
    yield url
    store_engine.dispose(url)
    store_engine.engine.cache_clear()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page on a store: `opened(url, "operate/pilots.py", team="Finance")`."""
    urls: set[str] = set()

    def open_page(url: str, page: str = "", **parameters: str) -> AppTest:
        monkeypatch.setenv("OPMODEL_STORE", url)
        urls.add(url)
        test = AppTest.from_file(str(FRAME), default_timeout=30)
        for name, value in parameters.items():
            test.query_params[name] = value
        test.run()
        if page:
            test.switch_page(page).run()
        assert not test.exception, test.exception
        return test

    yield open_page
    for url in urls:
        store_engine.dispose(url)
