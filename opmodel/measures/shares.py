"""Shares of people as figures and points, small groups left out (`privacy`)."""

from typing import Any

from opmodel.measures.figure import Figure, Point
from opmodel.measures.privacy import Cell, extreme, in_words, must_hide

SHARE = "share"


def share_figure(name: str, rule: str, cell: Cell, k: int, *, hide: bool = False, **more: Any) -> Figure:
    """`n of m` as a figure; suppressed where the group is too small, or where `hide` says that its siblings need it."""
    caveats = tuple(more.pop("caveats", ()))
    bound = extreme(cell, k)
    if hide or must_hide(cell, k):
        detail = dict(more.pop("detail", {}))
        if bound:
            detail["bound"] = bound
        elif cell.denominator < k:
            detail["fewer_than"] = k
        said = _why_hidden(cell, k, bound)
        return Figure(
            name=name,
            unit=SHARE,
            rule=rule,
            denominator=cell.denominator,
            suppressed=True,
            caveats=(*caveats, said),
            detail=detail,
            **more,
        )
    if cell.denominator == 0:
        return Figure(name=name, unit=SHARE, rule=rule, caveats=caveats, denominator=0, **_unknown(more))
    return Figure(
        name=name,
        unit=SHARE,
        rule=rule,
        value=None if cell.numerator is None else cell.numerator / cell.denominator,
        numerator=cell.numerator,
        denominator=cell.denominator,
        caveats=caveats,
        **more,
    )


def _why_hidden(cell: Cell, k: int, bound: str | None) -> str:
    if bound:
        return (
            f"The exact share is withheld, because it would say the same of everybody in the group: {in_words(bound)}."
        )
    if cell.denominator < k:
        return f"Not shown: a group of fewer than {k} people."
    return "Not shown: with it, a smaller group beside it could be worked out."


def _unknown(more: dict[str, Any]) -> dict[str, Any]:
    return {"why_unknown": "Nobody is in this group.", **more}


def share_point(week: int, cell: Cell | None, k: int, *, hide: bool = False) -> Point:
    """One week of a series; `cell` is None where the week is unknown."""
    if cell is None or cell.denominator == 0 or cell.numerator is None:
        return Point(week=week, value=None, denominator=None if cell is None else cell.denominator)
    if hide or must_hide(cell, k):
        bound = extreme(cell, k)
        return Point(week=week, value=None, denominator=cell.denominator, suppressed=True, bound=bound)
    return Point(
        week=week,
        value=cell.numerator / cell.denominator,
        numerator=cell.numerator,
        denominator=cell.denominator,
    )


def share_series(cells: dict[int, Cell], last: int, k: int, hidden: frozenset[int] = frozenset()) -> tuple[Point, ...]:
    """Every week from the first known to `last`; weeks without a cell are unknown, not zero."""
    if not cells:
        return ()
    return tuple(share_point(week, cells.get(week), k, hide=week in hidden) for week in range(min(cells), last + 1))


def percent(share: float) -> str:
    """A share as whole per cent, for sentences."""
    return f"{share:.0%}"


def plural(count: float, one: str, many: str | None = None) -> str:
    """`1 person`, `2 people`, `1,204 people`; a fraction with one decimal."""
    return f"{in_figures(count)} {one if count == 1 else many or one + 's'}"


def in_figures(number: float) -> str:
    """A number in a sentence: `1,204`, `43.7`."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"
