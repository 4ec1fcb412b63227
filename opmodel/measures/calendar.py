"""Which weeks there are to ask about."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.facts import ABSENCES
from opmodel.store.rollup_tables import CoveredWeek, SeatPoint, ToolSnapshot
from opmodel.store.weeks import week_of

_COVERED = columns(CoveredWeek)
_USE = _COVERED.complete & (_COVERED.source != ABSENCES)
"""Absences say of a week who was there, not that there is anything to ask about."""
_SNAPSHOT = columns(ToolSnapshot)
_POINT = columns(SeatPoint)


def known_weeks(session: Session) -> list[int]:
    """Weeks a page may choose as its as-of week, oldest first: every week some source covers completely, and the week
    of every report that stands for a moment (seat lists, usage snapshots).
    """
    covered = session.scalars(select(_COVERED.week).where(_USE).distinct())
    reports: list[date] = [
        *session.scalars(select(_SNAPSHOT.report_on).distinct()),
        *(at.date() for at in session.scalars(select(_POINT.at).distinct())),
    ]
    return sorted({*covered, *map(week_of, reports)})


def newest_week(session: Session) -> int | None:
    """The newest of the known weeks; None in a store without any."""
    covered = session.scalar(select(func.max(_COVERED.week)).where(_USE))
    report_on = session.scalar(select(func.max(_SNAPSHOT.report_on)))
    at = session.scalar(select(func.max(_POINT.at)))
    weeks = [
        covered,
        None if report_on is None else week_of(report_on),
        None if at is None else week_of(at.date()),
    ]
    return max((week for week in weeks if week is not None), default=None)
