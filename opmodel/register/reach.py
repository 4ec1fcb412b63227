"""How far an edit reaches: what each changed row takes to change, and which teams it is about.

What is about no team, or about the work of several, takes the role in the whole company.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from opmodel.store.asker import Act, Asker
from opmodel.store.register import Checkpoint, RegisterChange, Rollout, Step, Team

_TAKES = {"setting": Act.SET, "role_grant": Act.GRANT}
"""Tables that take more than the edit says: taking an edit back may reach any of them."""
_NAMES_ALONE = frozenset({"office_holder"})
"""Tables whose new rows are about nobody's work yet."""


def within_reach(session: Session, changes: Iterable[RegisterChange], *, by: Asker, act: Act) -> None:
    """Insist that whoever made the changes may make each of them where it lies.

    Raises:
        Refused: they may not.
    """
    for change in changes:
        takes = _TAKES.get(change.table_name, act)
        if by.may(takes) or (change.table_name in _NAMES_ALONE and change.before is None):
            continue
        for values in (change.before, change.after):
            if values is not None:
                for team in _teams(session, change.table_name, values):
                    by.require(takes, team)


def _teams(session: Session, table: str, values: Mapping[str, Any]) -> set[str]:
    """The paths of the teams that a row is about; an empty path is the whole company."""
    if table == "team":
        return {values.get("path") or ""}
    if table == "rollout":
        return _paths(session, [values.get("team_id")])
    if values.get("rollout_id") is not None:
        return _paths(session, [_team_of(session, values["rollout_id"])])
    workflow = _workflow(session, table, values)
    return {""} if workflow is None else _paths(session, _teams_of(session, workflow))


def _paths(session: Session, teams: Iterable[int | None]) -> set[str]:
    found = [session.get(Team, team) if team is not None else None for team in teams]
    return {team.path if team is not None else "" for team in found} or {""}


def _team_of(session: Session, rollout_id: int) -> int | None:
    rollout = session.get(Rollout, rollout_id)
    if rollout is not None:
        return rollout.team_id
    # A rollout that this very edit removed: the trail knows where it was.
    gone = session.exec(
        select(RegisterChange)
        .where(RegisterChange.table_name == "rollout", RegisterChange.row_key == f"[{rollout_id}]")
        .order_by(col(RegisterChange.id).desc())
    ).first()
    return None if gone is None or gone.before is None else gone.before.get("team_id")


def _workflow(session: Session, table: str, values: Mapping[str, Any]) -> int | None:
    """The workflow that a row belongs to; None where it belongs to none, or what it belonged to is gone."""
    if table == "workflow":
        number: int | None = values.get("id")
        return number
    if values.get("checkpoint_id") is not None:
        checkpoint = session.get(Checkpoint, values["checkpoint_id"])
        return None if checkpoint is None else _workflow(session, "checkpoint", {"step_id": checkpoint.step_id})
    if values.get("step_id") is not None:
        step = session.get(Step, values["step_id"])
        return None if step is None else step.workflow_id
    return values.get("workflow_id")


def _teams_of(session: Session, workflow_id: int) -> set[int]:
    return set(session.exec(select(Rollout.team_id).where(Rollout.workflow_id == workflow_id)))
