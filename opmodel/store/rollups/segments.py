"""SegmentWeek: people by usage segment, by the vivainsights rule exactly (measures.md §1.3).

For each person and week the window is the last 12 (or 4) calendar weeks. Weeks in which the person had no licence, and
weeks that are not covered completely, are skipped; a licensed week without a row is zero. First match wins:

    Power User      used in at least 9 of 12 (4 of 4) weeks, and 15 or more actions a week on average
    Habitual User   used in at least 9 of 12 (4 of 4) weeks
    Novice User     1 or more actions a week on average
    Low User        more than none
    Non-user        none
    Unclassified    no count is known for any week of the window

"Used" is one action or more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import delete, insert
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.closed import closed
from opmodel.store.rollup_tables import SegmentWeek
from opmodel.store.rollups.covered import Covered
from opmodel.store.rollups.panel_weeks import WHOLE_TOOL, Panels
from opmodel.store.rollups.placement import NOWHERE, Placement, union
from opmodel.store.rollups.tool_weeks import ANY_TOOL, LicensedPeople

SEGMENTS = ("Power User", "Habitual User", "Novice User", "Low User", "Non-user", "Unclassified")
USED_WEEKS = {12: 9, 4: 4}
"""Length of the window → weeks of use that make a habit."""
POWER_ACTIONS = 15
LONGEST = max(USED_WEEKS)

_AT_ONCE = 16
"""Weeks worked out together: with the eleven before them, the matrices of 200,000 people stay small."""


@dataclass(frozen=True)
class _Matrix:
    """A tool's or an app's weeks as matrices: rows are people, columns are calendar weeks from `first_week` on."""

    first_week: int
    people: np.ndarray
    licensed: np.ndarray
    actions: np.ndarray
    """NaN: not licensed, not covered, or left blank."""


def segment_of(actions: np.ndarray, span: int) -> np.ndarray:
    """The segment (index into SEGMENTS) of each row, for the window of `span` columns that ends at the last column.

    Shape of `actions`: people × weeks, NaN where nothing is known; a window longer than the matrix takes what there is.
    """
    window = actions[:, -span:]
    known = ~np.isnan(window)
    total = np.where(known, window, 0).sum(axis=1)
    weeks = known.sum(axis=1)
    mean = np.divide(total, weeks, out=np.full(len(window), np.nan), where=weeks > 0)
    habit = ((window >= 1) & known).sum(axis=1) >= USED_WEEKS[span]
    return np.select(
        [habit & (mean >= POWER_ACTIONS), habit, mean >= 1, mean > 0, mean == 0],
        [0, 1, 2, 3, 4],
        default=5,
    )


def refresh_segments(
    session: Session, placement: Placement, covered: Covered, panels: Panels, stale: Iterable[tuple[int, int]]
) -> None:
    """Work out anew what the given (tool, week) pairs reach: each week and the eleven after it."""
    latest = max(covered.weeks(), default=0)
    reached: dict[int, set[int]] = {}
    for tool, week in stale:
        reached.setdefault(tool, set()).update(range(week, min(week + LONGEST - 1, max(week, latest)) + 1))
    if first_open := closed(session).first_open:
        # A window that reaches into closed weeks cannot be read again.
        reached = {
            tool: {week for week in weeks if week >= first_open + LONGEST - 1} for tool, weeks in reached.items()
        }
    every_week = sorted({week for weeks in reached.values() for week in weeks})
    reader = _Reader(session, placement, covered, panels)
    for begin in range(0, len(every_week), _AT_ONCE):
        weeks = set(every_week[begin : begin + _AT_ONCE])
        _refresh_weeks(reader, {tool: of_tool & weeks for tool, of_tool in reached.items()}, weeks)


def _refresh_weeks(reader: "_Reader", reached: dict[int, set[int]], weeks: set[int]) -> None:
    panels: list[_Matrix] = []
    for tool in sorted(reader.covered.subjects() | reached.keys()):
        reader.forget(tool, reached.get(tool, set()))
        # "Any tool" adds a person's tools up, so the other tools' weeks are read too; their own rows stand.
        panel = reader.tool(tool, weeks)
        if panel is not None:
            panels.append(panel)
            reader.store(tool, WHOLE_TOOL, reached.get(tool, set()), panel)
            for app in reader.apps(tool) if reached.get(tool) else []:
                reader.store(tool, app, reader.counted(tool, app, reached[tool]), reader.app(tool, app, panel))
    reader.forget(ANY_TOOL, weeks)
    if panels:
        reader.store(ANY_TOOL, WHOLE_TOOL, weeks, _together(panels, reader.placement))


class _Reader:
    """Reads panels and writes segments for one refresh."""

    def __init__(self, session: Session, placement: Placement, covered: Covered, panels: Panels) -> None:
        self._session = session
        self._panels = panels
        self.placement = placement
        self.covered = covered
        self._licences = LicensedPeople(session, placement)

    def forget(self, tool: int, weeks: set[int]) -> None:
        """Delete a tool's rows of the given weeks."""
        stored = columns(SegmentWeek)
        self._session.execute(delete(SegmentWeek).where(stored.tool_id == tool, stored.week.in_(weeks)))

    def tool(self, tool: int, weeks: set[int]) -> _Matrix | None:
        """The matrix that the windows of the given weeks need; None where no count is known."""
        first, last = min(weeks) - LONGEST + 1, max(weeks)
        panels = {
            week: panel
            for week in range(first, last + 1)
            if self.covered.complete(tool, week, self.placement)[0]
            and (panel := self._panels.read(tool, week)) is not None
        }
        if not panels:
            return None
        holders = {week: self._holders(tool, week) for week in panels}
        size = len(self.placement.one_person)
        people = union([*(panel.person for panel in panels.values()), *holders.values()], size)
        row = np.zeros(size, dtype=np.int64)
        row[people] = np.arange(len(people))
        licensed = np.zeros((len(people), last - first + 1), dtype=bool)
        actions = np.full(licensed.shape, np.nan)
        for week, panel in panels.items():
            column = week - first
            licensed[row[holders[week]], column] = True
            actions[row[holders[week]], column] = 0.0
            licensed[row[panel.person], column] = True
            actions[row[panel.person], column] = panel.actions
        return None if np.isnan(actions).all() else _Matrix(first, people, licensed, actions)

    def _holders(self, tool: int, week: int) -> np.ndarray:
        """Who had the tool by the seat list, for a week in which no usage file lists everyone licensed."""
        seat_list = self._licences.seat_list(tool, week)
        if seat_list is None or any(feed.licensed_lists for feed in self.covered.feeds(tool, week)):
            return np.empty(0, dtype=np.int64)
        return self._licences.listed(tool, seat_list)

    def apps(self, tool: int) -> list[int]:
        """The apps of a tool."""
        return self._panels.apps(tool)

    def counted(self, tool: int, app: int, weeks: set[int]) -> set[int]:
        """Those of the weeks in which a file counts the app apart."""
        return {week for week in weeks if self._panels.read(tool, week, app) is not None}

    def app(self, tool: int, app: int, whole: _Matrix) -> _Matrix:
        """An app's matrix, over the people and licensed weeks of its tool.

        Where a file counts the app, a person without a row is zero; a week in which none does is unknown.
        """
        row = np.full(len(self.placement.one_person), -1, dtype=np.int64)
        row[whole.people] = np.arange(len(whole.people))
        actions = np.full_like(whole.actions, np.nan)
        for column in range(actions.shape[1]):
            week = whole.first_week + column
            panel = self._panels.read(tool, week, app)
            if panel is not None and self.covered.complete(tool, week, self.placement)[0]:
                actions[:, column] = np.where(np.isnan(whole.actions[:, column]), np.nan, 0.0)
                known = row[panel.person] >= 0
                actions[row[panel.person[known]], column] = panel.actions[known]
        return _Matrix(whole.first_week, whole.people, whole.licensed, actions)

    def store(self, tool: int, app: int, weeks: set[int], panel: _Matrix) -> None:
        """Write the segments of the given weeks."""
        rows: list[dict[str, Any]] = []
        for week in sorted(weeks):
            last = week - panel.first_week + 1
            if last > panel.licensed.shape[1]:
                continue
            counted = np.flatnonzero(panel.licensed[:, last - 1])
            where = self.placement.in_week(week)[panel.people[counted]]
            for span, habit in USED_WEEKS.items():
                begin = max(0, last - span)
                segment = segment_of(panel.actions[counted, begin:last], span)
                too_new = panel.licensed[counted, begin:last].sum(axis=1) < habit
                of = {"tool_id": tool, "app_id": app, "week": week, "span": span}
                rows += _rows(of, segment, too_new, where, self.placement)
        if rows:
            self._session.execute(insert(SegmentWeek), rows)


def _together(panels: list[_Matrix], placement: Placement) -> _Matrix:
    """Any tool: a person's actions in all of them."""
    if len(panels) == 1:
        return panels[0]
    size = len(placement.one_person)
    people = union([panel.people for panel in panels], size)
    row = np.zeros(size, dtype=np.int64)
    row[people] = np.arange(len(people))
    first = min(panel.first_week for panel in panels)
    last = max(panel.first_week + panel.actions.shape[1] for panel in panels)
    total = np.zeros((len(people), last - first))
    known = np.zeros(total.shape, dtype=bool)
    licensed = np.zeros(total.shape, dtype=bool)
    for panel in panels:
        at = np.ix_(row[panel.people], np.arange(panel.actions.shape[1]) + panel.first_week - first)
        total[at] += np.nan_to_num(panel.actions)
        known[at] |= ~np.isnan(panel.actions)
        licensed[at] |= panel.licensed
    return _Matrix(first, people, licensed, np.where(known, total, np.nan))


def _rows(
    of: dict[str, int], segment: np.ndarray, too_new: np.ndarray, where: np.ndarray, placement: Placement
) -> list[dict[str, Any]]:
    kinds = len(SEGMENTS)
    people = placement.count_by(where, segment, kinds)
    new = placement.count_by(where[too_new], segment[too_new], kinds)
    nowhere = where == NOWHERE
    people[0] += np.bincount(segment[nowhere], minlength=kinds)
    new[0] += np.bincount(segment[nowhere & too_new], minlength=kinds)
    return [
        {
            **of,
            "team_id": placement.teams[index],
            "segment": SEGMENTS[kind],
            "people": int(people[index, kind]),
            "too_new": int(new[index, kind]),
        }
        for index, kind in np.argwhere(people).tolist()
    ]
