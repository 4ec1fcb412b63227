"""What became of one file: the answer of the front door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from opmodel.intake.facts import Facts, Rejected
from opmodel.intake.history import ImportRecord
from opmodel.intake.placing import unregistered
from opmodel.intake.recognise import Recognised
from opmodel.measures.figure import Figure
from opmodel.store.trail_words import Line

SAMPLE_ROWS = 10


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One file's way through the intake.

    `rows` always has read = kept + rejected + merged. `rejections` holds every rejected row with its reason.
    """

    file: str
    status: str
    """loaded, duplicate, refused, dry-run or undone."""
    import_id: int | None = None
    """The import that was made, undone, or that already holds the file."""
    export: str | None = None
    title: str | None = None
    report_at: datetime | None = None
    rows: Mapping[str, int] = field(default_factory=lambda: {"read": 0, "kept": 0, "rejected": 0, "merged": 0})
    people: int = 0
    weeks: tuple[str, str] | None = None
    """Labels of the first and last week that the file speaks for."""
    tools: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rejections: Sequence[Rejected] = ()
    why: str | None = None
    """Why the file was refused, in one plain sentence that names the fix."""
    columns: tuple[str, ...] = ()
    """The headers of the file's table, to choose from what starts and finishes a case; known of a refused file too."""
    sample: pd.DataFrame | None = None
    """The first rows as they were understood: one column a recognised column."""
    changes: Sequence[tuple[str, Figure, Figure]] = ()
    """(title of the measure, figure before, figure after) of the headline figures that the file changes."""
    lines: tuple[Line, ...] = ()
    """What the file changes in the register, line by line."""

    @property
    def unregistered(self) -> tuple[str, ...]:
        """The workflows that rows of the file name and nobody registered."""
        return unregistered(self.rejections)

    @property
    def report_date(self) -> str | None:
        """The day of the report, in ISO form."""
        return None if self.report_at is None else self.report_at.date().isoformat()

    def as_json(self) -> dict[str, Any]:
        """The outcome as `opmodel import --json` prints it (design.md §7)."""
        return {
            "file": self.file,
            "status": self.status,
            "import_id": self.import_id,
            "export": self.export,
            "report_date": self.report_date,
            "rows": dict(self.rows),
            "people": self.people,
            "weeks": None if self.weeks is None else list(self.weeks),
            "tools": list(self.tools),
            "notes": list(self.notes),
            "rejections": [
                {
                    "row": item.row,
                    "column": item.column,
                    "value": item.value,
                    "why": item.why,
                    **({"sheet": item.sheet} if item.sheet else {}),
                }
                for item in self.rejections
            ],
            "why": self.why,
            "lines": [
                {
                    "thing": line.thing,
                    "what": line.what,
                    "kind": line.did.value,
                    "column": line.column,
                    "before": line.before,
                    "after": line.after,
                }
                for line in self.lines
            ],
        }


def from_record(record: ImportRecord, status: str, **more: Any) -> Outcome:
    """The outcome that an import's record describes."""
    return Outcome(
        file=record.file,
        status=status,
        import_id=record.id,
        export=record.export,
        title=record.title,
        report_at=record.report_at,
        rows=record.rows,
        people=record.people,
        weeks=record.weeks,
        tools=record.tools,
        notes=record.notes,
        **more,
    )


def refused(
    file: str,
    why: str,
    *,
    recognised: Recognised | None = None,
    facts: Facts | None = None,
    columns: tuple[str, ...] = (),
) -> Outcome:
    """The outcome of a file that is not taken, with as much as was understood of it."""
    return Outcome(
        file=file,
        status="refused",
        why=why,
        export=None if recognised is None else recognised.export.name,
        title=None if recognised is None else recognised.export.title,
        report_at=None if facts is None else facts.report_at,
        rows={"read": 0, "kept": 0, "rejected": 0, "merged": 0} if facts is None else rows_of(facts),
        notes=() if facts is None else tuple(facts.notes),
        rejections=() if facts is None else tuple(facts.rejections),
        columns=columns if recognised is None else columns_of(recognised),
        sample=None if recognised is None else sample(recognised),
    )


def rows_of(facts: Facts) -> dict[str, int]:
    """How many rows were read, and what became of them."""
    return {"read": facts.read, "kept": facts.kept, "rejected": facts.rejected, "merged": facts.merged}


def columns_of(recognised: Recognised) -> tuple[str, ...]:
    """The headers of the file's first table, as the file spells them."""
    return tuple(header for header in dict.fromkeys(recognised.table().headers) if header.strip())


def sample(recognised: Recognised) -> pd.DataFrame:
    """The first rows of the file in its recognised columns, by the headers the file uses, as text."""
    matched = recognised.matched or next(iter(recognised.sheets.values()))
    places = sorted(matched.positions.values())
    first = matched.table.frame.iloc[:SAMPLE_ROWS]
    return pd.DataFrame({matched.table.headers[place]: first[place].fillna("") for place in places})
