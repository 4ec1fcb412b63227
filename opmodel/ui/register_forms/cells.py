"""The rows of an edited table as plain values."""

from typing import Any

import pandas as pd


def cells(edited: pd.DataFrame) -> list[dict[str, Any]]:
    """One mapping a row, column → value; an empty cell is None, and a row without a single value is left out."""
    rows = []
    for record in edited.to_dict("records"):
        row = {str(name): _value(value) for name, value in record.items()}
        if any(value not in {None, ""} for value in row.values()):
            # A blank text is left to the entry's default; a number column of pandas holds whole numbers as floats.
            rows.append({name: value for name, value in row.items() if value is not None})
    return rows


def _value(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
