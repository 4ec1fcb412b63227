"""What a checked file says, before it meets the store: people by position, tools and workflows by name."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from opmodel.store.facts import Lists
from opmodel.store.register_sheets.mark import Mark


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A row that is not kept, and why."""

    row: int
    """Its number in the file; 0 for a row of the register that the file no longer has."""
    column: str
    value: str
    why: str
    sheet: str = ""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days a file speaks for, of one source."""

    first_day: date
    last_day: date
    lists: Lists
    people: int
    tool: str | None = None
    workflow: str | None = None
    team: str | None = None
    """Path of the one team the file covers; None for everybody."""
    complete: bool = True


@dataclass(frozen=True, kw_only=True)
class Returned:
    """That a file is a workbook the register was written down in: it may clear and remove, and what somebody else has
    changed since is left alone.
    """

    mark: Mark
    """Where the register stood when it was written down."""
    owner: str | None
    """Whose workflows it holds; None for the whole register."""


@dataclass(kw_only=True)
class Facts:
    """A file's content, checked. `read == kept + rejected + merged`, rows that are wholly blank not counted.

    In every frame `who` is a position in `people`. Frames that do not apply are None.
    """

    report_at: datetime
    """UTC."""
    read: int
    kept: int
    merged: int
    rejections: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: pd.DataFrame
    """identity (normalised, unique), identifier (as the file has it), name."""
    keeps_names: bool = False
    """Whether identifier and name go to the identity table: rosters and seat lists only."""
    spans: list[Span] = field(default_factory=list)
    roster: pd.DataFrame | None = None
    """who, team (path), starts_on, ends_on."""
    seats: pd.DataFrame | None = None
    """who, tool, plan, assigned_at, last_active_at, activity_known, blocked, ends_on."""
    last_activity: pd.DataFrame | None = None
    """who, tool, last_active_at, active, active_apps (bit set over `apps[tool]`)."""
    tool_use: pd.DataFrame | None = None
    """who, tool, week, actions, active; one row a person, tool and week."""
    app_use: pd.DataFrame | None = None
    """who, tool, app, week, actions; zeros left out."""
    apps: dict[str, list[str]] = field(default_factory=dict)
    """Apps of each tool, in the order of their bits."""
    workflow_use: pd.DataFrame | None = None
    """who, workflow, week, times, active, grade."""
    absences: pd.DataFrame | None = None
    """who, week, days (1 to 5; 5: all of the person's own working days); one row a person and week with any."""
    cases: pd.DataFrame | None = None
    """workflow, case_id, started_at, finished_at, end_status, case_type, team (path)."""
    workflow_rows: dict[str, list[int]] = field(default_factory=dict)
    """Good rows of the file by the workflow they name: they are rejected if the register does not know it."""
    contracts: pd.DataFrame | None = None
    """tool, plan, capability_group, seats_bought, price_micros, price_basis, currency, starts_on, renews_on,
    notice_on, commit_floor, owner, trial, aliases."""
    links: pd.DataFrame | None = None
    """who, same_as: two positions in `people` that are one person."""
    register: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Sheets of the workflows template by name, all their rows: the columns that the file has, row, sheet, and good
    (False for a row that is rejected, or only asks a question).
    """
    returned: Returned | None = None
    """Set where those sheets are a workbook that comes back."""

    def reject(self, item: Rejected) -> None:
        """Reject a row that was kept so far; one that is rejected for several reasons counts once."""
        if item.row and not any((one.sheet, one.row) == (item.sheet, item.row) for one in self.rejections):
            self.kept -= 1
        self.rejections.append(item)

    @property
    def rejected(self) -> int:
        """Rows not kept, each counted once however many cells of it were wrong."""
        return len({(item.sheet, item.row) for item in self.rejections if item.row})
