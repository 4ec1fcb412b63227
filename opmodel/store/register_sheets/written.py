"""How the register's values stand in cells, so that what was written is what is read."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from opmodel.store.register_sheets.sheet import Kind

_NEVER_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEW_LINES = re.compile("\r\n|\r")
_NAME = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;,]*))\s*(?:[;,]|$)')
_PART = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;]*))\s*(?:;|$)')
_MICROS = 1_000_000
_DECIMALS = 6


def cell_text(text: str | None) -> str | None:
    """A text as a cell holds it: without spaces around it, one kind of line break, no character that a workbook cannot
    keep. A text of nothing is blank.
    """
    plain = _plain(text).strip()
    return plain or None


def cell_prose(text: str | None) -> str | None:
    """A longer text as a cell holds it: the spaces that its first line begins with stay."""
    plain = re.sub(r"\A(?:[^\S\n]*\n)+", "", _plain(text).rstrip())
    return plain if plain.strip() else None


def _plain(text: str | None) -> str:
    return _NEVER_IN_A_CELL.sub(" ", _NEW_LINES.sub("\n", text or ""))


def cell_number(value: float | None) -> float | None:
    """A number as a cell holds it: to the millionth."""
    return None if value is None else round(value, _DECIMALS)


def cell_value(kind: Kind, value: Any) -> Any:
    """A value of the register as its cell holds it; None for a blank one. Names of office holders are not looked up."""
    match kind:
        case Kind.TEXT:
            return cell_text(value)
        case Kind.PROSE:
            return cell_prose(value)
        case Kind.NUMBER:
            return cell_number(value)
        case Kind.SENTENCES:
            return [text for one in value or () if (text := cell_text(one))] or None
    return value


def cell_money(micros: int | None) -> Decimal | None:
    """An amount in millionths as units, exactly."""
    return None if micros is None else Decimal(micros) / _MICROS


def names_in_one(names: Iterable[str]) -> str:
    """Several names in one cell; one that has a separator in it is quoted."""
    return "; ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if re.search(r'[;,"]', name) else name


def split_names(text: str | None, *, commas: bool = True) -> list[str]:
    """The names in a cell, with semicolons between, or commas.

    Args:
        text: the cell.
        commas: whether a comma separates too; not in a list of sentences.
    """
    pattern = _NAME if commas else _PART
    found = []
    for match in pattern.finditer(text or ""):
        name = match[1].replace('""', '"') if match[1] is not None else match[2]
        if name.strip():
            found.append(name.strip())
    return found
