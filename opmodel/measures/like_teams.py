"""Which teams with only a tool are like a redesigned team that has the same tool: by size, by seats, and by start."""

from collections.abc import Sequence
from dataclasses import dataclass

AT_MOST = 2.0
"""How many times the other's the headcount, or the share of people with the tool, of the larger team may be."""
WEEKS_APART = 13
"""At most so many weeks lie between the first weeks with the tool: a quarter."""
NEAREST = 5
"""So many teams at most stand beside a redesigned one."""
_EPSILON = 1e-9


@dataclass(frozen=True, kw_only=True)
class TeamWithTool:
    """A team whose own people with a tool can be counted by themselves."""

    team_id: int
    name: str
    path: str
    people: int
    """Its own people today."""
    holders: int
    """Of them, those with the tool in the newest week."""
    began: int
    """The first week in which its people with the tool can be counted."""

    @property
    def seat_share(self) -> float:
        """Share of its people with the tool; a seat more than people is no more than everybody."""
        return min(1.0, self.holders / self.people)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A redesigned team, and the teams with only the tool that are like it."""

    team: TeamWithTool
    beside: tuple[TeamWithTool, ...]
    why: str = ""
    """Why there is none; empty where there is one."""


def match(team: TeamWithTool, others: Sequence[TeamWithTool]) -> Match:
    """The nearest of the teams that are like it: by headcount, then by the share of people with the tool, then by name."""
    like = sorted(
        (other for other in others if not _unlike(team, other)),
        key=lambda other: (_times(team.people, other.people), _times(team.seat_share, other.seat_share), other.path),
    )
    return Match(team=team, beside=tuple(like[:NEAREST]), why="" if like else _why_none(team, others))


def starts_alike(one: TeamWithTool, other: TeamWithTool) -> bool:
    """Whether they have had the tool for about as long."""
    return abs(one.began - other.began) <= WEEKS_APART


def _unlike(team: TeamWithTool, other: TeamWithTool) -> str:
    """What they differ in first; empty where they are alike."""
    if _times(team.people, other.people) > AT_MOST + _EPSILON:
        return "size"
    if _times(team.seat_share, other.seat_share) > AT_MOST + _EPSILON:
        return "seats"
    return "" if starts_alike(team, other) else "start"


def _times(one: float, other: float) -> float:
    """How many times the smaller the larger is."""
    return max(one, other) / min(one, other)


def _why_none(team: TeamWithTool, others: Sequence[TeamWithTool]) -> str:
    """What even the most alike of them differ in."""
    if not others:
        return "no team with only the tool can be counted"
    differ = {_unlike(team, other) for other in others}
    if "start" in differ:
        return f"no team of like size and seats has had the tool since within {WEEKS_APART} weeks of it"
    if "seats" in differ:
        return f"in no team of like size does a like share of people have the tool ({team.seat_share:.0%} here)"
    nearest = min(others, key=lambda other: (_times(team.people, other.people), other.path))
    return (
        f"no team with only the tool is of like size: the nearest, {nearest.name}, has {nearest.people:,} people, "
        f"this one {team.people:,}"
    )
