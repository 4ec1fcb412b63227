"""A sheet as cells of text, before anybody knows which row is its header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

EXAMPLE_MARK = "Example:"
"""The first cell of a template's example row starts so; such a row is never read."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One sheet, or a whole CSV or JSON file: cells as text, wholly blank rows left out.

    Columns of `cells` are named by position. `rows` holds each row's number in the file, from 1. `headers` is set where
    the format itself names its columns (JSON); else one of the first rows is the header.
    """

    sheet: str = ""
    cells: pd.DataFrame
    rows: np.ndarray
    headers: tuple[str, ...] | None = None
    widths: np.ndarray | None = None
    """Number of cells up to the last that is not blank, by row; None where every row has the same."""
    error_cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(row number in the file, column) → the spreadsheet's error."""
    document: Mapping[str, str] = field(default_factory=dict)


def from_arrow(
    table: pa.Table, *, sheet: str = "", widths: np.ndarray | None = None, not_blank: Sequence[int] = ()
) -> Grid:
    """A grid of text columns whose first row is row 1 of the file; wholly blank rows are dropped, but for those at the
    positions `not_blank`: their cells hold errors, which have no text.
    """
    columns = [table.column(position) for position in range(table.num_columns)]
    kept = _not_blank(columns, table.num_rows)
    kept[list(not_blank)] = True
    rows = np.arange(1, table.num_rows + 1)
    if not kept.all():
        mask = pa.array(kept)
        columns = [column.filter(mask) for column in columns]
        rows = rows[kept]
        widths = None if widths is None else widths[kept]
    cells = pa.table(columns, names=[str(position) for position in range(len(columns))]).to_pandas()
    cells.columns = pd.RangeIndex(len(columns))
    return Grid(sheet=sheet, cells=cells.astype("str"), rows=rows, widths=widths)


def _not_blank(columns: Sequence[pa.ChunkedArray], count: int) -> np.ndarray:
    found = np.zeros(count, dtype=bool)
    for column in columns:
        missing = np.flatnonzero(~found)
        if len(missing) == 0:
            break
        part = column if len(missing) == count else column.take(pa.array(missing))
        filled = pc.fill_null(pc.greater(pc.binary_length(pc.utf8_trim_whitespace(part)), 0), False)
        found[missing] = filled.to_numpy(zero_copy_only=False)
    return found


def text_columns(records: Sequence[Sequence[str]]) -> pa.Table:
    """Records of unequal length as a table of text; missing and empty cells are null."""
    width = max((len(record) for record in records), default=0)
    padded = (record if len(record) == width else [*record, *[""] * (width - len(record))] for record in records)
    arrays = [pa.array(column, type=pa.string()) for column in zip(*padded, strict=True)]
    nothing = pa.scalar(None, pa.string())
    arrays = [pc.if_else(pc.equal(array, ""), nothing, array) for array in arrays]
    return pa.table(arrays, names=[str(position) for position in range(width)])
