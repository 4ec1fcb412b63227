"""One short text that changes whenever anything a page shows could have changed: the key of every cache."""

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.register import RegisterChange, Setting
from opmodel.store.rollup_tables import Snapshot

RESTORED = "store.restored"
"""The setting that says when a backup took the place of the store: the moment first, in ISO form."""


def data_version(session: Session) -> str:
    """The store's version: every import and undo leaves a snapshot, every edit an entry in the audit trail.

    A restored store counts on from where its backup stood, so numbers come to be used a second time: the moment of the
    restore tells them apart.
    """
    newest = select(
        select(func.max(Snapshot.id)).scalar_subquery(),
        select(func.max(RegisterChange.id)).scalar_subquery(),
        select(columns(Setting).value).where(columns(Setting).key == RESTORED).scalar_subquery(),
    )
    snapshot, change, restored = session.connection().execute(newest).one()
    return ".".join([f"{snapshot or 0}", f"{change or 0}", *(restored.split()[:1] if restored else [])])
