"""The meetings: reviews, the decisions taken in them, and the actions promised (design.md §3)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from opmodel.store.base import NEVER_REUSED, as_text, now


class DecisionKind(StrEnum):
    """What can be decided about a rollout, a workflow or seats."""

    SCALE = "scale"
    FIX_BY = "fix_by"
    STOP = "stop"
    ASSIGN_OWNER = "assign_owner"
    NEXT_TEAM = "next_team"
    REDESIGN = "redesign"
    REASSIGN = "reassign"
    RELEASE = "release"
    CHANGE_TARGET = "change_target"


class Review(SQLModel, table=True):
    """One meeting, pinned to a week."""

    id: int | None = Field(default=None, primary_key=True)
    facilitator_id: int | None = Field(default=None, foreign_key="office_holder.id")
    as_of_week: int
    present: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    items: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    stands_at: int = Field(default=0, description="Index of the item on screen.")
    opened_at: datetime = Field(default_factory=now)
    closed_at: datetime | None = None


class Decision(SQLModel, table=True):
    """What was decided, about what, on which figure as it stood."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    kind: DecisionKind = Field(sa_type=as_text(DecisionKind))
    rollout_id: int | None = Field(default=None, foreign_key="rollout.id", index=True, ondelete="CASCADE")
    workflow_id: int | None = Field(default=None, foreign_key="workflow.id", index=True, ondelete="CASCADE")
    figure: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    why: str = ""
    expected_move: str = ""
    owner_id: int | None = Field(default=None, foreign_key="office_holder.id")
    due_on: date | None = None
    supersedes_id: int | None = Field(default=None, foreign_key="decision.id")
    decided_at: datetime = Field(default_factory=now)
    decided_by: str = ""


class Action(SQLModel, table=True):
    """Something promised: what, by whom, until when, and when it was done."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True)
    what: str
    owner_id: int | None = Field(default=None, foreign_key="office_holder.id")
    due_on: date | None = None
    done_on: date | None = None
