"""Who is in which team on which day, and how counts of a team add up to the company."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from sqlmodel import Session

from opmodel.store.rollups.links import one_person
from opmodel.store.rollups.membership import spells
from opmodel.store.teams import TeamTree, ensure_company, team_tree
from opmodel.store.weeks import monday

NOWHERE = -1
"""Team index of somebody whom no roster places that day."""


@dataclass(frozen=True)
class Placement:
    """The team tree, the identity links and the memberships, held as arrays for one refresh.

    A team is known here by its index (0, 1 … in `teams`), a person by the number that stands for them (`one_person`).
    """

    tree: TeamTree
    one_person: np.ndarray
    person: np.ndarray
    team: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    _days: dict[int, np.ndarray] = field(default_factory=dict)

    @cached_property
    def teams(self) -> list[int]:
        """Team ids, the company first."""
        company = self.tree.company
        return [company, *sorted(team for team in self.tree.parents if team != company)]

    @cached_property
    def index_of(self) -> dict[int, int]:
        """Team id → index."""
        return {team: index for index, team in enumerate(self.teams)}

    @cached_property
    def _leaf_index(self) -> np.ndarray:
        return np.array([self.index_of[team] for team in self.team.tolist()], dtype=np.int64)

    @cached_property
    def reach(self) -> np.ndarray:
        """Matrix of 0 and 1: row = a team, column = a team at or below it."""
        matrix = np.zeros((len(self.teams), len(self.teams)), dtype=np.int64)
        for team, column in self.index_of.items():
            for above in self.tree.ancestors(team):
                matrix[self.index_of[above], column] = 1
        return matrix

    def on(self, day: int) -> np.ndarray:
        """Person → team index on that day (an ordinal), NOWHERE if none."""
        known = self._days.get(day)
        if known is None:
            known = np.full(len(self.one_person), NOWHERE, dtype=np.int64)
            holds = (self.first_day <= day) & (self.last_day >= day)
            known[self.person[holds]] = self._leaf_index[holds]
            self._days[day] = known
        return known

    def in_week(self, week: int) -> np.ndarray:
        """Person → team index in that week, NOWHERE if none.

        The team of the Monday is the team of the week. It makes a joiner count from the first full week after the start
        and a leaver be out from the week after the last day (measures.md §1.1).
        """
        return self.on(monday(week).toordinal())

    def subtree(self, team: int) -> np.ndarray:
        """Indices of a team and of every team below it."""
        return np.flatnonzero(self.reach[self.index_of[team]])

    def count(self, where: np.ndarray) -> np.ndarray:
        """Distinct people in each team with all it holds, given each distinct person's team index."""
        placed = where[where != NOWHERE]
        counts: np.ndarray = self.reach @ np.bincount(placed, minlength=len(self.teams))
        return counts

    def count_by(self, where: np.ndarray, kind: np.ndarray, kinds: int) -> np.ndarray:
        """Like `count`, apart by kind (0 … kinds-1): one row a team, one column a kind."""
        placed = where != NOWHERE
        flat = np.bincount(where[placed] * kinds + kind[placed], minlength=len(self.teams) * kinds)
        counts: np.ndarray = self.reach @ flat.reshape(len(self.teams), kinds)
        return counts


def placement(session: Session) -> Placement:
    """The placement as the store's Membership table has it now."""
    ensure_company(session)
    stored = spells(session)
    return Placement(
        tree=team_tree(session),
        one_person=one_person(session),
        person=stored.person,
        team=stored.team,
        first_day=stored.first_day,
        last_day=stored.last_day,
    )


def distinct(people: np.ndarray, size: int) -> np.ndarray:
    """The distinct numbers of an array of people, in order; faster than sorting when they are dense."""
    seen = np.zeros(size, dtype=bool)
    seen[people] = True
    return np.flatnonzero(seen)


def union(groups: Iterable[np.ndarray], size: int) -> np.ndarray:
    """The distinct people of several arrays."""
    seen = np.zeros(size, dtype=bool)
    for people in groups:
        seen[people] = True
    return np.flatnonzero(seen)
