"""A column of a register sheet as values, by what its cells hold; what cannot be read is rejected with the way to mend
it.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

from opmodel.intake.cells import Parsed
from opmodel.intake.rows import Rows
from opmodel.intake.values import as_dates, days, money_micros, numbers, whole_numbers
from opmodel.store.register import Decider, Performer, Stage
from opmodel.store.register_sheets.sheet import Kind, SheetColumn, spelled
from opmodel.store.register_sheets.written import cell_number, cell_prose, cell_text, split_names

_ALSO: Mapping[type[Enum], Mapping[str, Enum]] = {
    Performer: {"person": Performer.HUMAN, "assists": Performer.AI_ASSISTS, "ai": Performer.AI_DOES},
    Decider: {"within limits": Decider.AI_WITHIN_LIMITS},
    Stage: {"live": Stage.PRODUCTION, "ended": Stage.STOPPED},
}
"""Other words that people write for ours."""

_AMOUNT = "is not an amount of money: write it as 18500.50, without the currency"


def cells(rows: Rows, column: SheetColumn, *, needed: np.ndarray) -> pd.Series:
    """A column's values as plain Python objects, None where blank.

    Args:
        rows: the rows, which are rejected where a cell cannot be read or must not be blank.
        column: the column.
        needed: rows, or all of them, in which it must be filled in.
    """
    if rows.says_nothing(column.name):
        objects = pd.Series([None] * len(rows), dtype=object)
    else:
        values = _READERS[column.kind](rows, column)
        objects = pd.Series([None if _is_missing(value) else value for value in values], dtype=object)
    missing = objects.isna().to_numpy(dtype=bool)
    rows.reject(missing & rows.good & needed, column.name, "is missing")
    return objects


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _made_by(make: Callable[[str], Any]) -> Callable[[Rows, SheetColumn], pd.Series]:
    """A reader that makes something of each cell's text, whatever it says."""

    def read(rows: Rows, column: SheetColumn) -> pd.Series:
        def parse(texts: pd.Series, *, header: str) -> Parsed:  # noqa: ARG001  every parser takes it
            made = [make(text) if isinstance(text, str) else None for text in texts]
            return Parsed(
                values=pd.Series(made, index=texts.index, dtype=object), bad=pd.Series(False, index=texts.index)
            )

        return rows.values(column.name, parse, why="cannot be read")

    return read


def _read_days(rows: Rows, column: SheetColumn) -> pd.Series:
    return as_dates(rows.values(column.name, days, why="is not a date: write it as 2026-03-02"))


def _read_numbers(rows: Rows, column: SheetColumn) -> pd.Series:
    values = rows.values(column.name, numbers, why="is not a number: write it as 12 or 12.5, without a unit")
    _reject_below(rows, column, values)
    return pd.Series([None if value is pd.NA else cell_number(float(value)) for value in values], dtype=object)


def _read_whole_numbers(rows: Rows, column: SheetColumn) -> pd.Series:
    values = rows.values(column.name, whole_numbers, why="is not a whole number: write it as 12, without a unit")
    _reject_below(rows, column, values)
    return pd.Series([None if value is pd.NA else int(value) for value in values], dtype=object)


def _reject_below(rows: Rows, column: SheetColumn, values: pd.Series) -> None:
    rows.reject((values < 0).fillna(False).to_numpy(dtype=bool), column.name, "cannot be below zero")
    if column.name in {"attempt", "version", "cadence"}:
        rows.reject((values == 0).fillna(False).to_numpy(dtype=bool), column.name, "must be 1 or more")


def _read_money(rows: Rows, column: SheetColumn) -> pd.Series:
    micros = rows.values(column.name, money_micros, why=_AMOUNT)
    rows.reject((micros < 0).fillna(False).to_numpy(dtype=bool), column.name, "cannot be below zero")
    return pd.Series([None if value is pd.NA else int(value) for value in micros], dtype=object)


def _read_words(rows: Rows, column: SheetColumn) -> pd.Series:
    assert column.words is not None
    known = {spelled(word): word for word in column.words} | dict(_ALSO.get(column.words, {}))

    def parse(texts: pd.Series, *, header: str) -> Parsed:  # noqa: ARG001  every parser takes it
        words = texts.str.strip().str.casefold().str.replace(r"[_\s-]+", " ", regex=True)
        found = [known.get(word) if isinstance(word, str) else None for word in words]
        said = words.notna() & (words != "")
        unknown = [word is None and said for word, said in zip(found, said, strict=True)]
        return Parsed(
            values=pd.Series(found, index=texts.index, dtype=object),
            bad=pd.Series(unknown, index=texts.index, dtype=bool),
        )

    return rows.values(column.name, parse, why=f"must be one of: {', '.join(column.choices)}")


_READERS: Mapping[Kind, Callable[[Rows, SheetColumn], pd.Series]] = {
    Kind.TEXT: _made_by(cell_text),
    Kind.HOLDER: _made_by(cell_text),
    Kind.PROSE: _made_by(cell_prose),
    Kind.NAMES: _made_by(lambda text: split_names(text) or None),
    Kind.SENTENCES: _made_by(lambda text: split_names(text, commas=False) or None),
    Kind.DAY: _read_days,
    Kind.NUMBER: _read_numbers,
    Kind.WHOLE: _read_whole_numbers,
    Kind.MONEY: _read_money,
    Kind.WORD: _read_words,
}
