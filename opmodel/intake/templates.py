"""Our templates as files to fill in: a workbook with lists to choose from, notes, and one example row; or plain CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from opmodel.intake.export import Column, Export
from opmodel.intake.grid import EXAMPLE_MARK
from opmodel.intake.refusal import Refused
from opmodel.intake.registry import all_exports
from opmodel.store.dated_workbook import dated_workbook

_NOTES = "Notes"
_ROWS_WITH_LISTS = 5_000
_MADE_ON = date(1980, 1, 1)
"""A template is of no day: it is the same file until its columns change."""
_HEADER_FILL = PatternFill("solid", fgColor="0B5C55")
_REQUIRED = Font(bold=True, color="FFFFFF")
_OPTIONAL = Font(color="FFFFFF")
_EXAMPLE = Font(italic=True, color="5F646B")


def template_names() -> list[str]:
    """Names of the templates, in alphabetical order."""
    return [export.name for export in all_exports().values() if export.template]


def write_template(name: str) -> bytes:
    """A template as an XLSX workbook.

    Raises:
        Refused: there is no template of that name.
    """
    export = _template(name)
    workbook = Workbook()
    workbook.remove(workbook.active or workbook.create_sheet())
    for title, columns, example in _sheets(export):
        _write_sheet(workbook.create_sheet(title), columns, example)
    _write_notes(workbook.create_sheet(_NOTES), export)
    return dated_workbook(workbook, _MADE_ON)


def write_template_csv(name: str, sheet: str | None = None) -> bytes:
    """A template as CSV: header and example row. Of a workbook of several sheets, the sheet named, else the first.

    Raises:
        Refused: there is no such template, or no such sheet in it.
    """
    export = _template(name)
    sheets = {title.casefold(): (columns, example) for title, columns, example in _sheets(export)}
    chosen = next(iter(sheets)) if sheet is None else sheet.casefold()
    if chosen not in sheets:
        raise Refused(f"The template {name} has no sheet {sheet!r}; it has {', '.join(sheets)}.")
    columns, example = sheets[chosen]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_header(column) for column in columns])
    writer.writerow(_example_row(columns, example))
    return written.getvalue().encode("utf-8-sig")


def _template(name: str) -> Export:
    export = all_exports().get(name.strip().casefold())
    if export is None or not export.template:
        raise Refused(f"There is no template {name!r}; there are {', '.join(template_names())}.")
    return export


def _sheets(export: Export) -> list[tuple[str, Sequence[Column], Mapping[str, str]]]:
    if export.sheets:
        return [(form.name, form.columns, form.example) for form in export.sheets if not form.exported]
    return [(export.title, [column for column in export.columns if _offered(export, column)], export.example)]


def _offered(export: Export, column: Column) -> bool:
    """Columns that are only understood in other people's tables are not offered in ours."""
    return column.required or column.name in export.example


def _header(column: Column) -> str:
    return column.aliases[0]


def _example_row(columns: Sequence[Column], example: Mapping[str, str]) -> list[str]:
    cells = [example.get(column.name, "") for column in columns]
    return [f"{EXAMPLE_MARK} {cells[0]} (this row is never read)", *cells[1:]]


def _write_sheet(sheet: Worksheet, columns: Sequence[Column], example: Mapping[str, str]) -> None:
    sheet.append([_header(column) for column in columns])
    sheet.append(_example_row(columns, example))
    for place, column in enumerate(columns, start=1):
        head = sheet.cell(row=1, column=place)
        head.fill = _HEADER_FILL
        head.font = _REQUIRED if column.required else _OPTIONAL
        _as_text(sheet.cell(row=2, column=place))
        letter = get_column_letter(place)
        widest = max(len(_header(column)), len(str(sheet.cell(row=2, column=place).value or "")))
        sheet.column_dimensions[letter].width = min(max(widest + 3, 14), 44)
        if column.choices:
            _add_list(sheet, letter, column)
    sheet.freeze_panes = "A2"


def _as_text(cell: Cell) -> None:
    cell.font = _EXAMPLE
    cell.number_format = "@"


def _add_list(sheet: Worksheet, letter: str, column: Column) -> None:
    choices = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    choices.errorTitle = _header(column)
    choices.error = "Choose one of the list."
    choices.errorStyle = "warning"
    sheet.add_data_validation(choices)
    choices.add(f"{letter}2:{letter}{_ROWS_WITH_LISTS}")


def _write_notes(sheet: Worksheet, export: Export) -> None:
    sheet.append([export.title])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([export.help])
    for note in export.notes:
        sheet.append([note])
    sheet.append(
        [f"A row whose first cell begins with “{EXAMPLE_MARK}” is never read. Columns in bold must be filled in."]
    )
    sheet.append([])
    sheet.append(["Sheet", "Column", "Must be filled in", "What it says", "Example", "One of"])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    for title, columns, _ in _sheets(export):
        for column in columns:
            required = "yes" if column.required else ""
            sheet.append([title, _header(column), required, column.help, column.example, ", ".join(column.choices)])
            for cell in sheet[sheet.max_row]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.number_format = "@"
    for letter, width in zip("ABCDEF", (18, 22, 16, 70, 34, 34), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{sheet.max_row - sum(len(columns) for _, columns, _ in _sheets(export)) + 1}"
