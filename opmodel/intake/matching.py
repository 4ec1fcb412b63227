"""Headers to columns: which of an export's columns a row of headers holds, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from opmodel.intake.export import Column, Matched, aliases_of, normalised_header
from opmodel.intake.grid import EXAMPLE_MARK, Grid
from opmodel.intake.table import Table

HEADER_ROWS = 20
"""How far down the header is looked for."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well a row of headers fits a set of columns."""

    required: int
    """Required columns found."""
    found: int
    missing: tuple[str, ...]
    """Required columns not found."""


def candidate_headers(grid: Grid) -> list[tuple[int, tuple[str, ...]]]:
    """Rows that could be the header: (index in the grid, headers). -1 stands for headers the format itself gives."""
    if grid.headers is not None:
        return [(-1, grid.headers)]
    first = grid.cells.iloc[:HEADER_ROWS].astype(object)
    return [
        (index, tuple(cell if isinstance(cell, str) else "" for cell in row))
        for index, row in enumerate(first.to_numpy())
    ]


def fit(headers: Sequence[str], columns: Sequence[Column]) -> Fit:
    """How well headers fit columns, by normalised name and alias."""
    aliases = aliases_of(columns)
    found = {aliases[text] for text in map(normalised_header, headers) if text in aliases}
    required = [column.name for column in columns if column.required]
    return Fit(
        required=sum(name in found for name in required),
        found=len(found),
        missing=tuple(name for name in required if name not in found),
    )


def table_below(grid: Grid, header: int, *, file_name: str, template: bool) -> Table:
    """The rows below a header row as a table. In a template, rows marked as examples are left out."""
    headers = dict(candidate_headers(grid))[header]
    while headers and not headers[-1].strip() and grid.headers is None and _blank(grid, len(headers) - 1, header):
        headers = headers[:-1]
    cells = grid.cells.iloc[header + 1 :, : len(headers)]
    rows = grid.rows[header + 1 :]
    widths = None if grid.widths is None else grid.widths[header + 1 :]
    if template and len(rows):
        examples = cells[0].str.strip().str.startswith(EXAMPLE_MARK).to_numpy(dtype=bool, na_value=False)
        cells, rows = cells[~examples], rows[~examples]
        widths = None if widths is None else widths[~examples]
    return Table(
        file_name=file_name,
        sheet=grid.sheet,
        headers=headers,
        frame=cells.reset_index(drop=True),
        rows=rows,
        error_cells=_error_cells(grid, rows),
        document=dict(grid.document),
        wide_rows=frozenset() if widths is None else frozenset(rows[widths > len(headers)].tolist()),
    )


def _blank(grid: Grid, column: int, header: int) -> bool:
    return bool(grid.cells[column].iloc[header + 1 :].isna().all())


def _error_cells(grid: Grid, rows: np.ndarray) -> dict[tuple[int, int], str]:
    if not grid.error_cells:
        return {}
    index = {int(row): position for position, row in enumerate(rows)}
    return {(index[row], column): kind for (row, column), kind in grid.error_cells.items() if row in index}


def match(table: Table, columns: Sequence[Column]) -> Matched:
    """A table with the places of an export's columns. Of headers that repeat, the first with anything below wins."""
    aliases = aliases_of(columns)
    places: dict[str, list[int]] = {}
    for position, header in enumerate(table.headers):
        name = aliases.get(normalised_header(header))
        if name is not None:
            places.setdefault(name, []).append(position)
    positions: dict[str, int] = {}
    notes: list[str] = []
    for name, found in places.items():
        filled = [position for position in found if bool(table.frame[position].notna().any())]
        positions[name] = (filled or found)[0]
        if len(found) > 1:
            headers = ", ".join(repr(table.headers[position]) for position in found)
            notes.append(
                f"{len(found)} columns fit {name!r} ({headers}): column {positions[name] + 1} is read, "
                "the others are ignored."
            )
    return Matched(table=table, positions=positions, notes=tuple(notes))


_STRIDE = 10_000_000


def stacked(tables: Sequence[Table], columns: Sequence[Column]) -> Matched:
    """Several sheets of one export as one table: columns meet by normalised header.

    Row numbers carry their sheet, see `unstacked`.
    """
    if len(tables) == 1:
        return match(tables[0], columns)
    aliases = aliases_of(columns)
    places: dict[str, int] = {}
    headers: list[str] = []
    frames: list[pd.DataFrame] = []
    errors: dict[tuple[int, int], str] = {}
    wide: set[int] = set()
    start = 0
    notes: list[str] = []
    for number, table in enumerate(tables):
        matched = match(table, columns)
        notes.extend(f"Sheet {table.sheet!r}: {note}" for note in matched.notes)
        read = set(matched.positions.values())
        moved: dict[int, int] = {}
        for position, header in enumerate(table.headers):
            key = normalised_header(header)
            name = aliases.get(key)
            if name is not None and position not in read:
                continue
            key = name or key
            if key not in places:
                places[key] = len(headers)
                headers.append(header)
            if places[key] not in moved.values():
                moved[position] = places[key]
        frames.append(table.frame[list(moved)].rename(columns=moved))
        errors |= {
            (start + row, moved[column]): kind for (row, column), kind in table.error_cells.items() if column in moved
        }
        wide |= {number * _STRIDE + row for row in table.wide_rows}
        start += len(table.frame)
    frame = pd.concat(frames, ignore_index=True).reindex(columns=range(len(headers))).astype("str")
    table = Table(
        file_name=tables[0].file_name,
        headers=tuple(headers),
        frame=frame,
        rows=np.concatenate([number * _STRIDE + table.rows for number, table in enumerate(tables)]),
        error_cells=errors,
        wide_rows=frozenset(wide),
    )
    matched = match(table, columns)
    return Matched(table=table, positions=matched.positions, notes=tuple(notes))


def unstacked(row: int, sheets: Sequence[str]) -> tuple[str, int]:
    """The sheet and the row number in it of a row of `stacked`."""
    return (sheets[row // _STRIDE], row % _STRIDE) if len(sheets) > 1 else (sheets[0] if sheets else "", row)


def describe(headers: Mapping[str, None] | Sequence[str], limit: int = 8) -> str:
    """The first headers of a file, for a message."""
    named = [header.strip() for header in headers if header.strip()]
    shown = ", ".join(repr(header[:40]) for header in named[:limit])
    return shown + (f" and {len(named) - limit} more" if len(named) > limit else "")
