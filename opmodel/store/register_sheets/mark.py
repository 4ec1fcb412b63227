"""Where in its history a register stood when it was written down, and how it was a moment ago or long before.

Changes of the trail are read backwards. Undoing an import puts rows back without an entry in the trail, so what was
undone since is done again.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, TypeVar

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from opmodel.store.audit import newest_change, parsed_key, parsed_values, row_key, row_values
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    GatePassage,
    Milestone,
    OfficeHolder,
    Operator,
    Play,
    RegisterChange,
    Rollout,
    StageChange,
    Step,
    Team,
    Workflow,
    WorkflowTool,
)

Row = TypeVar("Row", bound=SQLModel)

_MODELS: tuple[type[SQLModel], ...] = (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    GatePassage,
    Milestone,
    OfficeHolder,
    Operator,
    Play,
    Rollout,
    StageChange,
    Step,
    Team,
    Workflow,
    WorkflowTool,
)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A place in the history of one store."""

    change: int
    """Number of the newest change in the trail."""
    newest_import: int
    undone: frozenset[int]
    """Imports that had been taken out by then."""
    stamp: str
    """Tells the change from the change of that number in another store."""


def mark_now(session: Session) -> Mark:
    """Where the store stands now."""
    mark = Mark(
        change=newest_change(session),
        newest_import=session.exec(select(func.max(Import.id))).one() or 0,
        undone=frozenset(_undone(session)),
        stamp="",
    )
    return replace(mark, stamp=_stamp(session, mark))


def is_ours(session: Session, mark: Mark) -> bool:
    """Whether a mark is a place in the history of this store."""
    return mark.change <= newest_change(session) and mark.stamp == _stamp(session, mark)


def _undone(session: Session) -> dict[int, Import]:
    rows = session.exec(select(Import).where(Import.status == ImportStatus.UNDONE))
    return {row.id: row for row in rows if row.id is not None}


def _stamp(session: Session, mark: Mark) -> str:
    row = session.get(RegisterChange, mark.change)
    if row is None:
        # Before its first change a register is told from another by what it held.
        said = "|".join(f"{workflow.id} {workflow.name}" for workflow in moment_at(session, mark).all(Workflow))
    else:
        at = row.changed_at if row.changed_at.tzinfo is None else row.changed_at.astimezone(UTC).replace(tzinfo=None)
        said = f"{row.id}|{at.isoformat(timespec='microseconds')}|{row.table_name}|{row.row_key}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


class Moment:
    """Every row of the register at one moment; a row of the past belongs to no session."""

    def __init__(
        self,
        rows: Mapping[str, Mapping[str, SQLModel]],
        *,
        undone_since: Mapping[tuple[str, str], Import] | None = None,
    ) -> None:
        self._rows = rows
        self.undone_since = undone_since or {}
        """Rows (table, key) that have been put back since, by the import that was taken out."""

    def all(self, model: type[Row]) -> list[Row]:
        """The rows of a table, in the order of their keys."""
        rows = self._rows.get(str(model.__tablename__), {})
        return [rows[key] for key in sorted(rows, key=parsed_key)]  # type: ignore[misc]

    def get(self, model: type[Row], key: int | None) -> Row | None:
        """The row of that number."""
        return None if key is None else self._rows.get(str(model.__tablename__), {}).get(f"[{key}]")  # type: ignore[return-value]


def moment_now(session: Session) -> Moment:
    """The register as it is."""
    session.flush()
    return Moment({str(model.__tablename__): _current(session, model) for model in _MODELS})


def moment_at(session: Session, mark: Mark) -> Moment:
    """The register as it was at a mark of this store."""
    session.flush()
    undone = {number: row for number, row in _undone(session).items() if number not in mark.undone}
    rows: dict[str, dict[str, dict[str, Any]]] = {
        str(model.__tablename__): {key: row_values(row) for key, row in _current(session, model).items()}
        for model in _MODELS
    }
    for change in _changes(session, RegisterChange.id > mark.change, newest_first=True):  # type: ignore[operator]
        if change.import_id not in undone:
            _set(rows, change, change.before)
    put_back: dict[tuple[str, str], Import] = {}
    for change in _changes(session, col(RegisterChange.import_id).in_(list(undone)), newest_first=False):
        if change.id is not None and change.id <= mark.change:
            _set(rows, change, change.after)
            put_back[change.table_name, change.row_key] = undone[change.import_id or 0]
    _forget_teams_since(rows, mark)
    models = {str(model.__tablename__): model for model in _MODELS}
    return Moment(
        {
            table: {key: models[table](**parsed_values(models[table], values)) for key, values in held.items()}
            for table, held in rows.items()
        },
        undone_since=put_back,
    )


def _current(session: Session, model: type[SQLModel]) -> dict[str, SQLModel]:
    return {row_key(row): row for row in session.exec(select(model))}


def _changes(session: Session, condition: Any, *, newest_first: bool) -> Iterable[RegisterChange]:
    number = col(RegisterChange.id)
    return session.exec(select(RegisterChange).where(condition).order_by(number.desc() if newest_first else number))


def _set(rows: dict[str, dict[str, dict[str, Any]]], change: RegisterChange, values: Mapping[str, Any] | None) -> None:
    held = rows.get(change.table_name)
    if held is None:
        return
    if values is None:
        held.pop(change.row_key, None)
    else:
        held[change.row_key] = dict(values)


def _forget_teams_since(rows: dict[str, dict[str, dict[str, Any]]], mark: Mark) -> None:
    """A roster makes its teams without an entry in the trail; they tell themselves which import named them."""
    teams = rows[str(Team.__tablename__)]
    for key in [key for key, values in teams.items() if (values.get("import_id") or 0) > mark.newest_import]:
        del teams[key]
