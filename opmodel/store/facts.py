"""The facts: what spreadsheets say (design.md §3).

The large tables (tool use, workflow use, cases, seats, last activity) carry no foreign keys and, on SQLite, no row id:
one loader writes them inside one transaction, in key order, and a check of every row's keys would double the load time.
Their key starts with the import, so an import is found, replaced and taken out as one stretch of the table.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from opmodel.store.base import as_text, now

_CLUSTERED = {"sqlite_with_rowid": False}


class ImportStatus(StrEnum):
    """Whether an import's facts are in the store."""

    LOADED = "loaded"
    UNDONE = "undone"


class Lists(StrEnum):
    """Whom a file's rows list: everyone licensed (so no row means no licence), or only people who were active."""

    LICENSED = "licensed"
    ACTIVE = "active"


class Grade(StrEnum):
    """How good the evidence of workflow use is (measures.md, Rulings: People)."""

    MEASURED = "measured"
    HANDLED = "handled"


class PriceBasis(StrEnum):
    """What a contract's price is for."""

    SEAT_MONTH = "per seat per month"
    SEAT_YEAR = "per seat per year"
    TOTAL_MONTH = "total per month"
    TOTAL_YEAR = "total per year"
    TOTAL_TERM = "total for the term"


class Import(SQLModel, table=True):
    """One uploaded file: what it was recognised as, and what became of its rows. read = kept + rejected + merged."""

    id: int | None = Field(default=None, primary_key=True)
    file_name: str
    sha256: str = Field(index=True)
    export: str = Field(description="Name of the recognised export.")
    report_at: datetime = Field(description="When the vendor made the report: idle days count from here.")
    imported_at: datetime = Field(default_factory=now)
    imported_by: str
    status: ImportStatus = Field(default=ImportStatus.LOADED, sa_type=as_text(ImportStatus))
    undone_at: datetime | None = None
    undone_by: str | None = None
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_merged: int
    people: int
    first_week: int | None = None
    last_week: int | None = None
    notes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    tools: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    choices: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False), description="--as, --workflow, --start …"
    )


class Rejection(SQLModel, table=True):
    """A row that was not kept, and why."""

    import_id: int = Field(foreign_key="import.id", primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    row: int = Field(description="Row number in the file, the header being row 1.")
    sheet: str = ""
    column: str
    value: str
    why: str


class Coverage(SQLModel, table=True):
    """Which days an import speaks for: a day no import covers is unknown, never zero."""

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="import.id", index=True, ondelete="CASCADE")
    source: str = Field(description="Name of the export family whose files can stand for one another.")
    tool_id: int | None = Field(default=None, foreign_key="tool.id")
    workflow_id: int | None = Field(default=None, foreign_key="workflow.id")
    team_id: int | None = Field(default=None, foreign_key="team.id", description="Covers this team only; else all.")
    first_day: date
    last_day: date
    lists: Lists = Field(sa_type=as_text(Lists))
    people: int = Field(description="Distinct people the rows of this stretch name.")
    complete: bool = True
    apps: list[int] | None = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True)),
        description="The tool's apps that the files count apart, used or not. NULL: loaded before it was kept.",
    )


class Person(SQLModel, table=True):
    """A key, and nothing else."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, description="HMAC-SHA256 of the normalised identity, 64 hex digits.")
    import_id: int | None = Field(
        default=None, foreign_key="import.id", description="An import that names this person; none for a lone office."
    )


class Identity(SQLModel, table=True):
    """The readable name behind a key. Only the seat list and the identity screen show what this table holds."""

    person_id: int = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    import_id: int = Field(foreign_key="import.id", primary_key=True, ondelete="CASCADE")
    identifier: str
    name: str = ""


class PersonLink(SQLModel, table=True):
    """A line of an identity map: the first person is the second."""

    __tablename__: ClassVar[str] = "person_link"

    import_id: int = Field(foreign_key="import.id", primary_key=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    same_as_id: int = Field(foreign_key="person.id")


class RosterEntry(SQLModel, table=True):
    """A person on one roster, as that roster says."""

    __tablename__: ClassVar[str] = "roster_entry"
    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    team_id: int
    starts_on: date | None = None
    ends_on: date | None = None


class Tool(SQLModel, table=True):
    """A product that people hold seats of."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    capability_group: str = Field(default="", description="Tools of one group can stand in for each other.")
    import_id: int | None = Field(default=None, foreign_key="import.id", index=True)


class ToolAlias(SQLModel, table=True):
    """Another spelling of a tool, normalised."""

    __tablename__: ClassVar[str] = "tool_alias"

    alias: str = Field(primary_key=True)
    tool_id: int = Field(foreign_key="tool.id", index=True, ondelete="CASCADE")


class ToolApp(SQLModel, table=True):
    """A part of a tool that the vendor counts apart (Word, Excel …)."""

    __tablename__: ClassVar[str] = "tool_app"

    id: int | None = Field(default=None, primary_key=True)
    tool_id: int = Field(foreign_key="tool.id", index=True, ondelete="CASCADE")
    name: str
    bit: int = Field(description="Place of the app in LastActivity.active_apps.")


class Contract(SQLModel, table=True):
    """Seats bought, at a price, for a term."""

    id: int | None = Field(default=None, primary_key=True)
    import_id: int | None = Field(default=None, foreign_key="import.id", index=True, ondelete="CASCADE")
    tool_id: int = Field(foreign_key="tool.id", index=True)
    plan: str = ""
    seats_bought: int | None = Field(default=None, description="None: unlimited.")
    price_micros: int | None = Field(default=None, sa_type=BigInteger, description="Millionths of the currency.")
    price_basis: PriceBasis = Field(sa_type=as_text(PriceBasis))
    currency: str = ""
    starts_on: date | None = None
    renews_on: date | None = None
    notice_on: date | None = Field(default=None, description="Last day notice can be given.")
    commit_floor: int = Field(default=0, description="Seats that cannot be given back.")
    owner: str = ""
    trial: bool = False


class Seat(SQLModel, table=True):
    """A person's assigned licence, as one seat list says."""

    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    tool_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    plan: str = ""
    assigned_at: datetime | None = None
    last_active_at: datetime | None = None
    activity_known: bool = Field(default=False, description="The list itself says when the seat was last used.")
    blocked: bool = Field(default=False, description="Sign-in is blocked: the holder has left.")
    ends_on: date | None = Field(default=None, description="Already cancelled, going on this day.")


class LastActivity(SQLModel, table=True):
    """When a person last used a tool, as one usage snapshot says."""

    __tablename__: ClassVar[str] = "last_activity"
    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    tool_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    last_active_at: datetime | None = None
    active: bool = Field(description="Active in the 7 days that end on the report date.")
    active_apps: int = Field(default=0, description="Bit set of ToolApp.bit: apps used in those 7 days.")


class ToolUse(SQLModel, table=True):
    """A person's use of a tool in one ISO week. A licensed person who did nothing has a row of zero."""

    __tablename__: ClassVar[str] = "tool_use"
    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    tool_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    actions: float | None = None
    active: bool


class AppUse(SQLModel, table=True):
    """A person's actions in one app in one week. Zeros are left out: a tool-use row without an app-use row is a zero,
    and an unknown count is a row without actions.
    """

    __tablename__: ClassVar[str] = "app_use"
    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    app_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    actions: float | None = None


class WorkflowUse(SQLModel, table=True):
    """A person's use of a redesigned workflow in one ISO week."""

    __tablename__: ClassVar[str] = "workflow_use"
    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    workflow_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    times: float | None = None
    active: bool | None = Field(default=None, description="None: the file has the person but left the count blank.")
    grade: Grade = Field(sa_type=as_text(Grade))


ABSENCES = "absences"
"""The source of absences in Coverage and CoveredWeek, where it is of no tool and no workflow."""


class Absence(SQLModel, table=True):
    """On how many working days of an ISO week a person was away from work; never why, nor on which. No row: on none, in
    a week that the file covers.
    """

    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    days: int = Field(description="1 to 5 of five; all of a person's own working days count as 5.")


class Case(SQLModel, table=True):
    """One run of a workflow's task. It carries no person. The newest import of a case id speaks for it."""

    __tablename__: ClassVar[str] = "workflow_case"
    __table_args__ = _CLUSTERED

    import_id: int = Field(primary_key=True)
    workflow_id: int = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    started_at: datetime
    finished_at: datetime | None = None
    end_status: str = ""
    case_type: str = ""
    team_id: int | None = None
