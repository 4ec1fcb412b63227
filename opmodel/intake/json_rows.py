"""JSON as vendors' programming interfaces answer it: lists, wrapped lists, pages, and lines of objects."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from opmodel.intake.grid import Grid
from opmodel.intake.refusal import Refused

ROW_KEYS = ("value", "seats", "day_totals", "data", "items", "results", "records")
"""Where vendors keep the rows of a wrapped answer."""


def looks_like_json(text: str) -> bool:
    """Whether a text begins as a JSON list or object."""
    start = text.lstrip()[:2]
    return start[:1] == "{" or (start[:1] == "[" and start[1:] in {"", "{", "]", "\n", "\r", " "})


def read_json(text: str, file_name: str) -> Grid:
    """The rows of a JSON document, one object a row, flattened with dots; lists inside a row stay JSON text.

    Raises:
        Refused: it breaks somewhere, or holds no rows.
    """
    document: dict[str, str] = {}
    records: list[dict[str, Any]] = []
    for value in _values(text, file_name):
        records.extend(_rows(value, document))
    if not records:
        raise Refused(
            f"{file_name} is JSON without rows: a list of objects is needed, as the vendor's interface gives it."
        )
    columns: dict[str, list[str | None]] = {}
    for index, record in enumerate(records):
        for key, cell in _flat(record, ""):
            column = columns.get(key)
            if column is None:
                column = columns[key] = [None] * len(records)
            column[index] = cell
    cells = pd.DataFrame({position: pd.Series(column, dtype="str") for position, column in enumerate(columns.values())})
    return Grid(
        cells=cells.reindex(range(len(records))),
        rows=np.arange(1, len(records) + 1),
        headers=tuple(columns),
        document=document,
    )


def _values(text: str, file_name: str) -> Iterator[Any]:
    """Every value of a file that may hold one, one a line, or several run together."""
    decoder = json.JSONDecoder()
    position, end = 0, len(text)
    while True:
        while position < end and text[position] in " \t\r\n,\ufeff\x1e":
            position += 1
        if position >= end:
            return
        try:
            value, position = decoder.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError) as fault:
            line = text.count("\n", 0, getattr(fault, "pos", position)) + 1
            raise Refused(f"{file_name} starts as JSON but breaks in line {line}: export it again.") from fault
        yield value


def _rows(value: Any, document: dict[str, str]) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _rows(item, document)
    elif isinstance(value, dict):
        wrapped = _wrapped(value)
        if wrapped is None:
            yield value
            return
        beside = {key: cell for key, cell in value.items() if not isinstance(cell, list)}
        document.update((key, cell) for key, cell in _flat(beside, "") if cell is not None)
        yield from (item for item in value[wrapped] if isinstance(item, dict))


def _wrapped(value: Mapping[str, Any]) -> str | None:
    for key in ROW_KEYS:
        held = value.get(key)
        if isinstance(held, list) and all(isinstance(item, dict) for item in held):
            return key
    return None


def _flat(record: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str | None]]:
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, list):
            yield name, json.dumps(value, ensure_ascii=False)
        elif value is None:
            yield name, None
        elif isinstance(value, bool):
            yield name, "true" if value else "false"
        else:
            yield name, str(value)
