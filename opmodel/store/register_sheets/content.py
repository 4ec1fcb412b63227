"""The register's rows as the rows of its sheets."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlmodel import Session, SQLModel, select

from opmodel.store.facts import Tool
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    GatePassage,
    Milestone,
    OfficeHolder,
    Operator,
    Play,
    Rollout,
    StageChange,
    Step,
    Team,
    Workflow,
    WorkflowTool,
)
from opmodel.store.register_sheets.evidence_sheets import BASELINES, CHECKS, GATE
from opmodel.store.register_sheets.forms import OFFICE_HOLDERS
from opmodel.store.register_sheets.mark import Moment
from opmodel.store.register_sheets.rollout_sheets import COMPANY_CELL, MILESTONES, REVIEWERS, ROLLOUTS, TEAMS
from opmodel.store.register_sheets.sheet import Kind, Sheet, SheetColumn
from opmodel.store.register_sheets.workflow_sheets import OPERATORS, PLAYS, STEPS, WORKFLOWS
from opmodel.store.register_sheets.written import cell_text, cell_value


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row of a sheet, and the rows of the register that it shows."""

    sheet: Sheet
    cells: Mapping[str, Any]
    """Our column name → value, None where blank. Money is in millionths, several names are a list."""
    of: Mapping[str, SQLModel] = field(default_factory=dict)
    """Table → the row whose columns its cells hold."""
    workflow_id: int | None = None
    rollout_id: int | None = None
    step_id: int | None = None


class UnknownOwner(ValueError):
    """Nobody of that name owns a workflow."""


class Content:
    """The register at one moment, sheet by sheet: the whole of it, or what belongs to one owner's workflows.

    A step has one checkpoint; a second one is left out.
    """

    def __init__(self, session: Session, moment: Moment, *, owner: str | None = None) -> None:
        self.moment = moment
        self._owner = owner
        self._tools = {tool.id: tool.name for tool in session.exec(select(Tool))}

    @cached_property
    def rows(self) -> dict[str, list[SheetRow]]:
        """The rows of each sheet by its name, in the order in which they are written.

        Raises:
            UnknownOwner: nobody of that name owns a workflow.
        """
        found = {
            WORKFLOWS.name: list(self._workflow_rows()),
            OPERATORS.name: list(self._operator_rows()),
            STEPS.name: list(self._step_rows()),
            PLAYS.name: list(self._play_rows()),
            TEAMS.name: list(self._team_rows()),
            ROLLOUTS.name: list(self._rollout_rows()),
            REVIEWERS.name: list(self._reviewer_rows()),
            MILESTONES.name: list(self._rollout_evidence(MILESTONES, Milestone, "reached_on")),
            CHECKS.name: list(self._check_rows()),
            BASELINES.name: list(self._rollout_evidence(BASELINES, Baseline, "first_day")),
            GATE.name: list(self._rollout_evidence(GATE, GatePassage, "passed_on")),
        }
        found[OFFICE_HOLDERS.name] = list(self._holder_rows(found))
        return found

    @cached_property
    def workflows(self) -> dict[int, Workflow]:
        """The workflows it is about, by number, in the order of their names."""
        rows = sorted(self.moment.all(Workflow), key=lambda row: _by_name(row.name))
        wanted = None if self._owner is None else self._owned_by(self._owner)
        return {row.id: row for row in rows if row.id is not None and (wanted is None or row.id in wanted)}

    def _owned_by(self, owner: str) -> set[int | None]:
        wanted = owner.strip().casefold()
        holders = {row.id for row in self.moment.all(OfficeHolder) if row.name.strip().casefold() == wanted}
        found = {row.id for row in self.moment.all(Workflow) if row.owner_id in holders}
        if not found:
            names = ", ".join(self.owners) or "nobody yet"
            raise UnknownOwner(f"{owner.strip()} owns no workflow; owners are: {names}.")
        return found

    @cached_property
    def owners(self) -> list[str]:
        """Names of those who own a workflow."""
        owning = {row.owner_id for row in self.moment.all(Workflow)}
        return sorted((row.name for row in self.moment.all(OfficeHolder) if row.id in owning), key=_by_name)

    @cached_property
    def steps(self) -> dict[int, Step]:
        """The steps of those workflows, in order, by number."""
        rows = [row for row in self.moment.all(Step) if row.workflow_id in self.workflows]
        rows.sort(key=lambda row: (self._place[row.workflow_id], row.position, row.id or 0))
        return {row.id: row for row in rows if row.id is not None}

    @cached_property
    def checkpoints(self) -> dict[int, Checkpoint]:
        """The checkpoint of each step, by the step's number."""
        return {row.step_id: row for row in reversed(self.moment.all(Checkpoint)) if row.step_id in self.steps}

    @cached_property
    def rollouts(self) -> dict[int, Rollout]:
        """The rollouts of those workflows, by number."""
        rows = [row for row in self.moment.all(Rollout) if row.workflow_id in self.workflows]
        rows.sort(key=lambda row: (self._place[row.workflow_id], _by_name(self.team(row.team_id)), row.attempt))
        return {row.id: row for row in rows if row.id is not None}

    @cached_property
    def step_names(self) -> dict[int, str]:
        """What each step is called in the sheets that name it: its name, with its first day where two share it."""
        alike = Counter((step.workflow_id, _folded(step.name)) for step in self.steps.values())
        return {
            number: step_name(step, alone=alike[step.workflow_id, _folded(step.name)] == 1)
            for number, step in self.steps.items()
        }

    def team(self, number: int) -> str:
        """A team's cell: its path."""
        team = self.moment.get(Team, number)
        return (team.path if team is not None else "") or COMPANY_CELL

    def holder(self, number: int | None) -> str | None:
        """An office holder's cell: the name."""
        row = self.moment.get(OfficeHolder, number)
        return None if row is None else cell_text(row.name)

    @cached_property
    def _place(self) -> dict[int, int]:
        return {number: place for place, number in enumerate(self.workflows)}

    def _row(
        self,
        sheet: Sheet,
        of: Mapping[str, SQLModel | None],
        *,
        workflow_id: int | None = None,
        rollout: Rollout | None = None,
        step_id: int | None = None,
        **said: Any,
    ) -> SheetRow:
        there = {table: row for table, row in of.items() if row is not None}
        if workflow_id is not None:
            said.setdefault("workflow", cell_text(self.workflows[workflow_id].name))
        if rollout is not None:
            said |= {"team": self.team(rollout.team_id), "attempt": rollout.attempt}
        if step_id is not None:
            said["step"] = self.step_names[step_id]
        cells = {column.name: said.get(column.name) for column in sheet.columns}
        for column in sheet.columns:
            if column.table in there:
                cells[column.name] = self._value(column, getattr(there[column.table], column.field))
        return SheetRow(
            sheet=sheet,
            cells=cells,
            of=there,
            workflow_id=workflow_id,
            rollout_id=None if rollout is None else rollout.id,
            step_id=step_id,
        )

    def _value(self, column: SheetColumn, value: Any) -> Any:
        return self.holder(value) if column.kind == Kind.HOLDER else cell_value(column.kind, value)

    def _workflow_rows(self) -> Iterator[SheetRow]:
        tools: dict[int, list[str]] = defaultdict(list)
        for link in self.moment.all(WorkflowTool):
            if (name := cell_text(self._tools.get(link.tool_id))) is not None:
                tools[link.workflow_id].append(name)
        for number, workflow in self.workflows.items():
            owner = self.moment.get(OfficeHolder, workflow.owner_id)
            yield self._row(
                WORKFLOWS,
                {"workflow": workflow, "office_holder": owner},
                workflow_id=number,
                tools=sorted(tools[number], key=_by_name) or None,
            )

    def _operator_rows(self) -> Iterator[SheetRow]:
        rows = [row for row in self.moment.all(Operator) if row.workflow_id in self.workflows]
        rows.sort(key=lambda row: (self._place[row.workflow_id], _by_name(self.holder(row.holder_id) or ""), row.role))
        for row in rows:
            yield self._row(OPERATORS, {"operator": row}, workflow_id=row.workflow_id)

    def _step_rows(self) -> Iterator[SheetRow]:
        for number, step in self.steps.items():
            of = {"step": step, "checkpoint": self.checkpoints.get(number)}
            yield self._row(STEPS, of, workflow_id=step.workflow_id)

    def _play_rows(self) -> Iterator[SheetRow]:
        rows = [row for row in self.moment.all(Play) if row.workflow_id in self.workflows]
        for row in sorted(rows, key=lambda row: (self._place[row.workflow_id], row.version)):
            yield self._row(PLAYS, {"play": row}, workflow_id=row.workflow_id)

    def _team_rows(self) -> Iterator[SheetRow]:
        rows = self.moment.all(Team)
        if self._owner is not None:
            wanted = self._teams_in_use({row.id: row for row in rows})
            rows = [row for row in rows if row.id in wanted]
        for row in sorted(rows, key=lambda row: _by_name(row.path)):
            yield self._row(TEAMS, {"team": row}, team=row.path or COMPANY_CELL)

    def _teams_in_use(self, teams: Mapping[int | None, Team]) -> set[int | None]:
        wanted: set[int | None] = set()
        for rollout in self.rollouts.values():
            team = teams.get(rollout.team_id)
            while team is not None and team.parent_id is not None:
                wanted.add(team.id)
                team = teams.get(team.parent_id)
        return wanted

    def _rollout_rows(self) -> Iterator[SheetRow]:
        stages: dict[int, list[StageChange]] = defaultdict(list)
        for change in self.moment.all(StageChange):
            stages[change.rollout_id].append(change)
        for number, rollout in self.rollouts.items():
            changes: list[StageChange | None] = [*sorted(stages[number], key=lambda row: (row.changed_on, row.id or 0))]
            for stage in changes or [None]:
                of = {"rollout": rollout, "stage_change": stage}
                yield self._row(ROLLOUTS, of, workflow_id=rollout.workflow_id, rollout=rollout)

    def _reviewer_rows(self) -> Iterator[SheetRow]:
        for row in self._at_checkpoints(CheckpointStaffing):
            if any((row.reviewer_id, row.backup_id, row.valid_from, row.valid_to)):
                yield self._at_checkpoint(REVIEWERS, row)

    def _check_rows(self) -> Iterator[SheetRow]:
        for row in self._at_checkpoints(Check):
            yield self._at_checkpoint(CHECKS, row)

    @cached_property
    def _step_of(self) -> dict[int, int]:
        return {row.id: step_id for step_id, row in self.checkpoints.items() if row.id is not None}

    def _at_checkpoints(self, model: type[Any]) -> list[Any]:
        """The rows of a table that belong to a checkpoint in a rollout, in the order of those and of their days."""
        step_place = {number: place for place, number in enumerate(self.steps)}
        rollout_place = {number: place for place, number in enumerate(self.rollouts)}
        rows = [
            row
            for row in self.moment.all(model)
            if row.checkpoint_id in self._step_of and row.rollout_id in rollout_place
        ]
        rows.sort(
            key=lambda row: (
                self._place[self.rollouts[row.rollout_id].workflow_id],
                step_place[self._step_of[row.checkpoint_id]],
                rollout_place[row.rollout_id],
                (row.looked_on if model is Check else row.valid_from) or date.min,
                row.id,
            )
        )
        return rows

    def _at_checkpoint(self, sheet: Sheet, row: Any) -> SheetRow:
        rollout = self.rollouts[row.rollout_id]
        step_id = self._step_of[row.checkpoint_id]
        return self._row(sheet, {sheet.table: row}, workflow_id=rollout.workflow_id, rollout=rollout, step_id=step_id)

    def _rollout_evidence(self, sheet: Sheet, model: type[Any], day: str) -> Iterator[SheetRow]:
        place = {number: place for place, number in enumerate(self.rollouts)}
        rows = [row for row in self.moment.all(model) if row.rollout_id in place]
        for row in sorted(rows, key=lambda row: (place[row.rollout_id], getattr(row, day), row.id)):
            rollout = self.rollouts[row.rollout_id]
            yield self._row(sheet, {sheet.table: row}, workflow_id=rollout.workflow_id, rollout=rollout)

    def _holder_rows(self, others: Mapping[str, list[SheetRow]]) -> Iterator[SheetRow]:
        rows = self.moment.all(OfficeHolder)
        if self._owner is not None:
            named = {row.cells[column.name] for row in _each(others) for column in _naming(row.sheet)}
            rows = [row for row in rows if cell_text(row.name) in named]
        for row in sorted(rows, key=lambda row: _by_name(row.name)):
            yield self._row(OFFICE_HOLDERS, {"office_holder": row})


def step_name(step: Step, *, alone: bool) -> str:
    """What a step is called in the sheets that name it.

    Args:
        step: the step.
        alone: whether no other step of its workflow has that name.
    """
    name = cell_text(step.name) or ""
    if alone:
        return name
    since = "the start" if step.valid_from is None else step.valid_from.isoformat()
    return f"{name} (from {since})"


def _folded(name: str) -> str:
    return (cell_text(name) or "").casefold()


def _each(rows: Mapping[str, list[SheetRow]]) -> Iterator[SheetRow]:
    for of_sheet in rows.values():
        yield from of_sheet


def _naming(sheet: Sheet) -> list[SheetColumn]:
    return [column for column in sheet.columns if column.kind == Kind.HOLDER]


def _by_name(name: str) -> tuple[str, str]:
    plain = cell_text(name) or ""
    return (plain.casefold(), plain)
