"""A tiny company for tests: imports and their facts put straight into the store, then the rollups brought up to date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
from sqlalchemy import delete
from sqlmodel import Session, select

from opmodel.store import bulk
from opmodel.store.facts import (
    ABSENCES,
    Absence,
    AppUse,
    Case,
    Contract,
    Coverage,
    Grade,
    Import,
    ImportStatus,
    LastActivity,
    Lists,
    Person,
    PersonLink,
    PriceBasis,
    RosterEntry,
    Seat,
    Tool,
    ToolApp,
    ToolUse,
    WorkflowUse,
)
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    Milestone,
    OfficeHolder,
    Operator,
    OperatorRole,
    Performer,
    Play,
    Rollout,
    Setting,
    Stage,
    StageChange,
    Step,
    TargetPerson,
    Workflow,
    WorkflowTool,
)
from opmodel.store.rollups.refresh import refresh
from opmodel.store.rollups.touched import Touched
from opmodel.store.teams import ensure_company, ensure_team
from opmodel.store.weeks import monday, parse_week, sunday

_FACTS = (
    ToolUse,
    AppUse,
    WorkflowUse,
    Absence,
    Case,
    Seat,
    LastActivity,
    RosterEntry,
    TargetPerson,
    PersonLink,
    Contract,
    Coverage,
)


def week(label: str) -> int:
    """`W40` (of 2026) or `2025-W40` as a week number."""
    return parse_week(label if label.startswith("20") else f"2026-{label}")


def moment(day: date | datetime) -> datetime:
    """A day's noon in UTC; a moment as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(12), UTC)


@dataclass
class Company:
    """Adds facts under names. Every method that adds an import returns its id, and leaves `stale` to be refreshed."""

    session: Session
    people: dict[str, int] = field(default_factory=dict)
    tools: dict[str, int] = field(default_factory=dict)
    workflows: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ensure_company(self.session)

    def person(self, name: str) -> int:
        if name not in self.people:
            person = Person(key=f"{name:0>64}")
            self.session.add(person)
            self.session.flush()
            assert person.id is not None
            self.people[name] = person.id
        return self.people[name]

    def crowd(self, count: int, prefix: str = "p") -> list[str]:
        """Names of `count` people."""
        names = [f"{prefix}{number:03d}" for number in range(count)]
        for name in names:
            self.person(name)
        return names

    def team(self, path: str) -> int:
        return ensure_team(self.session, path, import_id=None)

    def tool(self, name: str, *, group: str = "", apps: Sequence[str] = ()) -> int:
        if name not in self.tools:
            tool = Tool(name=name, capability_group=group)
            self.session.add(tool)
            self.session.flush()
            assert tool.id is not None
            self.tools[name] = tool.id
            for bit, app in enumerate(apps):
                self.session.add(ToolApp(tool_id=tool.id, name=app, bit=bit))
            self.session.flush()
        return self.tools[name]

    def new_import(self, export: str, report: date | datetime, *, file_name: str = "") -> int:
        made = Import(
            file_name=file_name or f"{export}.csv",
            sha256="0" * 64,
            export=export,
            report_at=moment(report),
            imported_by="test",
            rows_read=0,
            rows_kept=0,
            rows_rejected=0,
            rows_merged=0,
            people=0,
        )
        self.session.add(made)
        self.session.flush()
        assert made.id is not None
        return made.id

    def cover(
        self,
        import_id: int,
        source: str,
        first: date,
        last: date,
        *,
        tool: str | None = None,
        workflow: str | None = None,
        team: str | None = None,
        lists: Lists = Lists.ACTIVE,
        complete: bool = True,
        apps: Sequence[int | None] = (),
    ) -> None:
        self.session.add(
            Coverage(
                import_id=import_id,
                source=source,
                tool_id=None if tool is None else self.tool(tool),
                workflow_id=None if workflow is None else self.workflows[workflow],
                team_id=None if team is None else self.team(team),
                first_day=first,
                last_day=last,
                lists=lists,
                people=0,
                complete=complete,
                apps=list(apps),
            )
        )
        self.session.flush()

    def roster(
        self,
        report: date,
        teams: Mapping[str, Iterable[str | tuple[str, date | None, date | None]]],
        *,
        complete: bool = True,
        only_team: str | None = None,
    ) -> int:
        """Team path → its people, each a name or (name, starts on, ends on)."""
        import_id = self.new_import("roster", report)
        self.cover(import_id, "roster", report, report, complete=complete, team=only_team)
        for path, people in teams.items():
            team = self.team(path)
            for entry in people:
                name, starts, ends = entry if isinstance(entry, tuple) else (entry, None, None)
                self.session.add(
                    RosterEntry(
                        import_id=import_id, person_id=self.person(name), team_id=team, starts_on=starts, ends_on=ends
                    )
                )
        self.refresh(people=True)
        return import_id

    def link(self, one: str, other: str) -> int:
        import_id = self.new_import("identities", date(2026, 1, 1))
        self.session.add(PersonLink(import_id=import_id, person_id=self.person(one), same_as_id=self.person(other)))
        self.refresh(people=True)
        return import_id

    def panel(
        self,
        tool: str,
        use: Mapping[str, Mapping[str, float | bool | None]],
        *,
        source: str = "panel",
        lists: Lists = Lists.LICENSED,
        report: date | datetime | None = None,
        days: tuple[date, date] | None = None,
        apps: Mapping[str, Mapping[str, Mapping[str, float | None]]] | None = None,
        complete: bool = True,
        later: bool = False,
    ) -> int:
        """Week label → person → actions (None: unknown count but active unknown; True: active without a count)."""
        weeks = sorted(week(label) for label in use)
        first, last = days or (monday(weeks[0]), sunday(weeks[-1]))
        import_id = self.new_import(source, report or last)
        tool_id = self.tool(tool)
        of_tool = list(self.session.exec(select(ToolApp.id).where(ToolApp.tool_id == tool_id)))
        counted = of_tool if apps is not None else []
        self.cover(import_id, source, first, last, tool=tool, lists=lists, complete=complete, apps=counted)
        rows = [
            (week(label), self.person(name), None if isinstance(count, bool) else count, bool(count))
            for label, people in use.items()
            for name, count in people.items()
        ]
        if rows:
            weeks_of, people_of, actions, active = zip(*rows, strict=True)
            self.session.flush()
            bulk.load(
                self.session,
                ToolUse,
                {
                    "import_id": import_id,
                    "tool_id": tool_id,
                    "week": list(weeks_of),
                    "person_id": list(people_of),
                    "actions": list(actions),
                    "active": list(active),
                },
            )
        for app, by_week in (apps or {}).items():
            app_id = self.session.exec(select(ToolApp.id).where(ToolApp.tool_id == tool_id, ToolApp.name == app)).one()
            for label, counts in by_week.items():
                for name, count in counts.items():
                    self.session.add(
                        AppUse(
                            import_id=import_id,
                            app_id=app_id,
                            week=week(label),
                            person_id=self.person(name),
                            actions=count,
                        )
                    )
        if not later:
            self.refresh(tools={tool_id}, weeks=set(weeks), coverage=True)
        return import_id

    def snapshot(
        self, tool: str, report: date, last_active: Mapping[str, date | datetime | None], *, source: str = "usage"
    ) -> int:
        """Person → when last active, as one usage snapshot says."""
        import_id = self.new_import(source, report)
        for name, last in last_active.items():
            at = None if last is None else moment(last)
            self.session.add(
                LastActivity(
                    import_id=import_id,
                    tool_id=self.tool(tool),
                    person_id=self.person(name),
                    last_active_at=at,
                    active=at is not None and (report - at.date()).days < 7,
                )
            )
        self.refresh(tools={self.tool(tool)}, snapshots=True)
        return import_id

    def seats(
        self,
        tool: str,
        report: date | datetime,
        holders: Mapping[str, Mapping[str, Any]],
        *,
        source: str = "seats",
        later: bool = False,
    ) -> int:
        """Person → fields of Seat that differ from their defaults."""
        import_id = self.new_import(source, report)
        for name, fields in holders.items():
            self.session.add(Seat(import_id=import_id, tool_id=self.tool(tool), person_id=self.person(name), **fields))
        if not later:
            self.refresh(tools={self.tool(tool)}, seats=True, snapshots=True)
        return import_id

    def contract(
        self,
        tool: str,
        bought: int | None,
        price: float | None = None,
        *,
        basis: PriceBasis = PriceBasis.SEAT_YEAR,
        currency: str = "EUR",
        import_id: int | None = None,
        report: date = date(2026, 1, 1),
        **fields: Any,
    ) -> int:
        import_id = import_id or self.new_import("contracts", report)
        self.session.add(
            Contract(
                import_id=import_id,
                tool_id=self.tool(tool),
                seats_bought=bought,
                price_micros=None if price is None else round(price * 1_000_000),
                price_basis=basis,
                currency=currency,
                **fields,
            )
        )
        self.refresh(tools={self.tool(tool)}, seats=True)
        return import_id

    def holder(self, name: str, *, person: str | None = None) -> int:
        """An office holder, known as that person where one is named."""
        known = self.session.exec(select(OfficeHolder).where(OfficeHolder.name == name)).first()
        holder = known or OfficeHolder(name=name)
        if person is not None:
            holder.person_id = self.person(person)
        self.session.add(holder)
        self.session.flush()
        assert holder.id is not None
        return holder.id

    def setting(self, key: str, value: str) -> None:
        self.session.merge(Setting(key=key, value=value))
        self.session.flush()

    def workflow(
        self,
        name: str,
        *,
        owner: str = "",
        tools: Iterable[str] = (),
        performer: Performer | None = Performer.AI_DOES,
        valid_from: date | None = None,
        valid_to: date | None = None,
        **step: Any,
    ) -> int:
        """A workflow with one redesigned step; without any where no performer is given."""
        workflow = Workflow(name=name, owner_id=self.holder(owner) if owner else None)
        self.session.add(workflow)
        self.session.flush()
        assert workflow.id is not None
        self.workflows[name] = workflow.id
        for tool in tools:
            self.session.add(WorkflowTool(workflow_id=workflow.id, tool_id=self.tool(tool)))
        if performer is not None:
            self.step(name, "The step", after=performer, valid_from=valid_from, valid_to=valid_to, **step)
        self.refresh(register=True)
        return workflow.id

    def step(
        self,
        workflow: str,
        name: str,
        *,
        before: Performer = Performer.HUMAN,
        after: Performer = Performer.AI_DOES,
        minutes: float | None = None,
        cases_a_week: float | None = None,
        **fields: Any,
    ) -> int:
        """The next step of a workflow."""
        there = self.session.exec(select(Step).where(Step.workflow_id == self.workflows[workflow])).all()
        step = Step(
            workflow_id=self.workflows[workflow],
            position=len(there) + 1,
            name=name,
            performer_before=before,
            performer_after=after,
            minutes_a_case=minutes,
            cases_a_week=cases_a_week,
            **fields,
        )
        self.session.add(step)
        self.refresh(register=True)
        assert step.id is not None
        return step.id

    def checkpoint(
        self, workflow: str, what: str = "Every tenth", *, step: str = "The step", cadence: int | None = None
    ) -> int:
        """The checkpoint of a step."""
        found = self.session.exec(
            select(Step).where(Step.workflow_id == self.workflows[workflow], Step.name == step)
        ).one()
        assert found.id is not None
        checkpoint = Checkpoint(step_id=found.id, what_is_checked=what, cadence_days=cadence)
        self.session.add(checkpoint)
        self.session.flush()
        assert checkpoint.id is not None
        return checkpoint.id

    def staff(
        self,
        checkpoint: int,
        rollout: int,
        reviewer: str = "",
        *,
        backup: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        """Who looks in a rollout, and who stands in."""
        self.session.add(
            CheckpointStaffing(
                checkpoint_id=checkpoint,
                rollout_id=rollout,
                reviewer_id=self.holder(reviewer) if reviewer else None,
                backup_id=self.holder(backup) if backup else None,
                valid_from=since,
                valid_to=until,
            )
        )
        self.session.flush()

    def check(
        self, checkpoint: int, rollout: int, day: date, seen: int = 10, *, corrected: int = 0, rejected: int = 0
    ) -> None:
        """One look at a checkpoint."""
        self.session.add(
            Check(
                checkpoint_id=checkpoint,
                rollout_id=rollout,
                looked_on=day,
                seen=seen,
                accepted=seen - corrected - rejected,
                corrected=corrected,
                rejected=rejected,
            )
        )
        self.session.flush()

    def play(self, workflow: str, version: int = 1, published_on: date | None = None, *, by: str = "") -> None:
        """A version of the play; without a day it is a draft."""
        self.session.add(
            Play(
                workflow_id=self.workflows[workflow],
                version=version,
                body=f"# {workflow}, version {version}",
                published_on=published_on,
                published_by=by,
            )
        )
        self.session.flush()

    def operator(
        self, workflow: str, name: str, role: OperatorRole = OperatorRole.RUNS, hours: float | None = None
    ) -> None:
        """Who redesigns, runs or scales a workflow."""
        self.session.add(
            Operator(workflow_id=self.workflows[workflow], holder_id=self.holder(name), role=role, hours_a_week=hours)
        )
        self.session.flush()

    def baseline(self, rollout: int, first: date, last: date, *, locked_on: date) -> None:
        """A rollout's locked baseline."""
        self.session.add(
            Baseline(
                rollout_id=rollout,
                name="Before",
                first_day=first,
                last_day=last,
                cases_hash="0" * 64,
                locked_by="test",
                locked_on=locked_on,
            )
        )
        self.session.flush()

    def cases(
        self, workflow: str, started: Mapping[date, int], *, team: str | None = None, report: date, prefix: str = "C"
    ) -> int:
        """Day → how many cases started on it, as one file of that report date says."""
        import_id = self.new_import("cases", report)
        self.cover(import_id, "cases", min(started), report, workflow=workflow)
        number = 0
        for day, count in started.items():
            for _ in range(count):
                number += 1
                self.session.add(
                    Case(
                        import_id=import_id,
                        workflow_id=self.workflows[workflow],
                        case_id=f"{prefix}{number:05d}",
                        started_at=moment(day),
                        team_id=None if team is None else self.team(team),
                    )
                )
        self.session.flush()
        return import_id

    def rollout(
        self,
        workflow: str,
        team: str,
        stages: Mapping[Stage, date] | Sequence[tuple[Stage, date]],
        *,
        milestones: Iterable[date] = (),
        targets: Mapping[date | None, Iterable[str]] | None = None,
        **fields: Any,
    ) -> int:
        """Stages with their dates; milestones; target people by the date of their list."""
        rollout = Rollout(workflow_id=self.workflows[workflow], team_id=self.team(team), **fields)
        self.session.add(rollout)
        self.session.flush()
        assert rollout.id is not None
        for stage, day in stages.items() if isinstance(stages, Mapping) else stages:
            self.session.add(StageChange(rollout_id=rollout.id, stage=stage, changed_on=day))
        for day in milestones:
            self.session.add(Milestone(rollout_id=rollout.id, name="Step forward", reached_on=day))
        for day, names in (targets or {}).items():
            import_id = self.new_import("workflows", day or date(2026, 1, 1))
            for name in names:
                self.session.add(
                    TargetPerson(
                        rollout_id=rollout.id, person_id=self.person(name), import_id=import_id, valid_from=day
                    )
                )
        self.refresh(register=True)
        return rollout.id

    def use(
        self,
        workflow: str,
        use: Mapping[str, Mapping[str, float | None]],
        *,
        grade: Grade = Grade.MEASURED,
        source: str = "workflow_use",
        report: date | None = None,
        days: tuple[date, date] | None = None,
        team: str | None = None,
        complete: bool = True,
    ) -> int:
        """Week label → person → times used (None: left blank)."""
        weeks = sorted(week(label) for label in use)
        first, last = days or (monday(weeks[0]), sunday(weeks[-1]))
        import_id = self.new_import(source, report or last)
        self.cover(import_id, source, first, last, workflow=workflow, team=team, complete=complete)
        for label, people in use.items():
            for name, times in people.items():
                self.session.add(
                    WorkflowUse(
                        import_id=import_id,
                        workflow_id=self.workflows[workflow],
                        week=week(label),
                        person_id=self.person(name),
                        times=times,
                        active=None if times is None else times > 0,
                        grade=grade,
                    )
                )
        self.refresh(workflows={self.workflows[workflow]}, weeks=set(weeks), coverage=True)
        return import_id

    def absences(
        self,
        away: Mapping[str, Mapping[str, int]],
        *,
        team: str | None = None,
        report: date | None = None,
        days: tuple[date, date] | None = None,
    ) -> int:
        """Week label → person → working days away of five. The file speaks for the weeks it names, or for some days."""
        weeks = sorted(week(label) for label in away)
        import_id = self.new_import(ABSENCES, report or sunday(weeks[-1]))
        for first, last in [days] if days else [(monday(one), sunday(one)) for one in weeks]:
            self.cover(import_id, ABSENCES, first, last, team=team)
        for label, people in away.items():
            for name, count in people.items():
                self.session.add(
                    Absence(import_id=import_id, week=week(label), person_id=self.person(name), days=count)
                )
        self.refresh(weeks=set(weeks), absences=True, coverage=True)
        return import_id

    def undo(self, import_id: int) -> None:
        """Take an import's facts out, as the intake's undo does."""
        tool_rows = self.session.execute(
            select(ToolUse.tool_id, ToolUse.week).where(ToolUse.import_id == import_id).distinct()
        ).all()
        flow_rows = self.session.execute(
            select(WorkflowUse.workflow_id, WorkflowUse.week).where(WorkflowUse.import_id == import_id).distinct()
        ).all()
        away_rows = self.session.execute(select(Absence.week).where(Absence.import_id == import_id).distinct()).all()
        tools = {tool for tool, _ in tool_rows}
        for model in (Seat, LastActivity, Contract):
            tools |= set(self.session.exec(select(model.tool_id).where(model.import_id == import_id).distinct()))
        for model in _FACTS:
            self.session.execute(delete(model).where(model.import_id == import_id))
        undone = self.session.get(Import, import_id)
        assert undone is not None
        undone.status = ImportStatus.UNDONE
        self.session.flush()
        self.refresh(
            tools=tools,
            workflows={workflow for workflow, _ in flow_rows},
            weeks={week for *_, week in [*tool_rows, *flow_rows, *away_rows]},
            absences=bool(away_rows),
            coverage=True,
            people=True,
            seats=True,
            snapshots=True,
            register=True,
        )

    def refresh(
        self, *, tools: Iterable[int] = (), workflows: Iterable[int] = (), weeks: Iterable[int] = (), **flags: bool
    ) -> None:
        refresh(
            self.session,
            Touched(tools=frozenset(tools), workflows=frozenset(workflows), weeks=frozenset(weeks), **flags),
        )


def whole(people: Iterable[str], count: float = 5) -> dict[str, float]:
    """The same count for everybody."""
    return dict.fromkeys(people, count)


__all__ = ["Company", "moment", "np", "week", "whole"]
