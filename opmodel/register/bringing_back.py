"""Taking an edit back: what it removed stands there again, what it made is gone, what it changed is as before."""

from sqlmodel import col, select

from opmodel.register.editing import Invalid, editing
from opmodel.store.accounts import RoleGrant
from opmodel.store.asker import Asker
from opmodel.store.audit import ChangedSince
from opmodel.store.register import RegisterChange

_ROLES = str(RoleGrant.__tablename__)


def take_back(url: str, edit_key: str, *, by: Asker) -> None:
    """Take the edit of that key back whole. Taking it back is an edit too, and can be taken back itself.

    Raises:
        Invalid: there is no such edit, or what it touched was changed again since.
    """
    with editing(url, by=by, note="takes an earlier edit back") as edit:
        changes = edit.session.exec(
            select(RegisterChange).where(RegisterChange.edit == edit_key).order_by(col(RegisterChange.id).desc())
        ).all()
        if not changes:
            raise Invalid({"": "There is no such edit in the trail."})
        if any(change.table_name == _ROLES for change in changes):
            raise Invalid({"": "Roles are given and taken one by one, under Settings."})
        try:
            edit.audit.put_back(changes)
        except ChangedSince as since:
            raise Invalid({"": f"It cannot be taken back: {since}. Take that back first."}) from since
