"""The register as its forms show it: every row of it, read in one go, with the number of the newest change.

These are small tables. Checks grow with time, so only their newest are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from opmodel.store.audit import newest_change
from opmodel.store.facts import Tool
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    OfficeHolder,
    Operator,
    Play,
    Rollout,
    Setting,
    Stage,
    StageChange,
    Step,
    Team,
    Workflow,
    WorkflowTool,
)
from opmodel.store.teams import COMPANY, TeamTree, team_tree

NEWEST_CHECKS = 200
Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, kw_only=True)
class Book:
    """The register at one change. Its rows belong to no session: they are read and never written."""

    change: int
    """What a form made from it has seen."""
    tree: TeamTree
    teams: Sequence[Team]
    workflows: Sequence[Workflow]
    operators: Sequence[Operator]
    steps: Sequence[Step]
    checkpoints: Mapping[int, Checkpoint]
    """By step."""
    plays: Sequence[Play]
    """Newest version first."""
    rollouts: Sequence[Rollout]
    stages: Mapping[int, Sequence[StageChange]]
    """By rollout, newest first."""
    staffing: Sequence[CheckpointStaffing]
    """Newest first."""
    checks: Sequence[Check]
    baselines: Sequence[Baseline]
    holders: Mapping[int, OfficeHolder]
    tools: Mapping[int, str]
    tools_of: Mapping[int, Sequence[int]]
    """Tools by workflow."""
    settings: Mapping[str, str]
    """What the organisation has set, by key; what nobody set is not in it."""

    @classmethod
    def empty(cls) -> "Book":
        """The register of a store that nobody has written to: a company without a team."""
        return cls(
            change=0,
            tree=TeamTree(parents={0: None}, paths={0: ""}, names={0: COMPANY}),
            teams=(),
            workflows=(),
            operators=(),
            steps=(),
            checkpoints={},
            plays=(),
            rollouts=(),
            stages={},
            staffing=(),
            checks=(),
            baselines=(),
            holders={},
            tools={},
            tools_of={},
            settings={},
        )

    def holder(self, number: int | None) -> str:
        """The name of an office holder; empty for none."""
        return "" if number is None else self.holders[number].name

    def team(self, number: int) -> str:
        """The path of a team; the company's name for the company."""
        return self.tree.paths[number] or self.tree.names[number]

    def workflow(self, name: str) -> Workflow | None:
        """The workflow of that name."""
        return next((row for row in self.workflows if row.name == name), None)

    def of_workflow(self, rows: Sequence[Row], workflow_id: int | None) -> list[Row]:
        """The rows that belong to a workflow."""
        return [row for row in rows if getattr(row, "workflow_id") == workflow_id]  # noqa: B009  any of several tables

    def stage(self, rollout_id: int | None) -> Stage | None:
        """Where a rollout stands."""
        stages = self.stages.get(rollout_id or 0, ())
        return stages[0].stage if stages else None

    def rollout_name(self, rollout: Rollout) -> str:
        """A rollout by its team, with the attempt where it is not the first."""
        name = self.team(rollout.team_id)
        return name if rollout.attempt == 1 else f"{name}, attempt {rollout.attempt}"

    def reviewer(self, *, checkpoint_id: int | None, rollout_id: int | None, day: date) -> CheckpointStaffing | None:
        """Who reviews a checkpoint in a rollout on a day."""
        return next(
            (
                row
                for row in self.staffing
                if row.checkpoint_id == checkpoint_id
                and row.rollout_id == rollout_id
                and (row.valid_from is None or row.valid_from <= day)
                and (row.valid_to is None or row.valid_to >= day)
            ),
            None,
        )


def book(session: Session) -> Book:
    """Read the register. The store must have its company."""
    stages: dict[int, list[StageChange]] = {}
    for change in session.exec(
        select(StageChange).order_by(col(StageChange.changed_on).desc(), col(StageChange.id).desc())
    ):
        stages.setdefault(change.rollout_id, []).append(change)
    tools_of: dict[int, list[int]] = {}
    for link in session.exec(select(WorkflowTool).order_by(col(WorkflowTool.tool_id))):
        tools_of.setdefault(link.workflow_id, []).append(link.tool_id)
    read = Book(
        change=newest_change(session),
        tree=team_tree(session),
        teams=session.exec(select(Team).order_by(col(Team.path))).all(),
        workflows=session.exec(select(Workflow).order_by(col(Workflow.name))).all(),
        operators=session.exec(select(Operator).order_by(col(Operator.id))).all(),
        steps=session.exec(select(Step).order_by(col(Step.position), col(Step.id))).all(),
        checkpoints={row.step_id: row for row in session.exec(select(Checkpoint).order_by(col(Checkpoint.id).desc()))},
        plays=session.exec(select(Play).order_by(col(Play.version).desc())).all(),
        rollouts=session.exec(select(Rollout).order_by(col(Rollout.id))).all(),
        stages=stages,
        staffing=session.exec(select(CheckpointStaffing).order_by(col(CheckpointStaffing.id).desc())).all(),
        checks=session.exec(
            select(Check).order_by(col(Check.looked_on).desc(), col(Check.id).desc()).limit(NEWEST_CHECKS)
        ).all(),
        baselines=session.exec(select(Baseline).order_by(col(Baseline.id))).all(),
        holders={row.id: row for row in session.exec(select(OfficeHolder)) if row.id is not None},
        tools={row.id: row.name for row in session.exec(select(Tool)) if row.id is not None},
        tools_of=tools_of,
        settings={row.key: row.value for row in session.exec(select(Setting))},
    )
    session.expunge_all()
    return read
