"""A workbook of the register on paper: sheets with real dates and numbers, lists to choose from, notes, and questions in
sight. No cell is a formula, whatever its text, and every text comes back as it was.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from opmodel.register.open_questions import Question
from opmodel.store.dated_workbook import dated_workbook
from opmodel.store.register_sheets.content import SheetRow
from opmodel.store.register_sheets.forms import OPEN_QUESTIONS, SHEETS, TARGET_PEOPLE, THIS_WORKBOOK
from opmodel.store.register_sheets.sheet import Kind, Sheet, SheetColumn, spelled
from opmodel.store.register_sheets.written import cell_money, names_in_one

LONGEST = 32_767
"""Characters that a cell of a workbook holds, counted as its format counts them: in UTF-16."""

_HEADER = PatternFill("solid", fgColor="0B5C55")
_ASKED = PatternFill("solid", fgColor="FFE9A8")
_REQUIRED, _OPTIONAL = Font(bold=True, color="FFFFFF"), Font(color="FFFFFF")
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_ROWS_TO_COME = 500
"""Rows below the last that the lists to choose from still hold for."""
_NARROWEST, _WIDEST, _PROSE = 12, 46, 90
_LOOKED_AT = 200
_FIRST_DAY, _LAST_DAY = date(1900, 3, 1), date(2199, 12, 31)
_SURE_DIGITS = 15
_TAKEN_FOR_A_CHARACTER = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TAKEN_FOR_A_FORMULA = ("=", "+", "-", "@")

_NOTES = (
    "Change what is wrong, fill in what is missing, add and delete rows, and import this file again: the Uploads page, or "
    "opmodel import FILE. Before anything is stored you see what it changes, line by line.",
    "Rows are found by their names. A cell you clear is cleared in the register; a row you delete is removed from it; a "
    "cell you leave as it is changes nothing, even where somebody else has changed it meanwhile.",
    "What you and somebody else both changed stays as they have it, and the import tells you so.",
    "What files speak of (use, cases, target people) is not removed, a published play and a locked baseline are never "
    "changed, and target people are never written down here: the register keeps keys, no addresses.",
    "The first row of each sheet is its header; columns in bold must be filled in. Names with a comma or semicolon in "
    "them are written in double quotes where a cell lists several.",
)


class TooLong(ValueError):
    """A text is longer than a cell of a workbook holds; the message says which, and what to do."""


class RegisterPaper:
    """A workbook while it is written, sheet by sheet."""

    def __init__(self, *, made_on: date) -> None:
        self._made_on = made_on
        self._book = Workbook()
        self._book.remove(self._book.active or self._book.create_sheet())
        self._counts: dict[str, int] = {}

    def add_sheet(self, sheet: Sheet, rows: Sequence[SheetRow], asked: Sequence[Question] = ()) -> None:
        """A sheet of the register with its rows; cells that are asked for are filled and say what they ask.

        Raises:
            TooLong: a text is longer than a cell holds.
        """
        page = self._book.create_sheet(sheet.name)
        self._counts[sheet.name] = len(rows)
        _write_header(page, [(column.header, column.required) for column in sheet.columns])
        for number, row in enumerate(rows, start=2):
            for place, column in enumerate(sheet.columns, start=1):
                _write(page.cell(row=number, column=place), column, row.cells[column.name], row)
        for place, column in enumerate(sheet.columns, start=1):
            page.column_dimensions[get_column_letter(place)].width = _width(column, rows)
        for question in asked:
            _mark(_cell_of(page, question), question)
        if sheet is TARGET_PEOPLE:
            page["A1"].comment = _comment(
                "Never written down: the register keeps keys, no addresses. Rows added here are read."
            )

    def add_lists(self) -> None:
        """Lists to choose from, once every sheet is there: a few words, or the names in other sheets."""
        for sheet in SHEETS:
            if sheet.name in self._counts:
                for place, column in enumerate(sheet.columns, start=1):
                    self._add_list(sheet, get_column_letter(place), column)

    def _add_list(self, sheet: Sheet, letter: str, column: SheetColumn) -> None:
        source = self._source(column)
        if source is None:
            return
        choices = DataValidation(type="list", formula1=source, allow_blank=True)
        # Other words are understood too, and a name may be a new one: a list helps and does not forbid.
        choices.showErrorMessage = bool(column.choices)
        choices.errorStyle = "warning"
        choices.errorTitle = column.header
        choices.error = "Choose one of the list."
        choices.add(f"{letter}2:{letter}{self._counts[sheet.name] + 1 + _ROWS_TO_COME}")
        self._book[sheet.name].add_data_validation(choices)

    def _source(self, column: SheetColumn) -> str | None:
        if column.choices:
            return f'"{",".join(column.choices)}"'
        if column.chosen_from is None:
            return None
        name, of = column.chosen_from
        other = next(sheet for sheet in SHEETS if sheet.name == name)
        letter = get_column_letter([one.name for one in other.columns].index(of) + 1)
        return f"'{name}'!${letter}$2:${letter}${self._counts[name] + 1 + _ROWS_TO_COME}"

    def add_questions(self, asked: Sequence[Question]) -> None:
        """The list of everything that is asked, each with the way to its cell. Importing takes no notice of it."""
        page = self._book.create_sheet(OPEN_QUESTIONS)
        _write_header(page, [(header, False) for header in ("Sheet", "Row", "Column", "Question")])
        for number, question in enumerate(asked, start=2):
            column = question.sheet.column(question.column)
            page.append([question.sheet.name, question.row + 2, column.header, None])
            _as_text(page.cell(row=number, column=4), question.asks)
            letter = get_column_letter(list(question.sheet.columns).index(column) + 1)
            link = page.cell(row=number, column=1)
            link.hyperlink = Hyperlink(
                ref=link.coordinate, location=f"'{question.sheet.name}'!{letter}{question.row + 2}"
            )
            for cell in page[number]:
                cell.alignment = _WRAPPED
        if not asked:
            page.append(["Nothing is asked: every cell that matters is filled in."])
        for letter, width in zip("ABCD", (18, 8, 22, 90), strict=True):
            page.column_dimensions[letter].width = width

    def add_notes(self, *, owner: str | None) -> None:
        """What the workbook is, and what each column says."""
        page = self._book.create_sheet("Notes")
        page.append(["The register" if owner is None else "Your workflows in the register"])
        page["A1"].font = _TITLE
        if owner is not None:
            note = f"Made for {owner}. Cells in yellow are blank and asked for; the sheet “{OPEN_QUESTIONS}” lists them all."
            _as_text(page.cell(row=2, column=1), note)
        for note in _NOTES:
            page.append([note])
        page.append([])
        page.append(["Sheet", "Column", "Must be filled in", "What it says", "One of"])
        for cell in page[page.max_row]:
            cell.font = _BOLD
        for sheet in SHEETS:
            for column in sheet.columns if sheet is not THIS_WORKBOOK else ():
                required = "yes" if column.required else None
                page.append([sheet.name, column.header, required, column.help, ", ".join(column.choices) or None])
                for cell in page[page.max_row]:
                    cell.alignment = _WRAPPED
        for letter, width in zip("ABCDE", (18, 22, 16, 80, 34), strict=True):
            page.column_dimensions[letter].width = width

    def add_mark(self, said: Sequence[tuple[str, str | int | date | None]]) -> None:
        """The sheet by which the workbook is known when it comes back."""
        page = self._book.create_sheet(THIS_WORKBOOK.name)
        _write_header(page, [(column.header, False) for column in THIS_WORKBOOK.columns])
        for number, (what, says) in enumerate(said, start=2):
            page.cell(row=number, column=1, value=what)
            cell = page.cell(row=number, column=2)
            if isinstance(says, str):
                _as_text(cell, says)
            elif says is not None:
                cell.value = says
                cell.alignment = Alignment(horizontal="left")
            if isinstance(says, date):
                cell.number_format = "yyyy-mm-dd"
        page.cell(row=2, column=3, value=THIS_WORKBOOK.help)
        for letter, width in zip("ABC", (22, 34, 60), strict=True):
            page.column_dimensions[letter].width = width

    def saved(self) -> bytes:
        """The workbook, without the moment of writing in it."""
        return dated_workbook(self._book, self._made_on)


def _write_header(page: Worksheet, headers: Sequence[tuple[str, bool]]) -> None:
    page.append([header for header, _ in headers])
    for cell, (_, required) in zip(page[1], headers, strict=True):
        cell.fill = _HEADER
        cell.font = _REQUIRED if required else _OPTIONAL
        cell.alignment = Alignment(vertical="top")
    page.freeze_panes = "A2"


def _write(cell: Cell, column: SheetColumn, value: Any, row: SheetRow) -> None:
    cell.alignment = _WRAPPED
    if column.kind not in {Kind.DAY, Kind.NUMBER, Kind.WHOLE, Kind.MONEY, Kind.PROSE}:
        # So that what is typed into the cell stays the text it is.
        cell.number_format = "@"
    if value is None:
        return
    match column.kind:
        case Kind.DAY if _FIRST_DAY <= value <= _LAST_DAY:
            cell.value = value
            cell.number_format = "yyyy-mm-dd"
        case Kind.NUMBER | Kind.WHOLE:
            cell.value = value
        case Kind.MONEY:
            _write_money(cell, value)
        case _:
            _as_text(cell, _text_of(value), column=column, row=row)


def _text_of(value: Any) -> str:
    if isinstance(value, list):
        return names_in_one(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else spelled(value)


def _write_money(cell: Cell, micros: int) -> None:
    """As a number where a spreadsheet keeps it to the millionth, else as text."""
    amount = cell_money(micros)
    assert amount is not None
    if len(amount.as_tuple().digits) <= _SURE_DIGITS and Decimal(f"{float(amount):.9f}") == amount:
        cell.value = float(amount) if amount % 1 else int(amount)
        cell.number_format = "#,##0.00####"
    else:
        _as_text(cell, f"{amount:f}")


def _as_text(cell: Cell, text: str, *, column: SheetColumn | None = None, row: SheetRow | None = None) -> None:
    """Write a text as the text it is.

    Raises:
        TooLong: it is longer than a cell holds.
    """
    written = _TAKEN_FOR_A_CHARACTER.sub("_x005F_", text)
    length = len(written.encode("utf-16-le")) // 2
    if length > LONGEST:
        raise TooLong(_too_long(column, row, length))
    cell.value = written
    cell.data_type = "s"
    if text.startswith(_TAKEN_FOR_A_FORMULA):
        # A spreadsheet then shows it as text even after somebody has been in the cell.
        cell.quotePrefix = True


def _too_long(column: SheetColumn | None, row: SheetRow | None, length: int) -> str:
    where = "A text"
    if column is not None and row is not None:
        named = (row.cells.get(name) for name in row.sheet.key)
        which = ", ".join(str(name) for name in named if name is not None and not isinstance(name, list))
        where = f"The cell {column.header!r} of {which[:120]!r} in the sheet {row.sheet.name!r}"
    return (
        f"{where} has {length:,} characters, and a cell of a workbook holds {LONGEST:,}: shorten the text in the register "
        "first."
    )


def _width(column: SheetColumn, rows: Sequence[SheetRow]) -> float:
    if column.kind == Kind.PROSE:
        return _PROSE
    texts = [str(value) for row in rows[:_LOOKED_AT] if (value := row.cells[column.name]) is not None]
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    return min(max(longest + 2, len(column.header) + 3, _NARROWEST), _WIDEST)


def _cell_of(page: Worksheet, question: Question) -> Cell:
    place = [column.name for column in question.sheet.columns].index(question.column) + 1
    cell: Cell = page.cell(row=question.row + 2, column=place)
    return cell


def _mark(cell: Cell, question: Question) -> None:
    cell.fill = _ASKED
    cell.comment = _comment(question.asks)


def _comment(text: str) -> Comment:
    return Comment(text, "OpModel", width=320, height=90)
