"""The names that a file's sheets use, as rows of the register.

A workbook that comes back speaks in the names of the day it was made: those are understood first.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from opmodel.intake.register.told import NotKept
from opmodel.store.register import Checkpoint, OfficeHolder, Rollout, Step, Team, Workflow
from opmodel.store.register_sheets.content import Content
from opmodel.store.register_sheets.mark import Moment, moment_now
from opmodel.store.register_sheets.rollout_sheets import COMPANY_CELL
from opmodel.store.register_sheets.sheet import Sheet, SheetColumn
from opmodel.store.register_sheets.written import cell_text
from opmodel.store.teams import ensure_company, normalised_path


class Names:
    """Finds the rows that names stand for, and makes the office holders and teams that are new."""

    def __init__(
        self, session: Session, add: Callable[[SQLModel], Any], *, import_id: int, then: Moment | None
    ) -> None:
        self._session = session
        self._add = add
        self._import_id = import_id
        self._then = then
        self._company = ensure_company(session)
        now = moment_now(session)
        self._workflows = _by_name(now.all(Workflow)) | _by_name([] if then is None else then.all(Workflow))
        self._holders = _by_name(now.all(OfficeHolder)) | _by_name([] if then is None else then.all(OfficeHolder))
        self._teams = _by_path(now.all(Team)) | _by_path([] if then is None else then.all(Team))
        self._alone = _by_last_name(now.all(Team))
        self._rollouts = {(row.workflow_id, row.team_id, row.attempt): row for row in session.exec(select(Rollout))}
        self._steps: dict[tuple[int, str], int] | None = None

    def key_of(self, sheet: Sheet, columns: Sequence[str], cells: Mapping[str, Any]) -> Hashable | None:
        """What a row of a sheet is found by in some of its columns, whatever case or name of the day it is written in;
        None where the first of them is blank.
        """
        key = tuple(self._part(sheet.column(name), cells) for name in columns)
        return None if key[0] is None else key

    def _part(self, column: SheetColumn, cells: Mapping[str, Any]) -> Hashable:
        value = cells.get(column.name)
        if column.name == "attempt":
            return int(value or 1)
        if isinstance(value, list):
            return tuple(sorted(one.casefold() for one in value))
        if isinstance(value, str):
            return self._meant(column, value, cells)
        kept: Hashable = value
        return kept

    def _meant(self, column: SheetColumn, value: str, cells: Mapping[str, Any]) -> Hashable:
        """The number of what a cell names, where it is there; else the text without regard to case."""
        source = "" if column.chosen_from is None else column.chosen_from[0]
        if column.name == "team":
            return self.team_id(value, exactly=source == "") or normalised_path(value).casefold()
        if source == "Workflows":
            return self._workflows.get(value.casefold(), value.casefold())
        if source == "Steps":
            workflow = self._workflows.get(str(cells.get("workflow")).casefold(), 0)
            return self._step_ids.get((workflow, value.casefold()), value.casefold())
        return value.casefold()

    def workflow_id(self, name: str) -> int | None:
        """The workflow of that name; None where there is none, or it was removed since."""
        found = self._workflows.get(name.casefold())
        return found if found is not None and self._session.get(Workflow, found) is not None else None

    def workflow(self, name: str) -> int:
        """The workflow of that name.

        Raises:
            NotKept: there is none, or no longer.
        """
        found = self.workflow_id(name)
        if found is None:
            if name.casefold() in self._workflows:
                raise NotKept("workflow", "it was removed from the register since this workbook was made")
            names = ", ".join(sorted(self._session.exec(select(Workflow.name)))[:10]) or "none yet"
            why = f"there is no workflow of that name (known: {names}); list it in the sheet Workflows"
            raise NotKept("workflow", why)
        return found

    def learn_workflow(self, row: Workflow) -> None:
        """A workflow that was made or renamed just now."""
        assert row.id is not None
        self._workflows[(cell_text(row.name) or "").casefold()] = row.id

    def holder(self, name: str | None) -> int | None:
        """The office holder of that name, made where new; None for a blank."""
        if name is None:
            return None
        known = self.known_holder(name)
        if known is None:
            known = self._add(OfficeHolder(name=name))
            self.learn_holder(known)
        return known.id

    def known_holder(self, name: str) -> OfficeHolder | None:
        """The office holder of that name, where there is one."""
        return self._session.get(OfficeHolder, self._holders.get(name.casefold(), 0))

    def learn_holder(self, row: OfficeHolder) -> None:
        """An office holder who was made or renamed just now."""
        assert row.id is not None
        self._holders[(cell_text(row.name) or "").casefold()] = row.id

    def team_id(self, path: str, *, exactly: bool = False) -> int | None:
        """The team of that path; a name alone is the one team of that name.

        Args:
            path: the team's cell.
            exactly: a name alone is a path too: a department.
        """
        wanted = normalised_path(path).casefold()
        found = self._teams.get(wanted)
        if found is None and wanted == COMPANY_CELL.casefold():
            return self._company
        if found is None and not exactly and "/" not in wanted:
            found = self._alone.get(wanted)
        return found if found is not None and self._session.get(Team, found) is not None else None

    def team(self, path: str, *, exactly: bool = False) -> int:
        """The team of that path, made where new with every team above it."""
        known = self.team_id(path, exactly=exactly)
        if known is not None:
            return known
        parent, so_far = self._company, ""
        for name in normalised_path(path).split("/"):
            so_far = f"{so_far}/{name}" if so_far else name
            found = self.team_id(so_far, exactly=True)
            if found is None:
                made: Team = self._add(Team(parent_id=parent, name=name, path=so_far, import_id=self._import_id))
                assert made.id is not None
                found = self._teams[so_far.casefold()] = made.id
            parent = found
        return parent

    def rollout_key(self, cells: Mapping[str, Any], *, make: bool = False) -> tuple[int, int | None, int]:
        """Workflow, team and attempt that a row names; the team is None where there is no such team.

        Args:
            cells: the row.
            make: whether a team that is not there is made.

        Raises:
            NotKept: there is no such workflow.
        """
        workflow = self.workflow(cells["workflow"])
        team = self.team(cells["team"]) if make else self.team_id(cells["team"])
        return (workflow, team, int(cells.get("attempt") or 1))

    def known_rollout(self, key: tuple[int, int | None, int]) -> Rollout | None:
        """The rollout of that key, where there is one."""
        return None if key[1] is None else self._rollouts.get((key[0], key[1], key[2]))

    def learn_rollout(self, row: Rollout) -> None:
        """A rollout that was made just now."""
        self._rollouts[row.workflow_id, row.team_id, row.attempt] = row

    def rollout(self, cells: Mapping[str, Any]) -> Rollout:
        """The rollout that a row names.

        Raises:
            NotKept: there is none.
        """
        key = self.rollout_key(cells)
        found = self.known_rollout(key)
        if found is None:
            why = f"there is no attempt {key[2]} of {cells['workflow']!r} in that team; list it in the sheet Rollouts"
            raise NotKept("team", why)
        return found

    def checkpoint(self, cells: Mapping[str, Any]) -> Checkpoint:
        """The checkpoint of the step that a row names.

        Raises:
            NotKept: there is no such step, or nothing is checked after it.
        """
        workflow = self.workflow(cells["workflow"])
        step = self._step_ids.get((workflow, cells["step"].casefold()))
        if step is None or self._session.get(Step, step) is None:
            rows = self._session.exec(
                select(Step.name).where(Step.workflow_id == workflow).order_by(col(Step.position))
            )
            known = ", ".join(rows) or "none yet"
            why = f"{cells['workflow']!r} has no step of that name (known: {known}); list it in the sheet Steps"
            raise NotKept("step", why)
        found = self._session.exec(
            select(Checkpoint).where(Checkpoint.step_id == step).order_by(col(Checkpoint.id))
        ).first()
        if found is None:
            raise NotKept("step", "nothing is checked after that step: name its checkpoint in the sheet Steps")
        return found

    def learn_steps(self) -> None:
        """The steps were changed just now."""
        self._steps = None

    @property
    def _step_ids(self) -> dict[tuple[int, str], int]:
        """(workflow, name in lower case) → step: as the workbook's day knew them, as they are called now, and by a name
        that several share, the newest.
        """
        if self._steps is None:
            now = Content(self._session, moment_now(self._session))
            newest = {(step.workflow_id, _folded(step.name)): number for number, step in now.steps.items()}
            then = {} if self._then is None else _named_steps(Content(self._session, self._then))
            self._steps = newest | _named_steps(now) | then
        return self._steps


def _named_steps(content: Content) -> dict[tuple[int, str], int]:
    return {(content.steps[number].workflow_id, _folded(name)): number for number, name in content.step_names.items()}


def _folded(name: str) -> str:
    return (cell_text(name) or "").casefold()


def _by_name(rows: Sequence[Any]) -> dict[str, int]:
    return {_folded(row.name): row.id for row in reversed(rows)}


def _by_path(rows: Sequence[Team]) -> dict[str, int]:
    return {_folded(normalised_path(row.path)): row.id for row in rows if row.path and row.id is not None}


def _by_last_name(rows: Sequence[Team]) -> dict[str, int]:
    """Names that one team alone has."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if row.id is not None:
            found.setdefault(row.name.casefold(), []).append(row.id)
    return {name: numbers[0] for name, numbers in found.items() if len(numbers) == 1}
