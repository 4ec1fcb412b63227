"""What the audit trail says, in words: names for numbers, headers for columns, one line for each thing that changed.

Rows that are no longer there still have the names that the trail last knew them by. No person is ever named but office
holders, who are named on purpose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from opmodel.store.audit import parsed_key, row_key, row_values
from opmodel.store.facts import Tool
from opmodel.store.register import (
    Checkpoint,
    OfficeHolder,
    RegisterChange,
    Rollout,
    Step,
    Team,
    Workflow,
)
from opmodel.store.register_sheets.forms import SHEETS
from opmodel.store.register_sheets.sheet import Kind, SheetColumn
from opmodel.store.register_sheets.written import cell_money, names_in_one
from opmodel.store.setting_words import default_value, setting_title, setting_value

BETWEEN = " · "


class Did(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that changed, in words."""

    thing: str
    """Kind of thing: `Step`, `Rollout`, `Reviewer` …"""
    what: str
    """Which one: `Claims intake · Register the claim`."""
    did: Did
    column: str
    """What of it changed; empty for one that was added or removed whole."""
    before: str
    after: str
    changed_by: str
    changed_at: datetime
    workflow_id: int | None
    """The workflow it belongs to; None for a team, an office holder, a tool."""


_THINGS = {
    "workflow": "Workflow",
    "workflow_tool": "Tool of a workflow",
    "operator": "Operator",
    "step": "Step",
    "checkpoint": "Checkpoint",
    "checkpoint_staffing": "Reviewer",
    "check": "Check",
    "play": "Play",
    "team": "Team",
    "rollout": "Rollout",
    "stage_change": "Stage",
    "milestone": "Milestone",
    "baseline": "Baseline",
    "gate_passage": "Gate",
    "target_person": "Target people",
    "office_holder": "Office holder",
    "tool": "Tool",
    "tool_alias": "Name of a tool",
    "tool_app": "App of a tool",
    "setting": "Setting",
    "seat_exemption": "Exempt seat",
    "role_grant": "Role",
}
_MORE_TITLES = {
    ("team", "path"): "Path",
    ("team", "name"): "Name",
    ("step", "position"): "Place in the order",
    ("workflow_tool", "tool_id"): "Tool",
    ("tool", "capability_group"): "Capability group",
    ("seat_exemption", "reason"): "Reason",
    ("seat_exemption", "exempted_by"): "Exempted by",
    ("seat_exemption", "until"): "Until",
    ("role_grant", "role"): "Role",
    ("role_grant", "team_id"): "Team",
    ("role_grant", "revoked_on"): "Taken away on",
}
_NAMED_BY: Mapping[str, type[SQLModel]] = {
    "workflow_id": Workflow,
    "step_id": Step,
    "checkpoint_id": Checkpoint,
    "rollout_id": Rollout,
    "team_id": Team,
    "holder_id": OfficeHolder,
    "owner_id": OfficeHolder,
    "reviewer_id": OfficeHolder,
    "backup_id": OfficeHolder,
    "receiving_owner_id": OfficeHolder,
    "tool_id": Tool,
}
_SHOWN_HASH = 12
_SETTING = "setting"


def thing(table: str) -> str:
    """What a row of a table is called."""
    return _THINGS.get(table, table.replace("_", " ").capitalize())


def title(table: str, column: str) -> str:
    """What a column is called: its header in the register's workbook, where it has one; empty for one of no interest to
    a reader.
    """
    if shown := _column(table, column):
        return shown.header
    if (table, column) in _MORE_TITLES:
        return _MORE_TITLES[table, column]
    if table in _THINGS or column == "id" or column.endswith("_id"):
        return ""
    return column.replace("_", " ").capitalize()


def _column(table: str, column: str) -> SheetColumn | None:
    # The sheet of the table itself first: an owner's address stands in another one too.
    sheets = sorted(SHEETS, key=lambda sheet: sheet.table != table)
    return next((found for sheet in sheets if (found := sheet.named(table=table, field=column))), None)


def _plain(value: Any, known: SheetColumn | None) -> str:
    kind = None if known is None else known.kind
    if kind == Kind.MONEY:
        return f"{cell_money(value):,.2f}"
    if kind == Kind.WORD:
        return str(value).replace("_", " ")
    if isinstance(value, list):
        return names_in_one(str(one) for one in value)
    return f"{value:,.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class TrailWords:
    """Words for what the trail of one store holds. Names are looked up once, all together."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def value(self, table: str, column: str, value: Any) -> str:
        """A value of the trail as text: a name for a number, an amount with its decimals; empty for blank."""
        if value is None or value == "":
            return ""
        if column in _NAMED_BY:
            return BETWEEN.join(self._parts_of(_NAMED_BY[column], value))
        if column == "cases_hash":
            return str(value)[:_SHOWN_HASH]
        return _plain(value, _column(table, column))

    def what(self, table: str, values: Mapping[str, Any]) -> str:
        """Which row of a table it is, from the row's values."""
        return BETWEEN.join(self._parts(table, values))

    def workflow_of(self, table: str, values: Mapping[str, Any]) -> int | None:
        """The number of the workflow that a row belongs to."""
        if table == "workflow":
            return values.get("id")
        for column, model in (("checkpoint_id", Checkpoint), ("step_id", Step), ("rollout_id", Rollout)):
            if values.get(column) is not None:
                return self.workflow_of(str(model.__tablename__), self._values(model, values[column]))
        return values.get("workflow_id")

    def summary(self, table: str, values: Mapping[str, Any]) -> str:
        """A row's cells in one line: `Performer before: human; Performer after: ai does`."""
        if table == _SETTING:
            return setting_value(values["key"], values["value"])
        named = {*self._naming(table), "position"}
        told = [
            f"{header}: {said}"
            for column, value in values.items()
            if column not in named and (header := title(table, column)) and (said := self.value(table, column, value))
        ]
        return "; ".join(told)

    def _naming(self, table: str) -> tuple[str, ...]:
        """Columns that `what` already tells."""
        if table in {"workflow", "step", "team", "office_holder", "tool", "milestone", "baseline"}:
            return ("name", "path")
        return {"operator": ("holder_id",), "play": ("version",), "workflow_tool": ("tool_id",)}.get(table, ())

    def _parts(self, table: str, values: Mapping[str, Any]) -> list[str]:
        """The names that tell a row from others, from the widest to its own; each once."""
        if table == "team":
            return [values.get("path") or values.get("name") or ""]
        above = [
            part
            for column in ("workflow_id", "checkpoint_id", "step_id", "rollout_id", "tool_id", "team_id")
            if values.get(column) is not None
            for part in self._parts_of(_NAMED_BY[column], values[column])
        ]
        return [part for part in dict.fromkeys([*above, *self._own(table, values)]) if part]

    def _own(self, table: str, values: Mapping[str, Any]) -> list[str]:
        match table:
            case "setting":
                return [setting_title(values["key"])]
            case "rollout":
                return [f"attempt {values['attempt']}"] if values.get("attempt", 1) != 1 else []
            case "operator":
                return self._parts_of(OfficeHolder, values.get("holder_id"))
            case "play":
                return [f"version {values.get('version')}"]
            case "stage_change" | "check" | "gate_passage":
                return [str(values.get("changed_on") or values.get("looked_on") or values.get("passed_on") or "")]
        return [str(values.get("name") or values.get("alias") or values.get("email") or "")]

    def _parts_of(self, model: type[SQLModel], key: Any) -> list[str]:
        values = self._values(model, key)
        return self._parts(str(model.__tablename__), values) if values else []

    def _values(self, model: type[SQLModel], key: Any) -> Mapping[str, Any]:
        return self._known[str(model.__tablename__)].get(f"[{key}]", {})

    @cached_property
    def _known(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        """The rows that others are named by, as they are, else as the trail last knew them."""
        models: tuple[type[SQLModel], ...] = (Workflow, Step, Checkpoint, Rollout, Team, OfficeHolder, Tool)
        tables = [str(model.__tablename__) for model in models]
        found: dict[str, dict[str, Mapping[str, Any]]] = {table: {} for table in tables}
        gone = select(RegisterChange).where(
            col(RegisterChange.table_name).in_(tables), col(RegisterChange.after).is_(None)
        )
        for change in self._session.exec(gone.order_by(col(RegisterChange.id))):
            found[change.table_name][change.row_key] = change.before or {}
        for model, table in zip(models, tables, strict=True):
            found[table] |= {row_key(row): row_values(row) for row in self._session.exec(select(model))}
        return found


@dataclass(frozen=True)
class _Net:
    """What became of one row over one change, or several."""

    table: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    last: RegisterChange


def describe(
    session: Session, changes: Sequence[RegisterChange], *, as_one: bool = False, words: TrailWords | None = None
) -> list[Line]:
    """Changes of the trail in words: one line for a row that was added or removed, one for each column that changed.

    Args:
        session: the store they belong to.
        changes: in the order in which they were made.
        as_one: whether they are one edit or import: a row changed twice then tells only where it began and ended.
        words: the words of an earlier call, so that the names are not looked up again.
    """
    words = words or TrailWords(session)
    steps = _folded(changes) if as_one else [_net(change) for change in changes]
    return [line for step in steps for line in _lines(words, step)]


def _net(change: RegisterChange) -> _Net:
    return _Net(change.table_name, change.before, change.after, change)


def _folded(changes: Iterable[RegisterChange]) -> list[_Net]:
    found: dict[tuple[str, str], _Net] = {}
    for change in changes:
        key = (change.table_name, change.row_key)
        first = found.get(key)
        before = change.before if first is None else first.before
        found[key] = _Net(change.table_name, before, change.after, change)
    return [net for net in found.values() if net.before != net.after]


def _lines(words: TrailWords, net: _Net) -> list[Line]:
    before, after = net.before, net.after
    values = after or before or {}
    if "id" not in values:
        values = {**values, "id": parsed_key(net.last.row_key)}

    def line(did: Did, column: str, was: str, now: str) -> Line:
        return Line(
            thing=thing(net.table),
            what=words.what(net.table, values),
            did=did,
            column=column,
            before=was,
            after=now,
            changed_by=net.last.changed_by,
            changed_at=net.last.changed_at,
            workflow_id=words.workflow_of(net.table, values),
        )

    if net.table == _SETTING and (before is None or after is None) and (standard := default_value(values["key"])):
        was, now = (standard if one is None else words.summary(_SETTING, one) for one in (before, after))
        return [line(Did.CHANGED, "Value", was, now)]
    if before is None:
        return [line(Did.ADDED, "", "", words.summary(net.table, after or {}))]
    if after is None:
        return [line(Did.REMOVED, "", words.summary(net.table, before), "")]
    if net.table == _SETTING:
        return [line(Did.CHANGED, "Value", words.summary(_SETTING, before), words.summary(_SETTING, after))]
    changed = [column for column in after if before.get(column) != after[column] and title(net.table, column)]
    return [
        line(
            Did.CHANGED,
            title(net.table, column),
            words.value(net.table, column, before.get(column)),
            words.value(net.table, column, after[column]),
        )
        for column in changed
    ]
