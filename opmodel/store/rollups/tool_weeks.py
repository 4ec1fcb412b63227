"""ToolWeek: distinct people active in each tool, each app and any tool, and how many had the tool, by team and week."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import delete
from sqlmodel import Session, select

from opmodel.store import bulk
from opmodel.store.facts import AppUse, Import, ImportStatus, Seat, ToolApp, ToolUse
from opmodel.store.rollup_tables import ToolWeek
from opmodel.store.rollups.covered import Covered, Feed, every_import
from opmodel.store.rollups.placement import NOWHERE, Placement, union

ANY_TOOL = 0
WHOLE_TOOL = 0


@dataclass(frozen=True)
class SeatList:
    """A seat list by its report: whom it lists as licensed for a tool."""

    import_id: int
    week_from: int
    """First week whose Sunday is on or after the report date."""


class LicensedPeople:
    """Who had a tool in a week: from usage files that list everyone licensed, else from the newest seat list by then."""

    def __init__(self, session: Session, placement: Placement) -> None:
        self._session = session
        self._stands_for = placement.one_person
        self._lists: dict[int, list[SeatList]] | None = None
        self._read: dict[tuple[int, int], np.ndarray] = {}

    def seat_list(self, tool: int, week: int) -> int | None:
        """The newest seat list of a tool whose report date is no later than the week's Sunday."""
        if self._lists is None:
            self._lists = _seat_lists(self._session)
        known = [seats.import_id for seats in self._lists.get(tool, []) if seats.week_from <= week]
        return known[-1] if known else None

    def listed(self, tool: int, import_id: int) -> np.ndarray:
        """The people on a seat list."""
        if (tool, import_id) not in self._read:
            where = [Seat.import_id == import_id, Seat.tool_id == tool]
            (person,) = bulk.integers(self._session, Seat.person_id, where=where)  # type: ignore[arg-type]
            self._read[tool, import_id] = self._stands_for[person]
        return self._read[tool, import_id]


def _seat_lists(session: Session) -> dict[int, list[SeatList]]:
    rows = session.execute(
        select(Seat.tool_id, Import.id, Import.report_at)
        .join(Import, Import.id == Seat.import_id)  # type: ignore[arg-type]
        .where(Import.status == ImportStatus.LOADED)
        .distinct()
        .order_by(Import.report_at, Import.id)  # type: ignore[arg-type]
    ).all()
    lists: dict[int, list[SeatList]] = {}
    for tool, import_id, report_at in rows:
        week_from = (report_at.date().toordinal() - 1) // 7
        lists.setdefault(tool, []).append(SeatList(import_id, week_from))
    return lists


@dataclass(frozen=True)
class ToolPeople:
    """The people of one tool in one week, each by the one number that stands for them."""

    active: np.ndarray
    licensed: np.ndarray | None
    """None: no source says who has the tool. Whoever is active has it."""
    licensed_from: int | None


def tool_people(
    session: Session, tool: int, week: int, feeds: list[Feed], licences: LicensedPeople, placement: Placement
) -> ToolPeople:
    """Read one tool's week: two feeds, or two files of disjoint days, are united by person."""
    size = len(placement.one_person)
    imports, person, active = bulk.integers(
        session,
        ToolUse.import_id,  # type: ignore[arg-type]
        ToolUse.person_id,  # type: ignore[arg-type]
        ToolUse.active,  # type: ignore[arg-type]
        where=_rows(ToolUse, tool, week, every_import(feeds)),
    )
    person = placement.one_person[person]
    active_people = union([person[active == 1]], size)
    listing = {import_id for feed in feeds for import_id in feed.licensed_lists}
    if listing:
        listed = person[np.isin(imports, list(listing))]
        return ToolPeople(active_people, union([listed, active_people], size), None)
    seat_list = licences.seat_list(tool, week)
    if seat_list is None:
        return ToolPeople(active_people, None, None)
    return ToolPeople(active_people, union([licences.listed(tool, seat_list), active_people], size), seat_list)


def _rows(model: Any, tool_or_app: int, week: int, imports: list[int]) -> list[Any]:
    subject = model.tool_id if model is ToolUse else model.app_id
    return [model.import_id.in_(imports), subject == tool_or_app, model.week == week]


def refresh_tool_weeks(
    session: Session, placement: Placement, covered: Covered, stale: Iterable[tuple[int, int]]
) -> None:
    """Work the given (tool, week) pairs out anew, with the weeks of "any tool" that they are part of."""
    licences = LicensedPeople(session, placement)
    apps = _apps(session)
    by_week: dict[int, set[int]] = {}
    for tool, week in stale:
        by_week.setdefault(week, set()).add(tool)
    for week, tools in sorted(by_week.items()):
        # Any tool is a union of people, so the other tools of the week are read too; their own rows stand.
        week_tools = sorted(tool for tool in covered.subjects() | tools if covered.feeds(tool, week))
        people = {
            tool: tool_people(session, tool, week, covered.feeds(tool, week), licences, placement)
            for tool in week_tools
        }
        _forget(session, week, [*tools, ANY_TOOL])
        rows: list[dict[str, Any]] = []
        for tool in sorted(tools & people.keys()):
            complete = covered.complete(tool, week, placement)
            rows += _team_rows(tool, WHOLE_TOOL, week, people[tool], complete, placement)
            rows += _app_rows(session, tool, week, apps.get(tool, []), people[tool], complete, covered, placement)
        if people:
            complete = np.logical_and.reduce(
                [covered.complete(tool, week, placement) for tool in _begun(covered, week)]
            )
            rows += _team_rows(ANY_TOOL, WHOLE_TOOL, week, _any_tool(people, placement), complete, placement)
        if rows:
            session.execute(ToolWeek.__table__.insert(), rows)  # type: ignore[attr-defined]


def stale_by_seat_list(session: Session, placement: Placement, covered: Covered) -> set[tuple[int, int]]:
    """(tool, week) whose licensed people should now be counted from another seat list than they were."""
    licences = LicensedPeople(session, placement)
    rows = session.execute(
        select(ToolWeek.tool_id, ToolWeek.week, ToolWeek.licensed_from).where(
            ToolWeek.team_id == placement.tree.company, ToolWeek.app_id == WHOLE_TOOL, ToolWeek.tool_id != ANY_TOOL
        )
    ).all()
    return {
        (tool, week)
        for tool, week, counted_from in rows
        if not any(feed.licensed_lists for feed in covered.feeds(tool, week))
        and licences.seat_list(tool, week) != counted_from
    }


def _begun(covered: Covered, week: int) -> set[int]:
    return {tool for (tool, _), first in covered.first_week.items() if first <= week}


def _any_tool(people: dict[int, ToolPeople], placement: Placement) -> ToolPeople:
    size = len(placement.one_person)
    licensed = [each.licensed for each in people.values() if each.licensed is not None]
    active = union([each.active for each in people.values()], size)
    return ToolPeople(active, union([*licensed, active], size) if licensed else None, None)


def _app_rows(
    session: Session,
    tool: int,
    week: int,
    apps: list[int],
    people: ToolPeople,
    complete: np.ndarray,
    covered: Covered,
    placement: Placement,
) -> list[dict[str, Any]]:
    if not apps:
        return []
    imports = every_import(covered.feeds(tool, week))
    app, person = bulk.integers(
        session,
        AppUse.app_id,  # type: ignore[arg-type]
        AppUse.person_id,  # type: ignore[arg-type]
        where=[AppUse.import_id.in_(imports), AppUse.app_id.in_(apps), AppUse.week == week, AppUse.actions > 0],  # type: ignore[attr-defined,list-item,operator]
    )
    person = placement.one_person[person]
    rows: list[dict[str, Any]] = []
    for one in apps:
        active = union([person[app == one]], len(placement.one_person))
        of_app = ToolPeople(active, people.licensed, people.licensed_from)
        rows += _team_rows(tool, one, week, of_app, complete, placement)
    return rows


def _apps(session: Session) -> dict[int, list[int]]:
    apps: dict[int, list[int]] = {}
    for app, tool in session.execute(select(ToolApp.id, ToolApp.tool_id).order_by(ToolApp.tool_id, ToolApp.bit)):  # type: ignore[arg-type]
        apps.setdefault(tool, []).append(app)
    return apps


def _team_rows(
    tool: int, app: int, week: int, people: ToolPeople, complete: np.ndarray, placement: Placement
) -> list[dict[str, Any]]:
    teams_of = placement.in_week(week)
    where = teams_of[people.active]
    active = placement.count(where)
    not_placed = int((where == NOWHERE).sum())
    active[0] += not_placed
    licensed = None
    strangers = 0
    if people.licensed is not None:
        licensed = placement.count(teams_of[people.licensed])
        strangers = int((teams_of[people.licensed] == NOWHERE).sum())
        licensed[0] += strangers
    shown = np.flatnonzero(active if licensed is None else licensed)
    return [
        {
            "tool_id": tool,
            "app_id": app,
            "team_id": placement.teams[index],
            "week": week,
            "active": int(active[index]),
            "licensed": None if licensed is None else int(licensed[index]),
            "licensed_from": people.licensed_from,
            "not_placed": not_placed if index == 0 else 0,
            "licensed_not_placed": strangers if index == 0 else 0,
            "complete": bool(complete[index]),
        }
        for index in {0, *shown.tolist()}
    ]


def _forget(session: Session, week: int, tools: list[int]) -> None:
    session.execute(delete(ToolWeek).where(ToolWeek.week == week, ToolWeek.tool_id.in_(tools)))  # type: ignore[arg-type,attr-defined]
