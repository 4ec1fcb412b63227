"""Whether the rollups stand on the files that are in the store: looked up in small tables, no person row is read.

Every import, undo and edit brings them up to date in its own transaction, so nothing of the product's leaves them behind.
"""

from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.health.diagnosis import Diagnosis, Topic
from opmodel.store.rollup_tables import CoveredWeek, PanelWeek, SeatPoint, ToolSnapshot, ToolWeek

_ROLLUPS = Topic(name="rollups", title="Rollups")


def rollups_are_in_step(session: Session) -> Diagnosis:
    """Whether no rollup counts a file that is not in the store, and every covered week of a tool is counted."""
    stray = sorted(
        {number for model in (CoveredWeek, ToolSnapshot, SeatPoint) for number in _not_loaded(session, model)}
    )
    uncounted = sum(_without(session, model) for model in (PanelWeek, ToolWeek))
    if not stray and not uncounted:
        return _ROLLUPS.fine("They count the files that are in the store, and no other.")
    says = []
    if stray:
        says.append(f"They count imports that are not in the store: {', '.join(map(str, stray))}.")
    if uncounted:
        says.append(f"{uncounted} covered weeks of tools are not counted.")
    return _ROLLUPS.wrong(
        " ".join(says),
        do="Something other than OpModel changed the store. Put the newest backup in its place: opmodel restore FILE --replace.",
    )


def _not_loaded(session: Session, model: type[CoveredWeek | ToolSnapshot | SeatPoint]) -> list[int]:
    number, imported = columns(model).import_id, columns(Import)
    loaded = select(imported.id).where(imported.status == ImportStatus.LOADED)
    return list(session.connection().execute(select(number).where(number.not_in(loaded)).distinct()).scalars())


def _without(session: Session, model: type[PanelWeek | ToolWeek]) -> int:
    """How many (tool, week) that some file covers have no row of a rollup."""
    covered, counted = columns(CoveredWeek), columns(model)
    week: Select[Any] = select(covered.tool_id, covered.week).where(covered.tool_id != 0).distinct()
    there = select(counted.tool_id).where(
        and_(counted.tool_id == covered.tool_id, counted.app_id == 0, counted.week == covered.week)
    )
    missing = week.where(~there.exists()).subquery()
    return session.connection().execute(select(func.count()).select_from(missing)).scalar_one()
