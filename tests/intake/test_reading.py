import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from opmodel.intake import workbook
from opmodel.intake.reading import read
from opmodel.intake.refusal import Refused
from tests.intake.files import csv_bytes, xlsx_bytes
from tests.shared_files import SHARED, needs_shared

CELL = st.text(
    alphabet=st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\x85\u2028\u2029"),
    max_size=12,
)
TABLE = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
)


def cells(grid):
    return [["" if cell != cell else cell for cell in row] for row in grid.cells.astype(object).to_numpy()]


def kept(rows):
    return [(number, row) for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]


@settings(max_examples=150, deadline=None)
@given(rows=TABLE)
def test_csv_comes_back_as_written_with_exact_row_numbers(rows):
    head = [f"column {number}" for number in range(len(rows[0]))]
    grid = read(csv_bytes([head, *rows]), "a.csv").grids[0]
    expected = kept([head, *rows])
    assert cells(grid) == [row for _, row in expected]
    assert grid.rows.tolist() == [number for number, _ in expected]


@settings(max_examples=60, deadline=None)
@given(rows=TABLE)
def test_json_rows_come_back_as_written(rows):
    records = [{f"c{place}": cell for place, cell in enumerate(row)} for row in rows]
    grid = read(json.dumps({"value": records, "total": 3}).encode(), "a.json").grids[0]
    assert cells(grid) == rows
    assert grid.headers == tuple(records[0])
    assert grid.document == {"total": "3"}


@settings(max_examples=25, deadline=None)
@given(rows=TABLE)
def test_xlsx_text_comes_back_as_written_with_exact_row_numbers(rows):
    head = [f"column {number}" for number in range(len(rows[0]))]
    # A cell of nothing but spaces is blank, and "#REF!" is written as an error: a workbook does not keep the difference.
    rows = [[cell.replace("_x", "x").replace("#", "n").lstrip("=") for cell in row] for row in rows]
    rows = [[cell if cell.strip() else "" for cell in row] for row in rows]
    written = xlsx_bytes({"Sheet": [head, *[[cell or None for cell in row] for row in rows]]})
    grid = read(written, "a.xlsx").grids[0]
    expected = kept([head, *rows])
    assert cells(grid) == [row for _, row in expected]
    assert grid.rows.tolist() == [number for number, _ in expected]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings_are_found_out(delimiter, encoding):
    data = csv_bytes([["Name", "Note"], ["Zoë", "5 – 6, or so"]], delimiter=delimiter, encoding=encoding)
    assert cells(read(data, "a.Csv").grids[0]) == [["Name", "Note"], ["Zoë", "5 – 6, or so"]]


def test_newlines_inside_quotes_do_not_split_a_row():
    grid = read(b'a,b\r\n1,"two\nlines\n\nand a gap"\r\n3,4\r\n', "a.csv").grids[0]
    assert cells(grid) == [["a", "b"], ["1", "two\nlines\n\nand a gap"], ["3", "4"]]
    assert grid.rows.tolist() == [1, 2, 3]


def test_blank_lines_keep_their_row_numbers_and_are_not_rows():
    grid = read(b"a,b\n\n1,2\n , \n3,4\n\n\n", "a.csv").grids[0]
    assert grid.rows.tolist() == [1, 3, 5]


def test_short_rows_are_padded_and_wide_rows_are_known():
    grid = read(b"a,b,c\n1\n1,2,3,4\n1,2,3,,\n", "a.csv").grids[0]
    assert grid.widths is not None
    assert grid.widths.tolist() == [3, 1, 4, 3]


def test_the_separator_named_in_the_first_line_is_taken():
    grid = read(b"sep=;\r\na;b\r\n1,5;2\r\n", "a.csv").grids[0]
    assert cells(grid) == [["a", "b"], ["1,5", "2"]]
    assert grid.rows.tolist() == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"a": 2}]',
        '{"value": [{"a": 1}, {"a": 2}]}',
        '{"seats": [{"a": 1}], "total_seats": 2}\n{"seats": [{"a": 2}]}',
        '{"a": 1}\n{"a": 2}\n',
        '{"a": 1}{"a": 2}',
        '\ufeff[{"day_totals": [{"a": 1}]}, {"day_totals": [{"a": 2}]}]',
    ],
)
def test_json_in_every_shape_that_vendors_save_it(text):
    grid = read(text.encode(), "report.csv").grids[0]
    assert (grid.headers, cells(grid), grid.rows.tolist()) == (("a",), [["1"], ["2"]], [1, 2])


def test_nested_objects_become_dotted_columns_and_lists_stay_json():
    grid = read(b'[{"assignee": {"login": "ada", "admin": true}, "ides": [{"n": 1}], "gone": null}]', "a").grids[0]
    assert grid.headers == ("assignee.login", "assignee.admin", "ides", "gone")
    assert cells(grid) == [["ada", "true", '[{"n": 1}]', ""]]


def test_hidden_and_chart_sheets_are_skipped_with_a_note():
    book = Workbook()
    book.active.title = "Data"
    book.active.append(["a", "b"])
    secret = book.create_sheet("Secret")
    secret.append(["x", "y"])
    secret.sheet_state = "hidden"
    book.create_chartsheet("Chart")
    written = io.BytesIO()
    book.save(written)
    reading = read(written.getvalue(), "a.xlsx")
    assert [grid.sheet for grid in reading.grids] == ["Data"]
    assert len(reading.notes) == 2
    assert "hidden" in reading.notes[0]


def test_spreadsheet_errors_are_known_by_row_and_column():
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append(["x", "#N/A"])
    book.active["B2"].data_type = "e"
    written = io.BytesIO()
    book.save(written)
    assert read(written.getvalue(), "a.xlsx").grids[0].error_cells == {(2, 1): "#N/A"}


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 10_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    with pytest.raises(Refused, match="would unpack to"):
        read(bomb.getvalue(), "bomb.xlsx")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save an unprotected copy as .xlsx or CSV"),
        (b"PK\x03\x04 not a zip at all", "damaged workbook"),
        (b"PAR1" + bytes(range(64)), "a Parquet file"),
        (b"\x1f\x8b\x08\x00\x00", "a compressed file"),
        (b"%PDF-1.7 x", "a PDF"),
        (bytes(range(256)) * 4, "neither a spreadsheet nor text"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b'<?xml version="1.0"?><log xes.version="1.0">', "XES"),
        (b'[{"a": 1}, {"a": ', "breaks in line 1"),
        (b'{"message": "Not Found", "value": []}', "JSON without rows"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_fix(data, says):
    with pytest.raises(Refused, match=says):
        read(data, "upload.xlsx")


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_a_fault(data):
    try:
        reading = read(data, "upload")
    except Refused:
        return
    assert all(isinstance(grid.rows, np.ndarray) for grid in reading.grids)


@needs_shared
def test_the_rights_protected_workbook_is_refused_with_the_fix():
    path = SHARED / "samples/viva-insights/Analyze-Column-Headers.xlsx"
    with pytest.raises(Refused, match="unprotected copy"):
        read(path.read_bytes(), path.name)


def test_a_row_of_nothing_but_errors_is_kept_to_be_reported() -> None:
    written = xlsx_bytes({"Sheet": [["name", "count"], ["Ada", "1"], [None, "#REF!"]]})
    grid = read(written, "a.xlsx").grids[0]
    assert grid.rows.tolist() == [1, 2, 3]
    assert dict(grid.error_cells) == {(3, 1): "#REF!"}
