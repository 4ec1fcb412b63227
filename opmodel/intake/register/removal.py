"""Rows that a workbook had when it was made and no longer has: they are removed, unless something stands on them or
somebody changed them since.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session, SQLModel, select

from opmodel.intake.facts import Rejected
from opmodel.intake.register.told import NotKept, Told, shown
from opmodel.intake.register.work import Work
from opmodel.store.register import (
    Baseline,
    Checkpoint,
    OfficeHolder,
    Play,
    RegisterChange,
    Rollout,
    Step,
    Team,
    Workflow,
)
from opmodel.store.register_sheets.content import SheetRow
from opmodel.store.register_sheets.evidence_sheets import BASELINES, CHECKS, GATE
from opmodel.store.register_sheets.forms import OFFICE_HOLDERS
from opmodel.store.register_sheets.rollout_sheets import MILESTONES, REVIEWERS, ROLLOUTS, TEAMS
from opmodel.store.register_sheets.sheet import Sheet
from opmodel.store.register_sheets.workflow_sheets import OPERATORS, PLAYS, STEPS, WORKFLOWS
from opmodel.store.standing import files_about_rollout, files_about_team, files_about_workflow
from opmodel.store.tables import METADATA
from opmodel.store.trail_words import thing

_DETAILS = (GATE, BASELINES, CHECKS, MILESTONES, REVIEWERS, OPERATORS)
"""Sheets on whose rows nothing stands, in the order in which they are taken out."""


class Removal:
    """What is missing from a workbook that comes back."""

    def __init__(
        self, work: Work, told: Mapping[str, Sequence[Told]], missing: Mapping[str, Sequence[SheetRow]]
    ) -> None:
        self._work = work
        self._told = told
        self._missing = missing
        self._workflows = {row.workflow_id for row in self._of(WORKFLOWS)}
        self._rollouts = self._rollouts_gone()
        self._steps = {row.step_id or _number(row, "step") for row in self._of(STEPS)}

    def run(self) -> None:
        """Remove what is missing: details first, then what they belonged to."""
        for sheet in _DETAILS:
            for row in self._of(sheet):
                if not self._goes_with_more(row):
                    self._try(row)
        for row in self._of(ROLLOUTS):
            if row.rollout_id not in self._rollouts and row.workflow_id not in self._workflows:
                self._try(row)
        for sheet in (PLAYS, STEPS):
            for row in self._of(sheet):
                if row.workflow_id not in self._workflows:
                    self._try(row)
        for row in self._whole_rollouts():
            self._try(row, table="rollout")
        for sheet in (WORKFLOWS, TEAMS, OFFICE_HOLDERS):
            # A team is taken out after those below it.
            for row in reversed(self._of(sheet)):
                self._try(row)

    def _of(self, sheet: Sheet) -> Sequence[SheetRow]:
        return self._missing.get(sheet.name, ())

    def _rollouts_gone(self) -> set[int | None]:
        """Rollouts of which no row is left."""
        left = {
            self._work.names.key_of(ROLLOUTS, ("workflow", "team", "attempt"), one.cells)
            for one in self._told.get(ROLLOUTS.name, ())
        }
        return {
            row.rollout_id
            for row in self._of(ROLLOUTS)
            if self._work.names.key_of(ROLLOUTS, ("workflow", "team", "attempt"), row.cells) not in left
        }

    def _whole_rollouts(self) -> list[SheetRow]:
        """One row of each rollout that goes by itself, later attempts first."""
        rows = {row.rollout_id: row for row in self._of(ROLLOUTS) if row.rollout_id in self._rollouts}
        mine = [row for row in rows.values() if row.workflow_id not in self._workflows]
        return sorted(mine, key=lambda row: -int(row.cells["attempt"] or 1))

    def _goes_with_more(self, row: SheetRow) -> bool:
        """Whether all that a row belongs to goes, or stays, as a whole."""
        return (
            row.workflow_id in self._workflows
            or (row.rollout_id is not None and row.rollout_id in self._rollouts)
            or (row.step_id is not None and row.step_id in self._steps)
        )

    def _try(self, row: SheetRow, *, table: str = "") -> None:
        base = row.of.get(table or row.sheet.table)
        if base is None:
            return
        found = self._work.session.get(type(base), getattr(base, "id"))  # noqa: B009  any table with a number
        if found is None:
            return
        try:
            self._stays(row, found)
            self._changed_below(found)
            self._work.audit.remove(found)
        except NotKept as kept:
            column = row.sheet.columns[0] if not kept.column else row.sheet.column(kept.column)
            named = " · ".join(filter(None, (shown(row.sheet.column(name), row.cells[name]) for name in row.sheet.key)))
            self._work.facts.reject(
                Rejected(row=0, column=column.header, value=named, why=str(kept), sheet=row.sheet.name)
            )

    def _stays(self, row: SheetRow, found: SQLModel) -> None:
        """Check that nothing stands on a row.

        Raises:
            NotKept: something does.
        """
        match found:
            case Workflow():
                self._none_of(files_about_workflow(self._work.session, found.id or 0))
                self._nothing_new(row)
            case Rollout():
                self._none_of(files_about_rollout(self._work.session, found.id or 0))
                self._no_later_attempt(found)
            case Step():
                self._no_check_is_left(row)
            case Play():
                self._nobody_runs(found)
            case Baseline():
                raise NotKept(
                    "name", "it is no longer in the workbook, but a baseline is locked: it stays with its rollout"
                )
            case Team():
                self._nothing_in(found)
            case OfficeHolder():
                self._is_named_nowhere(found)

    def _none_of(self, files: Sequence[str]) -> None:
        if files:
            named = ", ".join(files[:3]) + (" and more" if len(files) > 3 else "")
            raise NotKept(
                "", f"it is no longer in the workbook, but {named} speak of it, so it stays: undo those imports first"
            )

    def _nothing_new(self, row: SheetRow) -> None:
        for sheet, rows in self._told.items():
            for one in rows:
                about = self._work.names.workflow_id(one.get("workflow") or "")
                if one.good and one.says and about == row.workflow_id:
                    why = f"it is no longer in the workbook, but row {one.row} of the sheet {sheet} says something new of it"
                    raise NotKept("", f"{why}, so it stays: take that out too, or put the row back")

    def _no_later_attempt(self, rollout: Rollout) -> None:
        later = self._work.session.exec(select(Rollout).where(Rollout.previous_id == rollout.id)).first()
        if later is not None:
            raise NotKept("attempt", f"attempt {later.attempt} follows it, so it stays: take that one out first")

    def _no_check_is_left(self, row: SheetRow) -> None:
        number = _number(row, "step")
        left = sum(one.base is not None and one.base.step_id == number for one in self._told.get(CHECKS.name, ()))
        if left:
            why = (
                f"it is no longer in the workbook, but {left} of its checks are still in the sheet Checks, so it stays"
            )
            raise NotKept("step", f"{why}: take those out too, or give the row its name back")

    def _nobody_runs(self, play: Play) -> None:
        if play.published_on is not None:
            why = f"version {play.version} is published, so it stays: a published play is never taken back"
            raise NotKept("version", why)

    def _nothing_in(self, team: Team) -> None:
        session = self._work.session
        if team.parent_id is None:
            raise NotKept("team", "the company itself stays")
        self._none_of(files_about_team(session, team.id or 0))
        for model, what in ((Team, "teams lie below it"), (Rollout, "rollouts are in it")):
            column = model.parent_id if model is Team else Rollout.team_id
            if session.exec(select(model).where(column == team.id).limit(1)).first() is not None:
                raise NotKept("team", f"it is no longer in the workbook, but {what}, so it stays")

    def _is_named_nowhere(self, holder: OfficeHolder) -> None:
        places = sorted(set(_places_naming(self._work.session, holder)))
        if places:
            raise NotKept(
                "holder",
                f"no longer in the workbook, but still named as part of: {', '.join(places)}; name somebody else there first",
            )

    def _changed_below(self, row: SQLModel) -> None:
        """Check that nobody changed a row since, or anything that would go with it.

        Raises:
            NotKept: somebody did.
        """
        work = self._work
        for change in work.changes_since:
            if _is_of(work.session, change, row):
                what = f"{thing(change.table_name).lower()} {work.words.what(change.table_name, change.after or change.before or {})}"
                raise NotKept(
                    "",
                    f"it is no longer in the workbook, but {change.changed_by} changed the {what} on "
                    f"{change.changed_at.day} {change.changed_at:%b %Y}, since it was made: it stays; take it out in a "
                    "workbook exported anew",
                )


def _number(row: SheetRow, table: str) -> int | None:
    found = row.of.get(table)
    return None if found is None else getattr(found, "id")  # noqa: B009


def _is_of(session: Session, change: RegisterChange, row: SQLModel) -> bool:
    """Whether a change is of a row, or of one that would be deleted with it."""
    number: int | None = getattr(row, "id")  # noqa: B009
    if (change.table_name, change.row_key) == (row.__tablename__, f"[{number}]"):
        return True
    values = change.after or change.before or {}
    if isinstance(row, Workflow):
        return number in _workflows_of(session, values)
    if isinstance(row, Rollout):
        return bool(values.get("rollout_id") == number)
    if isinstance(row, Step):
        checkpoint = session.get(Checkpoint, values.get("checkpoint_id") or 0)
        return values.get("step_id") == number or (checkpoint is not None and checkpoint.step_id == number)
    return False


def _workflows_of(session: Session, values: Mapping[str, object]) -> Iterator[object]:
    yield values.get("workflow_id")
    for model, column in ((Rollout, "rollout_id"), (Step, "step_id")):
        found = session.get(model, values.get(column) or 0)
        if isinstance(found, (Rollout, Step)):
            yield found.workflow_id


def _places_naming(session: Session, holder: OfficeHolder) -> Iterator[str]:
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "office_holder" for key in column.foreign_keys):
                found = session.connection().execute(table.select().where(column == holder.id).limit(1)).first()
                if found is not None:
                    yield thing(table.name).lower()
