"""A workflow with everything its four components are worked out from, read for all workflows at once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.case_volume import CaseVolume, case_volumes
from opmodel.measures.checkpoints import CheckpointStanding, checked_steps, checkpoint_standings
from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.plays import Plays, plays
from opmodel.measures.register_day import as_registered, days_count_to
from opmodel.measures.rollouts import RolloutStanding, rollouts_on
from opmodel.measures.scope import Scope
from opmodel.measures.steps import StepRecord, registered_steps
from opmodel.store.bulk import columns
from opmodel.store.register import OfficeHolder, Operator, Performer, Stage, Workflow
from opmodel.store.teams import TeamTree
from opmodel.store.thresholds import all_thresholds


@dataclass(frozen=True, kw_only=True)
class RegisteredWorkflow:
    """One workflow as it stands on a day, in the whole company."""

    id: int
    name: str
    outcome: str
    owner: str
    """Empty where nobody is named; so are the names below."""
    operators: tuple[Mapping[str, Any], ...]
    """`name`, `role`, `hours_a_week` of each."""
    steps: tuple[StepRecord, ...]
    """Those that hold, in their order."""
    coming: tuple[StepRecord, ...]
    """Those that begin later."""
    rollouts: tuple[RolloutStanding, ...]
    adoptions: Mapping[int, RolloutAdoption]
    """By rollout."""
    checkpoints: tuple[CheckpointStanding, ...]
    """In each live rollout."""
    checked_steps: frozenset[int]
    """Steps that have a checkpoint, staffed or not."""
    plays: Plays
    volume: CaseVolume | None
    day: date
    limits: Mapping[str, float]
    """Every threshold by its name."""
    tree: TeamTree

    @property
    def live(self) -> list[RolloutStanding]:
        """Rollouts in pilot or production."""
        return [one for one in self.rollouts if one.is_live]

    @property
    def planned(self) -> list[RolloutStanding]:
        """Rollouts that have not begun."""
        return [one for one in self.rollouts if one.stage == Stage.PLANNED]

    @property
    def is_redesign(self) -> bool:
        """Whether AI does one of its steps."""
        return bool(self.done_by(Performer.AI_DOES))

    def done_by(self, performer: Performer) -> list[StepRecord]:
        """The steps that hold and have that performer."""
        return [step for step in self.steps if step.after == performer]

    def people(self, rollout_id: int) -> float | None:
        """Target people of a rollout in its newest complete week; None where that is not known."""
        return self.adoptions[rollout_id].level.denominator if rollout_id in self.adoptions else None

    def whom_to_ask(self, rollout: RolloutStanding | None = None) -> str:
        """` Ask Grace Hopper.`: who took the rollout on, else who answers for the workflow; empty where nobody does."""
        name = (rollout.receiving_owner if rollout else "") or self.owner
        return f" Ask {name}." if name else ""


def registered_workflows(session: Session, asked: Scope) -> list[RegisteredWorkflow]:
    """The workflows of a scope, by name: all of the company's, or those with a rollout in the team or below.

    What is read of a workflow is the whole of it, whichever team is asked about.
    """
    asked = as_registered(session, asked)
    company = replace(asked, team=asked.tree.company)
    rollouts, adoptions = rollouts_on(session, company), rollout_adoptions(session, company)
    steps = registered_steps(session)
    holding = {workflow: [one for one in some if one.holds_on(asked.today)] for workflow, some in steps.items()}
    limits, day = all_thresholds(session), days_count_to(asked)
    checkpoints = checkpoint_standings(
        session,
        [one for one in rollouts if one.is_live],
        holding,
        day=day,
        days_added_up=limits["rubber_stamp_days"],
    )
    checked, written, volumes = checked_steps(session), plays(session, asked.today), case_volumes(session, asked)
    operators = _operators(session)
    below = asked.tree.subtree(asked.team)
    inside = {one.workflow_id for one in rollouts if one.team_id in below}
    return [
        RegisteredWorkflow(
            id=number,
            name=name,
            outcome=outcome,
            owner=owner or "",
            operators=tuple(operators[number]),
            steps=tuple(holding.get(number, ())),
            coming=tuple(one for one in steps[number] if one.begins_after(asked.today)),
            rollouts=tuple(one for one in rollouts if one.workflow_id == number),
            adoptions={one.rollout_id: one for one in adoptions if one.workflow_id == number},
            checkpoints=tuple(one for one in checkpoints if one.rollout.workflow_id == number),
            checked_steps=checked,
            plays=written.get(number, Plays()),
            volume=volumes.get(number),
            day=day,
            limits=limits,
            tree=asked.tree,
        )
        for number, name, outcome, owner in _named(session)
        if asked.is_company or number in inside
    ]


def _named(session: Session) -> list[tuple[int, str, str, str | None]]:
    workflow, holder = columns(Workflow), columns(OfficeHolder)
    rows = session.execute(
        select(workflow.id, workflow.name, workflow.outcome, holder.name.label("owner"))
        .select_from(workflow.id.table)
        .outerjoin(holder.id.table, holder.id == workflow.owner_id)
    )
    return sorted(((row[0], row[1], row[2], row[3]) for row in rows), key=lambda row: row[1].casefold())


def _operators(session: Session) -> dict[int, list[dict[str, Any]]]:
    operator, holder = columns(Operator), columns(OfficeHolder)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for workflow, name, role, hours in session.execute(
        select(operator.workflow_id, holder.name, operator.role, operator.hours_a_week)
        .join(holder.id.table, holder.id == operator.holder_id)
        .order_by(operator.id)
    ):
        found[workflow].append({"name": name, "role": str(role), "hours_a_week": hours})
    return found
