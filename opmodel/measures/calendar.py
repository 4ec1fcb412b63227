"""Which weeks there are to ask about."""

from sqlalchemy import func
from sqlmodel import Session, select

from opmodel.store.rollup_tables import CoveredWeek, SeatPoint, ToolSnapshot
from opmodel.store.weeks import week_of


def known_weeks(session: Session) -> list[int]:
    """Weeks a page may choose as its as-of week, oldest first: every week some source covers completely, and the week
    of every report that stands for a moment (seat lists, usage snapshots).
    """
    covered = session.exec(select(CoveredWeek.week).where(CoveredWeek.complete).distinct()).all()  # type: ignore[arg-type]
    reports = session.exec(select(ToolSnapshot.report_on).distinct()).all()
    moments = session.exec(select(SeatPoint.at).distinct()).all()
    return sorted({*covered, *map(week_of, reports), *(week_of(moment.date()) for moment in moments)})


def newest_week(session: Session) -> int | None:
    """The newest of the known weeks; None in a store without any."""
    weeks = [
        session.exec(select(func.max(CoveredWeek.week)).where(CoveredWeek.complete)).one(),  # type: ignore[arg-type]
        *(
            week_of(day)
            for day in (
                session.exec(select(func.max(ToolSnapshot.report_on))).one(),
                session.exec(select(func.max(SeatPoint.at))).one(),
            )
            if day is not None
        ),
    ]
    return max((week for week in weeks if week is not None), default=None)
