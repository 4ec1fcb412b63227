"""What a purge leaves behind so that later figures come out as if nothing had been removed: no activity by week, only the
first use, the last use, and the outcome of a test.
"""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

_CLUSTERED = {"sqlite_with_rowid": False}


class SeatMemory(SQLModel, table=True):
    """What closed weeks and reports told of somebody who still holds a seat; gone when the seat is."""

    __tablename__: ClassVar[str] = "seat_memory"
    __table_args__ = _CLUSTERED

    tool_id: int = Field(foreign_key="tool.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    first_seen_at: datetime | None = Field(
        default=None, description="When a seat list first showed them with the tool."
    )
    last_active_at: datetime | None = Field(default=None, description="When they last used it.")
    observed_at: datetime | None = Field(default=None, description="When a source that would have shown use last told.")
    was_rostered: bool = Field(description="They stood on a roster once: who stands on none now has left.")


class WorkflowMemory(SQLModel, table=True):
    """When each target person of a workflow came in and first used it, packed; whoever is targeted no more is a count
    without a person. Workflow 0 is any redesigned workflow.
    """

    __tablename__: ClassVar[str] = "workflow_memory"
    __table_args__ = _CLUSTERED

    workflow_id: int = Field(primary_key=True)
    packed: bytes


class FallMemory(SQLModel, table=True):
    """How likely the people of a rollout would have fallen from its peak by chance, as tested while they were known."""

    __tablename__: ClassVar[str] = "fall_memory"

    rollout_id: int = Field(foreign_key="rollout.id", primary_key=True, ondelete="CASCADE")
    p: float
