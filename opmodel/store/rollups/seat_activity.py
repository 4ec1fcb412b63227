"""When the holders of a tool's seats last used it, as far as anybody knew at a moment, and who looked."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.facts import Import, ImportStatus, LastActivity, Seat
from opmodel.store.rollups.covered import Covered, every_import
from opmodel.store.rollups.panel_weeks import Panels
from opmodel.store.rollups.placement import Placement
from opmodel.store.rollups.seat_class import NEVER
from opmodel.store.weeks import monday, week_of


def seconds(moments: Iterable[Any]) -> np.ndarray:
    """Moments as seconds since 1970, NEVER where there is none."""
    times = pd.to_datetime(pd.Series(list(moments), dtype=object), utc=True)
    return np.where(times.isna(), NEVER, times.astype("datetime64[us, UTC]").astype("int64") / 1e6)


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
        seen = self._lowest_and_highest(Seat, at)
        first = np.full(len(self._one_person), np.inf)
        np.minimum.at(first, self._person(seen), seconds(seen["first"]))
        return first

    def own_history(self, at: datetime) -> tuple[np.ndarray, np.ndarray]:
        """Person → last activity that any usage snapshot or seat list by then has shown, and when a usage snapshot last
        listed them (seconds, NEVER). Vendors forget (GitHub after 90 days); the store does not.
        """
        last = np.full(len(self._one_person), NEVER)
        observed = last.copy()
        for model in (LastActivity, Seat):
            seen = self._lowest_and_highest(model, at)
            person = self._person(seen)
            np.maximum.at(last, person, seconds(seen["last_active"]))
            if model is LastActivity:
                np.maximum.at(observed, person, seconds(seen["newest"]))
        return last, observed

    def _lowest_and_highest(self, model: type[Any], at: datetime) -> pd.DataFrame:
        said, imported = columns(model), columns(Import)
        return bulk.frame(
            self._session,
            select(
                said.person_id,
                func.max(said.last_active_at).label("last_active"),
                func.min(imported.report_at).label("first"),
                func.max(imported.report_at).label("newest"),
            )
            .where(imported.id == said.import_id, imported.status == ImportStatus.LOADED)
            .where(said.tool_id == self._tool, imported.report_at <= at)
            .group_by(said.person_id),
        )

    def _person(self, rows: pd.DataFrame) -> np.ndarray:
        people: np.ndarray = self._one_person[rows["person_id"].to_numpy(dtype=np.int64)]
        return people

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
    return {row[0]: row[1] for row in session.execute(select(imported.id, imported.report_at))}
