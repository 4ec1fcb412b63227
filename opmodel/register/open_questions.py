"""What the register still asks an owner: the cells that are blank and should not stay so, each with its question."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from opmodel.store.register import CheckpointStaffing, Performer, Stage, Step
from opmodel.store.register_sheets.content import Content, SheetRow
from opmodel.store.register_sheets.rollout_sheets import REVIEWERS, ROLLOUTS
from opmodel.store.register_sheets.sheet import Sheet
from opmodel.store.register_sheets.workflow_sheets import OPERATORS, PLAYS, STEPS, WORKFLOWS

_UNDECIDED = frozenset({Stage.PLANNED, Stage.PILOT})


@dataclass(frozen=True, kw_only=True)
class Question:
    """One cell that is asked for."""

    sheet: Sheet
    row: int
    """Place of its row in the sheet, the first being 0."""
    column: str
    asks: str


@dataclass
class Asked:
    """The sheets of an owner's workbook with rows for what is missing altogether, and every question."""

    rows: dict[str, list[SheetRow]]
    questions: list[Question] = field(default_factory=list)

    def ask(self, sheet: Sheet, row: int, column: str, asks: str) -> None:
        """Ask for a cell."""
        self.questions.append(Question(sheet=sheet, row=row, column=column, asks=asks))

    def ask_where_blank(self, sheet: Sheet, row: int, column: str, asks: str) -> None:
        """Ask for a cell that is blank."""
        if self.rows[sheet.name][row].cells[column] is None:
            self.ask(sheet, row, column, asks)

    def add(self, sheet: Sheet, **cells: Any) -> int:
        """Add a row that only asks; its place."""
        blank = {column.name: None for column in sheet.columns}
        self.rows[sheet.name].append(SheetRow(sheet=sheet, cells=blank | cells))
        return len(self.rows[sheet.name]) - 1


def with_questions(content: Content, today: date) -> Asked:
    """The sheets of some workflows, and what is asked about them, as of a day."""
    asked = Asked(rows={name: list(rows) for name, rows in content.rows.items()})
    _about_workflows(asked)
    _about_operators(asked)
    _about_steps(asked, today)
    _about_plays(asked)
    _about_rollouts(asked)
    _about_reviewers(asked, content, today)
    return asked


def _about_workflows(asked: Asked) -> None:
    for place, row in enumerate(asked.rows[WORKFLOWS.name]):
        asked.ask_where_blank(
            WORKFLOWS, place, "outcome", f"What is {row.cells['workflow']} for, in the customer's words?"
        )


def _about_operators(asked: Asked) -> None:
    named = set()
    for place, row in enumerate(asked.rows[OPERATORS.name]):
        named.add(row.workflow_id)
        asked.ask_where_blank(
            OPERATORS, place, "hours", f"How many hours a week does {row.cells['operator']} have for it?"
        )
    for row in asked.rows[WORKFLOWS.name]:
        if row.workflow_id not in named:
            workflow = row.cells["workflow"]
            place = asked.add(OPERATORS, workflow=workflow)
            asked.ask(OPERATORS, place, "operator", f"Who redesigns, runs or scales {workflow}?")
            asked.ask(OPERATORS, place, "hours", f"How many hours a week do they have for {workflow}?")


def _about_steps(asked: Asked, today: date) -> None:
    for place, row in enumerate(asked.rows[STEPS.name]):
        step = row.of["step"]
        assert isinstance(step, Step)
        if not _holds(step.valid_to, today) or step.performer_after == Performer.HUMAN:
            continue
        name = row.cells["step"]
        if step.performer_before == Performer.HUMAN:
            asks = f"How many minutes a case did a person need for “{name}” before?"
            asked.ask_where_blank(STEPS, place, "minutes", asks)
        asks = f"What does a person check after “{name}”? A step that AI has a part in needs its checkpoint."
        asked.ask_where_blank(STEPS, place, "checkpoint", asks)
        if row.cells["checkpoint"] is not None:
            asked.ask_where_blank(STEPS, place, "cadence", f"How many days may pass between two checks of “{name}”?")


def _about_plays(asked: Asked) -> None:
    written = {row.workflow_id for row in asked.rows[PLAYS.name]}
    for row in asked.rows[WORKFLOWS.name]:
        if row.workflow_id not in written:
            place = asked.add(PLAYS, workflow=row.cells["workflow"], version=1)
            asks = f"How is {row.cells['workflow']} run, so that another team can repeat it?"
            asked.ask(PLAYS, place, "play", asks)


def _about_rollouts(asked: Asked) -> None:
    for place, row, stage in _newest_of_each_rollout(asked):
        where = f"{row.cells['workflow']} in {row.cells['team']}"
        asked.ask_where_blank(ROLLOUTS, place, "receiving_owner", f"Who runs {where} once it is handed over?")
        before = f"What was {row.cells['team']} accountable for before {row.cells['workflow']}?"
        asked.ask_where_blank(ROLLOUTS, place, "accountable_before", before)
        asked.ask_where_blank(ROLLOUTS, place, "accountable_now", f"What is {row.cells['team']} accountable for now?")
        if stage in _UNDECIDED or stage is None:
            asks = f"What has to be true for {where} to go on?"
            asked.ask_where_blank(ROLLOUTS, place, "success_test", asks)
            asked.ask_where_blank(ROLLOUTS, place, "decide_by", f"By which day is it decided whether {where} goes on?")


def _newest_of_each_rollout(asked: Asked) -> Iterator[tuple[int, SheetRow, Stage | None]]:
    """The last row of each rollout that was not stopped, its place, and its stage."""
    last = {row.rollout_id: (place, row) for place, row in enumerate(asked.rows[ROLLOUTS.name])}
    for place, row in last.values():
        stage: Stage | None = row.cells["stage"]
        if stage != Stage.STOPPED:
            yield place, row, stage


def _about_reviewers(asked: Asked, content: Content, today: date) -> None:
    open_rollouts = [row for _, row, _ in _newest_of_each_rollout(asked)]
    for step_id, step in content.steps.items():
        if step_id not in content.checkpoints or not _holds(step.valid_to, today):
            continue
        for rollout in open_rollouts:
            if rollout.workflow_id == step.workflow_id:
                _about_reviewer(asked, content, step_id, rollout, today)


def _about_reviewer(asked: Asked, content: Content, step_id: int, rollout: SheetRow, today: date) -> None:
    name = content.step_names[step_id]
    present = [
        (place, row)
        for place, row in enumerate(asked.rows[REVIEWERS.name])
        if (row.step_id, row.rollout_id) == (step_id, rollout.rollout_id) and _is_present(row, today)
    ]
    if any(row.cells["reviewer"] is not None for _, row in present):
        return
    if present:
        place = present[0][0]
    else:
        cells = {column: rollout.cells[column] for column in ("workflow", "team", "attempt")}
        place = asked.add(REVIEWERS, step=name, **cells)
    asked.ask(REVIEWERS, place, "reviewer", f"Who looks at the checkpoint of “{name}” in {rollout.cells['team']}?")


def _is_present(row: SheetRow, today: date) -> bool:
    staffing = row.of.get("checkpoint_staffing")
    return isinstance(staffing, CheckpointStaffing) and _holds(staffing.valid_to, today)


def _holds(last_day: date | None, today: date) -> bool:
    return last_day is None or last_day >= today
