"""What the organisation has set, changed through the trail as everything of the register is.

A setting that nobody has made counts as its default; somebody who makes it while another has the form open is noticed
like anybody who changes a value.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from opmodel.register.editing import Edit
from opmodel.store.audit import Clash
from opmodel.store.register import RegisterChange, Setting

_TABLE = str(Setting.__tablename__)


def keep_settings(edit: Edit, values: Mapping[str, str], *, unset: Mapping[str, str], seen: int | None) -> None:
    """Set what differs from what is kept; what counts anyway is not kept. A value that somebody else set since is left alone,
    and is a clash of the edit.

    Args:
        edit: the edit under way.
        values: the texts to keep, by key.
        unset: what counts for each key while nobody has set it.
        seen: the newest change that whoever edits had seen; None to write over whatever is there.
    """
    for key, value in values.items():
        row = edit.session.get(Setting, key)
        theirs = unset[key] if row is None else row.value
        since = [] if seen is None else _changes_since(edit.session, key, seen)
        base = _value(since[0].before, unset[key]) if since else theirs
        if value in (base, theirs):
            continue
        if theirs != base:
            edit.audit.clashes.append(_clash(since[-1], base=base, theirs=theirs, yours=value))
        elif row is None:
            edit.audit.add(Setting(key=key, value=value))
        elif value == unset[key]:
            edit.audit.remove(row)
        else:
            edit.audit.change(row, {"value": value})


def _changes_since(session: Session, key: str, seen: int) -> list[RegisterChange]:
    """The changes of a setting after that one, oldest first."""
    wanted = (
        RegisterChange.table_name == _TABLE,
        RegisterChange.row_key == f'["{key}"]',
        col(RegisterChange.id) > seen,
    )
    return list(session.exec(select(RegisterChange).where(*wanted).order_by(col(RegisterChange.id))))


def _value(values: Mapping[str, Any] | None, unset: str) -> str:
    return unset if values is None else str(values["value"])


def _clash(later: RegisterChange, *, base: str, theirs: str, yours: str) -> Clash:
    return Clash(
        table_name=_TABLE,
        row_key=later.row_key,
        column="value",
        base=base,
        theirs=theirs,
        yours=yours,
        changed_by=later.changed_by,
        changed_at=later.changed_at,
    )
