"""CohortWeek, FirstUse, UserWeek and KeptUse: when people first used a workflow, and whether they came back
(measures.md §1.4). Worked out from the packed people of each rollout, by workflow and for any redesigned workflow.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select
from sqlmodel import Session, SQLModel

from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import AdoptionWeek, CohortWeek, FirstUse, KeptUse, PeopleWeek, UserWeek
from opmodel.store.rollups.people_weeks import People, PeopleWeeks, people_of
from opmodel.store.rollups.placement import Placement, union
from opmodel.store.rollups.register_week import RegisterWeeks

BOARD = 0
FOUR_WEEKS = 4
BEGUN_BY, KEPT_FROM, KEPT_BY = 4, 10, 13
"""Weeks since go-live: used by the first, then again in two of those from the second to the third."""

_KEPT_WEEKS = 2
_BY_WORKFLOW: tuple[type[SQLModel], ...] = (CohortWeek, FirstUse, UserWeek)
_WEEK, _KEPT, _PEOPLE = columns(AdoptionWeek), columns(KeptUse), columns(PeopleWeek)


class Cohorts:
    """Works out the workflows of one refresh."""

    def __init__(self, session: Session, placement: Placement, register: RegisterWeeks, people: PeopleWeeks) -> None:
        self._session = session
        self._placement = placement
        self._register = register
        self._people = people
        self._size = len(placement.one_person)

    def refresh(self, workflows: Iterable[int]) -> None:
        """Work out what these workflows make stale, themselves and any redesigned workflow together."""
        changed = set(workflows)
        self._kept(changed)
        if not changed:
            return
        weeks = {one: self._known(one, self._people.of_workflow(one)) for one in sorted(changed - {BOARD})}
        for workflow in sorted(weeks):
            self._store(workflow, weeks[workflow])
        self._store(BOARD, self._known(BOARD, self._redesigned(weeks)))

    def _known(self, workflow: int, weeks: Mapping[int, list[People]]) -> dict[int, list[People]]:
        """Those of the weeks in which all of the workflow is complete, oldest first."""
        complete = set(
            self._session.scalars(
                select(_WEEK.week).where(
                    _WEEK.workflow_id == workflow,
                    _WEEK.rollout_id == 0,
                    _WEEK.team_id == self._placement.tree.company,
                    _WEEK.measured,
                    _WEEK.complete,
                )
            )
        )
        return {week: weeks[week] for week in sorted(weeks) if week in complete}

    def _redesigned(self, read: Mapping[int, Mapping[int, list[People]]]) -> dict[int, list[People]]:
        """Week → the people of every workflow that is redesigned in it."""
        together: dict[int, list[People]] = {}
        for workflow in self._session.scalars(select(_PEOPLE.workflow_id).distinct().order_by(_PEOPLE.workflow_id)):
            weeks = read[workflow] if workflow in read else self._people.of_workflow(workflow)
            for week, people in weeks.items():
                if self._register.redesigned(workflow, week):
                    together.setdefault(week, []).extend(people)
        return together

    def _store(self, workflow: int, weeks: Mapping[int, list[People]]) -> None:
        for model in _BY_WORKFLOW:
            self._session.execute(delete(model).where(columns(model).workflow_id == workflow))
        history = History(self._size)
        users: dict[int, np.ndarray] = {}
        cohorts: list[dict[str, Any]] = []
        by_week: list[dict[str, Any]] = []
        for week, rollouts in weeks.items():
            people = union([one.person for one in rollouts], self._size)
            active = union([one.person[one.active] for one in rollouts], self._size)
            users[week] = active
            cohorts += history.read(week, people, active)
            four = [users.get(one) for one in range(week - FOUR_WEEKS + 1, week + 1)]
            known = [one for one in four if one is not None]
            by_week.append(
                {
                    "week": week,
                    "targeted": len(people),
                    "active": len(active),
                    "in_four_weeks": len(union(known, self._size)) if len(known) == FOUR_WEEKS else None,
                }
            )
        for model, rows in ((CohortWeek, cohorts), (UserWeek, by_week), (FirstUse, list(history.first_uses()))):
            if rows:
                self._session.execute(insert(model), [{"workflow_id": workflow, **row} for row in rows])

    def _kept(self, changed: set[int]) -> None:
        """The rollouts of changed workflows, and those whose go-live moved to another week."""
        stored = {
            row.rollout_id: row.first_week for row in self._session.execute(select(_KEPT.rollout_id, _KEPT.first_week))
        }
        workflow_of = {
            row.rollout_id: row.workflow_id
            for row in self._session.execute(select(_PEOPLE.rollout_id, _PEOPLE.workflow_id).distinct())
        }
        stale = {one for one in stored if self._register.first_full_week(one) != stored[one] or one not in workflow_of}
        stale |= {one for one, workflow in workflow_of.items() if workflow in changed or one not in stored}
        if stale:
            self._session.execute(delete(KeptUse).where(_KEPT.rollout_id.in_(sorted(stale))))
        rows = [row for one in sorted(stale & workflow_of.keys()) if (row := self._kept_of(one))]
        if rows:
            self._session.execute(
                insert(KeptUse), [{"workflow_id": workflow_of[row["rollout_id"]], **row} for row in rows]
            )

    def _kept_of(self, rollout: int) -> dict[str, Any] | None:
        first = self._register.first_full_week(rollout)
        if first is None:
            return None
        begin = range(first, first + BEGUN_BY)
        keep = range(first + KEPT_FROM - 1, first + KEPT_BY)
        found = people_of(self._session, rollout, [*begin, *keep])
        if len(found) < len(begin) + len(keep):
            return None
        begun = np.zeros(self._size, dtype=bool)
        again = np.zeros(self._size, dtype=np.int64)
        for week, people in found.items():
            used = people.person[people.active]
            if week in begin:
                begun[used] = True
            else:
                again[used] += 1
        there = np.zeros(self._size, dtype=bool)
        there[found[keep[-1]].person] = True
        return {
            "rollout_id": rollout,
            "first_week": first,
            "began": int((begun & there).sum()),
            "kept": int((begun & there & (again >= _KEPT_WEEKS)).sum()),
            "left": int((begun & ~there).sum()),
        }


class History:
    """What is known of each person of a workflow while its weeks are read in order; 0 stands for never."""

    def __init__(self, size: int) -> None:
        self._entered = np.zeros(size, dtype=np.int64)
        self._first_used = np.zeros(size, dtype=np.int64)
        self._last = np.zeros(size, dtype=np.int64)
        self._waited = np.zeros(size, dtype=np.int64)

    def read(self, week: int, people: np.ndarray, active: np.ndarray) -> list[dict[str, Any]]:
        """Take in a week; the cohorts as they stand in it."""
        self._entered[people[self._entered[people] == 0]] = week
        self._last[people] = week
        self._waited[people[self._first_used[people] == 0]] += 1
        self._first_used[active[self._first_used[active] == 0]] = week
        cohort, count = np.unique(self._first_used[people], return_counts=True)
        used, of_them = np.unique(self._first_used[active], return_counts=True)
        active_of = dict(zip(used.tolist(), of_them.tolist(), strict=True))
        return [
            {"cohort": one, "week": week, "people": size, "active": active_of.get(one, 0)}
            for one, size in zip(cohort.tolist(), count.tolist(), strict=True)
            if one
        ]

    def first_uses(self) -> Iterator[dict[str, Any]]:
        """How many came in and first used it when."""
        seen = np.flatnonzero(self._entered)
        first = self._first_used[seen]
        last = np.where(first == 0, self._last[seen], 0)
        kinds, counts = np.unique(
            np.stack([self._entered[seen], first, last, self._waited[seen]]), axis=1, return_counts=True
        )
        for (*kind, waited), people in zip(kinds.T.tolist(), counts.tolist(), strict=True):
            entered, first_used, until = kind
            yield {
                "entered": entered,
                "first_used": first_used,
                "last": until,
                "waited": waited,
                "people": people,
            }
