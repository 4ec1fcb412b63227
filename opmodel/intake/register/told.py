"""The rows of a file's sheet, each beside the row of the register that it was written from, and what it says anew."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import pandas as pd
from sqlmodel import SQLModel

from opmodel.store.register_sheets.content import SheetRow
from opmodel.store.register_sheets.sheet import Kind, Sheet, SheetColumn, spelled
from opmodel.store.register_sheets.written import cell_money, cell_value, names_in_one


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """One row of a sheet as the file has it."""

    sheet: Sheet
    row: int
    """Its number in the file."""
    where: str
    """The sheet's name in the file."""
    cells: Mapping[str, Any]
    """Only the columns that the file has; None where blank."""
    good: bool
    base: SheetRow | None = None
    """The row it was written from."""
    says: Mapping[str, Any]
    """What it says anew: of a row that the register wrote down, the cells that were changed since, blank ones too; of
    any other row, the cells that are filled in.
    """

    def get(self, column: str) -> Any:
        """What the row has in a column; None where blank or absent."""
        return self.cells.get(column)

    def would_change(self, row: SQLModel, values: Mapping[str, Any]) -> list[SheetColumn]:
        """Columns in which values differ from what a cell would hold of a row of the register."""
        return [
            column
            for column in self.sheet.columns
            if column.table == row.__tablename__
            and column.field in values
            and cell_value(column.kind, values[column.field]) != cell_value(column.kind, getattr(row, column.field))
        ]


class NotKept(Exception):
    """A row cannot be kept, because of one of its columns."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column
        """Our name of the column; empty for the row as a whole."""


KeyOf = Callable[[Sheet, Sequence[str], Mapping[str, Any]], Hashable | None]
"""What a row is found by in some columns; None where they say too little to find anything by."""


def told_rows(sheet: Sheet, frame: pd.DataFrame, base: Sequence[SheetRow], key_of: KeyOf) -> list[Told]:
    """The rows of a sheet, in the file's order, each with the row it was written from and what it says anew."""
    present = [column for column in sheet.columns if column.name in frame.columns]
    records = frame.to_dict("records")
    cells = [{column.name: record[column.name] for column in present} for record in records]
    pairs = _paired(sheet, cells, base, key_of)
    return [
        Told(
            sheet=sheet,
            row=int(record["row"]),
            where=record["sheet"],
            cells=mine,
            good=bool(record["good"]),
            base=pairs.get(place),
            says=_says(present, mine, pairs.get(place)),
        )
        for place, (record, mine) in enumerate(zip(records, cells, strict=True))
    ]


def _says(present: Sequence[SheetColumn], cells: Mapping[str, Any], base: SheetRow | None) -> dict[str, Any]:
    if base is None:
        return {name: value for name, value in cells.items() if value is not None}
    return {
        column.name: cells[column.name]
        for column in present
        if not _same(column, cells[column.name], base.cells[column.name])
    }


def _same(column: SheetColumn, one: Any, other: Any) -> bool:
    if column.name == "attempt":
        return (one or 1) == (other or 1)
    if column.kind == Kind.NAMES:
        return {name.casefold() for name in one or ()} == {name.casefold() for name in other or ()}
    return bool(one == other)


def _paired(
    sheet: Sheet, cells: Sequence[Mapping[str, Any]], base: Sequence[SheetRow], key_of: KeyOf
) -> dict[int, SheetRow]:
    """Place of a row in the file → the row it was written from: first those that are wholly alike, then by the sheet's
    key, then by what else tells them apart. Each row is taken once.
    """
    pairs: dict[int, SheetRow] = {}
    free = list(base)
    for columns in _ways(sheet, cells):
        waiting: dict[Hashable, deque[SheetRow]] = defaultdict(deque)
        for row in free:
            key = key_of(sheet, columns, row.cells)
            if key is not None:
                waiting[key].append(row)
        for place, mine in enumerate(cells):
            key = None if place in pairs else key_of(sheet, columns, mine)
            if key is not None and waiting[key]:
                pairs[place] = waiting[key].popleft()
        taken = {id(row) for row in pairs.values()}
        free = [row for row in free if id(row) not in taken]
    return pairs


def _ways(sheet: Sheet, cells: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[str]]:
    if cells:
        yield [column.name for column in sheet.columns if column.name in cells[0]]
    yield sheet.key
    yield from sheet.also


def repeats_of(told: Sequence[Told], key_of: KeyOf) -> dict[int, int]:
    """Rows that say what an earlier row of their sheet says already: number of the row → number of the other.

    Rows that the register itself held twice are no repeats.
    """
    seen: dict[Hashable, int] = {}
    for one in told:
        key = key_of(one.sheet, one.sheet.key, one.cells)
        if one.good and one.base is not None and key is not None:
            seen.setdefault(key, one.row)
    repeats: dict[int, int] = {}
    for one in told:
        key = key_of(one.sheet, one.sheet.key, one.cells)
        if not one.good or one.base is not None or key is None:
            continue
        if key in seen:
            repeats[one.row] = seen[key]
        else:
            seen[key] = one.row
    return repeats


def shown(column: SheetColumn, value: Any) -> str:
    """A cell's value as a message shows it."""
    if value is None:
        return ""
    if column.kind == Kind.MONEY:
        return f"{cell_money(value):,.2f}"
    if isinstance(value, list):
        return names_in_one(value)
    if isinstance(value, Enum):
        return spelled(value)
    return value.isoformat() if isinstance(value, date) else str(value)
