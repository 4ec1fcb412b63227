"""An embedded store, copied and replaced while it is in use, by SQLite's online backup."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from opmodel.store.backup.contents import held, is_empty
from opmodel.store.backup.error import BackupError
from opmodel.store.backup.manifest import Held
from opmodel.store.engine import dispose, engine

_PATIENCE = 60.0
"""Seconds that a writer may keep a restore waiting."""


class SqliteStore:
    """The SQLite store at a URL."""

    kind = "sqlite"
    dumps_are_compressed = False

    def __init__(self, url: str) -> None:
        database = make_url(url).database
        if not database or database == ":memory:":
            raise BackupError(
                "A store in memory cannot be backed up; name a file with --store sqlite:///path/to/store.db."
            )
        self._url = url
        self.path = Path(database)
        self.folder = self.path.parent

    def is_empty(self) -> bool:
        """Whether there is nothing in it, not even a file."""
        if not self.path.exists() or self.path.stat().st_size == 0:
            return True
        with self._connected() as connection:
            return is_empty(connection)

    def size(self) -> int:
        """Bytes on the disk, those still in the write-ahead log among them."""
        wal = self.path.with_name(f"{self.path.name}-wal")
        return sum(path.stat().st_size for path in (self.path, wal) if path.exists())

    def room_for_a_backup(self) -> int:
        """Bytes that taking a backup needs for a while: the copy, or the backup tried out, beside the backup itself."""
        return 2 * self.size()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nothing is left over by a killed run but its working folder, so there is nothing to keep others from."""
        yield

    def held(self) -> Held:
        """What it holds now."""
        with self._connected() as connection:
            return held(connection)

    def dump(self, into: Path) -> Held:
        """Copy it into a file, as it is at one moment; readers and writers go on meanwhile.

        Raises:
            BackupError: there is no store, or it is damaged.
        """
        if not self.path.exists():
            raise BackupError(f"There is no store at {self.path}; check --store.")
        with self._connected() as connection, closing(sqlite3.connect(into, isolation_level=None)) as copy:
            # What is counted begins the transaction, so the copy is of the very state that was counted.
            now = held(connection)
            raw: Any = connection.connection.driver_connection
            copy.execute("PRAGMA synchronous=OFF")
            raw.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        return now

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with engine(self._url).connect() as connection:
                yield connection
        except (DatabaseError, sqlite3.DatabaseError) as fault:
            raise BackupError(_unreadable(self.path, fault)) from fault

    @contextmanager
    def scratch(self, dump: Path) -> Iterator[str]:
        """A store made of a dump, to try it out in: its URL.

        Raises:
            BackupError: the database in it is damaged.
        """
        with closing(sqlite3.connect(dump)) as connection:
            try:
                found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            except sqlite3.DatabaseError as fault:
                found = str(fault)
        if found != "ok":
            raise BackupError(
                f"The database in the backup is damaged ({found}); nothing was changed. Take another one."
            )
        url = f"sqlite:///{dump}"
        try:
            yield url
        finally:
            dispose(url)

    def replace_with(self, scratch: str, workspace: Path) -> None:
        """Put a scratch store in its place, all at once: whoever reads goes on with the old state until it is there.

        Raises:
            BackupError: somebody kept writing for too long.
        """
        del workspace  # SQLite copies from database to database
        self.folder.mkdir(parents=True, exist_ok=True)
        database = make_url(scratch).database
        assert database is not None
        with (
            closing(sqlite3.connect(database)) as source,
            closing(sqlite3.connect(self.path, isolation_level=None, timeout=1)) as target,
        ):
            target.execute("PRAGMA journal_mode=WAL")
            target.execute("PRAGMA synchronous=FULL")
            source.backup(target, progress=_give_up_after(_PATIENCE))
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _give_up_after(seconds: float) -> Any:
    deadline = time.monotonic() + seconds

    def told(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > deadline:
            raise BackupError(
                "The store is being written to; nothing was changed. Let the import end, then restore again."
            )

    return told


def _unreadable(path: Path, fault: Exception) -> str:
    why = str(getattr(fault, "orig", None) or fault)
    return f"The store {path.name} cannot be read ({why}); move it away, then restore a backup in its place."
