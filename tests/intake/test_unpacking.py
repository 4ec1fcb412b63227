"""A workbook that is larger than it declares is refused before anything reads it."""

import io
import random
import struct
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from opmodel.intake.reading import read
from opmodel.intake.refusal import Refused
from opmodel.intake.unpacking import unpacks_as_declared

SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: int) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in range(rows):
        book.active.append([f"name {row}", row])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def parts(data: bytes) -> dict[str, zipfile.ZipInfo]:
    return {part.filename: part for part in zipfile.ZipFile(io.BytesIO(data)).infolist()}


def declaring(data: bytes, size: int) -> bytes:
    """The archive with another size written down for its sheet, in its directory and before the part itself."""
    true = struct.pack("<I", parts(data)[SHEET].file_size)
    assert data.count(true) == 2
    return data.replace(true, struct.pack("<I", size))


@pytest.mark.parametrize("size", [1, 4_000, 900 << 20])
def test_a_sheet_of_another_size_than_declared_is_refused(size: int) -> None:
    with pytest.raises(Refused, match="damaged workbook"):
        read(declaring(workbook(500), size), "bomb.xlsx")


def test_no_more_is_unpacked_than_was_declared() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, b"z" * (200 << 20))
    bomb = declaring(packed.getvalue(), 5_000)
    tracemalloc.start()
    assert not unpacks_as_declared(bomb, parts(bomb)[SHEET])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 << 20


def test_an_honest_part_unpacks_whether_packed_or_not() -> None:
    noise = random.Random(5).randbytes(3 << 20)
    for packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for content in (b"", b"a", b"z" * (3 << 20), noise):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", packing) as archive:
                archive.writestr(SHEET, content)
            assert unpacks_as_declared(packed.getvalue(), parts(packed.getvalue())[SHEET])


def test_a_part_that_is_cut_off_or_packed_as_no_spreadsheet_is_does_not() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(SHEET, b"z" * 1000)
    assert not unpacks_as_declared(packed.getvalue(), parts(packed.getvalue())[SHEET])
    data = workbook(500)
    part = parts(data)[SHEET]
    assert unpacks_as_declared(data, part)
    part.compress_size -= 40
    assert not unpacks_as_declared(data, part)
    part.header_offset = len(data)
    assert not unpacks_as_declared(data, part)
