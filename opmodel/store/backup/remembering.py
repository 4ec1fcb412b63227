"""What a store remembers of its backups and restores: a setting, and an entry of the audit trail."""

import uuid

from sqlmodel import Session, col, select

from opmodel.store.audit import Audit
from opmodel.store.register import RegisterChange, Setting
from opmodel.store.trail import record
from opmodel.store.trail_entry import Deed


def remember(session: Session, key: str, told: str, *, act: Deed, file: str, by: str) -> None:
    """Keep a text under a setting's key, and write down who did what with which file.

    Args:
        session: a session that holds the writer's place.
        key: the setting.
        told: its text.
        act: `Deed.BACKUP` or `Deed.RESTORE`.
        file: name of the backup.
        by: who did it.
    """
    edit = uuid.uuid4().hex
    audit, row = Audit(session, by=by, edit=edit), session.get(Setting, key)
    if row is None:
        audit.add(Setting(key=key, value=told))
    else:
        audit.change(row, {"value": told})
    session.flush()
    changes = session.exec(
        select(RegisterChange).where(RegisterChange.edit == edit).order_by(col(RegisterChange.id))
    ).all()
    record(session, by=by, act=act, kind="Backup", name=file, changes=changes)
