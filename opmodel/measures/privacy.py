"""Small groups (measures.md §5, Rulings: People). The rule is the same for parts, series, pages and JSON.

A share is hidden where its denominator is under k (threshold `minimum_group`), and where it is 0 % or 100 % in a group
under 2k: that would say the same of each of its people. A hidden 0 % or 100 % leaves its bound ("< 10 %", "> 90 %").
Among groups that add up to a total, enough others are hidden too that nothing hidden follows by subtraction; people who
are in the total and in none of its parts count as a group of their own.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from sqlmodel import Session

from opmodel.store.teams import TeamTree
from opmodel.store.thresholds import threshold

NEARLY_NONE = "< 10%"
NEARLY_ALL = "> 90%"
_ENDS = {NEARLY_NONE: (0.0, 0.1), NEARLY_ALL: (0.9, 1.0)}

Of = TypeVar("Of", bound=Hashable)


@dataclass(frozen=True)
class Cell:
    """A group's count: how many of how many people."""

    numerator: float | None
    denominator: float
    rest: "Cell | None" = None
    """People of a larger group that is shown as well, less these: who has any tool, less who has this one."""


def minimum_group(session: Session) -> int:
    """k: the smallest group of people that a figure is shown for."""
    return int(threshold(session, "minimum_group"))


def extreme(cell: Cell, k: int) -> str | None:
    """The bound to show instead of a 0 % or 100 % in a group of k to 2k; None where the share may be shown."""
    if cell.numerator is None or not k <= cell.denominator < 2 * k:
        return None
    if cell.numerator == 0:
        return NEARLY_NONE
    return NEARLY_ALL if cell.numerator >= cell.denominator else None


def ends_of(bound: str) -> tuple[float, float]:
    """The least and the most that a share may be of which only its bound is told."""
    return _ENDS[bound]


def in_words(bound: str) -> str:
    """`more than 90%`."""
    return bound.replace("<", "less than").replace(">", "more than")


def must_hide(cell: Cell, k: int) -> bool:
    """Whether a group says too much about its people on its own."""
    if cell.rest is not None and must_hide(cell.rest, k):
        return True
    return 0 < cell.denominator < k or extreme(cell, k) is not None


def hidden_siblings(total: Cell, parts: Sequence[Cell], k: int) -> set[int]:
    """Positions of the parts to hide, the complementary ones included.

    `parts` are disjoint groups of `total`; what is left over is a group too, never shown but found by subtraction.
    """
    hidden = {position for position, part in enumerate(parts) if must_hide(part, k)}
    rest = _rest(total, parts)
    if not hidden and not must_hide(rest, k):
        return set()
    shown = sorted(
        (position for position, part in enumerate(parts) if position not in hidden and part.denominator > 0),
        key=lambda position: (parts[position].denominator, position),
    )
    while shown and not _safe([parts[position] for position in hidden], rest, k):
        hidden.add(shown.pop(0))
    return hidden


def hidden_nested(total: Cell, parts: Mapping[Of, Cell], within: Mapping[Of, Of | None], k: int) -> set[Of]:
    """The parts to hide where some lie within others, as a team's rollout lies within the rollout of the team above.

    Args:
        total: everybody.
        parts: the groups; those that lie in the same one, or in none, are disjoint.
        within: the smallest other part that holds each; None for those that none holds.
        k: the smallest group shown.
    """
    below: dict[Of | None, list[Of]] = {}
    for part in parts:
        below.setdefault(within[part], []).append(part)
    hidden: set[Of] = set()
    fresh: list[tuple[Of | None, Cell, bool]] = [(None, total, False)]
    while fresh:
        above, whole, is_hidden = fresh.pop()
        kids = below.get(above, [])
        places = hidden_siblings(whole, [parts[kid] for kid in kids], k)
        # What lies within a hidden part would be taken from the total beside it.
        gone = set(kids) if is_hidden else {kids[place] for place in places}
        hidden |= gone
        fresh += [(kid, parts[kid], kid in gone) for kid in kids]
    return hidden


def hidden_from_above(
    tree: TeamTree,
    team: int,
    *,
    total: Callable[[int], Cell | None],
    part: Callable[[int], Cell | None],
    k: int,
) -> bool:
    """Whether a team stays hidden even when it is asked about by name: it, or a team above it, is hidden among its
    siblings, so showing it would give the small one beside it by subtraction.

    `total` gives a team's people as the whole of the teams below it, `part` as one of the teams of the team above;
    None where nothing is known of the team.
    """
    for above, below in pairwise(reversed(tree.ancestors(team))):
        whole, own = total(above), part(below)
        if whole is None or own is None:
            continue
        cells = {child: cell for child in tree.children(above) if (cell := part(child)) is not None}
        if list(cells).index(below) in hidden_siblings(whole, list(cells.values()), k):
            return True
    return False


def teams_beside(tree: TeamTree, team: int) -> set[int]:
    """The teams that `hidden_from_above` asks for: those above, and the siblings of each."""
    above = tree.ancestors(team)[1:]
    return {*above, *(child for one in above for child in tree.children(one))}


def _rest(total: Cell, parts: Sequence[Cell]) -> Cell:
    active = sum(part.numerator or 0 for part in parts)
    beside = [part.rest for part in parts if part.rest is not None]
    return Cell(
        None if total.numerator is None else max(0.0, total.numerator - active),
        max(0.0, total.denominator - sum(part.denominator for part in parts)),
        None if total.rest is None else _rest(total.rest, beside),
    )


def _joint(cells: Sequence[Cell]) -> Cell:
    rests = [cell.rest for cell in cells if cell.rest is not None]
    return Cell(
        None if any(cell.numerator is None for cell in cells) else sum(cell.numerator or 0 for cell in cells),
        sum(cell.denominator for cell in cells),
        _joint(rests) if rests else None,
    )


def _safe(hidden: list[Cell], rest: Cell, k: int) -> bool:
    """Whether what follows by subtraction, the hidden groups and the rest together, says nothing about a small one."""
    together = [cell for cell in [*hidden, rest] if cell.denominator > 0]
    joint = _joint(together)
    return len(together) != 1 and not must_hide(joint, k)
