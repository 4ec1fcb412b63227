"""The rows of a table while they are checked: which are good, and why the others are not."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from opmodel.intake.cells import Parsed
from opmodel.intake.export import Matched
from opmodel.intake.facts import Rejected
from opmodel.intake.identities import People, gather

Parser = Callable[..., Parsed]
"""A column parser of `values` that takes the column and its `header`."""


_NOBODY = {"unknown", "Unknown", "None", "null", "N/A", "-"}
"""What stands where a report could not name a person (new or deleted accounts)."""


class Rows:
    """Reads the columns of a matched table, and gathers what is wrong with its rows."""

    def __init__(self, matched: Matched) -> None:
        self.matched = matched
        self.rejections: list[Rejected] = []
        self.notes: list[str] = []
        self.good: np.ndarray = np.ones(len(matched.table.frame), dtype=bool)
        """Rows that nothing is wrong with so far."""
        wide = np.isin(matched.table.rows, list(matched.table.wide_rows))
        self.reject(wide, "", "the row has more cells than the header, so its cells may be shifted")

    def __len__(self) -> int:
        return len(self.good)

    def says_nothing(self, name: str) -> bool:
        """Whether the column is blank in every row, or not there."""
        if not self.matched.has(name):
            return True
        column = self.matched.positions[name]
        blank = not self.matched.table.frame[column].notna().any()
        return blank and not any(at == column for _, at in self.matched.table.error_cells)

    def values(self, name: str, parser: Parser, *, why: str) -> pd.Series:
        """The column as values; rows with a cell that could not be read are rejected, `why` completing the sentence
        "the cell …". A column that the file lacks is all missing.
        """
        parsed = parser(self._raw(name), header=self.matched.header(name))
        self.notes += [note for note in parsed.notes if note not in self.notes]
        self.reject(parsed.bad.to_numpy(), name, why)
        self._reject_errors(name)
        return parsed.values

    def people(self, name: str, *, system: str, names: str = "") -> People:
        """The people whom a column names; rows that name nobody are rejected."""
        text = self.matched.text(name)
        nobody = text.isna() | text.isin(_NOBODY)
        self._reject_errors(name)
        self.reject(nobody.to_numpy(dtype=bool), name, "the row names no person")
        return gather(text, system=system, names=self.matched.text(names) if names else None)

    def reject(self, bad: np.ndarray, name: str, why: str) -> None:
        """Reject rows, for what their cell in the column says."""
        at = np.flatnonzero(bad)
        if len(at) == 0:
            return
        table = self.matched.table
        said = (
            table.frame[self.matched.positions[name]].iloc[at].fillna("") if self.matched.has(name) else [""] * len(at)
        )
        header = self.matched.header(name) if name else ""
        self.rejections += [
            Rejected(row=row, column=header, value=value, why=why, sheet=table.sheet)
            for row, value in zip(table.rows[at].tolist(), said, strict=True)
        ]
        self.good[at] = False

    def _raw(self, name: str) -> pd.Series:
        if self.matched.has(name):
            return self.matched.table.frame[self.matched.positions[name]]
        return self.matched.text(name)

    def _reject_errors(self, name: str) -> None:
        """Reject rows where a spreadsheet could not work the cell out (#REF!): that is not a blank."""
        errors = self.matched.table.error_cells
        if not errors or not self.matched.has(name):
            return
        column = self.matched.positions[name]
        bad = np.zeros(len(self), dtype=bool)
        bad[[row for row, at in errors if at == column]] = True
        self.reject(bad, name, "the cell holds a spreadsheet error")
