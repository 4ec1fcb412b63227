"""What is kept for how long, and taking out what is older (measures.md, Rulings: Kept).

Person-weeks and what else names people go after 13 months, cases after 130 weeks. What was worked out of them, and the
snapshots, stay for ever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select
from sqlmodel import Session, SQLModel

from opmodel.store.bulk import columns
from opmodel.store.closed import CASES_BEFORE, PEOPLE_BEFORE, closed
from opmodel.store.facts import Case, Identity, Import, LastActivity, Person, Rejection, RosterEntry, Seat
from opmodel.store.register import Setting
from opmodel.store.rollup_tables import CoveredWeek, Membership
from opmodel.store.rollups.cohorts import Cohorts
from opmodel.store.rollups.covered import Covered
from opmodel.store.rollups.membership import refresh_memberships, rosters_to_keep
from opmodel.store.rollups.panel_weeks import Panels
from opmodel.store.rollups.people_weeks import PeopleWeeks
from opmodel.store.rollups.placement import placement
from opmodel.store.rollups.register_week import RegisterWeeks
from opmodel.store.rollups.seats import Seats
from opmodel.store.teams import ensure_company
from opmodel.store.thresholds import threshold
from opmodel.store.weeks import label, monday, week_of

REJECTED_DAYS = 30
"""Rejected rows keep what stood in their cells so long."""

_BY_WEEK = ("tool_use", "app_use", "workflow_use", "absence", "panel_week", "people_week")
"""Tables with a row a person and week, or a week of people packed."""
_WORDS = {
    "tool_use": "tool use, person by week",
    "app_use": "use of apps, person by week",
    "workflow_use": "workflow use, person by week",
    "absence": "absences, person by week",
    "panel_week": "weeks of tool use, packed",
    "people_week": "weeks of target people, packed",
    "roster_entry": "people on rosters that newer ones have replaced",
    "seat": "seats on lists that newer ones have replaced",
    "last_activity": "last activity on usage snapshots",
    "identity": "names behind keys",
    "membership": "memberships that ended",
    "person": "keys of people whom nothing speaks of any more",
    "workflow_case": "cases",
    "rejection": "rejected rows with what stood in them",
}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How far back is kept, on one day."""

    first_open: int
    """The first week whose people are kept."""
    first_case_day: date
    rejected_before: datetime

    @property
    def begins(self) -> datetime:
        """When the first open week begins."""
        return datetime.combine(monday(self.first_open), time.min, UTC)


@dataclass(frozen=True, kw_only=True)
class Removal:
    """What is to be removed of one table."""

    table: str
    rows: int
    oldest: str | None
    """Label of the oldest week, or the day of the oldest report or case."""
    newest: str | None

    @property
    def what(self) -> str:
        """The rows in words."""
        return _WORDS[self.table]


@dataclass(frozen=True)
class _Old:
    """The rows of a table that are past their time, and what dates them."""

    table: Table
    condition: ColumnElement[bool]
    dated_by: Any | None = None


def limits(session: Session, today: date) -> Limits:
    """How far back is kept, as the store's thresholds say; never less far closed than the store already is."""
    months = round(threshold(session, "keep_person_weeks"))
    weeks = round(threshold(session, "keep_cases"))
    now = closed(session)
    return Limits(
        first_open=max(week_of(_months_before(today, months)), now.first_open),
        first_case_day=max(monday(week_of(today) - weeks), now.first_case_day or date.min),
        rejected_before=datetime.combine(today - timedelta(days=REJECTED_DAYS), time.min, UTC),
    )


def _months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, else that month's last."""
    count = day.year * 12 + day.month - 1 - months
    first = date(count // 12, count % 12 + 1, 1)
    return first + timedelta(days=min(day.day, _days_in(first)) - 1)


def _days_in(first: date) -> int:
    return ((first + timedelta(days=31)).replace(day=1) - first).days


def planned(session: Session, until: Limits) -> list[Removal]:
    """What a purge would remove, table by table; those with nothing to remove are left out. Changes nothing.

    Keys and memberships are told by the purge itself: which of them go follows from what else does.
    """
    found = [_counted(session, old) for old in _old_rows(session, until)]
    return [removal for removal in found if removal.rows]


def _counted(session: Session, old: _Old) -> Removal:
    dated = [] if old.dated_by is None else [func.min(old.dated_by), func.max(old.dated_by)]
    rows, *ends = session.execute(select(func.count(), *dated).select_from(old.table).where(old.condition)).one()
    oldest, newest = (_said(end) for end in ends) if ends else (None, None)
    return Removal(table=old.table.name, rows=rows, oldest=oldest, newest=newest)


def _said(end: Any) -> str | None:
    if isinstance(end, int):
        return label(end)
    if isinstance(end, datetime):
        return end.date().isoformat()
    return None if end is None else str(end)


def _old_rows(session: Session, until: Limits) -> Iterator[_Old]:
    """What is past its time, in an order in which each can go."""
    tables = SQLModel.metadata.tables
    for name in _BY_WEEK:
        if name in tables:
            week = tables[name].c.week
            yield _Old(tables[name], week < until.first_open, week)
    yield _of_imports(RosterEntry, _rosters(session, until))
    yield _of_imports(Identity, _names(session, until))
    yield _of_imports(Seat, _seat_lists(session, until))
    yield _of_imports(LastActivity, _reported_before(until.begins))
    case = columns(Case)
    begins = datetime.combine(until.first_case_day, time.min, UTC)
    yield _Old(tables["workflow_case"], case.started_at < begins, case.started_at)
    imported = columns(Import)
    loaded_before = columns(Rejection).import_id.in_(
        select(imported.id).where(imported.imported_at < until.rejected_before)
    )
    yield _Old(tables["rejection"], loaded_before)


def _of_imports(model: type[SQLModel], condition: ColumnElement[bool]) -> _Old:
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    imported = columns(Import)
    reported = select(imported.report_at).where(imported.id == table.c.import_id).scalar_subquery()
    return _Old(table, condition, reported)


def _rosters(session: Session, until: Limits) -> ColumnElement[bool]:
    roster = columns(RosterEntry)
    kept = rosters_to_keep(session, until.first_open)
    return and_(_reported_before(until.begins, roster), roster.import_id.not_in(kept))


def _seat_lists(session: Session, until: Limits) -> ColumnElement[bool]:
    seat = columns(Seat)
    seats = _seats(session)
    kept = [and_(seat.tool_id == tool, seat.import_id.in_(seats.to_keep(tool, until.begins))) for tool in seats.tools()]
    return and_(_reported_before(until.begins, seat), ~or_(*kept)) if kept else seat.import_id.is_(None)


def _names(session: Session, until: Limits) -> ColumnElement[bool]:
    """Names that came with old reports, of people who hold no seat any more."""
    identity, seat = columns(Identity), columns(Seat)
    seats = _seats(session)
    kept = {one for tool in seats.tools() for one in seats.to_keep(tool, until.begins)}
    holders = select(seat.person_id).where(seat.import_id.in_(kept))
    return and_(_reported_before(until.begins, identity), identity.person_id.not_in(holders))


def _reported_before(moment: datetime, table: Any | None = None) -> ColumnElement[bool]:
    imported = columns(Import)
    told: ColumnElement[bool] = (table or columns(LastActivity)).import_id.in_(
        select(imported.id).where(imported.report_at < moment)
    )
    return told


def _seats(session: Session) -> Seats:
    place = placement(session)
    return Seats(session, place, Covered(session, of="tool"), Panels(session))


def remove(session: Session, until: Limits) -> list[Removal]:
    """Take out what is past its time, after keeping what later figures need of it; close the weeks and days.

    The session must hold the writer's place. No rollup of counts is touched.
    """
    if session.connection().dialect.name == "sqlite":
        # Else what was removed could still be read from the file's free pages.
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    ensure_company(session)
    _remember(session, until)
    removed = planned(session, until)
    for old in list(_old_rows(session, until)):
        session.execute(delete(old.table).where(old.condition))
    _close(session, until)
    session.expire_all()
    removed += [_memberships_gone(session), _people_gone(session)]
    return [removal for removal in removed if removal.rows]


def _remember(session: Session, until: Limits) -> None:
    place = placement(session)
    newest = session.scalar(select(func.max(columns(CoveredWeek).week))) or 0
    cohorts = Cohorts(session, place, RegisterWeeks(session, place), PeopleWeeks(session))
    cohorts.remember(until.first_open, newest=newest)
    _seats(session).remember(until.begins)


def _close(session: Session, until: Limits) -> None:
    session.merge(Setting(key=PEOPLE_BEFORE, value=label(until.first_open)))
    session.merge(Setting(key=CASES_BEFORE, value=until.first_case_day.isoformat()))
    session.flush()


def _memberships_gone(session: Session) -> Removal:
    count = select(func.count()).select_from(SQLModel.metadata.tables[str(Membership.__tablename__)])
    before = session.execute(count).scalar_one()
    refresh_memberships(session)
    return Removal(
        table="membership", rows=before - session.execute(count).scalar_one(), oldest=None, newest=None
    )  # fmt: skip


def _people_gone(session: Session) -> Removal:
    """Keys that no table names any more. Packed weeks name nobody who is not a member, a target or a user."""
    person = columns(Person)
    named = [person.id.in_(select(column).where(column.is_not(None))) for column in _naming_people()]
    gone = session.execute(delete(Person).where(~or_(*named)))
    return Removal(table="person", rows=gone.rowcount, oldest=None, newest=None)  # type: ignore[attr-defined]


def _naming_people() -> Sequence[Any]:
    """Columns of every table that hold numbers of people."""
    names = {"person_id", "same_as_id", "stands_for"}
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name in names and not table.name.endswith("_memory")
    ]
