"""A day to choose, written as everywhere else in the product's data: year, month, day."""

from datetime import date
from typing import Any

import streamlit as st


def day_box(label: str, value: date | None, **options: Any) -> Any:
    """A box for a day; None while it is empty. Options go to `st.date_input`."""
    return st.date_input(label, value, format="YYYY-MM-DD", **options)


def days_box(label: str, first: date, last: date, **options: Any) -> tuple[date, date] | None:
    """A box for a first and a last day; None while only one is chosen."""
    chosen = st.date_input(label, (first, last), format="YYYY-MM-DD", **options)
    return (chosen[0], chosen[1]) if isinstance(chosen, tuple) and len(chosen) == 2 else None
