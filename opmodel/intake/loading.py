"""Checked facts into the store, in the session's one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlmodel import Session

from opmodel.intake.export import Choices, Export
from opmodel.intake.facts import Facts, Rejected
from opmodel.intake.names import Tools, moved_bits, team_ids
from opmodel.intake.off_roster import off_roster
from opmodel.intake.persons import keep_identities, person_ids
from opmodel.intake.placing import place_workflows
from opmodel.intake.refusal import Refused
from opmodel.intake.register.load import load_register, seen
from opmodel.store import teams
from opmodel.store.audit import Audit
from opmodel.store.bulk import load
from opmodel.store.closed import closed
from opmodel.store.facts import (
    Absence,
    AppUse,
    Case,
    Contract,
    Coverage,
    Import,
    LastActivity,
    PersonLink,
    Rejection,
    RosterEntry,
    Seat,
    ToolUse,
    WorkflowUse,
)
from opmodel.store.person_key import PersonKey
from opmodel.store.rollups.touched import Touched
from opmodel.store.weeks import week_of

KEPT_REJECTIONS = 10_000
"""Rejected rows that are kept with their reasons; the count is exact beyond."""


@dataclass(frozen=True, kw_only=True)
class File:
    """What is known of a file before its facts are stored."""

    name: str
    sha256: str
    export: Export
    choices: Choices
    by: str


def load_facts(session: Session, file: File, facts: Facts, *, key: PersonKey) -> tuple[Import, Touched]:
    """Store a file's facts. Rows that name a workflow nobody registered are rejected here: `facts` is changed so.

    Returns the import, and what it made stale.

    Raises:
        Refused: no row could be kept.
    """
    row = _import_row(session, file, facts)
    assert row.id is not None
    audit = Audit(session, import_id=row.id, by=file.by, seen=seen(session, facts))
    work = _Load(session, facts, file, import_id=row.id, audit=audit, key=key)
    work.workflows = place_workflows(session, facts, audit, said=file.choices.workflow)
    if facts.kept == 0:
        raise Refused(_nothing_kept(file.name, facts))
    work.load()
    if facts.kept == 0:
        raise Refused(_nothing_kept(file.name, facts))
    if any(week < closed(session).first_open for week in work.touched_weeks):
        facts.notes.append(closed(session).sentence)
    row.tools = sorted({work.tools.name_of(tool) for tool in work.touched_tools})
    _state(row, facts)
    session.add(row)
    _keep_rejections(session, row.id, facts.rejections)
    session.flush()
    return row, work.touched()


def _import_row(session: Session, file: File, facts: Facts) -> Import:
    choices = {name: value for name, value in asdict(file.choices).items() if value is not None}
    if file.choices.report_at is not None:
        choices["report_at"] = file.choices.report_at.isoformat()
    row = Import(
        file_name=file.name,
        sha256=file.sha256,
        export=file.export.name,
        report_at=facts.report_at,
        imported_by=file.by,
        rows_read=0,
        rows_kept=0,
        rows_rejected=0,
        rows_merged=0,
        people=0,
        choices=choices,
    )
    session.add(row)
    session.flush()
    return row


def _state(row: Import, facts: Facts) -> None:
    row.rows_read, row.rows_kept = facts.read, facts.kept
    row.rows_rejected, row.rows_merged = facts.rejected, facts.merged
    row.people = len(facts.people)
    row.first_week, row.last_week = weeks_covered(facts)
    row.notes = list(dict.fromkeys(facts.notes))


def weeks_covered(facts: Facts) -> tuple[int | None, int | None]:
    """The first and last week that a file's spans of use or absence touch; none for a roster, a contract list or a
    register.
    """
    spans = [
        span for span in facts.spans if span.tool is not None or span.workflow is not None or facts.absences is not None
    ]
    if not spans:
        return None, None
    return week_of(min(span.first_day for span in spans)), week_of(max(span.last_day for span in spans))


def _nothing_kept(file_name: str, facts: Facts) -> str:
    if not facts.rejections:
        return f"{file_name} has no rows below its header."
    first = facts.rejections[0]
    where = f"row {first.row}" + (f", column {first.column!r}" if first.column else "")
    return f"{file_name}: none of its {facts.read:,} rows could be kept; {where}: {first.why}."


def _keep_rejections(session: Session, import_id: int, rejections: list[Rejected]) -> None:
    kept = rejections[:KEPT_REJECTIONS]
    load(
        session,
        Rejection,
        {
            "import_id": import_id,
            "position": list(range(len(kept))),
            "row": [item.row for item in kept],
            "sheet": [item.sheet for item in kept],
            "column": [item.column for item in kept],
            "value": [item.value for item in kept],
            "why": [item.why for item in kept],
        },
    )


class _Load:
    """One file's facts on their way into the store."""

    def __init__(
        self, session: Session, facts: Facts, file: File, *, import_id: int, audit: Audit, key: PersonKey
    ) -> None:
        self.session = session
        self.facts = facts
        self.file = file
        self.import_id = import_id
        self.audit = audit
        self.key = key
        self.tools = Tools(session, import_id=import_id)
        self.touched_tools: set[int] = set()
        self.touched_workflows: set[int] = set()
        self.touched_weeks: set[int] = set()
        self.ids = np.empty(0, dtype=np.int64)
        self.workflows: dict[str, int] = {}

    def load(self) -> None:
        """Store every frame of the facts, and what they cover."""
        facts = self.facts
        teams.ensure_company(self.session)
        self.ids = person_ids(self.session, facts.people, key=self.key, import_id=self.import_id)
        if facts.keeps_names:
            keep_identities(self.session, facts.people, self.ids, import_id=self.import_id)
        self._each(facts.roster, self._roster)
        self._each(facts.seats, self._seats)
        self._each(facts.last_activity, self._last_activity)
        self._each(facts.tool_use, self._tool_use)
        self._each(facts.app_use, self._app_use)
        self._each(facts.workflow_use, self._workflow_use)
        self._each(facts.absences, self._absences)
        self._each(facts.cases, self._cases)
        self._each(facts.contracts, self._contracts)
        self._each(facts.links, self._links)
        if facts.register:
            load_register(
                self.session,
                facts,
                self.audit,
                self.tools,
                by=self.file.by,
                ids=self.ids,
                import_id=self.import_id,
            )
        self._coverage()

    def touched(self) -> Touched:
        """What the load has made stale."""
        facts = self.facts
        return Touched(
            tools=frozenset(self.touched_tools),
            workflows=frozenset(self.touched_workflows),
            weeks=frozenset(self.touched_weeks),
            seats=facts.seats is not None or facts.last_activity is not None or facts.contracts is not None,
            snapshots=facts.last_activity is not None,
            people=facts.roster is not None or facts.links is not None,
            register=bool(facts.register),
            absences=facts.absences is not None,
            coverage=bool(facts.spans),
        )

    def _each(self, frame: pd.DataFrame | None, loader: Callable[[pd.DataFrame], None]) -> None:
        if frame is not None and len(frame):
            loader(frame)

    def _who(self, frame: pd.DataFrame) -> np.ndarray:
        ids: np.ndarray = self.ids[frame["who"].to_numpy(dtype=np.int64)]
        return ids

    def _tool_ids(self, frame: pd.DataFrame) -> np.ndarray:
        codes, names = pd.factorize(frame["tool"])
        ids = np.array([self.tools.id(name) for name in names], dtype=np.int64)
        self.touched_tools.update(ids.tolist())
        return ids[codes]

    def _workflow_ids(self, frame: pd.DataFrame) -> np.ndarray:
        codes, names = pd.factorize(frame["workflow"])
        ids = np.array([self.workflows[name] for name in names], dtype=np.int64)
        self.touched_workflows.update(ids.tolist())
        return ids[codes]

    def _weeks(self, frame: pd.DataFrame) -> np.ndarray:
        weeks: np.ndarray = frame["week"].to_numpy(dtype=np.int64)
        self.touched_weeks.update(np.unique(weeks).tolist())
        return weeks

    def _team_ids(self, paths: pd.Series) -> list[int | None]:
        codes, names = pd.factorize(paths)
        known = team_ids(self.session, names, import_id=self.import_id)
        ids: list[int | None] = [*(known[name] for name in names), None]
        return [ids[code] for code in codes.tolist()]

    def _store(self, model: Any, order: Iterable[np.ndarray], columns: dict[str, Any]) -> None:
        """Load columns in the order of the table's key, so that a clustered table is written from end to end."""
        keys = list(order)
        sorting = np.lexsort(keys[::-1])
        if not np.array_equal(sorting, np.arange(len(sorting))):
            columns = {name: _taken(values, sorting) for name, values in columns.items()}
        load(self.session, model, {"import_id": self.import_id, **columns})

    def _roster(self, frame: pd.DataFrame) -> None:
        who = self._who(frame)
        columns = {
            "person_id": who,
            "team_id": self._team_ids(frame["team"].fillna("")),
            "starts_on": frame["starts_on"],
            "ends_on": frame["ends_on"],
        }
        self._store(RosterEntry, [who], columns)

    def _seats(self, frame: pd.DataFrame) -> None:
        who, tool = self._who(frame), self._tool_ids(frame)
        columns = {
            "tool_id": tool,
            "person_id": who,
            "plan": frame["plan"].fillna(""),
            "assigned_at": frame["assigned_at"],
            "last_active_at": frame["last_active_at"],
            "activity_known": frame["activity_known"].astype(bool),
            "blocked": frame["blocked"].astype(bool),
            "ends_on": frame["ends_on"],
        }
        self._store(Seat, [tool, who], columns)

    def _last_activity(self, frame: pd.DataFrame) -> None:
        who, tool = self._who(frame), self._tool_ids(frame)
        bits = frame["active_apps"].to_numpy(dtype=np.int64)
        for name, apps in self.facts.apps.items():
            mine = tool == self.tools.id(name)
            bits = np.where(mine, moved_bits(bits, self.tools.apps(self.tools.id(name), apps, self.audit)), bits)
        columns = {
            "tool_id": tool,
            "person_id": who,
            "last_active_at": frame["last_active_at"],
            "active": frame["active"].astype(bool),
            "active_apps": bits,
        }
        self._store(LastActivity, [tool, who], columns)

    def _tool_use(self, frame: pd.DataFrame) -> None:
        who, tool, week = self._who(frame), self._tool_ids(frame), self._weeks(frame)
        columns = {
            "tool_id": tool,
            "week": week,
            "person_id": who,
            "actions": frame["actions"],
            "active": frame["active"].astype(bool),
        }
        self._store(ToolUse, [tool, week, who], columns)

    def _app_use(self, frame: pd.DataFrame) -> None:
        who, tool, week = self._who(frame), self._tool_ids(frame), self._weeks(frame)
        app = np.zeros(len(frame), dtype=np.int64)
        codes, names = pd.factorize(frame["app"])
        for tool_id in np.unique(tool).tolist():
            mine = tool == tool_id
            used = np.unique(codes[mine])
            order = self.facts.apps.get(self.tools.name_of(tool_id), list(names[used]))
            ids = {row.name: row.id for row in self.tools.apps(tool_id, order, self.audit)}
            by_code = np.zeros(len(names), dtype=np.int64)
            by_code[used] = [ids.get(name) or self._app_id(tool_id, name) for name in names[used]]
            app[mine] = by_code[codes[mine]]
        columns = {"app_id": app, "week": week, "person_id": who, "actions": frame["actions"]}
        self._store(AppUse, [app, week, who], columns)

    def _counted_apps(self, tool_id: int) -> list[int]:
        """The apps that the file counts by the week, also those that nobody used."""
        if self.facts.app_use is None:
            return []
        names = self.facts.apps.get(self.tools.name_of(tool_id), [])
        return [self._app_id(tool_id, name) for name in names]

    def _app_id(self, tool_id: int, name: str) -> int:
        found = self.tools.apps(tool_id, [name], self.audit)[0].id
        assert found is not None
        return found

    def _workflow_use(self, frame: pd.DataFrame) -> None:
        who, workflow, week = self._who(frame), self._workflow_ids(frame), self._weeks(frame)
        columns = {
            "workflow_id": workflow,
            "week": week,
            "person_id": who,
            "times": frame["times"],
            "active": frame["active"],
            "grade": frame["grade"],
        }
        self._store(WorkflowUse, [workflow, week, who], columns)
        self.facts.notes += off_roster(self.session, who)

    def _absences(self, frame: pd.DataFrame) -> None:
        who, week = self._who(frame), self._weeks(frame)
        self._store(Absence, [week, who], {"week": week, "person_id": who, "days": frame["days"]})

    def _cases(self, frame: pd.DataFrame) -> None:
        workflow = self._workflow_ids(frame)
        order, _ = pd.factorize(frame["case_id"], sort=True)
        columns = {
            "workflow_id": workflow,
            "case_id": frame["case_id"],
            "started_at": frame["started_at"],
            "finished_at": frame["finished_at"],
            "end_status": frame["end_status"].fillna(""),
            "case_type": frame["case_type"].fillna(""),
            "team_id": self._team_ids(frame["team"]),
        }
        self._store(Case, [workflow, order], columns)

    def _contracts(self, frame: pd.DataFrame) -> None:
        tool = self._tool_ids(frame)
        for tool_id, group, aliases in zip(tool.tolist(), frame["capability_group"], frame["aliases"], strict=True):
            if isinstance(group, str) and group:
                self.tools.group(tool_id, group, self.audit)
            for alias in aliases if isinstance(aliases, (list, tuple)) else ():
                other = self.tools.alias(tool_id, alias, self.audit)
                if other is not None:
                    self.facts.notes.append(f"{alias!r} already stands for {other}; it was not changed.")
        plain = ["plan", "price_basis", "currency", "commit_floor", "owner", "trial"]
        dated = ["seats_bought", "price_micros", "starts_on", "renews_on", "notice_on"]
        load(
            self.session,
            Contract,
            {"import_id": self.import_id, "tool_id": tool, **{name: frame[name] for name in [*plain, *dated]}},
        )

    def _links(self, frame: pd.DataFrame) -> None:
        same = self.ids[frame["same_as"].to_numpy(dtype=np.int64)]
        load(
            self.session,
            PersonLink,
            {"import_id": self.import_id, "person_id": self._who(frame), "same_as_id": same},
        )

    def _coverage(self) -> None:
        for span in self.facts.spans:
            tool = None if span.tool is None else self.tools.id(span.tool)
            workflow = None if span.workflow is None else self.workflows[span.workflow]
            team = None
            if span.team is not None:
                team = team_ids(self.session, [span.team], import_id=self.import_id)[span.team]
            self.session.add(
                Coverage(
                    import_id=self.import_id,
                    source=self.file.export.source_name,
                    tool_id=tool,
                    workflow_id=workflow,
                    team_id=team,
                    first_day=span.first_day,
                    last_day=span.last_day,
                    lists=span.lists,
                    people=span.people,
                    complete=span.complete,
                    apps=[] if tool is None else self._counted_apps(tool),
                )
            )
            if tool is not None:
                self.touched_tools.add(tool)
            if workflow is not None:
                self.touched_workflows.add(workflow)
            self.touched_weeks.update(range(week_of(span.first_day), week_of(span.last_day) + 1))


def _taken(values: Any, order: np.ndarray) -> Any:
    if isinstance(values, list):
        return [values[position] for position in order.tolist()]
    if isinstance(values, pd.Series):
        return values.iloc[order]
    return values[order]
