"""The imports of a store, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from opmodel.intake.facts import Rejected
from opmodel.intake.registry import all_exports
from opmodel.store.facts import Import, ImportStatus, Rejection
from opmodel.store.weeks import label


@dataclass(frozen=True, kw_only=True)
class ImportRecord:
    """One import as the store remembers it. Moments are in UTC."""

    id: int
    file: str
    status: ImportStatus
    export: str
    title: str
    """The export's title; its name where the export is no longer known."""
    report_at: datetime
    imported_at: datetime
    imported_by: str
    undone_at: datetime | None
    undone_by: str | None
    rows: Mapping[str, int]
    """read, kept, rejected, merged."""
    people: int
    weeks: tuple[str, str] | None
    tools: tuple[str, ...]
    notes: tuple[str, ...]
    choices: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The record as `opmodel imports --json` prints it."""
        return {
            "import_id": self.id,
            "file": self.file,
            "status": self.status.value,
            "export": self.export,
            "title": self.title,
            "report_date": self.report_at.date().isoformat(),
            "imported_at": self.imported_at.isoformat(),
            "imported_by": self.imported_by,
            "undone_at": None if self.undone_at is None else self.undone_at.isoformat(),
            "undone_by": self.undone_by,
            "rows": dict(self.rows),
            "people": self.people,
            "weeks": None if self.weeks is None else list(self.weeks),
            "tools": list(self.tools),
            "notes": list(self.notes),
        }


def imports(session: Session) -> list[ImportRecord]:
    """Every import, undone ones too, newest first."""
    return [record(row) for row in session.exec(select(Import).order_by(col(Import.id).desc()))]


def record(row: Import) -> ImportRecord:
    """An import's row as a record."""
    assert row.id is not None
    export = all_exports().get(row.export)
    weeks = None
    if row.first_week is not None and row.last_week is not None:
        weeks = (label(row.first_week), label(row.last_week))
    return ImportRecord(
        id=row.id,
        file=row.file_name,
        status=row.status,
        export=row.export,
        title=row.export if export is None else export.title,
        report_at=row.report_at,
        imported_at=row.imported_at,
        imported_by=row.imported_by,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        rows={
            "read": row.rows_read,
            "kept": row.rows_kept,
            "rejected": row.rows_rejected,
            "merged": row.rows_merged,
        },
        people=row.people,
        weeks=weeks,
        tools=tuple(row.tools),
        notes=tuple(row.notes),
        choices=row.choices,
    )


def rejections(session: Session, import_id: int) -> list[Rejected]:
    """The rejected rows of an import, in the file's order, up to the number that is kept."""
    rows = session.exec(select(Rejection).where(Rejection.import_id == import_id).order_by(col(Rejection.position)))
    return [Rejected(row=row.row, column=row.column, value=row.value, why=row.why, sheet=row.sheet) for row in rows]
