"""A figure in a few words, as the shell prints it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opmodel.measures.figure import Figure


def said(figure: "Figure") -> str:
    """A figure's value with its unit and its count: `41%, 508 of 1,240`, `4 of 12 pilots`."""
    if figure.suppressed:
        bound, fewer_than = figure.detail.get("bound"), figure.detail.get("fewer_than")
        if bound:
            return f"{bound}, the exact share is withheld"
        return f"not shown, {f'fewer than {fewer_than} people' if fewer_than else 'the group is too small'}"
    if figure.denominator is None:
        if figure.value is None and figure.numerator is not None:
            return f"unknown, {_count(figure.numerator)} counted"
        return _amount(figure.value, figure.unit)
    count = f"{_count(figure.numerator)} of {_count(figure.denominator)}"
    if figure.value is not None and figure.value == figure.numerator:
        return f"{count} {figure.unit}"
    return f"{_amount(figure.value, figure.unit)}, {count}"


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return "unknown"
    return f"{value:.0%}" if unit == "share" else f"{_count(value)} {unit}"


def _count(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.0f}"
