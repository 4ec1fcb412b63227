"""What a store holds, counted: the same before and after is how a restored backup is judged."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, table
from sqlmodel import Session

from opmodel.store.backup.error import BackupError
from opmodel.store.backup.manifest import Held
from opmodel.store.engine import alembic_config
from opmodel.store.key_fingerprint import known_fingerprint
from opmodel.store.version import data_version

_REVISION_TABLE = "alembic_version"


def held(connection: Connection) -> Held:
    """What the store holds, as the connection's transaction sees it.

    Raises:
        BackupError: it is no store of OpModel.
    """
    at = revision(connection)
    if at is None:
        raise BackupError("There is no store of OpModel at this address; check --store.")
    with Session(connection) as session:
        version, person_key = data_version(session), known_fingerprint(session)
    return Held(revision=at, tables=rows_by_table(connection), version=version, person_key=person_key)


def revision(connection: Connection) -> str | None:
    """The migration that a store's tables stand at; None for a database without any."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The migration that this OpModel brings a store to."""
    newest = _scripts().get_current_head()
    assert newest is not None
    return newest


def knows_revision(name: str) -> bool:
    """Whether this OpModel has that migration; a store that stands at another was written by a newer one."""
    return name in {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


def rows_by_table(connection: Connection) -> dict[str, int]:
    """The number of rows of every table, but for the migrations' own."""
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(inspect(connection).get_table_names())
        if name != _REVISION_TABLE
    }


def is_empty(connection: Connection) -> bool:
    """Whether no table holds a row."""
    names = [name for name in inspect(connection).get_table_names() if name != _REVISION_TABLE]
    return not any(connection.execute(select(1).select_from(table(name)).limit(1)).first() for name in names)
