"""CohortWeek, FirstUse, UserWeek and KeptUse: when people first used a workflow, and whether they came back
(measures.md §1.4). Worked out from the packed people of each rollout, by workflow and for any redesigned workflow.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select, true
from sqlmodel import Session, SQLModel

from opmodel.store.bulk import columns
from opmodel.store.closed import closed
from opmodel.store.memory_tables import WorkflowMemory
from opmodel.store.rollup_tables import AdoptionWeek, CohortWeek, FirstUse, KeptUse, PeopleWeek, UserWeek
from opmodel.store.rollups.people_weeks import People, PeopleWeeks, people_of
from opmodel.store.rollups.placement import Placement, union
from opmodel.store.rollups.register_week import RegisterWeeks

BOARD = 0
FOUR_WEEKS = 4
BEGUN_BY, KEPT_FROM, KEPT_BY = 4, 10, 13
"""Weeks since go-live: used by the first, then again in two of those from the second to the third."""

_KEPT_WEEKS = 2
_GONE = 5
"""Numbers kept of each person or count: who or how many, and when they came in, first used it, were last targeted, and for
how long they waited.
"""
_BY_WORKFLOW: tuple[type[SQLModel], ...] = (CohortWeek, FirstUse, UserWeek)
_WEEK, _KEPT, _PEOPLE = columns(AdoptionWeek), columns(KeptUse), columns(PeopleWeek)
_MEMORY, _COHORT, _USER = columns(WorkflowMemory), columns(CohortWeek), columns(UserWeek)


class Cohorts:
    """Works out the workflows of one refresh."""

    def __init__(self, session: Session, placement: Placement, register: RegisterWeeks, people: PeopleWeeks) -> None:
        self._session = session
        self._placement = placement
        self._register = register
        self._people = people
        self._size = len(placement.one_person)
        self._first_open = closed(session).first_open

    def remember(self, first_open: int, *, newest: int) -> None:
        """Keep of the weeks before `first_open` what later ones need of them, before their people go: when each person
        came in and first used it. Whoever is targeted no more, up to the week `newest`, is a count from now on, without a
        person.
        """
        workflows = {*self._session.scalars(select(_PEOPLE.workflow_id).distinct())}
        workflows |= {*self._session.scalars(select(_MEMORY.workflow_id))} - {BOARD}
        weeks = {one: self._people.of_workflow(one) for one in sorted(workflows)}
        kept = []
        for workflow, of_workflow in (*weeks.items(), (BOARD, self._redesigned(weeks))):
            history = self._history(workflow)
            for week, rollouts in self._known(workflow, of_workflow).items():
                if week < first_open:
                    history.read(week, *self._users(rollouts))
            still = self._targeted(workflow, range(first_open, max(first_open, newest) + 1))
            kept.append({"workflow_id": workflow, "packed": history.packed(still)})
        self._session.execute(delete(WorkflowMemory))
        self._session.execute(insert(WorkflowMemory), kept)

    def _targeted(self, workflow: int, weeks: Iterable[int]) -> np.ndarray:
        """Whoever a workflow, or any at all for the board number, targets in any of the weeks."""
        live = [(week, one) for week in weeks for one in self._register.live(week)]
        targets = [self._register.targets(one, week) for week, one in live if workflow in {BOARD, one.workflow_id}]
        return union(targets, self._size)

    def _history(self, workflow: int) -> "History":
        """What is known of the people of a workflow before its first open week."""
        packed = self._session.scalar(select(_MEMORY.packed).where(_MEMORY.workflow_id == workflow))
        return History(self._size) if packed is None else History.unpacked(self._size, bytes(packed))

    def _users(self, rollouts: list[People]) -> tuple[np.ndarray, np.ndarray]:
        """The people of several rollouts, each once, and those of them who used it."""
        people = union([one.person for one in rollouts], self._size)
        return people, union([one.person[one.active] for one in rollouts], self._size)

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
        # What was counted in closed weeks stays; four weeks that begin in one cannot be counted again.
        whole = self._first_open and self._first_open + FOUR_WEEKS - 1
        since = {CohortWeek: _COHORT.week >= self._first_open, UserWeek: _USER.week >= whole, FirstUse: true()}
        for model in _BY_WORKFLOW:
            self._session.execute(delete(model).where(columns(model).workflow_id == workflow, since[model]))
        history = self._history(workflow)
        users: dict[int, np.ndarray] = {}
        cohorts: list[dict[str, Any]] = []
        by_week: list[dict[str, Any]] = []
        for week, rollouts in weeks.items():
            people, active = self._users(rollouts)
            users[week] = active
            cohorts += history.read(week, people, active)
            if week < whole:
                continue
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
        stale = {one for one in stale if not self._is_closed(one, stored.get(one))}
        if stale:
            self._session.execute(delete(KeptUse).where(_KEPT.rollout_id.in_(sorted(stale))))
        rows = [row for one in sorted(stale & workflow_of.keys()) if (row := self._kept_of(one))]
        if rows:
            self._session.execute(
                insert(KeptUse), [{"workflow_id": workflow_of[row["rollout_id"]], **row} for row in rows]
            )

    def _is_closed(self, rollout: int, stored: int | None) -> bool:
        """Whether the people of a rollout's first weeks are no longer known."""
        begun = (stored, self._register.first_full_week(rollout))
        return any(week is not None and week < self._first_open for week in begun)

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
        self._gone = np.empty((_GONE, 0), dtype=np.int64)
        """Entered, first used, last, waited, and how many: people who are no longer known one by one."""

    def packed(self, still: np.ndarray) -> bytes:
        """What is known in few bytes; everybody but those of `still` as counts."""
        here = np.zeros(len(self._entered), dtype=bool)
        here[still] = True
        known = np.flatnonzero((self._entered > 0) & here)
        people = np.stack([known, *(each[known] for each in self._each())])
        gone = self._counts(np.flatnonzero((self._entered > 0) & ~here))
        lengths = np.array([people.shape[1], gone.shape[1]], dtype="<i8")
        parts = (lengths, people.astype("<i8"), gone.astype("<i8"))
        return zlib.compress(b"".join(part.tobytes() for part in parts), 1)

    @staticmethod
    def unpacked(size: int, data: bytes) -> "History":
        """The history that `packed` made the bytes of, of a store with so many people."""
        numbers = np.frombuffer(zlib.decompress(data), "<i8").astype(np.int64)
        people, gone = (int(length) for length in numbers[:2])
        known = numbers[2 : 2 + _GONE * people].reshape(_GONE, people)
        history = History(size)
        known = known[:, known[0] < size]
        for each, values in zip(history._each(), known[1:], strict=True):
            each[known[0]] = values
        history._gone = numbers[2 + _GONE * people :].reshape(_GONE, gone)
        return history

    def _each(self) -> tuple[np.ndarray, ...]:
        return self._entered, self._first_used, self._last, self._waited

    def _counts(self, people: np.ndarray) -> np.ndarray:
        """Some people as counts, with those that are counts already."""
        counted = np.stack([*(each[people] for each in self._each()), np.ones(len(people), dtype=np.int64)])
        together = np.concatenate([counted, self._gone], axis=1)
        if not together.shape[1]:
            return together
        kinds, at = np.unique(together[:-1], axis=1, return_inverse=True)
        return np.vstack([kinds, np.bincount(at.ravel(), weights=together[-1]).astype(np.int64)])

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
        found: dict[tuple[int, int, int, int], int] = {}
        for entered, first_used, last, waited, people in self._counts(np.flatnonzero(self._entered)).T.tolist():
            kind = (entered, first_used, 0 if first_used else last, waited)
            found[kind] = found.get(kind, 0) + people
        for (entered, first_used, until, waited), people in sorted(found.items()):
            yield {
                "entered": entered,
                "first_used": first_used,
                "last": until,
                "waited": waited,
                "people": people,
            }
