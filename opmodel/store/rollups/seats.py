"""SeatPoint and SeatStanding: the seats of each tool by class at the moment of each seat list, and the newest list's
seats that could be given back.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.closed import closed
from opmodel.store.facts import Coverage, Import, ImportStatus, Seat, Tool
from opmodel.store.memory_tables import SeatMemory
from opmodel.store.register import SeatExemption
from opmodel.store.rollup_tables import SeatPoint, SeatStanding
from opmodel.store.rollups.contract_lines import contract_lines
from opmodel.store.rollups.covered import Covered
from opmodel.store.rollups.moments import epoch, seconds
from opmodel.store.rollups.panel_weeks import Panels
from opmodel.store.rollups.placement import NOWHERE, Placement, distinct
from opmodel.store.rollups.seat_activity import SeatActivity
from opmodel.store.rollups.seat_class import (
    CLASSES,
    CODE,
    NEVER,
    RECLAIMABLE,
    SeatClass,
    SeatTimes,
    classify,
)
from opmodel.store.thresholds import all_thresholds


@dataclass(frozen=True)
class _List:
    """A seat list of one tool."""

    import_id: int
    report_at: datetime
    source: str


@dataclass(frozen=True)
class _Held:
    """The seats of one tool at a moment, one a person, as arrays."""

    holder: np.ndarray
    """As the list names them."""
    person: np.ndarray
    plan: np.ndarray
    classes: np.ndarray
    idle: np.ndarray
    assigned: np.ndarray
    last_active: np.ndarray
    ends_on: np.ndarray


class Seats:
    """Works out the points of one refresh."""

    def __init__(self, session: Session, placement: Placement, covered: Covered, panels: Panels) -> None:
        self._session = session
        self._panels = panels
        self._placement = placement
        self._covered = covered
        self._thresholds = all_thresholds(session)
        self._lists = _seat_lists(session)
        self._begins = closed(session).first_moment
        """Points before it are as they were reported."""
        tool = columns(Tool)
        self._group: dict[int, str] = {
            row[0]: row[1].strip().casefold() for row in session.execute(select(tool.id, tool.capability_group))
        }
        self._base: dict[tuple[int, datetime], _Held | None] = {}

    def tools(self) -> list[int]:
        """Tools with a seat list."""
        return list(self._lists)

    def changed_lists(self) -> dict[int, datetime]:
        """Tool → the earliest report that has no point yet, or whose point has no report any more."""
        point = columns(SeatPoint)
        stored = {
            (row[0], row[1]): row[2]
            for row in self._session.execute(select(point.tool_id, point.at, point.import_id).distinct())
        }
        now = {(tool, one.report_at): one.import_id for tool, lists in self._lists.items() for one in lists}
        changed: dict[int, datetime] = {}
        for tool, at in stored.keys() | now.keys():
            if self._begins is not None and at < self._begins:
                continue
            if stored.get((tool, at)) != now.get((tool, at)):
                changed[tool] = min(changed.get(tool, at), at)
        return changed

    def refresh(self, since: Mapping[int, datetime | None]) -> None:
        """Work out anew the points of the given tools from a moment on (None: all), and of the tools that can stand in
        for them.
        """
        wanted: dict[int, datetime | None] = {tool: self._no_earlier(begin) for tool, begin in since.items()}
        for tool, begin in dict(wanted).items():
            for other in self._stand_ins(tool):
                known = wanted.get(other, begin)
                wanted[other] = None if begin is None or known is None else min(begin, known)
        point, standing = columns(SeatPoint), columns(SeatStanding)
        for tool, begin in sorted(wanted.items()):
            stale = delete(SeatPoint).where(point.tool_id == tool)
            self._session.execute(stale if begin is None else stale.where(point.at >= begin))
            lists = self._lists.get(tool, [])
            reports = sorted({one.report_at for one in lists if begin is None or one.report_at >= begin})
            for at in reports:
                self._store_point(tool, at)
            self._session.execute(delete(SeatStanding).where(standing.tool_id == tool))
            if lists:
                self._store_standing(tool, lists[-1].report_at)

    def _no_earlier(self, begin: datetime | None) -> datetime | None:
        if begin is None or self._begins is None:
            return begin or self._begins
        return max(begin, self._begins)

    def remember(self, moment: datetime) -> None:
        """Keep what was known at a moment of everybody who still holds a seat, before the reports and weeks until then
        go. Whoever holds none any more is forgotten.
        """
        told = [self._memory(tool, moment) for tool in self.tools()]
        self._session.execute(delete(SeatMemory))
        for columns_of in told:
            bulk.load(self._session, SeatMemory, columns_of)

    def _memory(self, tool: int, moment: datetime) -> dict[str, Any]:
        people = [self._read(tool, one)["person"].to_numpy(dtype=np.int64) for one in self.to_keep(tool, moment)]
        holders = distinct(np.concatenate(people), len(self._placement.one_person))
        activity = SeatActivity(self._session, self._placement, self._covered, self._panels, tool=tool)
        history, snapshot_seen = activity.own_history(moment)
        panel_last, panel_seen = activity.panels(moment, holders)
        first = activity.first_seen(moment)[holders]
        return {
            "tool_id": tool,
            "person_id": holders,
            "first_seen_at": _as_moments(first),
            "last_active_at": _as_moments(np.maximum(history, panel_last)[holders]),
            "observed_at": _as_moments(np.maximum(snapshot_seen, panel_seen)[holders]),
            "was_rostered": self._once(moment.date())[holders],
        }

    def to_keep(self, tool: int, moment: datetime) -> list[int]:
        """Imports whose seat lists say who holds a seat from a moment on: those made since, and of each source the newest
        one before with what was reported on its day.
        """
        by_source: dict[str, list[_List]] = defaultdict(list)
        for one in self._lists.get(tool, []):
            by_source[one.source].append(one)
        kept: list[int] = []
        for lists in by_source.values():
            before = [one.report_at.date() for one in lists if one.report_at < moment]
            since = max(before, default=date.min)
            kept += [one.import_id for one in lists if one.report_at.date() >= since]
        return kept

    def _stand_ins(self, tool: int) -> list[int]:
        group = self._group.get(tool, "")
        return [other for other, its_group in self._group.items() if group and its_group == group and other != tool]

    def _store_point(self, tool: int, at: datetime) -> None:
        held = self._held(tool, at)
        if held is None:
            return
        import_id = max(one.import_id for one in self._lists[tool] if one.report_at == at)
        exempt = np.isin(held.person, self._exempt(tool, at))
        where_all = self._placement.on(at.date().toordinal())[held.person]
        rows: list[dict[str, Any]] = []
        for plan in np.unique(held.plan).tolist():
            of_plan = held.plan == plan
            seats = self._by_team(where_all[of_plan], held.classes[of_plan])
            kept = self._by_team(where_all[of_plan & exempt], held.classes[of_plan & exempt])
            rows += [
                {
                    "tool_id": tool,
                    "plan": plan,
                    "team_id": self._placement.teams[index],
                    "at": at,
                    "seat_class": CLASSES[code].value,
                    "import_id": import_id,
                    "seats": int(seats[index, code]),
                    "exempt": int(kept[index, code]),
                }
                for index, code in np.argwhere(seats).tolist()
            ]
        if rows:
            self._session.execute(insert(SeatPoint), rows)

    def _by_team(self, where: np.ndarray, classes: np.ndarray) -> np.ndarray:
        counts = self._placement.count_by(where, classes, len(CLASSES))
        counts[0] += np.bincount(classes[where == NOWHERE], minlength=len(CLASSES))
        return counts

    def _exempt(self, tool: int, at: datetime) -> np.ndarray:
        exemption = columns(SeatExemption)
        people = self._session.scalars(
            select(exemption.person_id).where(
                exemption.tool_id == tool, (exemption.until.is_(None)) | (exemption.until >= at.date())
            )
        ).all()
        return self._placement.one_person[np.array(people, dtype=np.int64)]

    def _store_standing(self, tool: int, at: datetime) -> None:
        held = self._held(tool, at)
        if held is None:
            return
        rank = np.full(len(CLASSES), len(RECLAIMABLE))
        rank[[CODE[seat_class] for seat_class in RECLAIMABLE]] = np.arange(len(RECLAIMABLE))
        listed = np.flatnonzero(rank[held.classes] < len(RECLAIMABLE))
        order = listed[np.lexsort((held.holder[listed], -held.idle[listed], rank[held.classes[listed]]))]
        teams = np.array([*self._placement.teams, 0], dtype=object)
        teams[-1] = None
        bulk.load(
            self._session,
            SeatStanding,
            {
                "tool_id": tool,
                "position": np.arange(len(order)),
                "person_id": held.holder[order],
                "plan": held.plan[order].tolist(),
                "team_id": teams[self._placement.on(at.date().toordinal())[held.person[order]]].tolist(),
                "seat_class": [CLASSES[code].value for code in held.classes[order].tolist()],
                "idle_days": [None if days < 0 else days for days in held.idle[order].tolist()],
                "assigned_at": _as_moments(held.assigned[order]),
                "last_active_at": _as_moments(held.last_active[order]),
                "exempt": np.isin(held.person[order], self._exempt(tool, at)),
                "ends_on": held.ends_on[order].tolist(),
            },
        )

    def _held(self, tool: int, at: datetime) -> _Held | None:
        """The tool's seats with their classes, overlap included."""
        base = self._base_of(tool, at)
        rivals = [(other, self._base_of(other, at)) for other in self._stand_ins(tool)]
        if base is None or not rivals:
            return base
        active = base.classes == CODE[SeatClass.ACTIVE]
        dearer = np.zeros(len(self._placement.one_person), dtype=bool)
        prices = _seat_prices(self._session, at.date())
        own = np.array([prices.get((tool, plan), prices.get((tool, ""), 0.0)) for plan in base.plan.tolist()])
        overlapping = np.zeros(len(active), dtype=bool)
        for other, held in rivals:
            if held is None:
                continue
            in_use = held.classes == CODE[SeatClass.ACTIVE]
            price_of = np.full(len(dearer), -1.0)
            price_of[held.person[in_use]] = [
                prices.get((other, plan), prices.get((other, ""), 0.0)) for plan in held.plan[in_use].tolist()
            ]
            theirs = price_of[base.person]
            # Of two at one price, the tool that was known first is kept.
            overlapping |= (theirs > own) | ((theirs == own) & (other < tool))
        classes = np.where(active & overlapping, CODE[SeatClass.OVERLAPPING], base.classes)
        return _Held(**{**vars(base), "classes": classes})

    def _base_of(self, tool: int, at: datetime) -> _Held | None:
        if (tool, at) not in self._base:
            self._base[tool, at] = self._work_out(tool, at)
        return self._base[tool, at]

    def _work_out(self, tool: int, at: datetime) -> _Held | None:
        seats = self._state(tool, at)
        if seats is None:
            return None
        person = seats["person"].to_numpy(dtype=np.int64)
        activity = SeatActivity(self._session, self._placement, self._covered, self._panels, tool=tool)
        history, snapshot_seen = activity.own_history(at)
        panel_last, panel_seen = activity.panels(at, person)
        assigned = seats["assigned"].to_numpy(dtype=float)
        if (assigned == NEVER).any():
            assigned = np.where(assigned == NEVER, activity.first_seen(at)[person], assigned)
        last = np.maximum(history[person], panel_last[person])
        known = seats["known"].to_numpy(dtype=bool)
        observed = np.where(known, at.timestamp(), np.maximum(snapshot_seen[person], panel_seen[person]))
        times = SeatTimes(
            at=at.timestamp(),
            leaver=self._left(person, at.date()) | seats["blocked"].to_numpy(dtype=bool),
            assigned=assigned,
            last_active=last,
            observed=observed,
        )
        classes, idle = classify(times, self._thresholds)
        return _Held(
            holder=seats["holder"].to_numpy(dtype=np.int64),
            person=person,
            plan=seats["plan"].to_numpy(dtype=object),
            classes=classes,
            idle=idle,
            assigned=assigned,
            last_active=last,
            ends_on=seats["ends_on"].to_numpy(dtype=object),
        )

    def _left(self, person: np.ndarray, day: date) -> np.ndarray:
        """Whether each was on a roster once and is on none that holds on that day."""
        left: np.ndarray = self._once(day)[person] & (self._placement.on(day.toordinal())[person] == NOWHERE)
        return left

    def _once(self, day: date) -> np.ndarray:
        """Person → whether they stood on a roster by that day."""
        once = np.zeros(len(self._placement.one_person), dtype=bool)
        once[self._placement.person[self._placement.first_day <= day.toordinal()]] = True
        memory = columns(SeatMemory)
        (remembered,) = bulk.integers(self._session, memory.person_id, where=[memory.was_rostered])
        once[self._placement.one_person[remembered]] = True
        return once

    def _state(self, tool: int, at: datetime) -> pd.DataFrame | None:
        """The seats held at a moment: the newest list of each source, and what was reported with it for other people.
        One seat a person: of several the one used last.
        """
        newest: dict[str, list[_List]] = defaultdict(list)
        for one in self._lists.get(tool, []):
            if one.report_at <= at:
                newest[one.source].append(one)
        parts: list[pd.DataFrame] = []
        for lists in newest.values():
            day = lists[-1].report_at.date()
            taken: list[pd.DataFrame] = []
            seen = np.zeros(len(self._placement.one_person), dtype=bool)
            for one in reversed([one for one in lists if one.report_at.date() == day]):
                rows = self._read(tool, one.import_id)
                if not seen[rows["person"]].any():
                    seen[rows["person"]] = True
                    taken.append(rows)
            parts += taken
        if not parts:
            return None
        seats = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        if seats["person"].is_unique:
            return seats
        latest = seats.sort_values("last_active", ascending=False, kind="stable").drop_duplicates("person")
        return latest.sort_index().reset_index(drop=True)

    def _read(self, tool: int, import_id: int) -> pd.DataFrame:
        seat = columns(Seat)
        where = [seat.import_id == import_id, seat.tool_id == tool]
        person, assigned, last_active, known, blocked = bulk.numbers(
            self._session,
            seat.person_id,
            epoch(self._session, seat.assigned_at),
            epoch(self._session, seat.last_active_at),
            seat.activity_known,
            seat.blocked,
            where=where,
        )
        order = np.argsort(person)
        holder = person[order].astype(np.int64)
        return pd.DataFrame(
            {
                "holder": holder,
                "person": self._placement.one_person[holder],
                "plan": self._plans(holder, where),
                "assigned": seconds(assigned[order]),
                "last_active": seconds(last_active[order]),
                "known": known[order] == 1,
                "blocked": blocked[order] == 1,
                "ends_on": self._ends(holder, where),
            }
        )

    def _plans(self, holder: np.ndarray, where: list[Any]) -> np.ndarray:
        """The plan of each seat: there are few, so the holders of each are read."""
        seat = columns(Seat)
        plans = self._session.scalars(select(seat.plan).where(*where).distinct()).all()
        of_holder = np.full(len(holder), plans[0] if plans else "", dtype=object)
        for plan in plans[1:]:
            (person,) = bulk.integers(self._session, seat.person_id, where=[*where, seat.plan == plan])
            of_holder[np.searchsorted(holder, person)] = plan
        return of_holder

    def _ends(self, holder: np.ndarray, where: list[Any]) -> np.ndarray:
        """The day on which a seat that is already cancelled goes; None for the others."""
        seat = columns(Seat)
        ends = np.full(len(holder), None, dtype=object)
        for person, day in self._session.execute(
            select(seat.person_id, seat.ends_on).where(*where, seat.ends_on.is_not(None))
        ):
            ends[np.searchsorted(holder, person)] = day
        return ends


def _seat_lists(session: Session) -> dict[int, list[_List]]:
    """Tool → its seat lists in order of their reports."""
    seat, imported, coverage = columns(Seat), columns(Import), columns(Coverage)
    sources = {row[0]: row[1] for row in session.execute(select(coverage.import_id, coverage.source))}
    lists: dict[int, list[_List]] = defaultdict(list)
    for tool, import_id, report_at, export in session.execute(
        select(seat.tool_id, imported.id, imported.report_at, imported.export)
        .where(imported.id == seat.import_id, imported.status == ImportStatus.LOADED)
        .distinct()
        .order_by(imported.report_at, imported.id)
    ):
        lists[tool].append(_List(import_id, report_at, sources.get(import_id, export)))
    return lists


def _seat_prices(session: Session, day: date) -> dict[tuple[int, str], float]:
    """(tool, plan) → price of a seat a year; what has no price costs nothing here, it only decides between two seats."""
    return {(line.tool_id, line.plan): line.seat_price or 0.0 for line in contract_lines(session, day)}


def _as_moments(times: np.ndarray) -> pd.Series:
    """Seconds since 1970 as moments, NaT for none."""
    finite = np.isfinite(times)
    micros = pd.Series(pd.to_datetime(np.where(finite, times, 0) * 1e6, unit="us", utc=True))
    return micros.where(finite)
