"""ToolSnapshot: who was active in the 7 days that end on a usage snapshot's report date. A snapshot is not a week.

Tool 0 is any tool: on each report date the union, by person, of every tool's newest snapshot of that day or the six before.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from sqlalchemy import and_, case, delete, insert, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.closed import closed
from opmodel.store.facts import Import, ImportStatus, LastActivity, Seat, ToolApp
from opmodel.store.rollup_tables import ToolSnapshot
from opmodel.store.rollups.panel_weeks import WHOLE_TOOL
from opmodel.store.rollups.placement import NOWHERE, Placement, union
from opmodel.store.rollups.tool_weeks import ANY_TOOL
from opmodel.store.weeks import monday

ACTIVE_DAYS = 7


@dataclass(frozen=True, order=True)
class _Report:
    """An import that says when people last used a tool; the later in order speaks for its date."""

    from_snapshot: bool
    """A usage snapshot knows more than the last-activity column of a seat list."""
    report_at: datetime
    import_id: int


@dataclass(frozen=True)
class _People:
    """Whom a report lists, and who of them was active: in the whole tool, and in each app."""

    listed: np.ndarray
    active: dict[int, np.ndarray]


class _ReadPeople:
    """The people of reports, each read once."""

    def __init__(self, session: Session, placement: Placement) -> None:
        self._session = session
        self._one_person = placement.one_person
        self._read: dict[tuple[int, int], _People] = {}
        self._bits: dict[int, dict[int, int]] = defaultdict(dict)
        app = columns(ToolApp)
        for app_id, tool, bit in session.execute(select(app.id, app.tool_id, app.bit)):
            self._bits[tool][app_id] = bit

    def of(self, tool: int, report: _Report) -> _People:
        """Whom a report lists for a tool."""
        key = (tool, report.import_id)
        if key not in self._read:
            self._read[key] = _people(self._session, tool, report, self._bits[tool], self._one_person)
        return self._read[key]


def refresh_tool_snapshots(session: Session, placement: Placement, tools: frozenset[int] | None) -> None:
    """Work the snapshots of the given tools out anew, and any tool's with them; of all tools, if None."""
    since = _first_open_day(session)
    reports = _reports(session)
    people = _ReadPeople(session, placement)
    touched = {key: report for key, report in reports.items() if (tools is None or key[0] in tools) and key[1] >= since}
    restated = {report_on for _, report_on in touched} | _forget(session, tools, since)
    rows: list[dict[str, Any]] = []
    for (tool, report_on), report in sorted(touched.items()):
        of = {"tool_id": tool, "report_on": report_on, "import_id": report.import_id}
        rows += _rows(of, people.of(tool, report), placement)
    rows += _any_tool(session, reports, restated, people, placement)
    if rows:
        session.execute(insert(ToolSnapshot), rows)


def _first_open_day(session: Session) -> date:
    """The first report date that can be read again, with the six days before it."""
    first_open = closed(session).first_open
    return monday(first_open + 1) if first_open else date.min


def _forget(session: Session, tools: frozenset[int] | None, since: date) -> set[date]:
    """Delete what is stored of the tools from a day on; the dates it was of."""
    stored = columns(ToolSnapshot)
    of_tools = and_(
        stored.tool_id != ANY_TOOL if tools is None else stored.tool_id.in_(tools), stored.report_on >= since
    )
    dates = set(session.scalars(select(stored.report_on).where(of_tools).distinct()))
    session.execute(delete(ToolSnapshot).where(of_tools))
    return dates


def _any_tool(
    session: Session,
    reports: dict[tuple[int, date], _Report],
    restated: set[date],
    people: _ReadPeople,
    placement: Placement,
) -> list[dict[str, Any]]:
    """Any tool on every date whose last seven days hold a restated report."""
    stored = columns(ToolSnapshot)
    known = {report_on for _, report_on in reports}
    before = set(session.scalars(select(stored.report_on).where(stored.tool_id == ANY_TOOL).distinct()))
    stale = {day for day in known | before if any(0 <= (day - one).days < ACTIVE_DAYS for one in restated)}
    session.execute(delete(ToolSnapshot).where(stored.tool_id == ANY_TOOL, stored.report_on.in_(stale)))
    rows: list[dict[str, Any]] = []
    for day in sorted(stale & known):
        newest: dict[int, date] = {}
        for tool, report_on in reports:
            if 0 <= (day - report_on).days < ACTIVE_DAYS:
                newest[tool] = max(report_on, newest.get(tool, report_on))
        read = [people.of(tool, reports[tool, report_on]) for tool, report_on in sorted(newest.items())]
        size = len(placement.one_person)
        together = _People(
            union([each.listed for each in read], size),
            {WHOLE_TOOL: union([each.active[WHOLE_TOOL] for each in read], size)},
        )
        import_id = max(report.import_id for (_, report_on), report in reports.items() if report_on == day)
        rows += _rows({"tool_id": ANY_TOOL, "report_on": day, "import_id": import_id}, together, placement)
    return rows


def _reports(session: Session) -> dict[tuple[int, date], _Report]:
    """The report that speaks for each tool and report date."""
    best: dict[tuple[int, date], _Report] = {}
    imported = columns(Import)
    for model in (LastActivity, Seat):
        said = columns(model)
        statement = (
            select(said.tool_id, imported.id, imported.report_at)
            .where(imported.id == said.import_id, imported.status == ImportStatus.LOADED)
            .distinct()
        )
        if model is Seat:
            statement = statement.where(said.activity_known)
        for tool, import_id, report_at in session.execute(statement).all():
            report = _Report(model is LastActivity, report_at, import_id)
            key = (tool, report_at.date())
            best[key] = max(best.get(key, report), report)
    return best


def _people(session: Session, tool: int, report: _Report, bits: dict[int, int], one_person: np.ndarray) -> _People:
    if report.from_snapshot:
        said = columns(LastActivity)
        person, active, apps = bulk.integers(
            session,
            said.person_id,
            said.active,
            said.active_apps,
            where=[said.import_id == report.import_id, said.tool_id == tool],
        )
    else:
        seat = columns(Seat)
        first_day = report.report_at.date() - timedelta(days=ACTIVE_DAYS - 1)
        since = datetime.combine(first_day, time.min, UTC)
        seats = bulk.frame(
            session,
            select(seat.person_id, case((seat.last_active_at >= since, 1), else_=0).label("active")).where(
                seat.import_id == report.import_id, seat.tool_id == tool
            ),
        )
        person, active = (seats[name].to_numpy(dtype=np.int64) for name in ("person_id", "active"))
        apps = np.zeros(len(person), dtype=np.int64)
    person = one_person[person]
    groups = {WHOLE_TOOL: person[active == 1]}
    if apps.any():
        groups |= {app: person[(apps >> bit) & 1 == 1] for app, bit in bits.items()}
    size = len(one_person)
    return _People(union([person], size), {app: union([users], size) for app, users in groups.items()})


def _rows(of: dict[str, Any], people: _People, placement: Placement) -> list[dict[str, Any]]:
    teams_of = placement.on(of["report_on"].toordinal())
    listed = placement.count(teams_of[people.listed])
    strangers = int((teams_of[people.listed] == NOWHERE).sum())
    listed[0] += strangers
    rows = []
    for app, users in people.active.items():
        where = teams_of[users]
        counts = placement.count(where)
        not_placed = int((where == NOWHERE).sum())
        counts[0] += not_placed
        rows += [
            {
                **of,
                "app_id": app,
                "team_id": placement.teams[index],
                "listed": int(listed[index]),
                "active": int(counts[index]),
                "not_placed": not_placed if index == 0 else 0,
                "listed_not_placed": strangers if index == 0 else 0,
            }
            for index in {0, *np.flatnonzero(listed).tolist()}
        ]
    return rows
