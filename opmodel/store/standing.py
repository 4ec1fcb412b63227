"""What stands on a row of the register: the imported files that speak of it."""

from sqlmodel import Session, col, or_, select

from opmodel.store.facts import Case, Coverage, Import, ImportStatus, RosterEntry, WorkflowUse
from opmodel.store.register import Rollout, TargetPerson

_NAMED = 3
"""Files that a sentence names before it says that there are more."""


def files_about_workflow(session: Session, workflow_id: int) -> list[str]:
    """The imported files that hold use, cases or target people of a workflow, the newest first."""
    rollouts = select(Rollout.id).where(Rollout.workflow_id == workflow_id)
    return _named(
        session,
        select(WorkflowUse.import_id).where(WorkflowUse.workflow_id == workflow_id),
        select(Case.import_id).where(Case.workflow_id == workflow_id),
        select(Coverage.import_id).where(Coverage.workflow_id == workflow_id),
        select(TargetPerson.import_id).where(col(TargetPerson.rollout_id).in_(rollouts)),
    )


def files_about_rollout(session: Session, rollout_id: int) -> list[str]:
    """The imported files that list target people of a rollout, the newest first."""
    return _named(session, select(TargetPerson.import_id).where(TargetPerson.rollout_id == rollout_id))


def files_about_team(session: Session, team_id: int) -> list[str]:
    """The imported files that place people or cases in a team, or speak for it, the newest first."""
    return _named(
        session,
        select(RosterEntry.import_id).where(RosterEntry.team_id == team_id),
        select(Case.import_id).where(Case.team_id == team_id),
        select(Coverage.import_id).where(Coverage.team_id == team_id),
    )


def some_of(files: list[str]) -> str:
    """The first few of them, for a sentence."""
    return f"{', '.join(files[:_NAMED])}{' and more' if len(files) > _NAMED else ''}"


def _named(session: Session, *found: object) -> list[str]:
    speaking = or_(*(col(Import.id).in_(numbers) for numbers in found))  # type: ignore[arg-type]
    rows = session.exec(
        select(Import).where(speaking, Import.status == ImportStatus.LOADED).order_by(col(Import.id).desc())
    )
    return [f"{row.file_name} (import {row.id})" for row in rows]
