"""However a store came to be, its rollups equal what a slow and obvious count of its facts gives."""

from collections import defaultdict
from copy import copy
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, SQLModel, select

from opmodel.store.engine import writing
from opmodel.store.facts import Coverage, Import, ImportStatus, Lists, RosterEntry, ToolUse, WorkflowUse
from opmodel.store.register import Rollout, Stage, StageChange, TargetPerson, Team
from opmodel.store.rollup_tables import (
    AdoptionWeek,
    CohortWeek,
    CoveredWeek,
    FirstUse,
    KeptUse,
    Membership,
    PanelWeek,
    PeopleWeek,
    SamePerson,
    SeatPoint,
    SeatStanding,
    SegmentWeek,
    ToolSnapshot,
    ToolWeek,
    UserWeek,
)
from opmodel.store.weeks import monday, sunday
from tests.company import Company, week

ROLLUPS: tuple[type[SQLModel], ...] = (
    Membership,
    SamePerson,
    CoveredWeek,
    PanelWeek,
    ToolWeek,
    ToolSnapshot,
    SegmentWeek,
    AdoptionWeek,
    PeopleWeek,
    CohortWeek,
    FirstUse,
    UserWeek,
    KeptUse,
    SeatPoint,
    SeatStanding,
)
PEOPLE = ["a", "b", "c", "d", "e"]
TEAMS = ["F", "F/P", "F/R", "L"]
WEEKS = [f"W{number}" for number in range(36, 42)]
FIRST = week(WEEKS[0])

person = st.sampled_from(PEOPLE)
team = st.sampled_from(TEAMS)
day = st.integers(-10, 45).map(lambda offset: monday(FIRST) + timedelta(days=offset))
counts = st.dictionaries(person, st.sampled_from([0.0, 1.0, 16.0, None]), min_size=1, max_size=4)
weeks_used = st.tuples(st.integers(0, 4), st.integers(1, 2)).flatmap(
    lambda span: st.fixed_dictionaries(dict.fromkeys(WEEKS[span[0] : span[0] + span[1]], counts))
)
by_team = st.dictionaries(person, team, max_size=5)
seats = st.dictionaries(person, st.tuples(st.one_of(st.none(), st.integers(0, 120)), st.booleans()), min_size=1)

step = st.one_of(
    st.tuples(st.just("roster"), day, by_team, st.booleans()),
    st.tuples(
        st.just("panel"), st.sampled_from(["T", "U"]), st.sampled_from(["x", "y"]), weeks_used, day, st.booleans()
    ),
    st.tuples(
        st.just("use"),
        st.sampled_from(["V", "W"]),
        st.sampled_from(["x", "y"]),
        weeks_used,
        day,
        st.one_of(st.none(), team),
    ),
    st.tuples(st.just("part"), st.sampled_from(["T", "U"]), counts, st.integers(0, 5), st.integers(1, 6)),
    st.tuples(
        st.just("rollout"),
        st.sampled_from(["V", "W"]),
        team,
        day,
        st.one_of(st.none(), day),
        st.lists(person, max_size=2, unique=True),
    ),
    st.tuples(st.just("seats"), st.sampled_from(["T", "U"]), day, seats),
    st.tuples(st.just("snapshot"), st.sampled_from(["T", "U"]), day, st.dictionaries(person, day, min_size=1)),
    st.tuples(st.just("link"), person, person),
    st.tuples(st.just("undo"), st.integers(0, 20)),
)


class _RolledBack(Exception):
    """Ends an example: the store is as it was before it."""


def play(company: Company, steps: list[tuple[Any, ...]]) -> None:
    """Do the steps one after the other, each bringing the rollups up to date by itself."""
    done: list[int] = []
    rollouts: set[tuple[str, str]] = set()
    for tool in ("T", "U"):
        company.tool(tool, group="same")
    for name in sorted({"V", "W"} - company.workflows.keys()):
        company.workflow(name, tools=["T"] if name == "V" else [])
    for kind, *what in steps:
        match kind, what:
            case "roster", (reported, people, complete):
                teams: dict[str, list[Any]] = defaultdict(list)
                for name, path in people.items():
                    teams[path].append(name)
                done.append(company.roster(reported, teams, complete=complete))
            case "panel", (tool, source, use, reported, licensed):
                lists = Lists.LICENSED if licensed else Lists.ACTIVE
                done.append(company.panel(tool, use, source=source, report=reported, lists=lists))
            case "part", (tool, use, first, length):
                begin = monday(FIRST + 1) + timedelta(days=first)
                end = min(begin + timedelta(days=length), sunday(FIRST + 1))
                done.append(company.panel(tool, {WEEKS[1]: use}, source="x", days=(begin, end)))
            case "use", (workflow, source, use, reported, only):
                done.append(company.use(workflow, use, source=source, report=reported, team=only))
            case "rollout", (workflow, path, begun, stopped, targets):
                if (workflow, path) not in rollouts:
                    rollouts.add((workflow, path))
                    stages = [(Stage.PILOT, begun), *([(Stage.STOPPED, stopped)] if stopped else [])]
                    company.rollout(workflow, path, stages, targets={None: targets} if targets else None)
            case "seats", (tool, reported, held):
                at = datetime.combine(reported, datetime.min.time(), UTC)
                done.append(
                    company.seats(
                        tool,
                        at,
                        {
                            name: {
                                "activity_known": known,
                                "assigned_at": at - timedelta(days=200),
                                "last_active_at": None if ago is None else at - timedelta(days=ago),
                            }
                            for name, (ago, known) in held.items()
                        },
                    )
                )
            case "snapshot", (tool, reported, last):
                done.append(company.snapshot(tool, reported, {name: min(at, reported) for name, at in last.items()}))
            case "link", (one, other) if one != other:
                done.append(company.link(one, other))
            case "undo", (which,) if done:
                company.undo(done.pop(which % len(done)))


def content(session: Session) -> dict[str, set[tuple[Any, ...]]]:
    session.flush()
    session.expire_all()
    return {
        str(model.__tablename__): {tuple(row) for row in session.execute(select(*model.__table__.c))}  # type: ignore[attr-defined]
        for model in ROLLUPS
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=1, max_size=9))
def test_rollups_kept_up_step_by_step_equal_rollups_made_at_once(
    sqlite_store: str, steps: list[tuple[Any, ...]]
) -> None:
    with pytest.raises(_RolledBack), writing(sqlite_store) as session:
        company = Company(session)
        play(company, steps)
        step_by_step = content(session)
        for model in ROLLUPS:
            session.execute(delete(model))
        session.expire_all()
        company.refresh(
            tools=company.tools.values(),
            workflows=company.workflows.values(),
            weeks=range(FIRST - 5, FIRST + 20),
            coverage=True,
            people=True,
            seats=True,
            snapshots=True,
            register=True,
        )
        assert content(session) == step_by_step
        raise _RolledBack


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=3, max_size=9))
def test_people_counted_equal_a_slow_and_obvious_count(sqlite_store: str, steps: list[tuple[Any, ...]]) -> None:
    with pytest.raises(_RolledBack), writing(sqlite_store) as session:
        company = Company(session)
        play(company, [one for one in steps if one[0] not in {"link", "seats"}])
        session.flush()
        slow = _Slow(session)
        for row in session.exec(select(ToolWeek).where(ToolWeek.app_id == 0, ToolWeek.tool_id != 0)):
            assert row.active == len(slow.tool_users(row.tool_id, row.week, row.team_id))
        expected = {
            (at, path): board
            for at, path in product(range(FIRST - 2, FIRST + 8), slow.teams)
            if (board := slow.board(at, path)) is not None
        }
        rows = session.exec(select(AdoptionWeek).where(AdoptionWeek.workflow_id == 0)).all()
        assert {(row.week, row.team_id): (row.active, row.targeted) for row in rows} == expected
        assert {(row.week, row.team_id): (row.joined, row.left) for row in rows} == {
            (at, path): slow.came_and_went(at, path) for at, path in expected
        }
        raise _RolledBack


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=3, max_size=9))
def test_cohorts_equal_a_slow_and_obvious_count_of_who_used_what_when(
    sqlite_store: str, steps: list[tuple[Any, ...]]
) -> None:
    with pytest.raises(_RolledBack), writing(sqlite_store) as session:
        company = Company(session)
        play(company, [one for one in steps if one[0] not in {"link", "seats"}])
        session.flush()
        slow = _Slow(session)
        for workflow in company.workflows.values():
            known = session.exec(
                select(AdoptionWeek.week).where(
                    AdoptionWeek.workflow_id == workflow,
                    AdoptionWeek.rollout_id == 0,
                    AdoptionWeek.team_id == slow.company,
                    AdoptionWeek.measured,
                    AdoptionWeek.complete,
                )
            )
            cohorts, users = slow.cohorts(workflow, sorted(known))
            rows = session.exec(select(CohortWeek).where(CohortWeek.workflow_id == workflow))
            assert {(row.cohort, row.week): (row.active, row.people) for row in rows} == cohorts
            weeks = session.exec(select(UserWeek).where(UserWeek.workflow_id == workflow))
            assert {row.week: (row.active, row.targeted) for row in weeks} == users
        raise _RolledBack


class _Slow:
    """The definitions in plain loops (measures.md, Rulings), for stores without identity maps and seat lists."""

    def __init__(self, session: Session) -> None:
        self.imports = {one.id: one for one in session.exec(select(Import).where(Import.status == ImportStatus.LOADED))}
        self.coverage = session.exec(select(Coverage)).all()
        self.tool_use = session.exec(select(ToolUse)).all()
        self.flow_use = session.exec(select(WorkflowUse)).all()
        self.roster = session.exec(select(RosterEntry)).all()
        self.teams = {one.id: one for one in session.exec(select(Team))}
        self.rollouts = session.exec(select(Rollout)).all()
        self.stages = session.exec(select(StageChange).order_by(StageChange.changed_on, StageChange.id)).all()
        self.targets = session.exec(select(TargetPerson)).all()

    def inside(self, team: int | None, above: int) -> bool:
        while team is not None:
            if team == above:
                return True
            team = self.teams[team].parent_id
        return False

    def team_on(self, person: int, on: date) -> int | None:
        """Reads the rosters in order, as somebody would by hand."""
        reports: dict[date, int] = {}
        listed = {entry.import_id for entry in self.roster}
        for one in sorted(self.imports.values(), key=lambda one: (one.report_at, one.id or 0)):
            if one.id in listed:
                reports[one.report_at.date()] = one.id
        team: int | None = None
        at = None
        for number, (reported, import_id) in enumerate(sorted(reports.items())):
            entry = next((e for e in self.roster if e.import_id == import_id and e.person_id == person), None)
            complete = all(c.complete for c in self.coverage if c.import_id == import_id)
            if number > 0 and reported > on:
                break
            if entry is not None:
                team = entry.team_id
                at = at or reported
            elif complete:
                team = None
        return team

    def counted(self, use: list[Any], subject: str, of: int, at: int) -> list[Any]:
        """The rows of the imports that count in a week."""
        rows = [row for row in use if getattr(row, subject) == of]
        with_rows = {row.import_id for row in rows}
        by_source: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for cover in self.coverage:
            if getattr(cover, subject) == of and cover.import_id in with_rows:
                for offset in range(7):
                    if cover.first_day <= monday(at) + timedelta(days=offset) <= cover.last_day:
                        by_source[cover.source][cover.import_id].add(offset)
        good: set[int] = set()
        for candidates in by_source.values():
            accepted: list[int] = []
            for import_id in sorted(
                candidates,
                key=lambda one: (len(candidates[one]), self.imports[one].report_at, one),
                reverse=True,
            ):
                people = {row.person_id for row in rows if row.import_id == import_id and row.week == at}
                rivals = [other for other in accepted if candidates[other] & candidates[import_id]]
                if not any(people & {r.person_id for r in rows if r.import_id == o and r.week == at} for o in rivals):
                    accepted.append(import_id)
            good |= set(accepted)
        return [row for row in rows if row.import_id in good and row.week == at]

    def tool_users(self, tool: int, at: int, team: int) -> set[int]:
        company = self.teams[team].parent_id is None
        return {
            row.person_id
            for row in self.counted(self.tool_use, "tool_id", tool, at)
            if row.active and (company or self.inside(self.team_on(row.person_id, monday(at)), team))
        }

    def board(self, at: int, team: int) -> tuple[int, int] | None:
        """Active and targeted people of a team, or None without any target people."""
        if at > max(self._covered_weeks(), default=0):
            return None
        active, targeted = self.people(at, team)
        return (len(active), len(targeted)) if targeted else None

    def came_and_went(self, at: int, team: int) -> tuple[int, int]:
        """People targeted who were not in the week before, and the other way round."""
        (_, now), (_, before) = self.people(at, team), self.people(at - 1, team)
        return len(now - before), len(before - now)

    def people(self, at: int, team: int) -> tuple[set[int], set[int]]:
        """Who of a team is active, and who targeted, in any workflow."""
        targeted: set[int] = set()
        active: set[int] = set()
        for rollout in self.rollouts:
            stages = [s.stage for s in self.stages if s.rollout_id == rollout.id and s.changed_on <= sunday(at)]
            if not stages or stages[-1] not in {Stage.PILOT, Stage.PRODUCTION} or not self._has_source(rollout, at):
                continue
            listed = {t.person_id for t in self.targets if t.rollout_id == rollout.id}
            everybody = {entry.person_id for entry in self.roster}
            members = {
                one
                for one in everybody
                if self.inside(place := self.team_on(one, monday(at)), rollout.team_id)
                and self.inside(place, team)
                and (not listed or one in listed)
            }
            used = {
                row.person_id
                for row in self.counted(self.flow_use, "workflow_id", rollout.workflow_id, at)
                if row.active
            }
            targeted |= members
            active |= members & used
        return active, targeted

    @property
    def company(self) -> int:
        return next(team for team, row in self.teams.items() if row.parent_id is None)

    def cohorts(
        self, workflow: int, weeks: list[int]
    ) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[int, tuple[int, int]]]:
        """(cohort, week) → active of those still targeted, and week → active of all targeted, read off week by week."""
        mine = copy(self)
        mine.rollouts = [rollout for rollout in self.rollouts if rollout.workflow_id == workflow]
        first: dict[int, int] = {}
        cohorts: dict[tuple[int, int], tuple[int, int]] = {}
        users: dict[int, tuple[int, int]] = {}
        for at in weeks:
            active, targeted = mine.people(at, self.company)
            for person in active:
                first.setdefault(person, at)
            users[at] = (len(active), len(targeted))
            for cohort in {first[person] for person in targeted if person in first}:
                of_it = {person for person in targeted if first.get(person) == cohort}
                cohorts[cohort, at] = (len(of_it & active), len(of_it))
        return cohorts, users

    def _covered_weeks(self) -> set[int]:
        rows = [*self.tool_use, *self.flow_use]
        named = {row.import_id for row in rows}
        return {
            at
            for cover in self.coverage
            if cover.import_id in named
            for at in range(FIRST - 5, FIRST + 20)
            if cover.first_day <= sunday(at) and cover.last_day >= monday(at)
        }

    def _has_source(self, rollout: Rollout, at: int) -> bool:
        """Whether any file that counts somewhere has covered the rollout's team by that week."""
        named = {row.import_id for row in self.flow_use if row.workflow_id == rollout.workflow_id}
        for cover in self.coverage:
            if cover.workflow_id != rollout.workflow_id or cover.import_id not in named:
                continue
            holds = cover.team_id is None or self.inside(rollout.team_id, cover.team_id)
            for earlier in range(FIRST - 5, at + 1):
                if holds and cover.first_day <= sunday(earlier) and cover.last_day >= monday(earlier):
                    accepted = {
                        row.import_id
                        for row in self.counted(self.flow_use, "workflow_id", rollout.workflow_id, earlier)
                    }
                    if cover.import_id in accepted:
                        return True
        return False
