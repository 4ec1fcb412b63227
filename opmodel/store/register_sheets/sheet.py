"""What a sheet of the register's workbook is made of: columns, what their cells hold, and what tells its rows apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    PROSE = "prose"
    """Text of several lines, where the spaces that a line begins with mean something."""
    NAMES = "names"
    """Several names with semicolons or commas between."""
    SENTENCES = "sentences"
    """Several sentences with semicolons between."""
    HOLDER = "holder"
    """The name of an office holder."""
    WORD = "word"
    """One of a few words."""
    DAY = "day"
    NUMBER = "number"
    WHOLE = "whole"
    MONEY = "money"


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column of a sheet."""

    name: str
    headers: Sequence[str]
    """The first is how we spell it; the others are understood too."""
    kind: Kind = Kind.TEXT
    of: str = ""
    """The column of the register its cells hold, as `table.column`; empty where a cell says which row is meant, or is
    worked out."""
    required: bool = False
    open_at_first: bool = False
    """Required of whoever fills in a template, yet a register may still lack it: a question to its owner."""
    help: str
    example: str = ""
    words: type[Enum] | None = None
    """The words of a column of that kind."""
    chosen_from: tuple[str, str] | None = None
    """Sheet and column whose cells hold the values it may have."""

    @property
    def header(self) -> str:
        """The header as we spell it."""
        return self.headers[0]

    @property
    def choices(self) -> tuple[str, ...]:
        """The few words it may have, as people write them."""
        return () if self.words is None else tuple(spelled(word) for word in self.words)

    @property
    def table(self) -> str:
        """The table that its cells belong to."""
        return self.of.partition(".")[0]

    @property
    def field(self) -> str:
        """The column of that table."""
        return self.of.partition(".")[2]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: its columns, and what tells its rows apart."""

    name: str
    help: str
    table: str = ""
    """The table one row of which a row of the sheet is."""
    columns: Sequence[SheetColumn]
    key: Sequence[str]
    """Columns that no two rows share all of."""
    also: Sequence[Sequence[str]] = ()
    """Columns by which a row that was changed is still found, the best first."""
    asked_by: Sequence[str] = ()
    """Columns that are filled in already where a row only asks a question; with nothing else in it, it says nothing."""
    may_repeat: bool = False
    """The register may hold two rows that are wholly alike: two looks of one day."""
    by_name: bool = False
    """Its headers are so common that it is known by the name of the sheet alone."""
    exported: bool = False
    """Only in a workbook that the register wrote, never in the template."""

    def column(self, name: str) -> SheetColumn:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def named(self, *, table: str, field: str) -> SheetColumn | None:
        """The column that holds a column of the register; None where no cell shows it."""
        return next((column for column in self.columns if column.of == f"{table}.{field}"), None)


def spelled(word: Enum) -> str:
    """A word of ours as people write it: `ai does`."""
    return str(word.value).replace("_", " ")
