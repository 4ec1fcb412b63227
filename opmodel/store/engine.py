"""Opening a store: one engine a URL, readers that see a consistent state, one writer at a time."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from opmodel.store import tables

_MIGRATIONS = Path(__file__).parent / "migrations"
WRITER_LOCK = 4711
"""The advisory lock that a PostgreSQL store's only writer holds."""
_MIGRATION_LOCK = 4712
_BUSY_SECONDS = 30.0


class StoreError(Exception):
    """The store cannot be opened; the message says why and what to do."""


@cache
def engine(url: str) -> Engine:
    """The engine of the store at `url`; the same one for the life of the process.

    Raises:
        StoreError: the URL is neither SQLite nor PostgreSQL.
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        return _sqlite_engine(url)
    if backend == "postgresql":
        return create_engine(_with_psycopg(url), pool_pre_ping=True)
    raise StoreError(f"A store is sqlite:///… or postgresql://…, not {backend}.")


def _with_psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _sqlite_engine(url: str) -> Engine:
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(made, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        # SQLAlchemy says BEGIN itself below, so that a reader's snapshot and a writer's DDL are in the transaction.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1000)}")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute("PRAGMA temp_store=MEMORY")

    @event.listens_for(made, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("opmodel_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


@contextmanager
def reading(url: str) -> Iterator[Session]:
    """A session that only reads."""
    with Session(engine(url)) as session:
        yield session


@contextmanager
def writing(url: str) -> Iterator[Session]:
    """A session that holds the store's only writer's place; it commits at the end, or changes nothing at all."""
    writer = engine(url).execution_options(opmodel_writes=True)
    with writer.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        with Session(connection, join_transaction_mode="rollback_only") as session:
            yield session
            session.commit()


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, bound to a connection if one is given."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> None:
    """Bring the store's tables to the newest version; safe when several processes start at once.

    Raises:
        StoreError: a migration left rows that point nowhere.
    """
    with engine(url).connect() as connection:
        if connection.dialect.name == "sqlite":
            _upgrade_sqlite(connection)
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            _migrate(connection)
            connection.commit()


def _migrate(connection: Connection) -> None:
    """The tables, and in the same transaction what a store of an older version never worked out."""
    before = MigrationContext.configure(connection).get_current_revision()
    command.upgrade(alembic_config(connection), "head")
    after = MigrationContext.configure(connection).get_current_revision()
    if before in {None, after}:
        return
    # Rollups stand on the tables, and the tables on nothing: only an upgrade needs both.
    from opmodel.store.rollups.refresh import refresh
    from opmodel.store.rollups.touched import Touched

    with Session(connection, join_transaction_mode="rollback_only") as session:
        refresh(session, Touched())
        session.commit()


def _upgrade_sqlite(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    _switch_to_wal(raw)
    # A batch migration drops and recreates a table; with foreign keys on, that would empty its children.
    # The pragma does nothing inside a transaction, so it comes first.
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        writer = connection.execution_options(opmodel_writes=True)
        with writer.begin():
            _migrate(writer)
            broken = writer.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise StoreError(f"The migration would leave {len(broken)} rows pointing nowhere; nothing was changed.")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _switch_to_wal(raw: sqlite3.Connection) -> None:
    # SQLite does not call the busy handler for this switch, so a second process starting now must try again itself.
    deadline = time.monotonic() + 5
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def dispose(url: str) -> None:
    """Close every connection to the store at `url` that this process holds."""
    engine(url).dispose()


METADATA = tables.METADATA
