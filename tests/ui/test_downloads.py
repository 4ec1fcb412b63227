import csv
import io
from datetime import UTC, date, datetime

import pandas as pd
from openpyxl import load_workbook

from opmodel.ui.downloads import as_csv, as_xlsx

FRAME = pd.DataFrame(
    {
        "=header": ["=HYPERLINK(1)", "Finance", None],
        "seats": [12, -3, 0],
        "share": [0.5, float("nan"), 1.0],
        "on": [date(2026, 11, 1), None, date(2026, 1, 2)],
        "at": [datetime(2026, 1, 1, tzinfo=UTC)] * 3,
    }
)


def test_a_csv_has_no_cell_that_a_spreadsheet_would_run() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(FRAME).decode("utf-8-sig"))))
    assert rows[0][0] == "'=header"
    assert rows[1][0] == "'=HYPERLINK(1)"


def test_numbers_leave_as_numbers_negative_ones_too() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(FRAME).decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["12", "-3", "0"]
    sheet = load_workbook(io.BytesIO(as_xlsx(FRAME, sheet="x"))).active
    assert sheet is not None
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [12, -3, 0]


def test_a_workbook_has_no_formula_and_a_frozen_header() -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(FRAME, sheet="reclaim"))).active
    assert sheet is not None
    assert sheet.title == "reclaim"
    assert sheet.freeze_panes == "A2"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert sheet["A2"].value == "'=HYPERLINK(1)"


def test_characters_that_a_workbook_cannot_hold_do_not_stop_the_download() -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(pd.DataFrame({"name": ["a\x00b\x0bc"]}), sheet="x"))).active
    assert sheet is not None
    assert sheet["A2"].value == "a b c"
