"""Loading and reading many rows: never through objects (measured: 11 to 45 times slower).

SQLite takes tuples through the driver's `executemany`, PostgreSQL takes them through COPY on the session's own
connection, so the rows are part of the session's transaction either way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session, SQLModel

_CHUNK = 20_000

Column = Sequence[Any] | np.ndarray | pd.Series


def columns(model: type[SQLModel]) -> Any:
    """The columns of a table, for Core statements: `columns(ToolUse).week`."""
    return SQLModel.metadata.tables[str(model.__tablename__)].c


def load(session: Session, model: type[SQLModel], columns: Mapping[str, Column | Any]) -> int:
    """Insert rows given as columns; a column that is a single value holds for every row. Returns the number of rows.

    Missing values (None, NaN, NaT, pd.NA) are stored as NULL. At least one column must be a sequence.
    """
    session.flush()
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    lengths = {len(values) for values in columns.values() if _is_column(values)}
    if len(lengths) != 1:
        raise ValueError(f"columns of {table.name} have lengths {sorted(lengths)}")
    (count,) = lengths
    if count == 0:
        return 0
    dialect = session.connection().dialect.name
    stored = [_stored(values, count, dialect) for values in columns.values()]
    names = ", ".join(f'"{name}"' for name in columns)
    rows = zip(*stored, strict=True)
    if dialect == "sqlite":
        marks = ", ".join("?" * len(columns))
        _executemany(session, f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)  # noqa: S608  names come from our tables
    else:
        _copy(session, f'COPY "{table.name}" ({names}) FROM STDIN', rows)
    return count


def _is_column(values: object) -> bool:
    return isinstance(values, (list, tuple, np.ndarray, pd.Series, pd.Index))


def _stored(values: Any, count: int, dialect: str) -> Sequence[Any]:
    """A column as plain Python values, as the database keeps them."""
    if not _is_column(values):
        return [_scalar(values, dialect)] * count
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return _datetimes(series, dialect)
    if series.dtype.kind == "f" and _whole_numbers(values):
        return [None if value is None else int(value) for value in values]
    plain = series.tolist()
    if series.dtype == object and any(isinstance(value, date) for value in islice(plain, 50)):
        return [_scalar(value, dialect) for value in plain]
    return _without_missing(series, plain) if series.hasnans else plain


def _whole_numbers(values: Any) -> bool:
    """Whether a plain list holds whole numbers and gaps: pandas would make fractions of them."""
    return isinstance(values, (list, tuple)) and all(
        value is None or isinstance(value, (int, np.integer)) for value in values
    )


def _without_missing(series: pd.Series, plain: list[Any]) -> list[Any]:
    for position in np.flatnonzero(series.isna().to_numpy()).tolist():
        plain[position] = None
    return plain


def _scalar(value: Any, dialect: str) -> Any:
    if value is None or value is pd.NaT:
        return None
    if dialect == "sqlite":
        if isinstance(value, datetime):
            return _as_utc(value).strftime("%Y-%m-%d %H:%M:%S.%f")
        if isinstance(value, date):
            return value.isoformat()
    return getattr(value, "value", value)


def _as_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _datetimes(series: pd.Series, dialect: str) -> Sequence[Any]:
    utc = series.dt.tz_localize("UTC") if series.dt.tz is None else series.dt.tz_convert("UTC")
    if dialect == "sqlite":
        # One text for each distinct moment: a column of report dates has few.
        codes, moments = pd.factorize(utc)
        texts = [*pd.DatetimeIndex(moments).strftime("%Y-%m-%d %H:%M:%S.%f").tolist(), None]
        return [texts[code] for code in codes.tolist()]
    return [None if value is pd.NaT else value.to_pydatetime() for value in utc.tolist()]


def _executemany(session: Session, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
    raw: Any = session.connection().connection.driver_connection
    while chunk := list(islice(rows, _CHUNK)):
        raw.executemany(sql, chunk)


def _copy(session: Session, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
    raw: Any = session.connection().connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def frame(session: Session, statement: Select[Any]) -> pd.DataFrame:
    """The rows of a Core statement as a frame, one column a selected column."""
    result = session.connection().execute(statement)
    names = list(result.keys())
    rows = result.fetchall()
    if not rows:
        return pd.DataFrame({name: [] for name in names})
    # As plain tuples: pandas would ask each SQLAlchemy row for attributes it does not have.
    return pd.DataFrame.from_records([tuple(row) for row in rows], columns=names)


def integers(session: Session, *columns: ColumnElement[Any], where: Sequence[ColumnElement[bool]]) -> list[np.ndarray]:
    """Whole-number columns of many rows, as arrays: the cheapest way from a person table to a rollup.

    The rows come from the driver itself, so a column must not be null: wrap one that may be in `func.coalesce`.
    """
    return [column.astype(np.int64) for column in numbers(session, *columns, where=where)]


def numbers(session: Session, *columns: ColumnElement[Any], where: Sequence[ColumnElement[bool]]) -> list[np.ndarray]:
    """Like `integers`, for columns that may hold fractions."""
    rows = _driver_rows(session, columns, where).fetchall()
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.float64, count=len(rows) * len(columns))
    return list(flat.reshape(len(rows), len(columns)).T)


def stretches(
    session: Session, *columns: ColumnElement[Any], where: Sequence[ColumnElement[bool]], size: int = 100_000
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as the driver gives them, so many at a time: moments are text on SQLite, `datetime` on PostgreSQL."""
    cursor = _driver_rows(session, columns, where)
    while rows := cursor.fetchmany(size):
        yield rows


def _driver_rows(session: Session, columns: Sequence[ColumnElement[Any]], where: Sequence[ColumnElement[bool]]) -> Any:
    session.flush()
    connection = session.connection()
    sql = str(select(*columns).where(*where).compile(connection, compile_kwargs={"literal_binds": True}))
    raw: Any = connection.connection.driver_connection
    return raw.execute(sql)


Progress = Callable[[str, float], None]
"""Told what is being done, and how far along the whole is (0 to 1)."""
