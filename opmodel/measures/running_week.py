"""The week that is not over: drawn apart, and in no rate, trend, verdict or window (measures.md §1.1)."""

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import CoveredWeek

_SUNDAY = 0b1000000


def running_week(session: Session, asked: Scope) -> int | None:
    """The newest week of which workflow use is known, where no file reaches its Sunday yet; None where it is over, or
    later than the week asked for.
    """
    covered = columns(CoveredWeek)
    newest = session.execute(
        select(covered.week, func.max(covered.days))
        .where(covered.workflow_id != 0)
        .group_by(covered.week)
        .order_by(covered.week.desc())
        .limit(1)
    ).first()
    if newest is None or newest[1] >= _SUNDAY or not asked.reaches(newest[0]):
        return None
    week: int = newest[0]
    return week
