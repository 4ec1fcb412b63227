"""One workflow as the register has it on a day: what was decided about it, read whole, without a figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from opmodel.measures.checkpoints import CheckpointStanding, checkpoint_standings
from opmodel.measures.register_day import as_registered, days_count_to
from opmodel.measures.rollouts import RolloutStanding, rollouts_on
from opmodel.measures.scope import Scope
from opmodel.measures.steps import registered_steps
from opmodel.store.facts import Tool
from opmodel.store.meetings import Decision, DecisionKind
from opmodel.store.register import (
    Baseline,
    Checkpoint,
    Decider,
    OfficeHolder,
    Operator,
    OperatorRole,
    Performer,
    Play,
    Step,
    Workflow,
    WorkflowTool,
)
from opmodel.store.thresholds import threshold

Names = Mapping[int | None, str]
"""Office holders by number."""


class UnknownWorkflow(ValueError):
    """The register has no such workflow."""


@dataclass(frozen=True, kw_only=True)
class RecordedOperator:
    """Who redesigns, runs or scales the workflow. Hours a week; None where nobody said."""

    name: str
    role: OperatorRole
    hours_a_week: float | None


@dataclass(frozen=True, kw_only=True)
class RecordedStep:
    """A step that holds on the day, before and after the redesign."""

    name: str
    before: Performer
    after: Performer
    decision: str
    decider: Decider | None
    minutes_a_case: float | None
    checkpoint: str
    """What a person checks; empty where nothing is."""
    cadence_days: int | None


@dataclass(frozen=True, kw_only=True)
class RecordedPlay:
    """A version of the play; one without a day is a draft."""

    version: int
    body: str
    published_on: date | None
    published_by: str


@dataclass(frozen=True, kw_only=True)
class RecordedDecision:
    """A decision about the workflow or one of its rollouts."""

    kind: DecisionKind
    team: str
    """Empty where it is about the whole workflow."""
    why: str
    expected_move: str
    owner: str
    due_on: date | None
    decided_on: date
    decided_by: str


@dataclass(frozen=True, kw_only=True)
class WorkflowRecord:
    """A workflow whole."""

    id: int
    name: str
    day: date
    """The day it is read as of."""
    outcome: str
    owner: str
    tools: tuple[str, ...]
    operators: tuple[RecordedOperator, ...]
    steps: tuple[RecordedStep, ...]
    plays: tuple[RecordedPlay, ...]
    """Newest version first."""
    rollouts: tuple[RolloutStanding, ...]
    """By team and attempt."""
    baselines: Mapping[int, date]
    """Rollout → the day its baseline was locked."""
    checkpoints: tuple[CheckpointStanding, ...]
    """Of the rollouts that are live, by rollout and step."""
    decisions: tuple[RecordedDecision, ...]
    """Newest first."""

    @property
    def is_redesigned(self) -> bool:
        """Whether AI does one of its steps."""
        return any(step.after == Performer.AI_DOES for step in self.steps)

    @property
    def published(self) -> RecordedPlay | None:
        """The play as it is the standard now."""
        return next((play for play in self.plays if play.published_on is not None), None)


def workflow_record(session: Session, asked: Scope, *, workflow_id: int) -> WorkflowRecord:
    """The workflow as the register has it on the scope's day, with its rollouts in the scope's team and below.

    What is dated later is left out.

    Raises:
        UnknownWorkflow: the register has no workflow of that number.
    """
    workflow = session.get(Workflow, workflow_id)
    if workflow is None:
        raise UnknownWorkflow(f"The register has no workflow number {workflow_id}.")
    asked = as_registered(session, asked)
    names = {row.id: row.name for row in session.exec(select(OfficeHolder))}
    rollouts = tuple(one for one in rollouts_on(session, asked) if one.workflow_id == workflow_id)
    return WorkflowRecord(
        id=workflow_id,
        name=workflow.name,
        day=days_count_to(asked),
        outcome=workflow.outcome,
        owner=names.get(workflow.owner_id, ""),
        tools=_tools(session, workflow_id),
        operators=_operators(session, workflow_id, names),
        steps=_steps(session, workflow_id, asked.today),
        plays=_plays(session, workflow_id, asked.today),
        rollouts=rollouts,
        baselines=_baselines(session, rollouts, asked.today),
        checkpoints=_checkpoints(session, workflow_id, rollouts, days_count_to(asked)),
        decisions=_decisions(session, workflow_id, rollouts, names, asked.today),
    )


def workflow_numbers(session: Session) -> dict[str, int]:
    """Every registered workflow's number by its name, in the order of the names."""
    rows = session.exec(select(Workflow.name, Workflow.id)).all()
    return {name: number for name, number in sorted(rows, key=lambda row: row[0].casefold()) if number is not None}


def _tools(session: Session, workflow_id: int) -> tuple[str, ...]:
    return tuple(
        session.exec(
            select(Tool.name)
            .where(WorkflowTool.tool_id == Tool.id, WorkflowTool.workflow_id == workflow_id)
            .order_by(Tool.name)
        )
    )


def _operators(session: Session, workflow_id: int, names: Names) -> tuple[RecordedOperator, ...]:
    return tuple(
        RecordedOperator(name=names[row.holder_id], role=row.role, hours_a_week=row.hours_a_week)
        for row in session.exec(select(Operator).where(Operator.workflow_id == workflow_id).order_by(col(Operator.id)))
    )


def _baselines(session: Session, rollouts: Iterable[RolloutStanding], today: date) -> dict[int, date]:
    return {
        row.rollout_id: row.locked_on
        for row in session.exec(
            select(Baseline)
            .where(col(Baseline.rollout_id).in_([one.id for one in rollouts]), Baseline.locked_on <= today)
            .order_by(col(Baseline.locked_on))
        )
    }


def _holds(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def _steps(session: Session, workflow_id: int, today: date) -> tuple[RecordedStep, ...]:
    checks = {
        row.step_id: row
        for row in session.exec(
            select(Checkpoint).where(Checkpoint.step_id == Step.id, Step.workflow_id == workflow_id)
        )
    }
    return tuple(
        RecordedStep(
            name=step.name,
            before=step.performer_before,
            after=step.performer_after,
            decision=step.decision,
            decider=step.decider,
            minutes_a_case=step.minutes_a_case,
            checkpoint=checks[step.id].what_is_checked if step.id in checks else "",
            cadence_days=checks[step.id].cadence_days if step.id in checks else None,
        )
        for step in session.exec(
            select(Step).where(Step.workflow_id == workflow_id).order_by(col(Step.position), col(Step.id))
        )
        if _holds(step.valid_from, step.valid_to, today)
    )


def _plays(session: Session, workflow_id: int, today: date) -> tuple[RecordedPlay, ...]:
    return tuple(
        RecordedPlay(
            version=play.version, body=play.body, published_on=play.published_on, published_by=play.published_by
        )
        for play in session.exec(select(Play).where(Play.workflow_id == workflow_id).order_by(col(Play.version).desc()))
        if play.published_on is None or play.published_on <= today
    )


def _checkpoints(
    session: Session, workflow_id: int, rollouts: Iterable[RolloutStanding], today: date
) -> tuple[CheckpointStanding, ...]:
    steps = [step for step in registered_steps(session)[workflow_id] if step.holds_on(today)]
    return tuple(
        checkpoint_standings(
            session,
            [one for one in rollouts if one.is_live],
            {workflow_id: steps},
            day=today,
            days_added_up=threshold(session, "rubber_stamp_days"),
        )
    )


def _decisions(
    session: Session,
    workflow_id: int,
    rollouts: Iterable[RolloutStanding],
    names: Names,
    today: date,
) -> tuple[RecordedDecision, ...]:
    teams = {rollout.id: rollout.team for rollout in rollouts}
    return tuple(
        RecordedDecision(
            kind=row.kind,
            team=teams.get(row.rollout_id or 0, ""),
            why=row.why,
            expected_move=row.expected_move,
            owner=names.get(row.owner_id, ""),
            due_on=row.due_on,
            decided_on=row.decided_at.date(),
            decided_by=row.decided_by,
        )
        for row in session.exec(
            select(Decision)
            .where(or_(col(Decision.workflow_id) == workflow_id, col(Decision.rollout_id).in_(list(teams))))
            .order_by(col(Decision.decided_at).desc(), col(Decision.id).desc())
        )
        if row.decided_at.date() <= today
    )
