"""The table of the audit trail: who did what, when, to what, before and after, each entry chained to the one before.

The database refuses to change or to remove an entry (migration 0007). Usage subjects never stand in it: only office
holders, and the names that people work under.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from opmodel.store.base import now

NOTHING_BEFORE = "0" * 64
"""What the first entry has for the hash of the one before."""


class Deed(StrEnum):
    """What an entry is about."""

    BEGUN = "trail begun"
    EDIT = "edit"
    SETTING = "setting"
    DECISION = "decision"
    IMPORT = "import"
    UNDO = "undo"
    NAMES_SEEN = "names seen"
    EXPORT = "export"
    GRANT = "role grant"
    REFUSED = "sign-in refused"
    PURGE = "purge"
    BACKUP = "backup"
    RESTORE = "restore"


class TrailEntry(SQLModel, table=True):
    """One thing that somebody did. Numbered without a gap, so that one that was taken out is missed."""

    __tablename__: ClassVar[str] = "trail_entry"
    # Each filter of the Audit page reads its own index from the newest entry down.
    __table_args__ = (
        Index("ix_trail_entry_by_id", "by", "id"),
        Index("ix_trail_entry_act_id", "act", "id"),
        Index("ix_trail_entry_kind_id", "kind", "id"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(default_factory=now, index=True)
    by: str
    # Plain text, not an enum: an entry that somebody tampered with must still be read.
    act: str = Field(description="A `Deed`.")
    kind: str = Field(description="Kind of thing it was done to: `Workflow`, `Setting`, `Import` …")
    name: str = Field(description="Which one, in words.")
    note: str = ""
    purpose: str = Field(default="", description="Why names were looked at.")
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    changes: dict[str, Any] | None = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True)),
        description="First and last row of `register_change` that it made, how many, and their digest.",
    )
    import_id: int | None = Field(default=None, description="Number of the import it is about.")
    previous: str = Field(description="Hash of the entry before.")
    hash: str = Field(description="SHA-256 over all of the above.")
