"""The rollouts as the register has them on a day: stage, go-live, and what was agreed with the team."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlmodel import Session

from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.register import LIVE, OfficeHolder, Rollout, Stage, StageChange, Team, Workflow


@dataclass(frozen=True, kw_only=True)
class RolloutStanding:
    """One attempt of a workflow in a team, as it stands on a day."""

    id: int
    workflow_id: int
    workflow: str
    team_id: int
    team: str
    """Path of the team, or the company's name."""
    attempt: int
    stage: Stage
    stage_since: date
    go_live: date | None
    """First day in pilot, or in production where there was no pilot (measures.md, Rulings: time and coverage)."""
    stopped_on: date | None
    play_version: int | None
    receiving_owner: str
    """Empty where nobody is named."""
    accepted_on: date | None
    accountable_before: str
    accountable_now: str
    stated_headcount: int | None

    @property
    def is_live(self) -> bool:
        """Whether it is in pilot or production."""
        return self.stage in LIVE

    @property
    def place(self) -> str:
        """The team as a sentence names it."""
        name = self.team.rsplit("/", 1)[-1]
        return name if self.attempt == 1 else f"{name} (attempt {self.attempt})"


def rollouts_on(session: Session, asked: Scope) -> list[RolloutStanding]:
    """The rollouts of the scope's team and below that had a stage by the scope's day: by workflow, team and attempt."""
    changes = _changes(session, asked.today)
    below = asked.tree.subtree(asked.team)
    found = [
        _standing(row, changes[row["id"]])
        for row in session.execute(_every_rollout()).mappings()
        if row["team_id"] in below and changes[row["id"]]
    ]
    return sorted(found, key=lambda one: (one.workflow.casefold(), one.team.casefold(), one.attempt))


def rollout_on(session: Session, day: date, rollout_id: int) -> RolloutStanding | None:
    """One rollout; one that has no stage by the day stands as planned. None where there is no such rollout."""
    row = session.execute(_every_rollout().where(columns(Rollout).id == rollout_id)).mappings().first()
    if row is None:
        return None
    return _standing(row, _changes(session, day)[rollout_id] or [(day, Stage.PLANNED)])


def _every_rollout() -> Select[Any]:
    rollout, workflow, team, holder = columns(Rollout), columns(Workflow), columns(Team), columns(OfficeHolder)
    return (
        select(rollout, workflow.name.label("workflow"), team.path, team.name.label("team_name"), holder.name)
        .select_from(rollout.id.table)
        .join(workflow.id.table, workflow.id == rollout.workflow_id)
        .join(team.id.table, team.id == rollout.team_id)
        .outerjoin(holder.id.table, holder.id == rollout.receiving_owner_id)
    )


def _changes(session: Session, day: date) -> dict[int, list[tuple[date, Stage]]]:
    """Each rollout's changes of stage by the day, oldest first."""
    change = columns(StageChange)
    changes: dict[int, list[tuple[date, Stage]]] = defaultdict(list)
    for rollout_id, changed_on, stage in session.execute(
        select(change.rollout_id, change.changed_on, change.stage)
        .where(change.changed_on <= day)
        .order_by(change.changed_on, change.id)
    ):
        changes[rollout_id].append((changed_on, stage))
    return changes


def _standing(row: RowMapping, changes: list[tuple[date, Stage]]) -> RolloutStanding:
    stage = changes[-1][1]
    # A stage that is said again, with another reason, has been the stage since it was first said.
    since = changes[-1][0]
    for changed_on, earlier in reversed(changes):
        if earlier != stage:
            break
        since = changed_on
    begun = [day for day, one in changes if one == Stage.PILOT] or [
        day for day, one in changes if one == Stage.PRODUCTION
    ]
    kept = (
        "id",
        "workflow_id",
        "workflow",
        "team_id",
        "attempt",
        "play_version",
        "accepted_on",
        "accountable_before",
        "accountable_now",
        "stated_headcount",
    )
    return RolloutStanding(
        **{name: row[name] for name in kept},
        team=str(row["path"] or row["team_name"]),
        stage=stage,
        stage_since=since,
        go_live=begun[0] if begun else None,
        stopped_on=since if stage == Stage.STOPPED else None,
        receiving_owner=str(row["name"] or ""),
    )
