"""Taking an import out whole: its facts, what it alone named, and what it changed in the register."""

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from opmodel.intake.history import record
from opmodel.intake.outcome import Outcome, from_record
from opmodel.intake.refusal import Refused
from opmodel.measures.snapshots import leave_snapshot
from opmodel.store.asker import Act, Asker
from opmodel.store.audit import ChangedSince, put_back, take_out
from opmodel.store.base import now
from opmodel.store.bulk import columns
from opmodel.store.closed import closed
from opmodel.store.engine import writing
from opmodel.store.facts import (
    ABSENCES,
    Absence,
    AppUse,
    Case,
    Contract,
    Coverage,
    Identity,
    Import,
    ImportStatus,
    LastActivity,
    Person,
    PersonLink,
    Rejection,
    RosterEntry,
    Seat,
    Tool,
    ToolUse,
    WorkflowUse,
)
from opmodel.store.register import OfficeHolder, RegisterChange, SeatExemption, TargetPerson, Team
from opmodel.store.rollups.refresh import refresh
from opmodel.store.rollups.touched import Touched
from opmodel.store.trail import record_undo
from opmodel.store.weeks import week_of

_OF_AN_IMPORT: tuple[type[SQLModel], ...] = (
    AppUse,
    ToolUse,
    LastActivity,
    Seat,
    WorkflowUse,
    Absence,
    Case,
    Contract,
    RosterEntry,
    PersonLink,
    TargetPerson,
    Identity,
    Coverage,
    Rejection,
)
_NAMING_PEOPLE: tuple[type[SQLModel], ...] = (
    RosterEntry,
    Seat,
    LastActivity,
    ToolUse,
    WorkflowUse,
    Absence,
    PersonLink,
    TargetPerson,
    Identity,
)


def undo(url: str, import_id: int, *, by: Asker) -> Outcome:
    """Take an import out of the store at `url`, its rollups with it; the record of it stays, marked as undone.

    The same file can be loaded again afterwards. Comes back as "refused" where there is no such import, it was undone
    before, or what it wrote to the register was changed again since.

    Raises:
        asker.Refused: `by` may not take imports out.
    """
    by.require(Act.UPLOAD)
    try:
        with writing(url) as session:
            return _undone(session, import_id, by=by.name)
    except Refused as refusal:
        return Outcome(file="", status="refused", import_id=import_id, why=str(refusal))


def _undone(session: Session, import_id: int, *, by: str) -> Outcome:
    row = session.get(Import, import_id)
    if row is None:
        raise Refused(f"There is no import {import_id}; `opmodel imports` lists them.")
    if row.status == ImportStatus.UNDONE:
        raise Refused(f"Import {import_id} was already undone by {row.undone_by}.")
    touched = _touched(session, import_id)
    for model in _OF_AN_IMPORT:
        session.connection().execute(delete(model).where(columns(model).import_id == import_id))
    session.expire_all()
    notes = _put_register_back(session, import_id)
    if any(week < closed(session).first_open for week in touched.weeks):
        notes.append(closed(session).sentence)
    _let_go_of_names(session, import_id)
    _let_go_of_people(session, import_id)
    row.status = ImportStatus.UNDONE
    row.undone_at = now()
    row.undone_by = by
    session.add(row)
    refresh(session, touched)
    leave_snapshot(session, import_id=import_id, reason="undo")
    record_undo(session, row, by=by, notes=notes)
    outcome = from_record(record(row), "undone")
    return Outcome(**{**vars(outcome), "notes": tuple(notes)})


def _put_register_back(session: Session, import_id: int) -> list[str]:
    """Put back what the import did to the register, once its facts are gone.

    Raises:
        Refused: one of those rows was changed again since.
    """
    changes = session.exec(
        select_rows(RegisterChange).where(RegisterChange.import_id == import_id).order_by(col(RegisterChange.id).desc())
    ).all()
    try:
        return put_back(session, changes)
    except ChangedSince as since:
        raise Refused(f"Import {import_id} cannot be undone: {since}; undo or correct that first.") from since


def _touched(session: Session, import_id: int) -> Touched:
    """What taking the import out makes stale; the facts must still be there."""
    coverage = session.exec(select_rows(Coverage).where(Coverage.import_id == import_id)).all()
    weeks = {week for span in coverage for week in _weeks(span)}
    weekly: tuple[type[SQLModel], ...] = (ToolUse, AppUse, WorkflowUse)
    for model in weekly:
        weeks |= _distinct(session, model, "week", import_id)
    tools = {span.tool_id for span in coverage if span.tool_id is not None}
    of_tools: tuple[type[SQLModel], ...] = (ToolUse, Seat, LastActivity, Contract)
    for model in of_tools:
        tools |= _distinct(session, model, "tool_id", import_id)
    workflows = {span.workflow_id for span in coverage if span.workflow_id is not None}
    of_workflows: tuple[type[SQLModel], ...] = (WorkflowUse, Case)
    for model in of_workflows:
        workflows |= _distinct(session, model, "workflow_id", import_id)
    snapshots = _has(session, LastActivity, import_id)
    return Touched(
        tools=frozenset(tools),
        workflows=frozenset(workflows),
        weeks=frozenset(weeks),
        seats=snapshots or _has(session, Seat, import_id) or _has(session, Contract, import_id),
        snapshots=snapshots,
        people=_has(session, RosterEntry, import_id) or _has(session, PersonLink, import_id),
        register=_has(session, RegisterChange, import_id) or _has(session, TargetPerson, import_id),
        absences=any(span.source == ABSENCES for span in coverage),
        coverage=bool(coverage),
    )


def _weeks(span: Coverage) -> range:
    return range(week_of(span.first_day), week_of(span.last_day) + 1)


def _distinct(session: Session, model: type[SQLModel], name: str, import_id: int) -> set[int]:
    table = columns(model)
    found = session.connection().execute(select(table[name]).where(table.import_id == import_id).distinct())
    return set(found.scalars())


def _has(session: Session, model: type[SQLModel], import_id: int) -> bool:
    import_column = columns(model).import_id
    return (
        session.connection().execute(select(import_column).where(import_column == import_id).limit(1)).first()
        is not None
    )


def _let_go_of_names(session: Session, import_id: int) -> None:
    """Tools and teams that this import named first: gone if nothing stands on them, else another import's."""
    for model in (Tool, Team):
        rows = session.exec(
            select_rows(model).where(columns(model).import_id == import_id).order_by(columns(model).id.desc())
        ).all()
        for row in rows:
            heir = take_out(session, row)
            if heir is not None:
                row.import_id = heir or None
                session.add(row)
    session.flush()


def _let_go_of_people(session: Session, import_id: int) -> None:
    """Persons that this import named first: gone if nobody else names them, else another import's."""
    person = columns(Person)
    connection = session.connection()
    mine = select(person.id).where(person.import_id == import_id)
    heirs: dict[int, int] = {}
    for model in _NAMING_PEOPLE:
        table = columns(model)
        named = [table.person_id, *([table.same_as_id] if model is PersonLink else [])]
        for column in named:
            found = select(column, func.min(table.import_id)).where(column.in_(mine)).group_by(column)
            for person_id, heir in connection.execute(found):
                heirs[person_id] = min(heir, heirs.get(person_id, heir))
    for heir in sorted(set(heirs.values())):
        ids = [person_id for person_id, one in heirs.items() if one == heir]
        for start in range(0, len(ids), 10_000):
            chosen = person.id.in_(ids[start : start + 10_000])
            connection.execute(update(Person).where(chosen).values(import_id=heir))
    for model in (OfficeHolder, SeatExemption):
        named_on_purpose = select(columns(model).person_id).where(columns(model).person_id.is_not(None))
        connection.execute(
            update(Person).where(person.import_id == import_id, person.id.in_(named_on_purpose)).values(import_id=None)
        )
    connection.execute(delete(Person).where(col(Person.import_id) == import_id))
