"""Numbers, yes and no, and money of a whole column at once.

Whether `1.320` is one and a bit or thirteen hundred is decided once for a column: only a value that cannot be read the
usual way (`1.250,00`, `1.234.567`, `0,5`) makes the comma its decimal sign.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd

from opmodel.intake.cells import Distinct, Parsed, distinct, named

_PLAIN = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?:\D|$))")
_DOT_DECIMAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|[+-]?\.\d+")
_COMMA_DECIMAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d*)?|[+-]?,\d+")
_GROUPED_BY_DOTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
_STRAY = 0.01
_MICROS = 1_000_000
_LARGEST_MICROS = 2**63 - 1

_YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "x",
        "sim",
        "s",
        "sí",
        "si",
        "oui",
        "o",
        "ja",
        "j",
        "vrai",
        "verdadeiro",
        "verdadero",
        "wahr",
        "enabled",
    ]
)
_NO = frozenset(
    ["no", "n", "false", "f", "0", "não", "nao", "non", "nein", "nee", "faux", "falso", "falsch", "disabled"]
)

_SYMBOLS = {"€": "EUR", "£": "GBP", "us$": "USD", "r$": "BRL", "chf": "CHF", "$": "", "¥": "", "kr": ""}
_MONEY = re.compile(r"([+-]?)\s*([^\d\s.,+-]{0,4})\s*([+-]?[\d.,\s'’]*\d[\d.,]*)\s*([^\d\s.,]{0,4})")


def numbers(column: pd.Series, *, header: str = "") -> Parsed:
    """The numbers of a column, as `Float64`."""
    found = distinct(column)
    values, notes = _floats(found, header=header, whole=False)
    return _nullable(found, values, notes)


def whole_numbers(column: pd.Series, *, header: str = "") -> Parsed:
    """The whole numbers of a column, as `Int64`; a number with a fraction is bad."""
    found = distinct(column)
    values, notes = _floats(found, header=header, whole=True)
    fine = np.isfinite(values) & (np.abs(values) < 2**53)
    fine[fine] = values[fine] == np.floor(values[fine])
    whole = pd.arrays.IntegerArray(np.where(fine, values, 0).astype(np.int64), ~fine)
    return found.parsed(pd.Series(whole), ~fine, notes)


def yes_no(column: pd.Series) -> Parsed:
    """What a column affirms or denies, as `boolean`."""
    found = distinct(column)
    words = found.texts.str.lower()
    yes = words.isin(_YES).to_numpy(dtype=bool)
    known = yes | words.isin(_NO).to_numpy(dtype=bool)
    return found.parsed(pd.Series(pd.arrays.BooleanArray(yes, ~known)), ~known)


@dataclass(frozen=True, kw_only=True)
class Money(Parsed):
    """Amounts in millionths, with the currency that a cell itself names."""

    currencies: pd.Series
    """ISO code, or "" where the cell names none or a sign that several currencies share."""


def money_micros(column: pd.Series, *, header: str = "") -> Money:
    """Amounts of money as whole millionths (`Int64`), worked out exactly: `1,250.00`, `1.250,00`, `€ 30`, `30 EUR`.

    An amount that a millionth cannot hold is bad.
    """
    found = distinct(column)
    matches = [_MONEY.fullmatch(text) for text in found.texts]
    amounts = [_SPACES.sub("", match[1] + match[3].strip()) if match else "" for match in matches]
    words = [(match[2] or match[4]).casefold() if match else "" for match in matches]
    codes = [_currency(word) for word in words]
    decimal, trusted, notes = _decimal_sign(amounts, found.cells, header=header, whole=False)
    micros = [
        None if code is None or not fine else _exact(amount, decimal)
        for amount, code, fine in zip(amounts, codes, trusted, strict=True)
    ]
    bad = np.array([value is None for value in micros], dtype=bool)
    parsed = found.parsed(pd.Series(micros, dtype="Int64"), bad, notes)
    currencies = found.parsed(pd.Series([code or "" for code in codes], dtype="str"), bad).values.fillna("")
    return Money(values=parsed.values, bad=parsed.bad, notes=notes, currencies=currencies)


def _nullable(found: Distinct, values: np.ndarray, notes: list[str]) -> Parsed:
    missing = ~np.isfinite(values)
    floats = pd.arrays.FloatingArray(np.where(missing, 0.0, values), missing)
    return found.parsed(pd.Series(floats), missing, notes)


def _floats(found: Distinct, *, header: str, whole: bool) -> tuple[np.ndarray, list[str]]:
    """Each distinct text as a float, NaN where it is no number."""
    texts = found.texts
    if len(texts) == 0:
        return np.empty(0), []
    plain = texts.str.fullmatch(_PLAIN).to_numpy(dtype=bool)
    if plain.all() and not (whole and texts.str.contains(".", regex=False).any()):
        return pd.to_numeric(texts).to_numpy(dtype=float), []
    spelled = [_SPACES.sub("", text) for text in texts]
    decimal, trusted, notes = _decimal_sign(spelled, found.cells, header=header, whole=whole)
    values = [_float(text, decimal) if fine else np.nan for text, fine in zip(spelled, trusted, strict=True)]
    return np.array(values, dtype=float), notes


def _float(text: str, decimal: str) -> float:
    shape = _DOT_DECIMAL if decimal == "." else _COMMA_DECIMAL
    if shape.fullmatch(text):
        return float(_canonical(text, decimal))
    # An exponent is written by machines, and always with a dot.
    return float(text) if "e" in text.casefold() and re.fullmatch(_PLAIN, text) else np.nan


def _canonical(text: str, decimal: str) -> str:
    grouping = "," if decimal == "." else "."
    return text.replace(grouping, "").replace(decimal, ".")


def _decimal_sign(
    spelled: list[str], cells: np.ndarray, *, header: str, whole: bool
) -> tuple[str, list[bool], list[str]]:
    """The decimal sign of a column, which of its texts may be read with it, and what is to be said about that."""
    as_dot = [_DOT_DECIMAL.fullmatch(text) is not None for text in spelled]
    as_comma = [_COMMA_DECIMAL.fullmatch(text) is not None for text in spelled]
    proves_comma = np.array([comma and not dot for dot, comma in zip(as_dot, as_comma, strict=True)], dtype=bool)
    proves_dot = np.array([dot and not comma for dot, comma in zip(as_dot, as_comma, strict=True)], dtype=bool)
    if whole:
        # In a column of whole numbers 1.320 cannot be a number and a fraction; 1.000 could be.
        grouped = np.array([_is_grouped(text) for text in spelled], dtype=bool)
        proves_comma |= grouped
    for_comma, for_dot = cells[proves_comma].sum(), cells[proves_dot].sum()
    decimal = "," if for_comma > for_dot else "."
    fine = [True] * len(spelled)
    notes = []
    against = min(for_comma, for_dot)
    if against >= max(1.0, _STRAY * (for_comma + for_dot)):
        ambiguous = ~(proves_dot if decimal == "." else proves_comma)
        separated = np.array([("." in text or "," in text) for text in spelled], dtype=bool)
        fine = list(~(ambiguous & separated))
        notes.append(
            f"{named(header)} mixes decimal points and decimal commas; numbers that could be either are rejected."
        )
    elif decimal == ",":
        notes.append(f"{named(header)} was read with decimal commas.")
    return decimal, fine, notes


def _is_grouped(text: str) -> bool:
    return _GROUPED_BY_DOTS.fullmatch(text) is not None and text.rpartition(".")[2] != "000"


def _currency(word: str) -> str | None:
    """The code that a word beside an amount stands for; None: the word is no currency."""
    if word == "":
        return ""
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    return word.upper() if re.fullmatch(r"[a-z]{3}", word) else None


def _exact(amount: str, decimal: str) -> int | None:
    shape = _DOT_DECIMAL if decimal == "." else _COMMA_DECIMAL
    if not shape.fullmatch(amount):
        return None
    micros = Decimal(_canonical(amount, decimal)) * _MICROS
    if micros != micros.to_integral_value() or abs(micros) > _LARGEST_MICROS:
        return None
    return int(micros)
