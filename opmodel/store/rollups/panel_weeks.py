"""PanelWeek: each tool's week and each app's, person by person, once the imports that count are united.

Rows of one source from files of disjoint days are added; of two sources of one tool the larger count stands
(measures.md §1.1: union by person, then max, not sum). Segments, seats and the counts by team all read this.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.facts import AppUse, Coverage, ToolApp, ToolUse
from opmodel.store.rollup_tables import PanelWeek
from opmodel.store.rollups.covered import Covered, Feed
from opmodel.store.rollups.placement import distinct

WHOLE_TOOL = 0


@dataclass(frozen=True)
class Panel:
    """The people of one tool (or app) in one week, as arrays of equal length, in order of `person`."""

    person: np.ndarray
    """The number that stands for each person."""
    actions: np.ndarray
    """NaN: the files leave the count blank, or have none."""
    active: np.ndarray
    listed: np.ndarray
    """Whether a file that lists everyone licensed has the person."""

    def packed(self) -> bytes:
        """The panel in few bytes."""
        flags = self.active.astype(np.uint8) | (self.listed.astype(np.uint8) << 1)
        steps = np.diff(self.person, prepend=0).astype("<u4")
        return zlib.compress(b"".join((steps.tobytes(), flags.tobytes(), self.actions.astype("<f8").tobytes())), 1)

    @staticmethod
    def unpacked(data: bytes) -> "Panel":
        """The panel that `packed` made the bytes of."""
        raw = zlib.decompress(data)
        count = len(raw) // 13
        steps, flags = np.frombuffer(raw, "<u4", count), np.frombuffer(raw, np.uint8, count, 4 * count)
        return Panel(
            person=np.cumsum(steps, dtype=np.int64),
            actions=np.frombuffer(raw, "<f8", count, 5 * count),
            active=(flags & 1).astype(bool),
            listed=(flags & 2).astype(bool),
        )


class Panels:
    """The stored panels, each unpacked at most once a refresh or so."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read = lru_cache(maxsize=64)(self._fetch)

    def read(self, tool: int, week: int, app: int = WHOLE_TOOL) -> Panel | None:
        """The panel of a tool or an app in a week; None where no import covers it."""
        return self._read(tool, week, app)

    def _fetch(self, tool: int, week: int, app: int) -> Panel | None:
        panel = columns(PanelWeek)
        data = self._session.scalar(
            select(panel.packed).where(panel.tool_id == tool, panel.app_id == app, panel.week == week)
        )
        return None if data is None else Panel.unpacked(data)

    def apps(self, tool: int) -> list[int]:
        """The apps of a tool, whether or not any file counts them by the week."""
        app = columns(ToolApp)
        return list(self._session.scalars(select(app.id).where(app.tool_id == tool).order_by(app.bit)))

    def refresh(self, one_person: np.ndarray, covered: Covered, stale: Iterable[tuple[int, int]]) -> None:
        """Unite the imports of the given (tool, week) pairs anew."""
        stored = columns(PanelWeek)
        counted = lru_cache(maxsize=None)(self._counted)
        for tool, week in sorted(set(stale)):
            self._session.execute(delete(PanelWeek).where(stored.tool_id == tool, stored.week == week))
            feeds = covered.feeds(tool, week)
            if not feeds:
                continue
            apps = counted(tool, tuple(number for feed in feeds for number in feed.imports))
            rows = [self._row(tool, WHOLE_TOOL, week, _whole(self._session, one_person, tool, week, feeds))]
            rows += [
                self._row(tool, app, week, panel)
                for app, panel in _apps(self._session, one_person, apps, week, feeds).items()
            ]
            self._session.execute(insert(PanelWeek), rows)
        self._read.cache_clear()

    def _counted(self, tool: int, imports: tuple[int, ...]) -> list[int]:
        """Those of a tool's apps that any of the files counts by the week: of others nothing is known, which is not zero."""
        cover = columns(Coverage)
        kept = self._session.scalars(
            select(cover.apps).where(cover.tool_id == tool, cover.import_id.in_(imports))
        ).all()
        known = {app for apps in kept for app in apps or ()}
        if None in kept:
            known |= set(self._session.scalars(_used_apps(tool, imports)))
        return [app for app in self.apps(tool) if app in known]

    def _row(self, tool: int, app: int, week: int, panel: Panel) -> dict[str, Any]:
        return {"tool_id": tool, "app_id": app, "week": week, "packed": panel.packed()}


def _used_apps(tool: int, imports: tuple[int, ...]) -> Any:
    """Those that have a row in the files: what can be told of a file from before its apps were kept."""
    app, use = columns(ToolApp), columns(AppUse)
    has_rows = select(use.app_id).where(use.import_id.in_(imports), use.app_id == app.id).exists()
    return select(app.id).where(app.tool_id == tool, has_rows)


def _whole(session: Session, one_person: np.ndarray, tool: int, week: int, feeds: list[Feed]) -> Panel:
    use = columns(ToolUse)
    parts = []
    for feed in feeds:
        imports, person, active, actions = bulk.numbers(
            session,
            use.import_id,
            use.person_id,
            use.active,
            func.coalesce(use.actions, -1),
            where=[use.import_id.in_(feed.imports), use.tool_id == tool, use.week == week],
        )
        listed = np.isin(imports, list(feed.licensed_lists))
        parts.append((one_person[person.astype(np.int64)], actions, active == 1, listed))
    return _united(parts, len(one_person))


def _apps(session: Session, one_person: np.ndarray, apps: list[int], week: int, feeds: list[Feed]) -> dict[int, Panel]:
    if not apps:
        return {}
    use = columns(AppUse)
    parts: dict[int, list[_Rows]] = {app: [] for app in apps}
    for feed in feeds:
        of_app, person, actions = bulk.numbers(
            session,
            use.app_id,
            use.person_id,
            func.coalesce(use.actions, -1),
            where=[use.import_id.in_(feed.imports), use.app_id.in_(apps), use.week == week],
        )
        people = one_person[person.astype(np.int64)]
        for app in apps:
            here = of_app == app
            count = actions[here]
            parts[app].append((people[here], count, count > 0, np.zeros(len(count), dtype=bool)))
    return {app: _united(of_app, len(one_person)) for app, of_app in parts.items()}


_Rows = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Person, actions (-1: blank), active, listed: the rows of one source."""


def _united(sources: list[_Rows], size: int) -> Panel:
    people = distinct(np.concatenate([person for person, _, _, _ in sources]), size)
    row = np.zeros(size, dtype=np.int64)
    row[people] = np.arange(len(people))
    best = np.full(len(people), np.nan)
    active, listed = np.zeros(len(people), dtype=bool), np.zeros(len(people), dtype=bool)
    for person, actions, was_active, was_listed in sources:
        at = row[person]
        known = actions >= 0
        total = np.bincount(at[known], weights=actions[known], minlength=len(people))
        counted = np.zeros(len(people), dtype=bool)
        counted[at[known]] = True
        best = np.fmax(best, np.where(counted, total, np.nan))
        active[at[was_active]] = True
        listed[at[was_listed]] = True
    return Panel(people, best, active, listed)
