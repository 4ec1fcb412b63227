"""The register: what people decided (design.md §3). Small tables, edited by hand or by workbook, every change kept."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from opmodel.store.base import NEVER_REUSED, as_text, now


class Performer(StrEnum):
    """Who performs a step. `ai_assists` is never counted as scope."""

    HUMAN = "human"
    AI_ASSISTS = "ai_assists"
    AI_DOES = "ai_does"


class Decider(StrEnum):
    """Who takes the decision in a step."""

    HUMAN = "human"
    AI_WITHIN_LIMITS = "ai_within_limits"
    AI = "ai"


class Stage(StrEnum):
    """Where a rollout stands."""

    PLANNED = "planned"
    PILOT = "pilot"
    PRODUCTION = "production"
    STOPPED = "stopped"


LIVE = frozenset({Stage.PILOT, Stage.PRODUCTION})
"""Stages in which people work the new way."""


class OperatorRole(StrEnum):
    """What an operator of a workflow does."""

    REDESIGNS = "redesigns"
    RUNS = "runs"
    SCALES = "scales"


class Team(SQLModel, table=True):
    """A named group of people in a dated tree. The company is the one team without a parent; its path is empty."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="team.id", index=True)
    name: str
    path: str = Field(unique=True, description="Names from the department down, joined by '/'.")
    country: str | None = Field(default=None, description="ISO 3166 code, for holidays.")
    time_zone: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    import_id: int | None = Field(
        default=None, foreign_key="import.id", index=True, description="The import that first named it."
    )


class OfficeHolder(SQLModel, table=True):
    """A person named for an office on purpose; never a usage subject."""

    __tablename__: ClassVar[str] = "office_holder"
    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    email: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")


class Workflow(SQLModel, table=True):
    """A piece of work with an outcome and an accountable owner: the unit of change."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    outcome: str = ""
    owner_id: int | None = Field(default=None, foreign_key="office_holder.id")


class WorkflowTool(SQLModel, table=True):
    """A tool that a workflow stands on."""

    __tablename__: ClassVar[str] = "workflow_tool"

    workflow_id: int = Field(foreign_key="workflow.id", primary_key=True, ondelete="CASCADE")
    tool_id: int = Field(foreign_key="tool.id", primary_key=True, ondelete="CASCADE")


class Operator(SQLModel, table=True):
    """Who redesigns, runs or scales a workflow, with hours a week: its operating capacity."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    workflow_id: int = Field(foreign_key="workflow.id", index=True, ondelete="CASCADE")
    holder_id: int = Field(foreign_key="office_holder.id")
    role: OperatorRole = Field(sa_type=as_text(OperatorRole))
    hours_a_week: float | None = None


class Step(SQLModel, table=True):
    """One step of a workflow, and who performs it before and after the redesign."""

    __table_args__ = (UniqueConstraint("workflow_id", "name", "valid_from"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    workflow_id: int = Field(foreign_key="workflow.id", index=True, ondelete="CASCADE")
    position: int
    name: str
    performer_before: Performer = Field(sa_type=as_text(Performer))
    performer_after: Performer = Field(sa_type=as_text(Performer))
    decision: str = ""
    decider: Decider | None = Field(default=None, sa_type=as_text(Decider))
    minutes_a_case: float | None = None
    cases_a_week: float | None = None
    valid_from: date | None = Field(default=None, description="First day the redesign of the step holds.")
    valid_to: date | None = Field(default=None, description="Last day it holds.")


class Checkpoint(SQLModel, table=True):
    """The human-in-the-loop check of a step."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="step.id", index=True, ondelete="CASCADE")
    what_is_checked: str
    cadence_days: int | None = None


class CheckpointStaffing(SQLModel, table=True):
    """Who reviews a checkpoint in one rollout, and who stands in; dated."""

    __tablename__: ClassVar[str] = "checkpoint_staffing"
    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    checkpoint_id: int = Field(foreign_key="checkpoint.id", index=True, ondelete="CASCADE")
    rollout_id: int = Field(foreign_key="rollout.id", index=True, ondelete="CASCADE")
    reviewer_id: int | None = Field(default=None, foreign_key="office_holder.id")
    backup_id: int | None = Field(default=None, foreign_key="office_holder.id")
    valid_from: date | None = None
    valid_to: date | None = None


class Check(SQLModel, table=True):
    """One look at a checkpoint: outputs seen, accepted, corrected, rejected."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    checkpoint_id: int = Field(foreign_key="checkpoint.id", index=True, ondelete="CASCADE")
    rollout_id: int = Field(foreign_key="rollout.id", index=True, ondelete="CASCADE")
    looked_on: date
    seen: int
    accepted: int
    corrected: int
    rejected: int
    reviewer_id: int | None = Field(default=None, foreign_key="office_holder.id")


class Play(SQLModel, table=True):
    """One version of the documented, repeatable way to run a workflow."""

    __table_args__ = (UniqueConstraint("workflow_id", "version"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    workflow_id: int = Field(foreign_key="workflow.id", index=True, ondelete="CASCADE")
    version: int
    body: str
    published_on: date | None = None
    published_by: str = ""


class Rollout(SQLModel, table=True):
    """One workflow in one team, one attempt; a relaunch is the next attempt, linked to the one before."""

    __table_args__ = (UniqueConstraint("workflow_id", "team_id", "attempt"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    workflow_id: int = Field(foreign_key="workflow.id", index=True, ondelete="CASCADE")
    team_id: int = Field(foreign_key="team.id", index=True)
    attempt: int = 1
    previous_id: int | None = Field(default=None, foreign_key="rollout.id")
    receiving_owner_id: int | None = Field(default=None, foreign_key="office_holder.id")
    accepted_on: date | None = None
    success_test: str = ""
    decide_by: date | None = None
    spend_micros: int | None = Field(
        default=None, sa_type=BigInteger, description="Money spent, in millionths of the currency."
    )
    currency: str | None = None
    accountable_before: str = ""
    accountable_now: str = ""
    stated_headcount: int | None = Field(default=None, description="Stands in where no roster is known.")
    play_version: int | None = None


class StageChange(SQLModel, table=True):
    """A dated change of a rollout's stage. The current stage is the newest."""

    __tablename__: ClassVar[str] = "stage_change"
    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    rollout_id: int = Field(foreign_key="rollout.id", index=True, ondelete="CASCADE")
    stage: Stage = Field(sa_type=as_text(Stage))
    changed_on: date
    changed_by: str = ""
    why: str = ""


class Milestone(SQLModel, table=True):
    """A dated step forward inside a pilot; it counts as movement."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    rollout_id: int = Field(foreign_key="rollout.id", index=True, ondelete="CASCADE")
    name: str
    reached_on: date


class TargetPerson(SQLModel, table=True):
    """A person on a rollout's uploaded list of target people."""

    __tablename__: ClassVar[str] = "target_person"

    rollout_id: int = Field(foreign_key="rollout.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    import_id: int = Field(foreign_key="import.id", primary_key=True)
    valid_from: date | None = None


class Baseline(SQLModel, table=True):
    """A rollout's cycle time before it went live, locked: the window, the set of cases and the name."""

    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    rollout_id: int = Field(foreign_key="rollout.id", index=True, ondelete="CASCADE")
    name: str
    first_day: date
    last_day: date
    cases_hash: str
    locked_by: str
    locked_on: date


class SeatExemption(SQLModel, table=True):
    """A seat kept on purpose although idle: why, who said so, until when."""

    __tablename__: ClassVar[str] = "seat_exemption"

    tool_id: int = Field(foreign_key="tool.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    reason: str
    exempted_by: str
    until: date | None = None


class Setting(SQLModel, table=True):
    """A value the organisation chose: a threshold, its name, its time zone."""

    key: str = Field(primary_key=True)
    value: str


class GatePassage(SQLModel, table=True):
    """A rollout that was begun in a next team: which evidence the gate missed on that day, and why it was begun anyway."""

    __tablename__: ClassVar[str] = "gate_passage"
    __table_args__ = NEVER_REUSED

    id: int | None = Field(default=None, primary_key=True)
    rollout_id: int = Field(foreign_key="rollout.id", index=True, ondelete="CASCADE")
    passed_on: date
    passed_by: str
    missing: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reason: str = Field(default="", description="Why it went on without; empty where nothing was missing.")


class RegisterChange(SQLModel, table=True):
    """The audit trail of the register: one row changed, before and after. Undo reads it backwards."""

    __tablename__: ClassVar[str] = "register_change"

    id: int | None = Field(default=None, primary_key=True)
    changed_at: datetime = Field(default_factory=now)
    changed_by: str
    import_id: int | None = Field(default=None, foreign_key="import.id", index=True)
    edit: str | None = Field(default=None, index=True, description="Changes made by one edit share it.")
    table_name: str
    row_key: str = Field(description="Primary key of the row, as JSON.")
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
