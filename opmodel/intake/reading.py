"""From bytes to sheets of text, whatever the format: the content decides, never the file's extension."""

from collections.abc import Sequence
from dataclasses import dataclass

from opmodel.intake.delimited import decoded, read_delimited
from opmodel.intake.grid import Grid
from opmodel.intake.json_rows import looks_like_json, read_json
from opmodel.intake.refusal import Refused
from opmodel.intake.workbook import read_workbook

_OLE2 = b"\xd0\xcf\x11\xe0"
_BINARY = {
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"SQLi": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file's sheets as text, and what was left out on the way."""

    file_name: str
    grids: Sequence[Grid]
    notes: Sequence[str] = ()
    is_text: bool = False
    """Whether it is separated text or JSON, whatever its name ends in."""

    @property
    def is_misnamed(self) -> bool:
        """Whether it calls itself an Excel file and is none."""
        return self.is_text and self.file_name.casefold().endswith((".xlsx", ".xlsm"))


def read(data: bytes, file_name: str) -> Reading:
    """Every visible sheet of an XLSX, CSV or JSON file as text.

    Raises:
        Refused: the file is empty, damaged, protected, too large unpacked, or of another kind; the message says which.
    """
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise Refused(f"{file_name} is empty.")
    if data.startswith(_OLE2):
        raise Refused(
            f"{file_name} is rights-protected or an old .xls workbook: save an unprotected copy as .xlsx or CSV and "
            "upload that."
        )
    if data.startswith(b"PK"):
        grids, notes = read_workbook(data, file_name)
        reading = Reading(file_name=file_name, grids=grids, notes=notes)
    else:
        reading = Reading(file_name=file_name, grids=[_read_text(data, file_name)], is_text=True)
    if not any(len(grid.rows) for grid in reading.grids):
        raise Refused(f"{file_name} has no rows in any visible sheet.")
    return reading


def _read_text(data: bytes, file_name: str) -> Grid:
    for start, kind in _BINARY.items():
        if data.startswith(start):
            raise Refused(f"{file_name} is {kind}, not a spreadsheet: upload an .xlsx, .csv or .json file.")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        raise Refused(_markup(head, file_name))
    if head[:1] in {b"{", b"["} or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = decoded(data)
        if text is not None and looks_like_json(text):
            return read_json(text, file_name)
    return read_delimited(data, file_name)


def _markup(head: bytes, file_name: str) -> str:
    if b"<log" in head or file_name.casefold().endswith(".xes"):
        return (
            f"{file_name} is an event log in XES: convert it to CSV with the columns case id, activity and timestamp."
        )
    return f"{file_name} is a web page or XML, not a spreadsheet: a sign-in page is often saved so; export it again."
