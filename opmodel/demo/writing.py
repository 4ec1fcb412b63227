"""Spreadsheets as files: CSV and XLSX that come out byte for byte the same from the same rows."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from openpyxl import Workbook
from pyarrow import csv

_MADE = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file of the demo company, and the moment its report was made."""

    path: Path
    report_at: datetime


def write_csv(path: Path, columns: Mapping[str, Any], *, byte_order_mark: bool = False) -> None:
    """Write columns as CSV; a column that is one text holds for every row. Missing values are left blank."""
    count = next(len(values) for values in columns.values() if not isinstance(values, str))
    arrays = [_array(values, count) for values in columns.values()]
    table = pa.table(arrays, names=list(columns))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        if byte_order_mark:
            file.write(b"\xef\xbb\xbf")
        # The header is written apart: vendors leave it unquoted, pyarrow would quote it.
        file.write((",".join(_quoted(name) for name in columns) + "\n").encode())
        csv.write_csv(table, file, csv.WriteOptions(include_header=False, quoting_style="needed"))


def _quoted(name: str) -> str:
    return f'"{name}"' if "," in name else name


def _array(values: Any, count: int) -> pa.Array:
    if isinstance(values, str):
        return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int8()), pa.array([values])).cast(pa.string())
    return pa.array(pd.Series(values), from_pandas=True)


def write_xlsx(path: Path, sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]) -> None:
    """Write sheets of (headers, rows) as a workbook, without the moment of writing in it."""
    workbook = Workbook(write_only=True)
    for name, (headers, rows) in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append(list(headers))
        for row in rows:
            sheet.append(list(row))
    draft = io.BytesIO()
    workbook.save(draft)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(draft) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in made.infolist():
            content = made.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", content)
            kept.writestr(zipfile.ZipInfo(entry.filename, _MADE), content, zipfile.ZIP_DEFLATED)
