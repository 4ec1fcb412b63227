"""What is worked out from the facts and kept: small tables that pages read instead of person rows.

Each is owned by one module of `opmodel.store.rollups`, which alone writes it, inside the transaction that made it stale.
Team 0 occurs in case packs alone ("no team known"): the company is a team like any other. Tool 0 is "any tool", app 0
"the whole tool", workflow 0 "any redesigned workflow" (the board number), rollout 0 "no single rollout".
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from opmodel.store.base import now

_CLUSTERED = {"sqlite_with_rowid": False}


class SamePerson(SQLModel, table=True):
    """An identifier's person that stands for another number: what the identity maps come to."""

    __tablename__: ClassVar[str] = "same_person"
    __table_args__ = _CLUSTERED

    person_id: int = Field(primary_key=True)
    stands_for: int


class Membership(SQLModel, table=True):
    """A person in a team, from a day to a day (both included; None: open). One team a person a day."""

    __table_args__ = _CLUSTERED

    person_id: int = Field(primary_key=True)
    spell: int = Field(primary_key=True, description="1, 2 … in order of time.")
    team_id: int
    valid_from: date | None = None
    valid_to: date | None = None


class CoveredWeek(SQLModel, table=True):
    """An import whose facts count for a source in a week, after better imports of the same people and days took
    precedence (measures.md, Rulings: coverage).
    """

    __tablename__: ClassVar[str] = "covered_week"
    __table_args__ = _CLUSTERED

    source: str = Field(primary_key=True)
    tool_id: int = Field(primary_key=True, default=0)
    workflow_id: int = Field(primary_key=True, default=0)
    week: int = Field(primary_key=True)
    import_id: int = Field(primary_key=True)
    team_id: int | None = Field(default=None, description="Covers this team only; else all.")
    days: int = Field(description="Bit set of the days covered by this import, Monday = 1.")
    lists_licensed: bool = Field(description="Its rows list everyone licensed, not only people who were active.")
    complete: bool = Field(description="With the other rows of this source and week, all seven days are covered.")


class PanelWeek(SQLModel, table=True):
    """A tool's week, or an app's, person by person, after the imports that count were united: packed, so that the eleven
    weeks before a new one are read in a moment. No page reads it.
    """

    __tablename__: ClassVar[str] = "panel_week"
    __table_args__ = _CLUSTERED

    tool_id: int = Field(primary_key=True)
    app_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    packed: bytes


class ToolWeek(SQLModel, table=True):
    """Distinct people active in a tool, an app of it, or any tool, by team and week."""

    __tablename__: ClassVar[str] = "tool_week"
    __table_args__ = _CLUSTERED

    tool_id: int = Field(primary_key=True)
    app_id: int = Field(primary_key=True)
    team_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    active: int
    licensed: int | None = Field(default=None, description="People with the tool that week; None: no source says.")
    licensed_from: int | None = Field(
        default=None, description="The seat list that `licensed` was counted from; None: the usage files list everyone."
    )
    not_placed: int = Field(default=0, description="Active identities the roster does not know (company row only).")
    licensed_not_placed: int = Field(default=0, description="Of `licensed`, those the roster does not know.")
    complete: bool


class ToolSnapshot(SQLModel, table=True):
    """Distinct people active in the 7 days that end on a usage snapshot's report date, by team. Never a week."""

    __tablename__: ClassVar[str] = "tool_snapshot"
    __table_args__ = _CLUSTERED

    tool_id: int = Field(primary_key=True)
    app_id: int = Field(primary_key=True)
    team_id: int = Field(primary_key=True)
    report_on: date = Field(primary_key=True)
    import_id: int
    listed: int
    active: int
    not_placed: int = 0
    listed_not_placed: int = 0


class SegmentWeek(SQLModel, table=True):
    """People by usage segment (measures.md §1.3), by tool, app, team and week, over 12 or 4 weeks."""

    __tablename__: ClassVar[str] = "segment_week"
    __table_args__ = _CLUSTERED

    tool_id: int = Field(primary_key=True)
    app_id: int = Field(primary_key=True)
    team_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    span: int = Field(primary_key=True, description="12 or 4 weeks.")
    segment: str = Field(primary_key=True)
    people: int
    too_new: int = Field(default=0, description="Of them, people with too few weeks to be habitual (an overlay).")


class AdoptionWeek(SQLModel, table=True):
    """Distinct people targeted and active, by team and week, for one workflow, one rollout, or any redesigned one."""

    __tablename__: ClassVar[str] = "adoption_week"
    __table_args__ = _CLUSTERED

    team_id: int = Field(primary_key=True)
    workflow_id: int = Field(primary_key=True)
    rollout_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    targeted: int
    active: int
    unknown: int = Field(default=0, description="Targeted people whose count the file left blank.")
    outside: int = Field(default=0, description="People who used it without being targeted.")
    handled: int = Field(default=0, description="Of the active, those known only from handled cases.")
    at_most: int | None = Field(
        default=None, description="Targeted people active in one of the workflow's tools: an upper bound."
    )
    measured: bool = Field(description="Workflow use is covered that week; else active is unknown.")
    complete: bool
    joined: int = Field(default=0, description="Targeted people who were not in the week before.")
    left: int = Field(default=0, description="People targeted in the week before who are no more.")
    away: int | None = Field(
        default=None,
        description="Of the targeted, those away from work that week; None: no absence file covers all of them.",
    )
    away_active: int | None = Field(default=None, description="Of those away, the ones who used it all the same.")


class PeopleWeek(SQLModel, table=True):
    """The target people of a rollout in a complete week, and who of them used it: packed. No page reads it."""

    __tablename__: ClassVar[str] = "people_week"
    __table_args__ = _CLUSTERED

    rollout_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    workflow_id: int
    packed: bytes


class CohortWeek(SQLModel, table=True):
    """The target people who first used a workflow in one week (the cohort): how many are still targeted in a later
    complete week, and how many of them used it then (measures.md §1.4). Its own week is among them.
    """

    __tablename__: ClassVar[str] = "cohort_week"
    __table_args__ = _CLUSTERED

    workflow_id: int = Field(primary_key=True)
    cohort: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    people: int
    active: int


class FirstUse(SQLModel, table=True):
    """How many target people came under a workflow in one week and first used it in another: what the time to first use
    is worked out from. Complete weeks only.
    """

    __tablename__: ClassVar[str] = "first_use"
    __table_args__ = _CLUSTERED

    workflow_id: int = Field(primary_key=True)
    entered: int = Field(primary_key=True, description="First complete week in which they were targeted.")
    first_used: int = Field(primary_key=True, description="0: not yet.")
    last: int = Field(primary_key=True, description="Last week in which they were targeted, of those who have not yet.")
    waited: int = Field(
        primary_key=True,
        description="Complete weeks in which they were targeted, up to the first use or the last week.",
    )
    people: int


class UserWeek(SQLModel, table=True):
    """A workflow's target people in a complete week: how many, how many used it, how many distinct in four weeks."""

    __tablename__: ClassVar[str] = "user_week"
    __table_args__ = _CLUSTERED

    workflow_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    targeted: int
    active: int
    in_four_weeks: int | None = Field(
        default=None,
        description="Distinct people who used it in the four weeks that end here; None: not all are complete.",
    )


class KeptUse(SQLModel, table=True):
    """Of the target people who used a rollout's workflow by week 4 after go-live, how many used it in two of weeks 10
    to 13 (measures.md §1.4). A rollout whose weeks 1 to 4 and 10 to 13 are not all complete has no row.
    """

    __tablename__: ClassVar[str] = "kept_use"
    __table_args__ = _CLUSTERED

    rollout_id: int = Field(primary_key=True)
    workflow_id: int
    first_week: int = Field(description="First full week after go-live.")
    began: int = Field(description="Used it by week 4, and still targeted in week 13.")
    kept: int
    left: int = Field(description="Used it by week 4, and targeted in week 13 no more.")


class SeatPoint(SQLModel, table=True):
    """Seats by class at the moment of a report (measures.md §1.6), by tool, plan and team. Unassigned seats are worked
    out from the contract by the measure.
    """

    __tablename__: ClassVar[str] = "seat_point"
    __table_args__ = _CLUSTERED

    tool_id: int = Field(primary_key=True)
    plan: str = Field(primary_key=True)
    team_id: int = Field(primary_key=True)
    at: datetime = Field(primary_key=True)
    seat_class: str = Field(primary_key=True)
    import_id: int = Field(description="The seat list that this point counts.")
    seats: int
    exempt: int = 0


class SeatStanding(SQLModel, table=True):
    """The seats of a tool's newest point that could be given back, worst first: what the reclaim list pages through.
    Seats in use, new ones and those nothing is known about are not in it.
    """

    __tablename__: ClassVar[str] = "seat_standing"
    __table_args__ = _CLUSTERED

    tool_id: int = Field(primary_key=True)
    position: int = Field(primary_key=True, description="0, 1 … in the order of the list.")
    person_id: int = Field(description="As the seat list names the holder.")
    plan: str
    team_id: int | None = None
    seat_class: str
    idle_days: int | None = Field(default=None, description="None: never used.")
    assigned_at: datetime | None = None
    last_active_at: datetime | None = None
    exempt: bool = False
    ends_on: date | None = None


class CasePack(SQLModel, table=True):
    """The cases of a workflow in a team as the newest import of each says, packed: a verdict on a million cases reads
    one row. Team 0 here is "no team known".
    """

    __tablename__: ClassVar[str] = "case_pack"
    __table_args__ = _CLUSTERED

    workflow_id: int = Field(primary_key=True)
    team_id: int = Field(primary_key=True)
    cases: int
    unfinished: int = Field(description="Of them, those that ended without finishing.")
    first_day: date = Field(description="Day of the first start, in UTC.")
    last_day: date = Field(description="Day of the last start, in UTC.")
    imports: list[int] = Field(sa_column=Column(JSON, nullable=False), description="Imports that speak for a case.")
    case_types: list[str] = Field(sa_column=Column(JSON, nullable=False), description="What the type codes stand for.")
    packed: bytes


class BaselineSet(SQLModel, table=True):
    """The set of cases that a baseline's window holds now: another hash than the locked one means it has changed."""

    __tablename__: ClassVar[str] = "baseline_set"
    __table_args__ = _CLUSTERED

    baseline_id: int = Field(primary_key=True)
    cases: int
    cases_hash: str


class Snapshot(SQLModel, table=True):
    """The headline figures as they stood after an import: what was reported then stays known."""

    id: int | None = Field(default=None, primary_key=True)
    import_id: int | None = Field(default=None, foreign_key="import.id", index=True)
    taken_at: datetime = Field(default_factory=now)
    reason: str = Field(description="'import' or 'undo'.")
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
