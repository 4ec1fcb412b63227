"""The pilots of the company: every attempt that entered stage `pilot`, and where it stands on a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.scope import Scope
from opmodel.measures.survival import UNDER_WAY
from opmodel.store.bulk import columns
from opmodel.store.register import Milestone, OfficeHolder, Rollout, Stage, StageChange, Team, Workflow

OPEN, PRODUCTION, STOPPED = UNDER_WAY, 1, 2
"""What became of a pilot."""


@dataclass(frozen=True, kw_only=True)
class Pilot:
    """One attempt as it stands on a day."""

    rollout_id: int
    workflow: str
    team: str
    attempt: int
    started_on: date
    outcome: int
    decided_on: date | None
    moved_on: date
    """The last stage change or milestone."""
    owner: str
    is_handed_over: bool
    """Whether a receiving owner is named."""
    decide_by: date | None
    spend: float | None
    currency: str

    def age(self, day: date) -> int:
        """Days from the start to the decision, or to `day` while open."""
        return ((self.decided_on or day) - self.started_on).days


def pilots(session: Session, asked: Scope) -> list[Pilot]:
    """The pilots begun by the scope's day in its team and below, the oldest first.

    A pilot that reached production counts as such whatever came later; one that was stopped and taken up again without
    a new attempt is open.
    """
    changes: dict[int, list[tuple[date, Stage]]] = defaultdict(list)
    change, milestone = columns(StageChange), columns(Milestone)
    for rollout_id, day, stage in session.execute(
        select(change.rollout_id, change.changed_on, change.stage)
        .where(change.changed_on <= asked.today)
        .order_by(change.changed_on, change.id)
    ):
        changes[rollout_id].append((day, stage))
    steps: dict[int, list[date]] = defaultdict(list)
    for rollout_id, day in session.execute(
        select(milestone.rollout_id, milestone.reached_on).where(milestone.reached_on <= asked.today)
    ):
        steps[rollout_id].append(day)
    rollout, workflow, team, holder = columns(Rollout), columns(Workflow), columns(Team), columns(OfficeHolder)
    owners = {row[0]: row[1] for row in session.execute(select(holder.id, holder.name))}
    below = asked.tree.subtree(asked.team)
    found = []
    for row in session.execute(
        select(rollout, workflow.name.label("workflow"), workflow.owner_id, team.path, team.name.label("team_name"))
        .where(workflow.id == rollout.workflow_id, team.id == rollout.team_id)
        .order_by(rollout.id)
    ).mappings():
        history = changes[row["id"]]
        begun = [day for day, stage in history if stage == Stage.PILOT]
        if not begun or row["team_id"] not in below:
            continue
        outcome, decided_on = _outcome(history, begun[0])
        found.append(
            Pilot(
                rollout_id=row["id"],
                workflow=row["workflow"],
                team=row["path"] or row["team_name"],
                attempt=row["attempt"],
                started_on=begun[0],
                outcome=outcome,
                decided_on=decided_on,
                moved_on=max([history[-1][0], *steps[row["id"]]]),
                owner=owners.get(row["receiving_owner_id"]) or owners.get(row["owner_id"]) or "",
                is_handed_over=row["receiving_owner_id"] is not None,
                decide_by=row["decide_by"],
                spend=None if row["spend_micros"] is None else row["spend_micros"] / 1_000_000,
                currency=row["currency"] or "",
            )
        )
    return sorted(found, key=lambda pilot: (pilot.started_on, pilot.workflow.casefold(), pilot.team.casefold()))


def _outcome(history: list[tuple[date, Stage]], started_on: date) -> tuple[int, date | None]:
    since = [(day, stage) for day, stage in history if day >= started_on]
    crossed = [day for day, stage in since if stage == Stage.PRODUCTION]
    if crossed:
        return PRODUCTION, crossed[0]
    day, stage = since[-1]
    return (STOPPED, day) if stage == Stage.STOPPED else (OPEN, None)
