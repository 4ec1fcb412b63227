"""A column of text, read as a whole: each distinct text is read once, however many rows repeat it."""

import unicodedata
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

NOTHING_KNOWN = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        "—",
        "?",
        "#n/a",
        "n/a",
        "na",
        "nan",
        "nat",
        "nil",
        "none",
        "null",
        "(blank)",
        "blank",
        "unknown",
        "unspecified",
        "not available",
        "never",
        "never logged in",
        "never signed in",
        "nunca",
        "jamais",
        "nie",
        "mai",
        "no en los últimos 30 días",
        "0001-01-01",
        "0001-01-01t00:00:00",
        "0001-01-01t00:00:00z",
        "1/1/0001 12:00:00 am",
    }
)
"""What exports write where nothing is known (formats.md, trap 9). Compared stripped and in lower case."""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A column as values. A cell that says nothing is missing and not bad."""

    values: pd.Series
    """Index of the column that was read; missing where blank, unknown or bad."""
    bad: pd.Series
    """Cells that say something that could not be read."""
    notes: list[str] = field(default_factory=list)
    """How the column was read, where that had to be decided."""


@dataclass(frozen=True, kw_only=True)
class Distinct:
    """The distinct texts of a column that say something, and which of them each cell has."""

    index: pd.Index
    codes: np.ndarray
    """Position in `texts` of each cell; -1 where the cell says nothing."""
    texts: pd.Series
    """Stripped; compatibility characters such as a narrow no-break space made plain."""
    cells: np.ndarray
    """How many cells have each text."""

    def parsed(self, values: pd.Series, bad: np.ndarray, notes: list[str] | None = None) -> Parsed:
        """The column, from the values of its distinct texts."""
        spread = pd.Series(values.array.take(self.codes, allow_fill=True), index=self.index)
        # The extra place at the end is for cells that say nothing, whose code is -1.
        spread_bad = pd.Series(np.append(bad, False)[self.codes], index=self.index)
        return Parsed(values=spread, bad=spread_bad, notes=notes or [])


def distinct(column: pd.Series) -> Distinct:
    """The distinct texts of a column, without those that say nothing."""
    codes, found = pd.factorize(column)
    texts = plain(pd.Series(found, dtype="str"))
    says_nothing = texts.str.lower().isin(NOTHING_KNOWN).to_numpy(dtype=bool)
    place = np.cumsum(~says_nothing) - 1
    place[says_nothing] = -1
    # The extra place at the end is for cells without text, whose code is -1.
    codes = np.append(place, -1)[codes]
    kept = texts[~says_nothing].reset_index(drop=True)
    cells = np.bincount(codes[codes >= 0], minlength=len(kept))
    return Distinct(index=column.index, codes=codes, texts=kept, cells=cells)


def plain(texts: pd.Series) -> pd.Series:
    """Texts stripped, with compatibility characters (no-break spaces, full-width digits) in their plain form."""
    texts = texts.str.strip()
    strange = ~texts.str.fullmatch(r"[ -~]*").to_numpy(dtype=bool)
    if not strange.any():
        return texts
    made_plain = [unicodedata.normalize("NFKC", text).strip() for text in texts[strange]]
    spelled = texts.to_numpy(dtype=object, copy=True)
    spelled[strange] = made_plain
    return pd.Series(spelled, dtype="str", index=texts.index)


def repeated(text: str, count: int) -> pd.Series:
    """A column that says the same in every row."""
    return pd.Series(pd.array([text], dtype="str").take(np.zeros(count, dtype=np.intp)))


def named(header: str) -> str:
    """A column as a sentence names it."""
    return f"“{header}”" if header else "the column"
