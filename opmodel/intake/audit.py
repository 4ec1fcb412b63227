"""Changes of small tables that an import makes, each kept with before and after, so that undo can put them back."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table, func, inspect, literal, or_
from sqlmodel import Session, SQLModel, col, select

from opmodel.intake.refusal import Refused
from opmodel.store import rollup_tables
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import RegisterChange


class Audit:
    """Makes, changes and removes rows on behalf of one import."""

    def __init__(self, session: Session, *, import_id: int, by: str) -> None:
        self._session = session
        self._import_id = import_id
        self._by = by

    def add(self, row: SQLModel) -> Any:
        """Insert a row; it then has its id."""
        self._session.add(row)
        self._session.flush()
        self._record(row, before=None, after=_values(row))
        return row

    def change(self, row: SQLModel, values: Mapping[str, Any]) -> None:
        """Set columns of a row; nothing is recorded where all of them already are so."""
        before = _values(row)
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        after = _values(row)
        if after != before:
            self._session.add(row)
            self._session.flush()
            self._record(row, before=before, after=after)

    def _record(self, row: SQLModel, *, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        self._session.add(
            RegisterChange(
                changed_by=self._by,
                import_id=self._import_id,
                table_name=str(row.__tablename__),
                row_key=_key(row),
                before=before,
                after=after,
            )
        )


def revert(session: Session, import_id: int) -> list[str]:
    """Put back every row that an import made or changed, newest change first. Call it once the import's facts are gone.

    A row that something else stands on stays, and passes to the import that needs it; a note says so. The entries of
    the audit trail stay too: the import they name says that it was undone.

    Raises:
        Refused: one of those rows was changed again since; the message names it.
    """
    changes = session.exec(
        select(RegisterChange).where(RegisterChange.import_id == import_id).order_by(col(RegisterChange.id).desc())
    ).all()
    models = {str(model.__tablename__): model for model in _models()}
    notes: list[str] = []
    for change in changes:
        later = _changed_since(session, change)
        if later is not None:
            raise Refused(
                f"Import {import_id} cannot be undone: {_described(change)} was changed again since by "
                f"{later.changed_by}; undo or correct that first."
            )
        model = models[change.table_name]
        if change.before is not None:
            _put_back(session, model, change)
            continue
        row = session.get(model, _parsed_key(change.row_key))
        if row is None:
            continue
        heir = take_out(session, row)
        if heir is not None:
            change.import_id = heir or None
            notes.append(f"The {_described(change)} was kept: other entries stand on it.")
    session.flush()
    return notes


def _changed_since(session: Session, change: RegisterChange) -> RegisterChange | None:
    """The newest change of the same row by anybody else that still holds."""
    return session.exec(
        select(RegisterChange)
        .join(Import, isouter=True)
        .where(
            RegisterChange.table_name == change.table_name,
            RegisterChange.row_key == change.row_key,
            col(RegisterChange.id) > change.id,
            or_(col(RegisterChange.import_id).is_(None), col(RegisterChange.import_id) != change.import_id),
            or_(col(RegisterChange.import_id).is_(None), col(Import.status) == ImportStatus.LOADED),
        )
        .order_by(col(RegisterChange.id).desc())
    ).first()


def take_out(session: Session, row: SQLModel) -> int | None:
    """Delete a row nothing stands on. Else leave it, and return the first import that needs it (0: no import)."""
    table = inspect(type(row)).local_table
    key = (inspect(row).identity or (None,))[0]
    if isinstance(key, int) and len(table.primary_key.columns) == 1:
        for column in _references(table):
            import_column = column.table.c.get("import_id")
            wanted = select(literal(0) if import_column is None else func.coalesce(import_column, 0))
            heir = (
                session.connection().execute(wanted.where(column == key).order_by(wanted.selected_columns[0])).scalar()
            )
            if heir is not None:
                return int(heir)
    session.delete(row)
    session.flush()
    return None


def _references(table: Table) -> Iterator[Column[Any]]:
    """Columns that hold ids of a table's rows: foreign keys, and in the large fact tables columns named so."""
    derived = {str(model.__tablename__) for model in _models() if model.__module__ == rollup_tables.__name__}
    names = {f"{table.name}_id", *({"app_id"} if table.name == "tool_app" else ())}
    for other in SQLModel.metadata.sorted_tables:
        if other.name in derived:
            continue
        for column in other.columns:
            if column.name in names or any(key.column.table is table for key in column.foreign_keys):
                yield column


def _put_back(session: Session, model: type[SQLModel], change: RegisterChange) -> None:
    row = session.get(model, _parsed_key(change.row_key))
    values = _parsed(model, change.before or {})
    if row is None:
        session.add(model(**values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
    session.flush()


def _models() -> list[type[SQLModel]]:
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


def _described(change: RegisterChange) -> str:
    values = change.after or change.before or {}
    name = values.get("name") or change.row_key
    return f"{change.table_name.replace('_', ' ')} {name!r}"


def _parsed_key(row_key: str) -> Any:
    key = json.loads(row_key)
    return tuple(key) if len(key) > 1 else key[0]


def _key(row: SQLModel) -> str:
    return json.dumps(list(inspect(row).identity or ()))


def _values(row: SQLModel) -> dict[str, Any]:
    return {column.key: _plain(getattr(row, column.key)) for column in inspect(type(row)).column_attrs}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def _parsed(model: type[SQLModel], stored: Mapping[str, Any]) -> dict[str, Any]:
    # Table models do not validate on construction, so texts are made dates and enums by the column's own type.
    parsed: dict[str, Any] = {}
    for name, value in stored.items():
        if name not in model.model_fields:
            continue
        kind = inspect(model).column_attrs[name].columns[0].type.python_type
        if value is None or isinstance(value, kind):
            parsed[name] = value
        elif issubclass(kind, datetime):
            parsed[name] = datetime.fromisoformat(value)
        elif issubclass(kind, date):
            parsed[name] = date.fromisoformat(value)
        else:
            parsed[name] = kind(value)
    return parsed
