"""The register while a file's sheets are brought into it: rows are found, set and made, and what stands against that is
told with the row it came from.

Of a workbook that comes back, a value is set only where nobody else set it since: the register keeps theirs, and the
row says so.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, and_, col, or_, select

from opmodel.intake.facts import Facts, Rejected
from opmodel.intake.names import Tools
from opmodel.intake.register.names import Names
from opmodel.intake.register.told import NotKept, Told, shown
from opmodel.store.audit import Audit, Clash, Earlier, models_by_table, plain_value, row_key
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import Baseline, RegisterChange
from opmodel.store.register_sheets.content import Content
from opmodel.store.register_sheets.sheet import Kind, SheetColumn
from opmodel.store.trail_words import TrailWords

Row = TypeVar("Row", bound=SQLModel)


class Work:
    """What every sheet's loader needs."""

    def __init__(
        self,
        session: Session,
        facts: Facts,
        audit: Audit,
        tools: Tools,
        *,
        by: str,
        import_id: int,
        then: Content | None,
    ) -> None:
        self.session = session
        self.facts = facts
        self.audit = audit
        self.tools = tools
        self.by = by
        self.import_id = import_id
        self.then = then
        """The register as the workbook has it, where it comes back to the store it left."""
        self._earlier = None if then is None or facts.returned is None else Earlier(session, facts.returned.mark.change)
        self.exported = facts.returned is not None
        """The register wrote the workbook, here or elsewhere: its rows are whole."""
        self.names = Names(session, self.add, import_id=import_id, then=None if then is None else then.moment)
        self.notes: list[str] = []
        self.new_baselines: list[Baseline] = []
        """Those that the file locks."""
        self._made: set[tuple[str, str]] = set()
        self._claimed: set[tuple[str, str]] = set()
        self._set: dict[tuple[str, str, str], tuple[Any, Told]] = {}

    @property
    def owner(self) -> str | None:
        """Whose workflows alone the workbook holds."""
        returned = self.facts.returned
        return None if returned is None or self.then is None else returned.owner

    @cached_property
    def words(self) -> TrailWords:
        """Words for what the trail holds."""
        return TrailWords(self.session)

    @cached_property
    def changes_since(self) -> list[RegisterChange]:
        """What others have changed since the workbook was made, and that still holds."""
        assert self.facts.returned is not None
        found = self.session.exec(
            select(RegisterChange)
            .join(Import, isouter=True)
            .where(
                col(RegisterChange.id) > self.facts.returned.mark.change,
                or_(
                    col(RegisterChange.import_id).is_(None),
                    and_(RegisterChange.import_id != self.import_id, Import.status == ImportStatus.LOADED),
                ),
            )
            .order_by(col(RegisterChange.id).desc())
        )
        return list(found)

    def reject(self, told: Told, column: str, why: str) -> None:
        """Reject a row, for one of its columns; "" for the row as a whole."""
        known = next((one for one in told.sheet.columns if one.name == column), None)
        self.facts.reject(
            Rejected(
                row=told.row,
                column="" if known is None else known.header,
                value="" if known is None else shown(known, told.get(column)),
                why=why,
                sheet=told.where,
            )
        )

    def written_from(self, told: Told, model: type[Row]) -> Row | None:
        """The row of a table that a row of the file was written from; None where it was written from none.

        Raises:
            NotKept: somebody removed it since.
        """
        table = str(model.__tablename__)
        base = None if told.base is None else told.base.of.get(table)
        if base is None:
            return None
        found = self.session.get(model, getattr(base, "id"))  # noqa: B009  any table with a number
        if found is None:
            raise NotKept("", f"{self._who_removed(base)}; the workbook changes it: take the row out, or add it again")
        return found

    def _who_removed(self, base: SQLModel) -> str:
        key = f"[{getattr(base, 'id')}]"  # noqa: B009
        change = self.session.exec(
            select(RegisterChange)
            .where(
                RegisterChange.table_name == str(base.__tablename__),
                RegisterChange.row_key == key,
                col(RegisterChange.after).is_(None),
            )
            .order_by(col(RegisterChange.id).desc())
        ).first()
        undone = None if self.then is None else self.then.moment.undone_since.get((str(base.__tablename__), key))
        if undone is not None:
            return f"{undone.undone_by} undid {undone.file_name} since, which had made it"
        return (
            "it was removed since" if change is None else f"{change.changed_by} removed it on {_day(change.changed_at)}"
        )

    def values(self, told: Told, table: str, *, besides: tuple[str, ...] = ()) -> dict[str, Any]:
        """Columns of a table that a row sets, as the table takes them.

        Raises:
            NotKept: a cell was cleared that must not be blank.
        """
        return {
            column.field: self._stored(column, told.says[column.name])
            for column in told.sheet.columns
            if column.table == table and column.name in told.says and column.name not in besides
        }

    def _stored(self, column: SheetColumn, value: Any) -> Any:
        if value is None:
            return _blank(column)
        if column.kind == Kind.HOLDER:
            return self.names.holder(value)
        return value.upper() if column.name in {"currency", "country"} else value

    def set(self, told: Told, row: SQLModel, values: Mapping[str, Any]) -> None:
        """Set columns of a row, each where nobody else set it since the workbook was made.

        Raises:
            NotKept: the same workbook says something else of it in another row.
        """
        before = len(self.audit.clashes)
        if self.then is not None:
            self._agrees(told, row, values)
        mine = self._less_theirs(told, row, values)
        if mine:
            self.audit.change(row, mine)
        for clash in self.audit.clashes[before:]:
            self._tell(told, clash)

    def _agrees(self, told: Told, row: SQLModel, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            key = (str(row.__tablename__), row_key(row), name)
            other, by = self._set.setdefault(key, (value, told))
            if other != value:
                column = told.sheet.named(table=key[0], field=name)
                where = f"row {by.row} of the sheet {by.where}"
                said = self._said(key[0], name, plain_value(other))
                raise NotKept("" if column is None else column.name, f"{where} says {said}: let both say the same")

    def made(self, model: type[SQLModel], key: int) -> bool:
        """Whether the file made that row."""
        return (str(model.__tablename__), f"[{key}]") in self._made

    def add(self, row: Row) -> Row:
        """Make a row."""
        made: Row = self.audit.add(row)
        self._made.add((str(made.__tablename__), row_key(made)))
        return made

    def claim(self, row: SQLModel) -> None:
        """Keep a row from being found for another row of the sheet."""
        self._claimed.add((str(row.__tablename__), row_key(row)))

    def find(self, model: type[Row], *ways: Mapping[str, Any]) -> Row | None:
        """The first row of a table with given values that no other row of the sheet has claimed; it is claimed then.

        Args:
            model: the table.
            ways: column → value, the best way first.
        """
        for way in ways:
            rows = self.session.exec(
                select(model)
                .where(*(getattr(model, name) == value for name, value in way.items()))
                .order_by(getattr(model, "id"))  # noqa: B009  any table with a number
            )
            for row in rows:
                if (str(row.__tablename__), row_key(row)) not in self._claimed:
                    self.claim(row)
                    return row
        return None

    def _less_theirs(self, told: Told, row: SQLModel, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values, less those that the trail's own comparison cannot judge and that somebody else set since."""
        table, key = str(row.__tablename__), row_key(row)
        if self.then is None or (table, key) in self._made:
            return dict(values)
        undone = self.then.moment.undone_since.get((table, key))
        newcomer = told.base is None and not self.audit.had_seen(row)
        if undone is None and not newcomer:
            return dict(values)
        base = None if told.base is None else told.base.of.get(table)
        mine: dict[str, Any] = {}
        for name, value in values.items():
            theirs, was = getattr(row, name), getattr(base, name, None)
            if theirs == value:
                continue
            if theirs == was or theirs in {None, ""}:
                mine[name] = value
            else:
                self._tell_theirs(told, row, name, value, undone)
        return mine

    def _tell_theirs(self, told: Told, row: SQLModel, name: str, value: Any, undone: Import | None) -> None:
        table = str(row.__tablename__)
        theirs = self._said(table, name, plain_value(getattr(row, name)))
        later = None if self._earlier is None else self._earlier.changed_since(row)
        if undone is not None:
            who = f"{undone.undone_by} undid {undone.file_name} since, so it is {theirs} again"
        elif later is not None:
            who = f"{later.changed_by} added it since, on {_day(later.changed_at)}, with {theirs}"
        else:
            who = f"it is {theirs} by now"
        self._keep_theirs(told, table, name, f"{who}; the workbook says {self._said(table, name, plain_value(value))}")

    def _tell(self, told: Told, clash: Clash) -> None:
        was, theirs, yours = (
            self._said(clash.table_name, clash.column, value) for value in (clash.base, clash.theirs, clash.yours)
        )
        why = (
            f"{clash.changed_by} changed it from {was} to {theirs} on {_day(clash.changed_at)}, since this workbook was "
            f"made; the workbook says {yours}"
        )
        self._keep_theirs(told, clash.table_name, clash.column, why)

    def _keep_theirs(self, told: Told, table: str, field: str, why: str) -> None:
        column = told.sheet.named(table=table, field=field)
        named = "" if column is None else column.name
        if not named and field == "position":
            why = f"the order of the steps: {why}"
        self.reject(told, named, f"{why}. The register keeps theirs: change it there, or in a workbook exported anew")

    def _said(self, table: str, field: str, value: Any) -> str:
        said = self.words.value(table, field, value)
        return f"“{said}”" if said else "blank"


def _blank(column: SheetColumn) -> Any:
    """What a cleared cell stands for: nothing, or an empty text where the table has no nothing.

    Raises:
        NotKept: the table must have a value.
    """
    model = models_by_table()[column.table]
    if model.__table__.c[column.field].nullable:  # type: ignore[attr-defined]
        return None
    if model.model_fields[column.field].default == "":
        return ""
    if column.kind == Kind.SENTENCES:
        return []
    raise NotKept(column.name, "cannot be blank: to take it out, delete the whole row")


def _day(moment: Any) -> str:
    day: date = moment.date()
    return f"{day.day} {day:%b %Y}"
