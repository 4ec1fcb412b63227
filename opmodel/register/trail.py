"""The audit trail, edit by edit: who changed what, when, from what to what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlmodel import Session, col, select

from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import RegisterChange
from opmodel.store.trail_words import Line, describe

_NOT_OF_THE_REGISTER = ("tool_app", "tool_alias", "role_grant")
"""Tables that files fill by themselves, so that nobody decides about their rows, and who may do what, which admins read."""


@dataclass(frozen=True, kw_only=True)
class TrailEdit:
    """One edit, import or setting, with a line for each thing that it changed."""

    key: str | None
    """What takes it back; None for an import, which is undone on its own page."""
    import_id: int | None
    at: datetime
    by: str
    lines: tuple[Line, ...]
    taken_out: str = ""
    """Of an import that is no longer in the store: "import 5 was taken out by ada on 25 Nov 2026"."""

    @property
    def summary(self) -> str:
        """Its first line in a few words, and how many more there are."""
        first = self.lines[0]
        more = f" and {len(self.lines) - 1} more" if len(self.lines) > 1 else ""
        return f"{first.thing} {first.did}: {first.what}{more}"


def newest_edits(session: Session, *, most: int, rows: int = 2_000) -> tuple[TrailEdit, ...]:
    """The newest edits, the newest first; at most `most` of them, read from at most `rows` entries of the trail."""
    changes = session.exec(
        select(RegisterChange)
        .where(col(RegisterChange.table_name).not_in(_NOT_OF_THE_REGISTER))
        .order_by(col(RegisterChange.id).desc())
        .limit(rows)
    ).all()
    edits = tuple(_edits(session, list(changes)))[:most]
    gone = _taken_out(session, {edit.import_id for edit in edits if edit.import_id is not None})
    return tuple(replace(edit, taken_out=gone.get(edit.import_id or 0, "")) for edit in edits)


def _taken_out(session: Session, imports: set[int]) -> dict[int, str]:
    """Of those imports, the ones that were undone: what became of each, by its number."""
    undone = session.exec(select(Import).where(col(Import.id).in_(imports), Import.status == ImportStatus.UNDONE)).all()
    return {
        row.id or 0: f"import {row.id} was taken out by {row.undone_by} on {row.undone_at:%d %b %Y}" for row in undone
    }


def _edits(session: Session, changes: list[RegisterChange]) -> Iterator[TrailEdit]:
    for (key, import_id, _), group in groupby(changes, key=_of):
        together = list(group)[::-1]
        lines = tuple(describe(session, together, as_one=True))
        if lines:
            yield TrailEdit(
                key=key, import_id=import_id, at=together[-1].changed_at, by=together[-1].changed_by, lines=lines
            )


def _of(change: RegisterChange) -> tuple[str | None, int | None, int | None]:
    """What makes changes one edit: the edit, the import, else the change itself."""
    alone = change.id if change.edit is None and change.import_id is None else None
    return (change.edit, change.import_id, alone)
