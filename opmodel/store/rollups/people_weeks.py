"""PeopleWeek: the target people of each rollout in each complete week, and who used it, packed.

It stands between the facts and what needs people rather than counts: the test behind a drift-back, and the cohorts of
first use. Both are worked out from it; a person never leaves it.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import AdoptionWeek, PeopleWeek

_STORED = columns(PeopleWeek)


@dataclass(frozen=True)
class People:
    """The target people of a rollout in one week, in order of their number, and whether each used it."""

    person: np.ndarray
    active: np.ndarray

    def packed(self) -> bytes:
        """The people in few bytes."""
        steps = np.diff(self.person, prepend=0).astype("<u4")
        return zlib.compress(steps.tobytes() + np.packbits(self.active).tobytes(), 1)

    @staticmethod
    def unpacked(data: bytes) -> "People":
        """The people that `packed` made the bytes of."""
        raw = zlib.decompress(data)
        # Four bytes a person, and a bit: n people take 4n + ceil(n / 8) bytes.
        count = 8 * len(raw) // 33
        steps = np.frombuffer(raw, "<u4", count)
        bits = np.frombuffer(raw, np.uint8, offset=4 * count)
        return People(person=np.cumsum(steps, dtype=np.int64), active=np.unpackbits(bits, count=count).astype(bool))


@dataclass(frozen=True, kw_only=True)
class Targeted:
    """What is to be kept of a rollout in a week."""

    rollout_id: int
    workflow_id: int
    people: People


class PeopleWeeks:
    """Keeps the weeks of one refresh, and knows whose people have changed by them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.changed: set[int] = set()
        """Workflows of which any week is otherwise than before."""

    def keep(self, week: int, rollouts: Iterable[Targeted]) -> None:
        """Everything there is to know of a week; what was kept of it before goes."""
        rows = {one.rollout_id: (one.workflow_id, one.people.packed()) for one in rollouts}
        stored = {
            rollout: (workflow, bytes(packed))
            for rollout, workflow, packed in self._session.execute(
                select(_STORED.rollout_id, _STORED.workflow_id, _STORED.packed).where(_STORED.week == week)
            )
        }
        if rows == stored:
            return
        changed = {rollout for rollout in rows.keys() | stored.keys() if rows.get(rollout) != stored.get(rollout)}
        self.changed |= {side[rollout][0] for side in (rows, stored) for rollout in changed if rollout in side}
        self._session.execute(delete(PeopleWeek).where(_STORED.week == week, _STORED.rollout_id.in_(sorted(changed))))
        fresh = [
            {"rollout_id": rollout, "week": week, "workflow_id": rows[rollout][0], "packed": rows[rollout][1]}
            for rollout in sorted(changed & rows.keys())
        ]
        if fresh:
            self._session.execute(insert(PeopleWeek), fresh)

    def of_workflow(self, workflow: int) -> Mapping[int, list[People]]:
        """Week → the people of the workflow's rollouts that are complete in it."""
        found: dict[int, list[People]] = {}
        for week, packed in self._session.execute(
            select(_STORED.week, _STORED.packed).where(_STORED.workflow_id == workflow).order_by(_STORED.week)
        ):
            found.setdefault(week, []).append(People.unpacked(packed))
        return found


def never_kept(session: Session) -> bool:
    """Whether the store was filled before people were kept by week: complete weeks are there, and no people."""
    week = columns(AdoptionWeek)
    some = select(week.week).where(week.measured, week.complete, week.rollout_id != 0).limit(1)
    return session.scalar(select(_STORED.week).limit(1)) is None and session.scalar(some) is not None


def people_of(session: Session, rollout_id: int, weeks: Iterable[int]) -> dict[int, People]:
    """Week → the people of a rollout, for those of the weeks that are complete."""
    rows = session.execute(
        select(_STORED.week, _STORED.packed).where(_STORED.rollout_id == rollout_id, _STORED.week.in_(sorted(weeks)))
    )
    return {week: People.unpacked(packed) for week, packed in rows}


def shares_of_weeks(
    session: Session, rollout_id: int, *, before: Sequence[int], after: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Of everybody whom a rollout targeted in both sets of weeks: the share of those weeks in which they used it.

    Two arrays of equal length, in one order that says nothing of who is who; a week in which somebody was not targeted
    does not count for them.
    """
    found = people_of(session, rollout_id, {*before, *after})
    size = 1 + max((int(one.person[-1]) for one in found.values() if len(one.person)), default=0)
    used, targeted = np.zeros((2, size)), np.zeros((2, size))
    for side, weeks in enumerate((before, after)):
        for week in weeks:
            if week in found:
                people = found[week]
                targeted[side, people.person] += 1
                used[side, people.person[people.active]] += 1
    both = (targeted > 0).all(axis=0)
    shares = used[:, both] / targeted[:, both]
    order = np.lexsort(shares)
    return shares[0, order], shares[1, order]
