"""XLSX workbooks: every visible sheet as text, with the errors that spreadsheets keep in cells."""

import io
import zipfile

import fastexcel
import pyarrow as pa
import python_calamine

from opmodel.intake.grid import Grid, from_arrow
from opmodel.intake.refusal import Refused
from opmodel.intake.unpacking import unpacks_as_declared

UNPACKED_LIMIT = 1 << 30
"""Bytes a workbook may unpack to. Reading takes about 1.7 times as much memory as the sheet's XML."""

_ERRORS = {
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Ref": "#REF!",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Value": "#VALUE!",
}
_SPREADSHEET = "xl/workbook.xml"


def read_workbook(data: bytes, file_name: str) -> tuple[list[Grid], list[str]]:
    """The visible sheets of a workbook that are not empty, and notes on those left out.

    Raises:
        Refused: it is no XLSX, is damaged, is larger than it declares, or would unpack to more than `UNPACKED_LIMIT`.
    """
    _check_parts(data, file_name)
    try:
        sheets = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).sheets_metadata
        workbook = fastexcel.read_excel(data)
    except (python_calamine.CalamineError, fastexcel.FastExcelError) as fault:
        raise _damaged(file_name) from fault
    grids: list[Grid] = []
    notes: list[str] = []
    for sheet in sheets:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            notes.append(f"Sheet {sheet.name!r} holds no cells and was skipped.")
        elif sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            notes.append(f"Sheet {sheet.name!r} is hidden and was skipped.")
        else:
            grid = _read_sheet(workbook, sheet.name, file_name)
            if len(grid.rows):
                grids.append(grid)
    return grids, notes


def _check_parts(data: bytes, file_name: str) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as fault:
        raise _damaged(file_name) from fault
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Refused(f"{file_name} is a spreadsheet in another format: save it as .xlsx or CSV and upload that.")
    if _SPREADSHEET not in names:
        raise Refused(f"{file_name} is a zip archive, not a workbook: unpack it and upload the files inside.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_LIMIT:
        raise Refused(
            f"{file_name} would unpack to {unpacked / (1 << 20):,.0f} MB, more than the {UNPACKED_LIMIT >> 20:,} MB "
            "that are read: save it as CSV, or split it."
        )
    if not all(unpacks_as_declared(data, part) for part in parts):
        raise _damaged(file_name)


def _damaged(file_name: str) -> Refused:
    return Refused(f"{file_name} is a damaged workbook: export it again, or save it as CSV.")


def _read_sheet(workbook: fastexcel.ExcelReader, name: str, file_name: str) -> Grid:
    try:
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        batch, faults = sheet.to_arrow_with_errors()
    except fastexcel.FastExcelError as fault:
        if "empty" in str(fault).casefold() or "no data" in str(fault).casefold():
            return from_arrow(pa.table({}), sheet=name)
        raise _damaged(file_name) from fault
    in_error = [] if faults is None else sorted({fault.position[0] for fault in faults.errors})
    grid = from_arrow(pa.Table.from_batches([batch]), sheet=name, not_blank=in_error)
    if faults is None:
        return grid
    errors = {(fault.position[0] + 1, fault.position[1]): _spelled(fault.detail) for fault in faults.errors}
    return Grid(sheet=name, cells=grid.cells, rows=grid.rows, error_cells=errors)


def _spelled(detail: str) -> str:
    kind = detail.rpartition("Error(")[2].rstrip(")'")
    return _ERRORS.get(kind, "#ERROR!")
