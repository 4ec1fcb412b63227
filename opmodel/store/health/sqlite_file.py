"""Whether the file of an embedded store is sound."""

import sqlite3

from sqlalchemy.exc import DatabaseError

from opmodel.store.backup.beside import megabytes
from opmodel.store.backup.sqlite import SqliteStore
from opmodel.store.engine import engine
from opmodel.store.health.diagnosis import Diagnosis, Topic

_FILE = Topic(name="integrity", title="Integrity")
_LOG = Topic(name="write_ahead_log", title="Write-ahead log")
_LARGE_LOG = 1_000_000_000
"""Bytes; an import leaves a log of some ten, which the next write uses again."""


def file_is_sound(url: str) -> Diagnosis:
    """What SQLite's own check finds; it reads the whole file."""
    try:
        with engine(url).connect() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            astray = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(1)
    except (DatabaseError, sqlite3.DatabaseError) as fault:
        found, astray = str(fault).splitlines()[0], []
    if found == "ok" and not astray:
        return _FILE.fine("SQLite finds nothing wrong with the file.")
    return _FILE.wrong(
        f"The file is damaged: {found}."
        if found != "ok"
        else f"Rows of {astray[0][0]} point to rows that are not there.",
        do="Put the newest backup in its place: opmodel restore FILE --replace; have the disk looked at.",
    )


def log_is_in_use_and_small(url: str) -> Diagnosis:
    """Whether the store keeps a write-ahead log, and whether it is carried over now and then."""
    path = SqliteStore(url).path
    with engine(url).connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if mode != "wal":
        return _LOG.wrong(
            f"The store is kept without a write-ahead log (mode {mode}), so that readers wait for writers.",
            do="Start `opmodel serve` once: it switches the log on.",
        )
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > _LARGE_LOG:
        return _LOG.wrong(
            f"The log beside the store has grown to {megabytes(size)}: a reader has kept it from being carried over.",
            do="Stop the dashboard and every other program that reads the store, then start it again.",
        )
    return _LOG.fine(f"The log is on{f', {megabytes(size)}' if size else ''}.")
