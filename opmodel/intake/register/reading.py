"""The register's sheets read cell by cell; which rows of the register they mean is found later, in the store."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from opmodel.intake import report_date
from opmodel.intake.export import Choices, Matched
from opmodel.intake.facts import Facts, Rejected
from opmodel.intake.identities import only
from opmodel.intake.own import OWN, nobody
from opmodel.intake.register.cells import cells
from opmodel.intake.register.checking import check_rows
from opmodel.intake.register.returned import returned
from opmodel.intake.rows import Rows
from opmodel.store.base import now
from opmodel.store.register_sheets.forms import SHEETS, TARGET_PEOPLE, THIS_WORKBOOK
from opmodel.store.register_sheets.sheet import Sheet, SheetColumn


def read_sheets(sheets: Mapping[str, Matched], choices: Choices) -> Facts:
    """Every sheet's rows, checked cell by cell.

    Raises:
        Refused: it is a workbook that comes back, and what marks it as one was changed.
    """
    read = _Reading(exported=THIS_WORKBOOK.name in sheets)
    for sheet in SHEETS:
        matched = sheets.get(sheet.name)
        if matched is not None and sheet is not THIS_WORKBOOK:
            read.add(sheet, matched)
    name = next(iter(sheets.values())).table.file_name
    return Facts(
        report_at=report_date.said_report_date(choices, name, read.notes) or now(),
        read=read.read,
        kept=read.kept,
        merged=0,
        rejections=read.rejections,
        notes=read.notes,
        people=read.people,
        register=read.register,
        returned=returned(sheets),
    )


class _Reading:
    """The sheets of one file, as far as they are read."""

    def __init__(self, *, exported: bool) -> None:
        self._exported = exported
        self.read = self.kept = 0
        self.rejections: list[Rejected] = []
        self.notes: list[str] = []
        self.register: dict[str, pd.DataFrame] = {}
        self.people = nobody()

    def add(self, sheet: Sheet, matched: Matched) -> None:
        """Read one sheet."""
        rows = Rows(matched)
        asking = self._only_asking(sheet, matched)
        columns = {
            column.name: cells(rows, column, needed=self._needed(column) & ~asking)
            for column in sheet.columns
            if column.name != "person" and (column.required or matched.has(column.name))
        }
        check_rows(sheet, rows, columns, exported=self._exported)
        rows.good &= ~asking
        if sheet is TARGET_PEOPLE:
            everybody = rows.people("person", system=OWN)
            found = only(everybody, rows.good)
            columns["who"] = pd.Series(found.who)
            self.people = found.frame
        frame = pd.DataFrame(columns, index=range(len(rows)))
        frame["row"] = matched.table.rows
        frame["sheet"] = matched.table.sheet
        frame["good"] = rows.good
        self.register[sheet.name] = frame
        self.read += len(rows) - int(asking.sum())
        self.kept += int(rows.good.sum())
        self.rejections += rows.rejections
        self.notes += [note for note in rows.notes if note not in self.notes]

    def _needed(self, column: SheetColumn) -> np.ndarray:
        return np.array(column.required and not (self._exported and column.open_at_first), dtype=bool)

    def _only_asking(self, sheet: Sheet, matched: Matched) -> np.ndarray:
        """Rows of a workbook that comes back in which a question was left unanswered."""
        count = len(matched.table.frame)
        if not self._exported or not sheet.asked_by:
            return np.zeros(count, dtype=bool)
        blank = np.ones(count, dtype=bool)
        for column in sheet.columns:
            if column.name not in sheet.asked_by:
                blank &= matched.text(column.name).isna().to_numpy(dtype=bool)
        blank[[row for row, _ in matched.table.error_cells]] = False
        return blank
