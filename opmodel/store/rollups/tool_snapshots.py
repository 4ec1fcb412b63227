"""ToolSnapshot: who was active in the 7 days that end on a usage snapshot's report date. A snapshot is not a week."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import case, delete
from sqlmodel import Session, select

from opmodel.store import bulk
from opmodel.store.facts import Import, ImportStatus, LastActivity, Seat, ToolApp
from opmodel.store.rollup_tables import ToolSnapshot
from opmodel.store.rollups.placement import NOWHERE, Placement, union
from opmodel.store.rollups.tool_weeks import WHOLE_TOOL

ACTIVE_DAYS = 7


@dataclass(frozen=True, order=True)
class _Report:
    """An import that says when people last used a tool; the later in order speaks for its date."""

    from_snapshot: bool
    """A usage snapshot knows more than the last-activity column of a seat list."""
    report_at: datetime
    import_id: int


def refresh_tool_snapshots(session: Session, placement: Placement, tools: frozenset[int] | None) -> None:
    """Work the snapshots of the given tools out anew; of all tools, if None."""
    reports = _reports(session, tools)
    forget = delete(ToolSnapshot)
    session.execute(forget if tools is None else forget.where(ToolSnapshot.tool_id.in_(tools)))  # type: ignore[attr-defined]
    bits: dict[int, dict[int, int]] = defaultdict(dict)
    for app, tool, bit in session.execute(select(ToolApp.id, ToolApp.tool_id, ToolApp.bit)):
        bits[tool][app] = bit
    rows: list[dict[str, Any]] = []
    for (tool, report_on), report in sorted(reports.items()):
        person, active, apps = _people(session, tool, report)
        rows += _rows(tool, report_on, report, placement.one_person[person], active, apps, bits[tool], placement)
    if rows:
        session.execute(ToolSnapshot.__table__.insert(), rows)  # type: ignore[attr-defined]


def _reports(session: Session, tools: frozenset[int] | None) -> dict[tuple[int, date], _Report]:
    """The report that speaks for each tool and report date."""
    best: dict[tuple[int, date], _Report] = {}
    for model in (LastActivity, Seat):
        statement = (
            select(model.tool_id, Import.id, Import.report_at)
            .join(Import, Import.id == model.import_id)  # type: ignore[arg-type]
            .where(Import.status == ImportStatus.LOADED)
            .distinct()
        )
        if model is Seat:
            statement = statement.where(Seat.activity_known == True)  # noqa: E712
        if tools is not None:
            statement = statement.where(model.tool_id.in_(tools))  # type: ignore[attr-defined]
        for tool, import_id, report_at in session.execute(statement).all():
            report = _Report(model is LastActivity, report_at, import_id)
            key = (tool, report_at.date())
            best[key] = max(best.get(key, report), report)
    return best


def _people(session: Session, tool: int, report: _Report) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Person, whether active, and the bit set of apps."""
    if report.from_snapshot:
        person, active, apps = bulk.integers(
            session,
            LastActivity.person_id,  # type: ignore[arg-type]
            LastActivity.active,  # type: ignore[arg-type]
            LastActivity.active_apps,  # type: ignore[arg-type]
            where=[LastActivity.import_id == report.import_id, LastActivity.tool_id == tool],  # type: ignore[list-item]
        )
        return person, active == 1, apps
    first_day = report.report_at.date() - timedelta(days=ACTIVE_DAYS - 1)
    since = pd.Timestamp(first_day, tz="UTC").to_pydatetime()
    seats = bulk.frame(
        session,
        select(Seat.person_id, case((Seat.last_active_at >= since, 1), else_=0).label("active")).where(  # type: ignore[operator]
            Seat.import_id == report.import_id, Seat.tool_id == tool
        ),
    )
    person = seats["person_id"].to_numpy(dtype=np.int64)
    return person, seats["active"].to_numpy() == 1, np.zeros(len(person), dtype=np.int64)


def _rows(
    tool: int,
    report_on: date,
    report: _Report,
    person: np.ndarray,
    active: np.ndarray,
    apps: np.ndarray,
    bits: dict[int, int],
    placement: Placement,
) -> list[dict[str, Any]]:
    size = len(placement.one_person)
    teams_of = placement.on(report_on.toordinal())
    everyone = union([person], size)
    listed = placement.count(teams_of[everyone])
    listed[0] = len(everyone)
    groups = {WHOLE_TOOL: active}
    if apps.any():
        groups |= {app: (apps >> bit) & 1 == 1 for app, bit in bits.items()}
    rows = []
    for app, used in groups.items():
        where = teams_of[union([person[used]], size)]
        counts = placement.count(where)
        not_placed = int((where == NOWHERE).sum())
        counts[0] += not_placed
        rows += [
            {
                "tool_id": tool,
                "app_id": app,
                "team_id": placement.teams[index],
                "report_on": report_on,
                "import_id": report.import_id,
                "listed": int(listed[index]),
                "active": int(counts[index]),
                "not_placed": not_placed if index == 0 else 0,
            }
            for index in {0, *np.flatnonzero(listed).tolist()}
        ]
    return rows
