"""The second line of adoption: of the target people who were at work, the share active (measures.md §1.1).

The headline keeps everybody. Beside it the second line says how many were away, so it is shown only where that is nobody
or at least the smallest group, in the whole and in what is left of it beside its parts.
"""

from collections.abc import Mapping

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from opmodel.measures.figure import Figure, Point
from opmodel.measures.privacy import Cell, must_hide
from opmodel.measures.shares import share_figure
from opmodel.store.bulk import columns
from opmodel.store.facts import ABSENCES
from opmodel.store.rollup_tables import CoveredWeek

NAME = "of those at work"
KIND = "at_work"
TOO_FEW = "Too few people were away to be told apart."

_NO_FILE = "No absence file covers all of these people in the week."


def away(row: RowMapping) -> Cell | None:
    """The target people who were away, as a group that may be too small to show; None where no file says."""
    return None if row["away"] is None else Cell(None, row["away"])


def at_work_part(
    rows: Mapping[int, RowMapping],
    *,
    week: int,
    k: int,
    rule: str,
    hidden: frozenset[int],
    sources: tuple[int, ...],
    series: bool,
) -> tuple[Figure, ...]:
    """The second line as a part of a figure; none where no absences are uploaded, or the figure itself is hidden.

    Args:
        rows: week → the complete rows of AdoptionWeek that the figure is made of.
        week: the figure's week.
        k: the smallest group shown.
        rule: the rule of the figure.
        hidden: weeks in which it stays hidden how many people were away, or the figure itself.
        sources: the absence files of the week.
        series: whether every week is asked for.
    """
    first = min((one for one, row in rows.items() if row["away"] is not None), default=None)
    if first is None or first > week or week not in rows or must_hide(_everybody(rows[week]), k):
        return ()
    points = None
    if series:
        points = tuple(_point(one, rows.get(one), k, hide=one in hidden) for one in range(first, week + 1))
    return (_figure(week, rows[week], k, hide=week in hidden, rule=rule, sources=sources, series=points),)


def absence_files(session: Session, week: int) -> tuple[int, ...]:
    """The imports that say who was away in the week."""
    covered = columns(CoveredWeek)
    found = session.scalars(
        select(covered.import_id).where(covered.week == week, covered.source == ABSENCES).distinct()
    )
    return tuple(sorted(found))


def _figure(
    week: int,
    row: RowMapping,
    k: int,
    *,
    hide: bool,
    rule: str,
    sources: tuple[int, ...],
    series: tuple[Point, ...] | None,
) -> Figure:
    cell = _at_work(row)
    if cell is not None and not hide and not _says_too_much(row, cell, k):
        return share_figure(
            NAME, rule, cell, k, kind=KIND, as_of=week, sources=sources, series=series, detail={"away": row["away"]}
        )
    # Not even of how many: with the headline's number of people that would say how many were away.
    return Figure(
        name=NAME,
        unit="share",
        rule=rule,
        kind=KIND,
        as_of=week,
        sources=sources,
        series=series,
        suppressed=cell is not None,
        caveats=() if cell is None else (TOO_FEW,),
        why_unknown=_NO_FILE if cell is None else None,
    )


def _point(week: int, row: RowMapping | None, k: int, *, hide: bool) -> Point:
    cell = None if row is None else _at_work(row)
    if row is None or cell is None or cell.numerator is None:
        return Point(week=week, value=None)
    if hide or cell.denominator == 0 or _says_too_much(row, cell, k):
        return Point(week=week, value=None, suppressed=True)
    return Point(
        week=week, value=cell.numerator / cell.denominator, numerator=cell.numerator, denominator=cell.denominator
    )


def _at_work(row: RowMapping) -> Cell | None:
    if row["away"] is None:
        return None
    return Cell(row["active"] - row["away_active"], row["targeted"] - row["away"])


def _says_too_much(row: RowMapping, at_work: Cell, k: int) -> bool:
    return any(must_hide(cell, k) for cell in (Cell(None, row["away"]), at_work, _everybody(row)))


def _everybody(row: RowMapping) -> Cell:
    return Cell(row["active"], row["targeted"])
