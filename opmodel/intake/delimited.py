"""Text with separators: CSV as vendors and spreadsheets write it."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from opmodel.intake.grid import Grid, from_arrow, text_columns
from opmodel.intake.refusal import Refused

_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED = 65_536
_LONGEST_CELL = 1 << 26
csv.field_size_limit(_LONGEST_CELL)


def decoded(data: bytes) -> str | None:
    """The text of a file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252. None: it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:_SNIFFED]:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """The separator that cuts the first lines into the most columns, most evenly."""
    first = text[:_SNIFFED]
    if first[:4].casefold() == "sep=" and len(first) > 4:
        return first[4]
    return max(_DELIMITERS, key=lambda delimiter: (_evenness(first, delimiter), -_DELIMITERS.index(delimiter)))


def _evenness(text: str, delimiter: str) -> float:
    try:
        widths = [len(record) for record in islice(csv.reader(io.StringIO(text), delimiter=delimiter), 40) if record]
    except csv.Error:
        return 0
    if len(widths) > 2 and len(text) == _SNIFFED:
        widths.pop()
    if not widths:
        return 0
    width, times = Counter(width for width in widths).most_common(1)[0]
    return 0 if width == 1 else (width - 1) * (times / len(widths)) ** 2


def read_delimited(data: bytes, file_name: str) -> Grid:
    """The cells of a file of separated text.

    Raises:
        Refused: the bytes are no text.
    """
    text = decoded(data)
    if text is None:
        raise Refused(
            f"{file_name} is neither a spreadsheet nor text: upload the file as the vendor's portal exported it "
            "(.xlsx, .csv or .json)."
        )
    text = text.replace("\0", "").rstrip("\r\n")
    delimiter = delimiter_of(text)
    skipped = 1 if text[:4].casefold() == "sep=" else 0
    table = None if skipped else _fast(text, delimiter)
    if table is not None:
        return from_arrow(table)
    return _careful(text, delimiter, file_name, skipped)


def _fast(text: str, delimiter: str) -> pa.Table | None:
    """The whole file through Arrow; None where a row has more or fewer cells than the first, or a line is blank."""
    width = len(next(csv.reader(io.StringIO(text[:_SNIFFED], newline=""), delimiter=delimiter), []))
    if width < 2 or "\n\n" in text or "\n\r\n" in text:
        return None
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=arrow_csv.ReadOptions(
                column_names=[str(position) for position in range(width)], block_size=_block(text)
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={str(position): pa.string() for position in range(width)},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _block(text: str) -> int:
    # A record must fit into one block: with long quoted cells only the whole file is sure to hold one.
    return max(1 << 20, min(4 * len(text) + 1, 1 << 24))


def _careful(text: str, delimiter: str, file_name: str, skipped: int) -> Grid:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[skipped:]
    except csv.Error as fault:
        raise Refused(f"{file_name} cannot be cut into cells ({fault}): save it again as CSV or XLSX.") from fault
    grid = from_arrow(text_columns(records), widths=_widths(records))
    return Grid(cells=grid.cells, rows=grid.rows + skipped, widths=grid.widths)


def _widths(records: Sequence[Sequence[str]]) -> np.ndarray:
    widths = np.fromiter((len(record) for record in records), dtype=np.int64, count=len(records))
    for index in np.flatnonzero(widths > (np.median(widths) if len(widths) else 0)).tolist():
        record = records[index]
        widths[index] = max((position + 1 for position, cell in enumerate(record) if cell.strip()), default=0)
    return widths
