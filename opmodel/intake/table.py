"""A file's rows as text: whatever the format was, one shape for one checker."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Table:
    """One sheet of a workbook, or a whole CSV or JSON file, as text.

    `frame` holds strings (pandas `str` dtype); a missing cell is NaN. `rows` gives each row's number in the file, the
    first line or the first row of a sheet being 1, so that a rejection names what a spreadsheet shows.
    JSON objects are flattened with dots (`assignee.login`); their rows are numbered from 1.
    """

    file_name: str
    sheet: str = ""
    headers: tuple[str, ...]
    """As the file spells them."""
    frame: pd.DataFrame
    """One column a header, named by position (0, 1 …): headers repeat."""
    rows: np.ndarray
    error_cells: dict[tuple[int, int], str] = field(default_factory=dict)
    """(position in frame, column) of cells that hold a spreadsheet error such as #N/A."""
    document: dict[str, str] = field(default_factory=dict)
    """Scalars that stood beside the rows of a JSON document (`report_end_day` …)."""
    wide_rows: frozenset[int] = frozenset()
    """Row numbers with more cells than the header: every later cell may be shifted."""
