"""How a vendor export is declared: its columns with every spelling seen, and the function that reads it.

One export is one file under `opmodel/intake/exports/` with a module-level `EXPORT`. Columns are matched by normalised
header and alias, never by position.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import pandas as pd

from opmodel.intake.facts import Facts
from opmodel.intake.table import Table
from opmodel.store.facts import Lists


@lru_cache(maxsize=20_000)
def normalised_header(text: str) -> str:
    """One spelling for one header: lower case, letters and digits only, single spaces between words.

    `User Principal Name`, `userPrincipalName`, `user_principal_name` and a stray byte-order mark all come out the same.
    """
    text = unicodedata.normalize("NFKC", text).replace("\ufeff", "")
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column an export may have: our name for it, every spelling seen, and whether the export is it without."""

    name: str
    aliases: Sequence[str]
    """Headers as vendors write them; compared normalised."""
    required: bool = False
    help: str = ""
    example: str = ""
    choices: Sequence[str] = ()
    """The values it may have, where they are few."""


@dataclass(frozen=True, kw_only=True)
class SheetForm:
    """One sheet of an export that is a workbook of several: its name and its own columns."""

    name: str
    """As the template spells it; compared normalised."""
    help: str
    columns: Sequence[Column]
    example: Mapping[str, str]
    """One row of this sheet, our column name → value."""
    by_name: bool = False
    """Its headers are so common that a sheet is taken for it only by the sheet's name."""
    exported: bool = False
    """It is in workbooks that we write, not in the template."""

    def alias_table(self) -> dict[str, str]:
        """Normalised header → our column name."""
        return aliases_of(self.columns)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the person who uploads has said about the file. None: find out from the file."""

    export: str | None = None
    workflow: str | None = None
    team: str | None = None
    start: str | None = None
    """Column, or activity of an event log, that starts a case."""
    finish: str | None = None
    report_at: datetime | None = None
    """UTC."""


@dataclass(frozen=True, kw_only=True)
class Matched:
    """A table whose headers were matched to an export's columns."""

    table: Table
    positions: Mapping[str, int]
    """Our column name → position in `table.frame`."""
    notes: Sequence[str] = ()
    """What was decided while matching: repeated headers, lines above the header."""

    def has(self, name: str) -> bool:
        """Whether the file has that column."""
        return name in self.positions

    def text(self, name: str) -> pd.Series:
        """The column as stripped text; blank cells and absent columns are NaN."""
        if name not in self.positions:
            return pd.Series([None] * len(self.table.frame), dtype="str")
        stripped = self.table.frame[self.positions[name]].str.strip()
        return stripped.mask(stripped == "")

    def header(self, name: str) -> str:
        """The header as the file spells it, for messages."""
        return self.table.headers[self.positions[name]] if name in self.positions else name


def aliases_of(columns: Sequence[Column]) -> dict[str, str]:
    """Normalised header → our column name."""
    return {normalised_header(alias): column.name for column in columns for alias in (column.name, *column.aliases)}


@dataclass(frozen=True, kw_only=True)
class Export:
    """One known spreadsheet, from where it is found to what it feeds.

    A table is taken for this export when it has every required column and `recognise`, if there is one, says more than
    0. Where several exports fit, the most certain wins (0.5 where an export has no `recognise`), then the one with more
    required columns, then the one with more columns matched; a draw is refused and asks for `--as`.
    A workbook with several sheets of this export is read as one table of all their rows.
    """

    name: str
    """Name used by `--as` and `opmodel template`: `m365_copilot_usage`."""
    title: str
    vendor: str
    help: str
    """One sentence: what the file says."""
    where: str
    """Where it is found, click by click, in the vendor's portal."""
    feeds: Sequence[str]
    """Names of the measures it feeds."""
    columns: Sequence[Column]
    example: Mapping[str, str]
    """One row a file of this export could have, header → value."""
    read: Callable[[Matched, Choices], Facts] | None = None
    """Checks one table. None only where `read_sheets` or `wrong_file` takes its place."""
    source: str = ""
    """Name of the source whose files can stand for one another; the export's name unless given."""
    lists: Lists = Lists.ACTIVE
    latency_days: int = 0
    """How long after a day ends the vendor may still add to it."""
    template: bool = False
    """One of our own templates, to be filled in."""
    sheets: Sequence[SheetForm] = ()
    """Where the export is a workbook of several different sheets: each with its own columns."""
    read_sheets: Callable[[Mapping[str, Matched], Choices], Facts] | None = None
    """Checks the sheets of such a workbook together; those the file lacks are absent."""
    claims: Callable[[Table, Choices], bool] | None = None
    """Whether what the uploader said (`--start`, `--finish`) makes a table this export, whatever its headers."""
    recognise: Callable[[Table], float] | None = None
    """How sure it is that a table is this export, 0 to 1, where headers alone cannot tell."""
    wrong_file: str = ""
    """For a report that people upload by mistake: what it is and which one to take instead. It is refused so."""
    notes: Sequence[str] = field(default=())

    @property
    def source_name(self) -> str:
        """The source this export's files belong to."""
        return self.source or self.name

    def alias_table(self) -> dict[str, str]:
        """Normalised header → our column name."""
        return aliases_of(self.columns)
