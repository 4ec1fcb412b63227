"""The day the register is read as of: what is decided today holds today, while use comes a week late."""

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select, union_all
from sqlmodel import Session

from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.register import Baseline, Check, CheckpointStaffing, Milestone, Play, Rollout, StageChange, Step

_DATED = (
    columns(StageChange).changed_on,
    columns(Milestone).reached_on,
    columns(Step).valid_from,
    columns(Play).published_on,
    columns(CheckpointStaffing).valid_from,
    columns(Check).looked_on,
    columns(Rollout).accepted_on,
    columns(Baseline).locked_on,
)


def as_registered(session: Session, asked: Scope) -> Scope:
    """The scope with its day moved on to the newest day that the register speaks of, where no week is asked for.

    A day in the future is a plan: it moves nothing.
    """
    if asked.as_of is not None:
        return asked
    today = date.today()
    newest = union_all(*(select(func.max(day).label("day")).where(day <= today) for day in _DATED)).subquery()
    spoken_of = session.scalar(select(func.max(newest.c.day)))
    return asked if spoken_of is None else replace(asked, today=max(asked.today, spoken_of))


def days_count_to(asked: Scope) -> date:
    """The day that days late and days waited are counted to: the scope's, and never one that is still to come, while its week
    is not over.
    """
    return min(asked.today, date.today())


def last_full_week(day: date) -> int:
    """The number of the newest ISO week that is over on the evening of `day`."""
    return day.toordinal() // 7 - 1
