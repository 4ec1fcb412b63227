"""One short text that changes whenever anything a page shows could have changed: the key of every cache."""

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store.register import RegisterChange
from opmodel.store.rollup_tables import Snapshot


def data_version(session: Session) -> str:
    """The store's version: every import and undo leaves a snapshot, every edit an entry in the audit trail."""
    connection = session.connection()
    snapshot = connection.execute(select(func.max(Snapshot.id))).scalar() or 0
    change = connection.execute(select(func.max(RegisterChange.id))).scalar() or 0
    return f"{snapshot}.{change}"
