"""A PostgreSQL store, dumped and replaced while it is in use, by PostgreSQL's own programs."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.sql.compiler import IdentifierPreparer

from opmodel.store.backup.contents import held, is_empty, rows_by_table
from opmodel.store.backup.error import BackupError
from opmodel.store.backup.manifest import Held
from opmodel.store.backup.postgres_tools import PostgresTools, postgres_tools
from opmodel.store.engine import METADATA, WRITER_LOCK, dispose, engine
from opmodel.store.person_key import key_file

_BACKUP_LOCK = 4713
_PATIENCE = "60s"
"""How long readers and writers may keep a restore waiting."""


class PostgresStore:
    """The PostgreSQL store at a URL."""

    kind = "postgresql"
    dumps_are_compressed = True

    def __init__(self, url: str) -> None:
        self._url = url
        self.folder = key_file(url).parent

    def is_empty(self) -> bool:
        """Whether no table holds a row."""
        with engine(self._url).connect() as connection:
            return is_empty(connection)

    def size(self) -> int:
        """Bytes on the server's disk."""
        with engine(self._url).connect() as connection:
            size: int = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
            return size

    def room_for_a_backup(self) -> int:
        """Bytes that taking a backup needs for a while on this machine: the compressed dump, twice."""
        return self.size()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One backup or restore of a store at a time, so that scratch databases left by a killed run can be told apart.

        Raises:
            BackupError: another one is under way.
        """
        with self._outside_transactions() as connection:
            taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_BACKUP_LOCK})").scalar_one()
            if not taken:
                raise BackupError("Another backup or restore of this store is under way; try again when it has ended.")
            try:
                for name in self._left_over(connection):
                    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                yield
            finally:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_BACKUP_LOCK})")

    def held(self) -> Held:
        """What it holds now."""
        with self._at_one_moment() as connection:
            return held(connection)

    def dump(self, into: Path) -> Held:
        """Dump it into a file, as it is at one moment; readers and writers go on meanwhile.

        Raises:
            BackupError: PostgreSQL's programs are missing or too old, or failed; or there is no store.
        """
        tools = self.tools
        with self._at_one_moment() as connection:
            now = held(connection)
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            tools.run("pg_dump", "--format=custom", *_BARE, f"--snapshot={snapshot}", f"--file={into}")
        return now

    @contextmanager
    def scratch(self, dump: Path) -> Iterator[str]:
        """A store made of a dump on the same server, to try it out in: its URL.

        Raises:
            BackupError: the role may not make a database, or the dump cannot be restored.
        """
        tools = self.tools
        with self._outside_transactions() as connection:
            name = f"{self._scratch_prefix(connection)}{uuid.uuid4().hex[:12]}"
            try:
                connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
            except ProgrammingError as fault:
                raise BackupError(
                    "This role may not make a database on the server, and a backup is tried out in one of its own: "
                    f"ALTER ROLE {make_url(self._url).username or 'name'} CREATEDB."
                ) from fault
        url = make_url(self._url).set(database=name).render_as_string(hide_password=False)
        try:
            tools.run("pg_restore", *_BARE, "--exit-on-error", "--single-transaction", f"--dbname={name}", str(dump))
            yield url
        finally:
            dispose(url)
            with self._outside_transactions() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def replace_with(self, scratch: str, workspace: Path) -> None:
        """Put a scratch store in its place, in one transaction: whoever reads goes on with the old state until it is there.

        Raises:
            BackupError: somebody kept reading or writing for too long.
        """
        cleared, filled = workspace / "cleared.sql", workspace / "filled.sql"
        with engine(scratch).connect() as connection:
            tables = {*rows_by_table(connection), *METADATA.tables, "alembic_version"}
            functions = list(connection.exec_driver_sql(_OWN_FUNCTIONS).scalars())
        with engine(self._url).connect() as connection:
            cleared.write_text(_clearing(tables, functions, connection.dialect.identifier_preparer))
        # Into a file first: cut off, it must not be taken for the whole.
        self.tools.run(
            "pg_dump", "--format=plain", *_BARE, f"--file={filled}", f"--dbname={make_url(scratch).database}"
        )
        self.tools.run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            f"--file={cleared}", f"--file={filled}",
        )  # fmt: skip

    @cached_property
    def tools(self) -> PostgresTools:
        """PostgreSQL's programs, new enough for the server.

        Raises:
            BackupError: there are none on PATH.
        """
        with engine(self._url).connect() as connection:
            number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
        return postgres_tools(self._url, server=number // 10_000)

    @contextmanager
    def _at_one_moment(self) -> Iterator[Connection]:
        with engine(self._url).connect() as connection:
            yield connection.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def _outside_transactions(self) -> Iterator[Connection]:
        with engine(self._url).connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def _left_over(self, connection: Connection) -> list[Any]:
        prefix = self._scratch_prefix(connection)
        found = connection.exec_driver_sql("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (prefix,))
        return list(found.scalars())

    def _scratch_prefix(self, connection: Connection) -> str:
        number = connection.exec_driver_sql(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).scalar_one()
        return f"opmodel_scratch_{number}_"


_BARE = ("--no-owner", "--no-privileges")
"""A store restored elsewhere belongs to whoever restores it."""


_OWN_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    ORDER BY 1
"""
"""Functions that a store's triggers call, none of those that came with an extension."""


def _clearing(tables: set[str], functions: list[str], names: IdentifierPreparer) -> str:
    """SQL that waits for the writer's place, then takes every table of a store away, and what its triggers call."""
    listed = ", ".join(names.quote(table) for table in sorted(tables))
    return "\n".join(
        [
            f"SET lock_timeout = '{_PATIENCE}';",
            "SET client_min_messages = warning;",
            f"SELECT pg_advisory_xact_lock({WRITER_LOCK});",
            f"DROP TABLE IF EXISTS {listed} CASCADE;",
            *(f"DROP FUNCTION IF EXISTS {function};" for function in functions),
            "",
        ]
    )
