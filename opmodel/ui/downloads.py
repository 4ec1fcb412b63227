"""Tables to take away: CSV and XLSX, with nothing in them that a spreadsheet would run."""

import io
import math
from datetime import date, datetime

import pandas as pd

from opmodel.ui.plain import no_formula

_WIDEST_COLUMN = 60


def safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text made harmless, headers too."""
    return frame.rename(columns=lambda name: no_formula(str(name))).map(
        lambda value: no_formula(value) if isinstance(value, str) else value
    )


def as_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV that Excel opens as UTF-8."""
    return safe(frame).to_csv(index=False).encode("utf-8-sig")


def as_xlsx(frame: pd.DataFrame, *, sheet: str) -> bytes:
    """The frame as one sheet of a workbook, its header frozen; no cell is a formula, whatever its text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    harmless = safe(frame)
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet[:31])
    page.freeze_panes = "A2"
    for position, column in enumerate(harmless.columns, start=1):
        longest = max([len(str(column)), *(len(str(value)) for value in harmless[column].head(200))])
        page.column_dimensions[get_column_letter(position)].width = min(longest + 2, _WIDEST_COLUMN)
    header = []
    for column in harmless.columns:
        cell = WriteOnlyCell(page, value=str(column))
        cell.font = Font(bold=True)
        header.append(cell)
    page.append(header)
    for row in harmless.itertuples(index=False):
        page.append([_cell(page, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(page: object, value: object) -> object:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub(" ", value))
        cell.data_type = "s"
        return cell
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=None)
    if isinstance(value, (bool, int, float, date)):
        return value
    return value.item() if hasattr(value, "item") else str(value)
