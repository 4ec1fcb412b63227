"""When the holders of a tool's seats last used it, as far as anybody knew at a moment, and who looked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.facts import Import, ImportStatus, LastActivity, Seat
from opmodel.store.memory_tables import SeatMemory
from opmodel.store.rollups.covered import Covered, every_import
from opmodel.store.rollups.moments import epoch, seconds
from opmodel.store.rollups.panel_weeks import Panels
from opmodel.store.rollups.placement import Placement
from opmodel.store.rollups.seat_class import NEVER
from opmodel.store.weeks import monday, week_of


class SeatActivity:
    """Reads the activity of one tool."""

    def __init__(self, session: Session, placement: Placement, covered: Covered, panels: Panels, *, tool: int) -> None:
        self._session = session
        self._one_person = placement.one_person
        self._covered = covered
        self._panels = panels
        self._tool = tool
        self._reports = _report_times(session)

    def first_seen(self, at: datetime) -> np.ndarray:
        """Person → when a seat list first showed them with the tool (seconds), +inf if none had by then."""
        first = np.full(len(self._one_person), np.inf)
        person, seen = self._remembered("first_seen_at")
        first[person] = np.where(seen == NEVER, np.inf, seen)
        for report, person, _ in self._reported(Seat, at):
            first[person] = np.minimum(first[person], report)
        return first

    def own_history(self, at: datetime) -> tuple[np.ndarray, np.ndarray]:
        """Person → last activity that any usage snapshot or seat list by then has shown, and when a usage snapshot last
        listed them (seconds, NEVER). Vendors forget (GitHub after 90 days); the store does not.
        """
        last = np.full(len(self._one_person), NEVER)
        observed = last.copy()
        for kept, name in ((last, "last_active_at"), (observed, "observed_at")):
            person, moment = self._remembered(name)
            np.maximum.at(kept, person, moment)
        for _, person, last_active in self._reported(Seat, at):
            np.maximum.at(last, person, last_active)
        for report, person, last_active in self._reported(LastActivity, at):
            np.maximum.at(last, person, last_active)
            observed[person] = np.maximum(observed[person], report)
        return last, observed

    def _remembered(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Whom closed weeks and reports told of, and what (seconds, NEVER)."""
        memory = columns(SeatMemory)
        person, moment = bulk.numbers(
            self._session, memory.person_id, epoch(self._session, memory[name]), where=[memory.tool_id == self._tool]
        )
        return self._one_person[person.astype(np.int64)], seconds(moment)

    def _reported(self, model: type[Any], at: datetime) -> Iterator[tuple[float, np.ndarray, np.ndarray]]:
        """For each report by then: its moment, whom it lists, and when each was last active (seconds, NEVER)."""
        said = columns(model)
        imports = self._session.scalars(select(said.import_id).where(said.tool_id == self._tool).distinct()).all()
        for import_id in imports:
            report_at = self._reports.get(import_id)
            if report_at is None or report_at > at:
                continue
            person, last_active = bulk.numbers(
                self._session,
                said.person_id,
                epoch(self._session, said.last_active_at),
                where=[said.import_id == import_id, said.tool_id == self._tool],
            )
            yield report_at.timestamp(), self._one_person[person.astype(np.int64)], seconds(last_active)

    def panels(self, at: datetime, holders: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Person → end of the last week in which a weekly panel shows use, and of the last week that covers them
        (seconds, NEVER); both no later than `at`. `holders` are the people whose seats are asked about.

        A panel that lists everyone licensed covers whom it lists. One that lists only active people covers everybody,
        provided it knows at least one of the holders: else it names people in another way.
        """
        size = len(self._one_person)
        last = np.full(size, NEVER)
        observed = np.full(size, NEVER)
        pending = np.zeros(size, dtype=bool)
        pending[holders] = True
        newest_of_active_lists = NEVER
        knows_a_holder = False
        for week in sorted(self._covered.weeks(self._tool), reverse=True):
            feeds = self._covered.feeds(self._tool, week)
            panel = self._panels.read(self._tool, week)
            if panel is None or not self._known_by(every_import(feeds), week, at):
                continue
            moment = min(_end(week), at.timestamp())
            active, listed = panel.person[panel.active], panel.person[panel.listed]
            last[active] = np.maximum(last[active], moment)
            observed[listed] = np.maximum(observed[listed], moment)
            if any(not feed.licensed_lists for feed in feeds):
                newest_of_active_lists = max(newest_of_active_lists, moment)
                knows_a_holder = knows_a_holder or bool(pending[panel.person].any())
            if not (pending & (last == NEVER)).any():
                break
        if knows_a_holder:
            observed = np.maximum(observed, newest_of_active_lists)
        return last, observed

    def _known_by(self, imports: list[int], week: int, at: datetime) -> bool:
        """Whether the week was over at that moment, or the reports that were there told of its first days."""
        if _end(week) <= at.timestamp():
            return True
        return week <= week_of(at.date()) and all(self._reports[import_id] <= at for import_id in imports)


def _end(week: int) -> float:
    return datetime.combine(monday(week + 1), datetime.min.time(), UTC).timestamp()


def _report_times(session: Session) -> dict[int, datetime]:
    imported = columns(Import)
    rows = session.execute(select(imported.id, imported.report_at).where(imported.status == ImportStatus.LOADED))
    return {row[0]: row[1] for row in rows}
