"""An attacker who writes every shown count down as an equation over people, and takes them from each other.

Every count says how many people of a group did something. Groups are known (who is in which team, who holds which licence);
what each person did is not. A group under the minimum is given away where its count follows from the shown ones by adding
and taking away, each any number of times: where the group lies in the row space of the shown groups.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

Unknown = Hashable
"""Whether one person did one thing in one week: 0 or 1."""
_MOST_TOGETHER = 3
"""Pieces of a small group that are looked for together."""
_NEARLY = 1e-7


@dataclass(frozen=True)
class Shown:
    """A count that an answer of the product shows."""

    where: str
    """Which answer, for whoever mends it."""
    group: frozenset[Unknown]
    count: float


@dataclass(frozen=True)
class Leak:
    """A small group whose count follows from what is shown."""

    people: int
    group: frozenset[Unknown]
    from_answers: tuple[str, ...]


def leaks(shown: Iterable[Shown], k: int) -> Iterator[Leak]:
    """The groups of 1 to k - 1 people that the counts give away, the smallest pieces first."""
    for some in _related(list({(one.group): one for one in shown if one.group}.values())):
        yield from _leaks_among(some, k)


def _related(shown: list[Shown]) -> Iterator[list[Shown]]:
    """Counts that share people, directly or through others: only those can be taken from each other."""
    by_unknown: dict[Unknown, list[int]] = defaultdict(list)
    for place, one in enumerate(shown):
        for unknown in one.group:
            by_unknown[unknown].append(place)
    seen: set[int] = set()
    for start in range(len(shown)):
        if start in seen:
            continue
        fresh, found = [start], {start}
        while fresh:
            for unknown in shown[fresh.pop()].group:
                for place in by_unknown[unknown]:
                    if place not in found:
                        found.add(place)
                        fresh.append(place)
        seen |= found
        yield [shown[place] for place in sorted(found)]


def _leaks_among(shown: list[Shown], k: int) -> Iterator[Leak]:
    pieces = _pieces(shown)
    matrix = np.zeros((len(shown), len(pieces)))
    for column, (places, _) in enumerate(pieces):
        matrix[list(places), column] = 1
    sizes = [len(people) for _, people in pieces]
    rank_space = _row_space(matrix)
    small = [column for column, size in enumerate(sizes) if size < k]
    found: list[frozenset[int]] = []
    for together in range(1, _MOST_TOGETHER + 1):
        for chosen in combinations(small, together):
            if sum(sizes[column] for column in chosen) >= k or any(one <= set(chosen) for one in found):
                continue
            target = np.zeros(len(pieces))
            target[list(chosen)] = 1
            if np.linalg.norm(rank_space.T @ (rank_space @ target) - target) < _NEARLY:
                found.append(frozenset(chosen))
                weights = np.linalg.lstsq(matrix.T, target, rcond=None)[0]
                used = tuple(shown[place].where for place in np.flatnonzero(np.abs(weights) > _NEARLY))
                group = frozenset().union(*(pieces[column][1] for column in chosen))
                yield Leak(len(group), group, used)


def _pieces(shown: list[Shown]) -> list[tuple[tuple[int, ...], frozenset[Unknown]]]:
    """The people in the same counts, who cannot be told apart by them: (places of the counts, people)."""
    within: Mapping[Unknown, list[int]] = defaultdict(list)
    for place, one in enumerate(shown):
        for unknown in one.group:
            within[unknown].append(place)
    pieces: dict[tuple[int, ...], set[Unknown]] = defaultdict(set)
    for unknown, places in within.items():
        pieces[tuple(places)].add(unknown)
    return [(places, frozenset(people)) for places, people in pieces.items()]


def _row_space(matrix: np.ndarray) -> np.ndarray:
    """An orthonormal basis of the rows."""
    _, values, rows = np.linalg.svd(matrix, full_matrices=False)
    return rows[values > _NEARLY]
