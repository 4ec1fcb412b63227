"""Whether a backup was taken lately, and whether one can be taken here."""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import make_url
from sqlmodel import Session, select

from opmodel.store.backup.error import BackupError
from opmodel.store.backup.postgres import PostgresStore
from opmodel.store.backup.taking import LAST_BACKUP
from opmodel.store.base import now
from opmodel.store.engine import engine
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.health.diagnosis import Diagnosis, Topic
from opmodel.store.register import Setting, Workflow

_BACKUP = Topic(name="backup", title="Backup")
_TOOLS = Topic(name="backup_tools", title="Backup tools")
_TOO_OLD = timedelta(days=8)
"""A weekly backup that is a day late."""


def backup_is_recent(session: Session) -> Diagnosis:
    """Whether a backup was taken within about a week."""
    row = session.get(Setting, LAST_BACKUP)
    if row is None:
        if _holds_nothing(session):
            return _BACKUP.fine("There is nothing to back up yet.")
        return _BACKUP.wrong("No backup was ever taken.", do="opmodel backup FILE; docs/backup.md has a timer for it.")
    told = json.loads(row.value)
    taken = datetime.fromisoformat(told["taken"])
    age = now() - taken
    says = f"The last one is {told['file']}, taken on {taken.astimezone(UTC):%Y-%m-%d at %H:%M} UTC."
    if age > _TOO_OLD:
        return _BACKUP.wrong(
            f"{says} That is {age.days} days ago.", do="opmodel backup FILE; docs/backup.md has a timer."
        )
    return _BACKUP.fine(says)


def _holds_nothing(session: Session) -> bool:
    loaded = select(Import.id).where(Import.status == ImportStatus.LOADED)
    return all(session.exec(some.limit(1)).first() is None for some in (loaded, select(Workflow.id)))


def postgres_can_be_backed_up(url: str) -> Diagnosis:
    """Whether PostgreSQL's programs are there and new enough, and whether a backup can be tried out on the server."""
    try:
        tools = PostgresStore(url).tools
    except BackupError as fault:
        return _TOOLS.wrong(str(fault), do="Without them `opmodel backup` and `opmodel restore` refuse to run.")
    with engine(url).connect() as connection:
        may = connection.exec_driver_sql(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).scalar_one()
    if not may:
        role = make_url(url).username or "name"
        return _TOOLS.wrong(
            "This role may not make a database on the server, and a backup is tried out in one of its own.",
            do=f"ALTER ROLE {role} CREATEDB, or back up with a role that may.",
        )
    return _TOOLS.fine(f"pg_dump, pg_restore and psql are in {tools.folder}.")
