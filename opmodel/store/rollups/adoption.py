"""AdoptionWeek: distinct people targeted and active (measures.md, Rulings: the board number), for every rollout live in
a week, every workflow, and any redesigned workflow together; by team with all it holds. Where absences are known, also
how many of them were away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import case, delete, insert, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.facts import Absence, Grade, WorkflowUse
from opmodel.store.rollup_tables import AdoptionWeek
from opmodel.store.rollups.covered import ANYBODY, Covered, every_import
from opmodel.store.rollups.panel_weeks import Panels
from opmodel.store.rollups.people_weeks import People, PeopleWeeks, Targeted
from opmodel.store.rollups.placement import NOWHERE, Placement, union
from opmodel.store.rollups.register_week import LiveRollout, RegisterWeeks

BOARD = 0
NO_SINGLE_ROLLOUT = 0
AWAY_DAYS = 4
"""Working days of five from which somebody was away that week (measures.md §1.1)."""

_UNKNOWN, _HANDLED, _MEASURED = 1, 2, 3
"""What is known of a person's use in a week, the better the higher; 0: nothing, so idle where the week is covered."""


@dataclass(frozen=True)
class _Group:
    """Target people counted together: of a rollout, of a workflow, or of the board number."""

    workflow_id: int
    rollout_id: int
    people: np.ndarray
    state: np.ndarray
    """For each of `people`: 0 or the grade of what is known."""
    outside: np.ndarray
    at_most: np.ndarray | None
    measured: bool
    complete: bool

    @property
    def is_known(self) -> bool:
        """Whether somebody without a row was idle, for all of the week."""
        return self.measured and self.complete


@dataclass(frozen=True)
class _Measured:
    """A live rollout with its target people and what is known of their use."""

    rollout: LiveRollout
    people: np.ndarray
    has_source: bool
    measured: bool
    complete: bool


class Adoption:
    """Works out the weeks of one refresh."""

    def __init__(
        self,
        session: Session,
        placement: Placement,
        panels: Panels,
        *,
        workflows: Covered,
        tools: Covered,
        absences: Covered,
    ) -> None:
        self._session = session
        self._placement = placement
        self._workflows = workflows
        self._tools = tools
        self._absences = absences
        self._panels = panels
        self.register = RegisterWeeks(session, placement)
        self._size = len(placement.one_person)
        self._live = lru_cache(maxsize=3)(self._live_in)
        self._away = lru_cache(maxsize=1)(self._away_in)
        self.changed: set[int] = set()
        """Workflows of which the company's row of any week is otherwise than before."""

    def known_weeks(self) -> range:
        """Every week from the first in which anything was live to the newest that anything covers."""
        first = self.register.first_week
        covered = self._workflows.weeks() | self._tools.weeks()
        return range(0) if first is None or not covered else range(first, max(covered) + 1)

    def stored_weeks(self) -> set[int]:
        """Weeks that have rows now."""
        return set(self._session.scalars(select(columns(AdoptionWeek).week).distinct()))

    def refresh(self, weeks: Iterable[int], people: PeopleWeeks) -> None:
        """Work the given weeks out anew; a week outside the known ones loses its rows, and its people."""
        stored = columns(AdoptionWeek)
        known = self.known_weeks()
        for week in sorted(set(weeks)):
            before = self._of_company(week)
            self._session.execute(delete(AdoptionWeek).where(stored.week == week))
            groups = self._groups(week) if week in known else []
            rows = [row for group in groups for row in self._team_rows(group, week)]
            if rows:
                self._session.execute(insert(AdoptionWeek), rows)
            self.changed |= {workflow for workflow, *_ in before ^ self._of_company(week)}
            people.keep(week, [_targeted(group) for group in groups if group.rollout_id and group.is_known])

    def _of_company(self, week: int) -> set[tuple[Any, ...]]:
        stored = columns(AdoptionWeek)
        rows = self._session.execute(
            select(stored.workflow_id, stored.targeted, stored.active, stored.measured, stored.complete).where(
                stored.week == week,
                stored.team_id == self._placement.tree.company,
                stored.rollout_id == NO_SINGLE_ROLLOUT,
            )
        )
        return {tuple(row) for row in rows}

    def _live_in(self, week: int) -> dict[int, list[_Measured]]:
        """Workflow → its live rollouts that target anybody."""
        by_workflow: dict[int, list[_Measured]] = {}
        for rollout in self.register.live(week):
            measured = self._measured(rollout, week)
            if len(measured.people):
                by_workflow.setdefault(rollout.workflow_id, []).append(measured)
        return by_workflow

    def _groups(self, week: int) -> list[_Group]:
        groups: list[_Group] = []
        board: list[_Group] = []
        for workflow, rollouts in self._live(week).items():
            state = self._state(workflow, week)
            tool_users = self._tool_users(workflow, week, rollouts)
            groups += [self._group([one], state, tool_users, rollout=one.rollout, week=week) for one in rollouts]
            counted = _with_source(rollouts)
            together = self._group(counted or rollouts, state, tool_users, rollout=None, week=week)
            groups.append(together)
            if counted and self.register.redesigned(workflow, week):
                board.append(together)
        if board:
            groups.append(self._board(board))
        return groups

    def _people_before(self, group: _Group, week: int) -> np.ndarray:
        """Whom the rollout, the workflow or the board number targeted in the week before."""
        earlier = self._live(week - 1)
        if group.workflow_id == BOARD:
            sides = [
                one
                for workflow, rollouts in earlier.items()
                if self.register.redesigned(workflow, week - 1)
                for one in _with_source(rollouts)
            ]
        else:
            rollouts = earlier.get(group.workflow_id, [])
            sides = _with_source(rollouts) or rollouts
            if group.rollout_id != NO_SINGLE_ROLLOUT:
                sides = [one for one in rollouts if one.rollout.id == group.rollout_id]
        return union([one.people for one in sides], self._size)

    def _measured(self, rollout: LiveRollout, week: int) -> _Measured:
        team = self._placement.index_of.get(rollout.team_id, 0)
        workflow = rollout.workflow_id
        begun = self._workflows.begun(workflow, week, self._placement).values()
        return _Measured(
            rollout=rollout,
            people=self.register.targets(rollout, week),
            has_source=any(bool(source[team]) for source in begun),
            measured=bool(self._workflows.covers(workflow, week, self._placement)[team]),
            complete=bool(self._workflows.complete(workflow, week, self._placement)[team]),
        )

    def _state(self, workflow: int, week: int) -> np.ndarray:
        """Person → what is known of their use; two files of one week are united by person."""
        state = np.zeros(self._size, dtype=np.int8)
        imports = every_import(self._workflows.feeds(workflow, week))
        if not imports:
            return state
        use = columns(WorkflowUse)
        person, active, measured = bulk.integers(
            self._session,
            use.person_id,
            case((use.active.is_(None), -1), (use.active, 1), else_=0),
            use.grade == Grade.MEASURED,
            where=[use.import_id.in_(imports), use.workflow_id == workflow, use.week == week],
        )
        person = self._placement.one_person[person]
        state[person[active == -1]] = _UNKNOWN
        state[person[(active == 1) & (measured == 0)]] = _HANDLED
        state[person[(active == 1) & (measured == 1)]] = _MEASURED
        return state

    def _away_in(self, week: int) -> np.ndarray:
        """Person → whether they were away from work: on four working days of five, or on all of their own."""
        days = np.zeros(self._size, dtype=np.int64)
        absence = columns(Absence)
        for import_id in every_import(self._absences.feeds(ANYBODY, week)):
            person, count = bulk.integers(
                self._session,
                absence.person_id,
                absence.days,
                where=[absence.import_id == import_id, absence.week == week],
            )
            # Two identifiers of one person in one file tell of the same days; two files that count tell of different ones.
            here = np.zeros(self._size, dtype=np.int64)
            np.maximum.at(here, self._placement.one_person[person], count)
            days += here
        return days >= AWAY_DAYS

    def _tool_users(self, workflow: int, week: int, rollouts: list[_Measured]) -> np.ndarray | None:
        """People active in one of the workflow's tools: read only where nothing better is known."""
        if all(one.measured for one in rollouts):
            return None
        panels = [self._panels.read(tool, week) for tool in self.register.tools[workflow]]
        found = [panel.person[panel.active] for panel in panels if panel is not None]
        if not found:
            return None
        users = np.zeros(self._size, dtype=bool)
        users[union(found, self._size)] = True
        return users

    def _group(
        self,
        rollouts: list[_Measured],
        state: np.ndarray,
        tool_users: np.ndarray | None,
        *,
        rollout: LiveRollout | None,
        week: int,
    ) -> _Group:
        people = union([one.people for one in rollouts], self._size)
        used = state >= _HANDLED
        used[people] = False
        outside = np.flatnonzero(used)
        if rollout is not None and len(outside):
            here = self._placement.subtree(rollout.team_id)
            outside = outside[np.isin(self._placement.in_week(week)[outside], here)]
        measured = any(one.measured for one in rollouts)
        return _Group(
            workflow_id=rollouts[0].rollout.workflow_id,
            rollout_id=NO_SINGLE_ROLLOUT if rollout is None else rollout.id,
            people=people,
            state=state[people],
            outside=outside,
            at_most=None if tool_users is None or measured else people[tool_users[people]],
            measured=measured,
            complete=all(one.complete for one in rollouts),
        )

    def _board(self, workflows: list[_Group]) -> _Group:
        """Distinct over workflows: the best that is known of a person in any of those that target them."""
        state = np.zeros(self._size, dtype=np.int8)
        for group in workflows:
            state[group.people] = np.maximum(state[group.people], group.state)
        people = union([group.people for group in workflows], self._size)
        outside = np.zeros(self._size, dtype=bool)
        for group in workflows:
            outside[group.outside] = True
        outside[people[state[people] >= _HANDLED]] = False
        return _Group(
            workflow_id=BOARD,
            rollout_id=NO_SINGLE_ROLLOUT,
            people=people,
            state=state[people],
            outside=np.flatnonzero(outside),
            at_most=None,
            measured=any(group.measured for group in workflows),
            complete=all(group.complete for group in workflows),
        )

    def _team_rows(self, group: _Group, week: int) -> list[dict[str, Any]]:
        teams_of = self._placement.in_week(week)
        where = teams_of[group.people]
        counts = self._placement.count_by(where, group.state.astype(np.int64), _MEASURED + 1)
        targeted = counts.sum(axis=1)
        outside_at = teams_of[group.outside]
        outside = self._placement.count(outside_at)
        outside[0] += int((outside_at == NOWHERE).sum())
        at_most = None if group.at_most is None else self._placement.count(teams_of[group.at_most])
        away, away_active, at_work_known = self._at_work(group, where, week)
        before = self._people_before(group, week)
        before_at = self._placement.in_week(week - 1)
        stayed = self._stayed(group.people, before, now_at=teams_of, before_at=before_at)
        left = self._placement.count(before_at[before]) - stayed
        return [
            {
                "team_id": self._placement.teams[index],
                "workflow_id": group.workflow_id,
                "rollout_id": group.rollout_id,
                "week": week,
                "targeted": int(targeted[index]),
                "active": int(counts[index, _HANDLED] + counts[index, _MEASURED]),
                "unknown": int(counts[index, _UNKNOWN]),
                "outside": int(outside[index]),
                "handled": int(counts[index, _HANDLED]),
                "at_most": None if at_most is None else int(at_most[index]),
                "measured": group.measured,
                "complete": group.complete,
                "joined": int(targeted[index] - stayed[index]),
                "left": int(left[index]),
                "away": int(away[index]) if at_work_known[index] else None,
                "away_active": int(away_active[index]) if at_work_known[index] else None,
            }
            for index in np.flatnonzero(targeted).tolist()
        ]

    def _at_work(self, group: _Group, where: np.ndarray, week: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """By team index: how many of the people were away, how many of those were active all the same, and whether that
        is known of all of them.
        """
        covered = self._absences.complete(ANYBODY, week, self._placement)
        away = self._away(week)[group.people]
        return (
            self._placement.count(where[away]),
            self._placement.count(where[away & (group.state >= _HANDLED)]),
            self._placement.count(where[~covered[where]]) == 0,
        )

    def _stayed(self, now: np.ndarray, before: np.ndarray, *, now_at: np.ndarray, before_at: np.ndarray) -> np.ndarray:
        """Team index → people who count there in both weeks; somebody who moved stays in the teams above both places."""
        both = np.intersect1d(now, before, assume_unique=True)
        here, there = now_at[both], before_at[both]
        moved = here != there
        stayed = self._placement.count(here[~moved])
        if moved.any():
            reach = self._placement.reach
            stayed = stayed + (reach[:, here[moved]] * reach[:, there[moved]]).sum(axis=1)
        return stayed


def _with_source(rollouts: list[_Measured]) -> list[_Measured]:
    return [one for one in rollouts if one.has_source]


def _targeted(group: _Group) -> Targeted:
    return Targeted(
        rollout_id=group.rollout_id,
        workflow_id=group.workflow_id,
        people=People(person=group.people, active=group.state >= _HANDLED),
    )
