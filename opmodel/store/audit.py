"""The audit trail: small tables are changed through it, each row with before and after, so that everything can be told
and put back.

An edit by hand and an import leave the same trail. What it was at an earlier change is found by reading it backwards.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table, func, inspect, literal, or_
from sqlmodel import Session, SQLModel, col, select

from opmodel.store import rollup_tables
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import RegisterChange


@dataclass(frozen=True, kw_only=True)
class Clash:
    """A value that two people set: one since the other last looked."""

    table_name: str
    row_key: str
    column: str
    base: Any
    """What both had seen; JSON types, like the other two."""
    theirs: Any
    """What the store holds now."""
    yours: Any
    changed_by: str
    changed_at: datetime


class ChangedSince(Exception):
    """What is to be put back or taken out was changed again since; `change` is that later change."""

    def __init__(self, sentence: str, change: RegisterChange) -> None:
        super().__init__(sentence)
        self.change = change


class Audit:
    """Makes, changes and removes rows on behalf of one import or one edit.

    With `seen`, the number of the newest change that whoever edits had seen, a value is set only where nobody else set
    it since: `clashes` then says what was left alone.
    """

    def __init__(
        self,
        session: Session,
        *,
        by: str,
        import_id: int | None = None,
        edit: str | None = None,
        seen: int | None = None,
    ) -> None:
        self._session = session
        self._import_id = import_id
        self._edit = edit
        self._by = by
        self._seen = None if seen is None else Earlier(session, seen)
        self.clashes: list[Clash] = []
        self.changed: set[str] = set()
        """Names of the tables that were changed."""

    def add(self, row: SQLModel) -> Any:
        """Insert a row; it then has its id."""
        self._session.add(row)
        self._session.flush()
        self._record(row, before=None, after=row_values(row))
        return row

    def change(self, row: SQLModel, values: Mapping[str, Any]) -> None:
        """Set columns of a row; nothing is recorded where all of them already are so."""
        before = row_values(row)
        for name, value in self._unseen(row, values).items():
            if getattr(row, name) != value:
                setattr(row, name, value)
        after = row_values(row)
        if after != before:
            self._session.add(row)
            self._session.flush()
            self._record(row, before=before, after=after)

    def remove(self, row: SQLModel) -> None:
        """Delete a row and every row of it (a workflow's steps, a step's checkpoint …), each recorded.

        With `seen`, a row that somebody changed since stays, and is a clash.
        """
        if self._seen is not None and (later := self._seen.changed_since(row)) is not None:
            self.clashes.append(_clash(row, "", base=self._seen.values(row), yours=None, later=later))
            return
        for child in _children(self._session, row):
            self.remove(child)
        before = row_values(row)
        key = row_key(row)
        self._session.delete(row)
        self._session.flush()
        self._record(row, before=before, after=None, key=key)

    def put_back(self, changes: Sequence[RegisterChange]) -> None:
        """Undo the changes of one edit, newest first, each as a change of this one.

        Raises:
            ChangedSince: one of those rows was changed again since.
        """
        mine = {change.id for change in changes}
        for change in changes:
            later = _changed_by_others(self._session, change, mine)
            if later is not None:
                raise ChangedSince(f"{described(change)} was changed again since by {later.changed_by}", later)
        for change in changes:
            model = models_by_table()[change.table_name]
            row = self._session.get(model, parsed_key(change.row_key))
            values = parsed_values(model, change.before or {})
            if change.before is None:
                if row is not None:
                    self.remove(row)
            elif row is None:
                self.add(model(**values))
            else:
                self.change(row, values)

    def unchanged(self, row: SQLModel, column: str) -> None:
        """Insist that a column is as it was seen: a change of it by somebody else since is a clash."""
        later = None if self._seen is None else self._seen.changed_since(row, column)
        if self._seen is not None and later is not None:
            base = self._seen.values(row)
            self.clashes.append(_clash(row, column, base=base, yours=(base or {}).get(column), later=later))

    def had_seen(self, row: SQLModel) -> bool:
        """Whether the row was there when whoever edits last looked."""
        return self._seen is None or self._seen.was_there(row)

    def _unseen(self, row: SQLModel, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values to set: those that differ from what was seen, less those that somebody else set since."""
        if self._seen is None:
            return values
        base = self._seen.values(row)
        if base is None:
            return values
        chosen = {}
        for name, value in values.items():
            yours, theirs = plain_value(value), plain_value(getattr(row, name))
            if yours in (base.get(name), theirs):
                continue
            if theirs == base.get(name):
                chosen[name] = value
                continue
            later = self._seen.changed_since(row, name)
            assert later is not None
            self.clashes.append(_clash(row, name, base=base, yours=yours, later=later))
        return chosen

    def _record(
        self, row: SQLModel, *, before: dict[str, Any] | None, after: dict[str, Any] | None, key: str | None = None
    ) -> None:
        self.changed.add(str(row.__tablename__))
        self._session.add(
            RegisterChange(
                changed_by=self._by,
                import_id=self._import_id,
                edit=self._edit,
                table_name=str(row.__tablename__),
                row_key=key or row_key(row),
                before=before,
                after=after,
            )
        )


class Earlier:
    """The register as it was at one change of the trail, told from what the trail holds since; read when this is made.

    An import that was made and undone since has left nothing behind.
    """

    def __init__(self, session: Session, change: int) -> None:
        self._since: dict[tuple[str, str], list[RegisterChange]] = {}
        for later in session.exec(
            select(RegisterChange)
            .join(Import, isouter=True)
            .where(
                col(RegisterChange.id) > change,
                or_(col(RegisterChange.import_id).is_(None), col(Import.status) == ImportStatus.LOADED),
            )
            .order_by(col(RegisterChange.id))
        ):
            self._since.setdefault((later.table_name, later.row_key), []).append(later)

    def values(self, row: SQLModel) -> dict[str, Any] | None:
        """The row's values then, in JSON types; None where it was not there yet."""
        since = self._since.get((str(row.__tablename__), row_key(row)))
        return since[0].before if since else row_values(row)

    def was_there(self, row: SQLModel) -> bool:
        """Whether the row existed then."""
        return self.values(row) is not None

    def changed_since(self, row: SQLModel, column: str | None = None) -> RegisterChange | None:
        """The newest change of the row, or of one of its columns, made since; None where there is none."""
        for change in reversed(self._since.get((str(row.__tablename__), row_key(row)), [])):
            before, after = change.before or {}, change.after or {}
            if column is None or before.get(column) != after.get(column):
                return change
        return None


def newest_change(session: Session) -> int:
    """The number of the newest change in the trail; 0 for an empty one."""
    return session.exec(select(func.max(RegisterChange.id))).one() or 0


def put_back(session: Session, changes: Sequence[RegisterChange]) -> list[str]:
    """Put back every row that some changes made, changed or removed; `changes` stand newest first, and are whole: every
    change of one import or one edit.

    A row that something else stands on stays, and passes to the import that needs it; a note says so. The entries of
    the trail stay too.

    Raises:
        ChangedSince: one of those rows was changed again since; the message names it.
    """
    models = models_by_table()
    mine = {change.id for change in changes}
    notes: list[str] = []
    for change in changes:
        later = _changed_by_others(session, change, mine)
        if later is not None:
            raise ChangedSince(f"{described(change)} was changed again since by {later.changed_by}", later)
        model = models[change.table_name]
        if change.before is not None:
            _put_back(session, model, change)
            continue
        row = session.get(model, parsed_key(change.row_key))
        if row is None:
            continue
        heir = take_out(session, row)
        if heir is not None:
            change.import_id = heir or None
            notes.append(f"The {described(change)} was kept: other entries stand on it.")
    session.flush()
    return notes


def _changed_by_others(session: Session, change: RegisterChange, mine: set[int | None]) -> RegisterChange | None:
    """The newest later change of the same row, not among `mine`, that still holds."""
    later = session.exec(
        select(RegisterChange)
        .join(Import, isouter=True)
        .where(
            RegisterChange.table_name == change.table_name,
            RegisterChange.row_key == change.row_key,
            col(RegisterChange.id) > change.id,
            or_(col(RegisterChange.import_id).is_(None), col(Import.status) == ImportStatus.LOADED),
        )
        .order_by(col(RegisterChange.id).desc())
    )
    return next((one for one in later if one.id not in mine), None)


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
    derived = {str(model.__tablename__) for model in all_models() if model.__module__ == rollup_tables.__name__}
    names = {f"{table.name}_id", *({"app_id"} if table.name == "tool_app" else ())}
    for other in SQLModel.metadata.sorted_tables:
        if other.name in derived:
            continue
        for column in other.columns:
            if column.name in names or any(key.column.table is table for key in column.foreign_keys):
                yield column


def _children(session: Session, row: SQLModel) -> Iterator[SQLModel]:
    """The rows that are deleted with a row, by their foreign keys; the newest first, since a later one may hold on to an
    earlier (a relaunch to the attempt before).
    """
    table = inspect(type(row)).local_table
    identity = inspect(row).identity
    if identity is None or len(identity) != 1:
        return
    for model in all_models():
        newest_first = [column.desc() for column in inspect(model).local_table.primary_key.columns]
        for column in inspect(model).local_table.columns:
            if any(key.column.table is table and key.ondelete == "CASCADE" for key in column.foreign_keys):
                yield from session.exec(select(model).where(column == identity[0]).order_by(*newest_first)).all()


def _put_back(session: Session, model: type[SQLModel], change: RegisterChange) -> None:
    row = session.get(model, parsed_key(change.row_key))
    values = parsed_values(model, change.before or {})
    if row is None:
        session.add(model(**values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
    session.flush()


def all_models() -> list[type[SQLModel]]:
    """Every table of the store."""
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


def models_by_table() -> dict[str, type[SQLModel]]:
    """Every table of the store by its name."""
    return {str(model.__tablename__): model for model in all_models()}


def described(change: RegisterChange) -> str:
    """A changed row in a few words: `rollout '[3]'`, `workflow 'Claims intake'`."""
    values = change.after or change.before or {}
    name = values.get("name") or change.row_key
    return f"{change.table_name.replace('_', ' ')} {name!r}"


def _clash(row: SQLModel, column: str, *, base: Mapping[str, Any] | None, yours: Any, later: RegisterChange) -> Clash:
    return Clash(
        table_name=str(row.__tablename__),
        row_key=row_key(row),
        column=column,
        base=(base or {}).get(column),
        theirs=plain_value(getattr(row, column)) if column else row_values(row),
        yours=yours,
        changed_by=later.changed_by,
        changed_at=later.changed_at,
    )


def parsed_key(key: str) -> Any:
    """A row's primary key from its text in the trail."""
    parts = json.loads(key)
    return tuple(parts) if len(parts) > 1 else parts[0]


def row_key(row: SQLModel) -> str:
    """A row's primary key as the trail writes it."""
    return json.dumps(list(inspect(row).identity or ()))


def row_values(row: SQLModel) -> dict[str, Any]:
    """A row's columns in JSON types."""
    return {column.key: plain_value(getattr(row, column.key)) for column in inspect(type(row)).column_attrs}


def plain_value(value: Any) -> Any:
    """A column's value in JSON types."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def parsed_values(model: type[SQLModel], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the trail as the table's columns take them."""
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
