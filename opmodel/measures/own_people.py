"""What the figures of teams give of the people directly in each team, those of the teams below it left out.

The figure of a team is about the team with all it holds. A reader may take the figures of the teams below from it; what
is left is the team's own people. Where small teams are hidden (`privacy`), only the sum of several teams is to be had.
Nothing that is made of these cells says more than the figures by team say already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opmodel.measures.privacy import Cell, hidden_siblings, must_hide
from opmodel.store.teams import TeamTree


@dataclass(frozen=True)
class OwnPeople:
    """The own people of teams in one week, as far as they can be had."""

    alone: Mapping[int, Cell] = field(default_factory=dict)
    """Team → its own people, where they can be had by themselves."""
    together: tuple[tuple[frozenset[int], Cell], ...] = ()
    """Teams whose own people can be had as a sum only."""
    nobody_shown: bool = False
    """Whether the whole company is too small to show."""

    def of(self, teams: Iterable[int]) -> Cell:
        """Everybody in the teams of whom a count can be had; those who would be counted with others are left out."""
        wanted = set(teams)
        cells = [cell for team, cell in self.alone.items() if team in wanted]
        cells += [cell for some, cell in self.together if some <= wanted]
        return _sum(cells)

    def hides(self, team: int) -> bool:
        """Whether the team's own people cannot be had by themselves."""
        return self.nobody_shown or any(team in some for some, _ in self.together)

    def left_out(self, teams: set[int]) -> set[int]:
        """Those of the teams that `of` leaves out."""
        if self.nobody_shown:
            return teams
        return {team for some, _ in self.together if not some <= teams for team in some & teams}


class Subtraction:
    """Takes the figures of teams from those of the teams above.

    Args:
        tree: the teams.
        k: the smallest group shown.
    """

    def __init__(self, tree: TeamTree, k: int) -> None:
        self._company = tree.company
        self._parents = tree.parents
        # Of two teams of one size the first by name is hidden for a third: the same one in every figure.
        ordered = sorted(tree.parents, key=lambda team: tree.names[team].casefold())
        self._order = {team: place for place, team in enumerate(ordered)}
        self._k = k

    def own_people(self, *, wholes: Mapping[int, Cell], parts: Mapping[int, Cell]) -> OwnPeople:
        """The own people of every team in one week.

        Args:
            wholes: team → its people as the whole of the teams below it.
            parts: team → its people as one of the teams of the team above.
        """
        whole = parts.get(self._company)
        if whole is None or must_hide(whole, self._k):
            return OwnPeople(nobody_shown=whole is not None)
        below = self._below(parts)
        alone: dict[int, Cell] = {}
        together: list[tuple[frozenset[int], Cell]] = []
        fresh = [self._company]
        while fresh:
            team = fresh.pop()
            if team not in wholes:
                continue
            kids = below.get(team, [])
            cells = [parts[kid] for kid in kids]
            hidden = [kids[position] for position in hidden_siblings(wholes[team], cells, self._k)]
            own = _less(wholes[team], cells)
            if hidden:
                teams = {one for kid in hidden for one in _with_people(kid, wholes, parts, below)}
                teams |= {team} if own.denominator else set()
                together.append((frozenset(teams), _sum([own, *(parts[kid] for kid in hidden)])))
            elif own.denominator:
                alone[team] = own
            fresh += kids if not hidden else [kid for kid in kids if kid not in hidden]
        return OwnPeople(alone=alone, together=tuple(together))

    def hidden_teams(self, cells: Mapping[int, Cell]) -> set[int]:
        """The teams that stay hidden when they are asked about by name: hidden beside others, or below one that is."""
        hidden = set()
        for team, kids in self._below(cells).items():
            if team in cells:
                positions = hidden_siblings(cells[team], [cells[kid] for kid in kids], self._k)
                hidden |= {kids[position] for position in positions}
        return {team for team in cells if self._is_below(team, hidden)} if hidden else hidden

    def _is_below(self, team: int | None, hidden: set[int]) -> bool:
        while team is not None:
            if team in hidden:
                return True
            team = self._parents[team]
        return False

    def _below(self, cells: Mapping[int, Cell]) -> dict[int, list[int]]:
        """Team → the teams directly below it of which something is known, by name."""
        below: dict[int, list[int]] = {}
        for team in sorted(cells.keys() & self._order.keys(), key=self._order.__getitem__):
            parent = self._parents[team]
            if parent is not None:
                below.setdefault(parent, []).append(team)
        return below


def _with_people(
    team: int, wholes: Mapping[int, Cell], parts: Mapping[int, Cell], below: Mapping[int, Sequence[int]]
) -> Iterator[int]:
    """The teams at or below a team that have people of their own."""
    kids = below.get(team, ())
    if team in wholes and _less(wholes[team], [parts[kid] for kid in kids]).denominator:
        yield team
    for kid in kids:
        yield from _with_people(kid, wholes, parts, below)


def _sum(cells: Iterable[Cell]) -> Cell:
    some = list(cells)
    return Cell(sum(cell.numerator or 0 for cell in some), sum(cell.denominator for cell in some))


def _less(whole: Cell, cells: Iterable[Cell]) -> Cell:
    taken = _sum(cells)
    return Cell(
        max(0.0, (whole.numerator or 0) - (taken.numerator or 0)), max(0.0, whole.denominator - taken.denominator)
    )
