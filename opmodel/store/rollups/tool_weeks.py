"""ToolWeek: distinct people active in each tool, each app and any tool, and how many had the tool, by team and week."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.facts import Import, ImportStatus, Seat
from opmodel.store.rollup_tables import ToolWeek
from opmodel.store.rollups.covered import Covered, Feed
from opmodel.store.rollups.panel_weeks import WHOLE_TOOL, Panel, Panels
from opmodel.store.rollups.placement import NOWHERE, Placement, union
from opmodel.store.weeks import week_of

ANY_TOOL = 0


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
            seat = columns(Seat)
            where = [seat.import_id == import_id, seat.tool_id == tool]
            (person,) = bulk.integers(self._session, seat.person_id, where=where)
            self._read[tool, import_id] = self._stands_for[person]
        return self._read[tool, import_id]


def _seat_lists(session: Session) -> dict[int, list[SeatList]]:
    seat, imported = columns(Seat), columns(Import)
    rows = session.execute(
        select(seat.tool_id, imported.id, imported.report_at)
        .where(imported.id == seat.import_id, imported.status == ImportStatus.LOADED)
        .distinct()
        .order_by(imported.report_at, imported.id)
    ).all()
    lists: dict[int, list[SeatList]] = {}
    for tool, import_id, report_at in rows:
        week_from = week_of(report_at.date())
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
    panel: Panel, *, tool: int, week: int, feeds: list[Feed], licences: LicensedPeople, placement: Placement
) -> ToolPeople:
    """Who was active in one tool's week, and who had the tool."""
    size = len(placement.one_person)
    active = panel.person[panel.active]
    if any(feed.licensed_lists for feed in feeds):
        return ToolPeople(active, union([panel.person[panel.listed], active], size), None)
    seat_list = licences.seat_list(tool, week)
    if seat_list is None:
        return ToolPeople(active, None, None)
    return ToolPeople(active, union([licences.listed(tool, seat_list), active], size), seat_list)


def refresh_tool_weeks(
    session: Session, placement: Placement, covered: Covered, panels: Panels, stale: Iterable[tuple[int, int]]
) -> None:
    """Work the given (tool, week) pairs out anew, with the weeks of "any tool" that they are part of."""
    licences = LicensedPeople(session, placement)
    by_week: dict[int, set[int]] = {}
    for tool, week in stale:
        by_week.setdefault(week, set()).add(tool)
    for week, tools in sorted(by_week.items()):
        # Any tool is a union of people, so the other tools of the week are read too; their own rows stand.
        people: dict[int, ToolPeople] = {}
        for tool in sorted(covered.subjects() | tools):
            panel = panels.read(tool, week)
            if panel is not None:
                people[tool] = tool_people(
                    panel,
                    tool=tool,
                    week=week,
                    feeds=covered.feeds(tool, week),
                    licences=licences,
                    placement=placement,
                )
        _forget(session, week, [*tools, ANY_TOOL])
        rows: list[dict[str, Any]] = []
        for tool in sorted(tools & people.keys()):
            complete = covered.complete(tool, week, placement)
            rows += _team_rows((tool, WHOLE_TOOL, week), people[tool], complete, placement)
            for app in panels.apps(tool):
                used = panels.read(tool, week, app)
                if used is None:
                    continue
                of_app = ToolPeople(used.person[used.active], people[tool].licensed, people[tool].licensed_from)
                rows += _team_rows((tool, app, week), of_app, complete, placement)
        if people:
            complete = np.logical_and.reduce(
                [covered.complete(tool, week, placement) for tool in _begun(covered, week)]
            )
            rows += _team_rows((ANY_TOOL, WHOLE_TOOL, week), _any_tool(people, placement), complete, placement)
        if rows:
            session.execute(insert(ToolWeek), rows)


def stale_by_seat_list(session: Session, placement: Placement, covered: Covered) -> set[tuple[int, int]]:
    """(tool, week) whose licensed people should now be counted from another seat list than they were."""
    licences = LicensedPeople(session, placement)
    stored = columns(ToolWeek)
    rows = session.execute(
        select(stored.tool_id, stored.week, stored.licensed_from).where(
            stored.team_id == placement.tree.company, stored.app_id == WHOLE_TOOL, stored.tool_id != ANY_TOOL
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


def _team_rows(
    subject: tuple[int, int, int], people: ToolPeople, complete: np.ndarray, placement: Placement
) -> list[dict[str, Any]]:
    tool, app, week = subject
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
    stored = columns(ToolWeek)
    session.execute(delete(ToolWeek).where(stored.week == week, stored.tool_id.in_(tools)))
