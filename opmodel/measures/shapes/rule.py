"""The shape of a rollout's adoption: the first that fits of eight (measures.md §1.7; Rulings: shape)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import takewhile
from statistics import fmean

from opmodel.measures.figure import Point
from opmodel.measures.shapes.peak import EPSILON, FALLEN_SHARE, LEAKED_SHARE, PEAK_WITHIN, Peak, peak_of

NEVER_WEEKS, NEVER_SHARE = 6, 0.15
_STARTED_SHARE = 0.10
"""A peak of this height, from which use then fell beyond chance, is a start all the same."""
DIP_SHARE = 0.6
RELAUNCHED_SHARE = 0.75
WINDOW = 4
FEWEST_PEOPLE = 10
BY_CHANCE = 0.01

Chance = Callable[[Sequence[int], Sequence[int]], float | None]
"""Asked with the weeks of a peak and the newest weeks: how likely people would differ so by chance (p, one-sided); None
where nobody was targeted in both.
"""


class Shape(StrEnum):
    """What a rollout's adoption looks like since go-live."""

    NEVER_STARTED = "never started"
    RELAUNCHED = "relaunched"
    DIP = "dip"
    DRIFT_BACK = "drift-back"
    SLOW_LEAK = "slow leak"
    HOLDING = "holding"
    CLIMBING = "climbing"
    LEVEL = "level"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A shape with what it was read from."""

    shape: Shape | None
    """None where it is too early to say, or where weeks that matter are not shown."""
    why_unknown: str | None = None
    hidden: bool = False
    peak: Peak | None = None
    p: float | None = None
    """Of the test on people, where use fell from its peak."""
    since: int | None = None
    """Of a drift-back and a slow leak: the first week of the present stretch below what the peak asks for."""
    fell_from: float | None = None
    """The earlier peak that a relaunch is held against."""


def shape_of(
    points: Sequence[Point],
    holidays: frozenset[int],
    *,
    majority: float,
    chance: Chance,
    fell_from: float | None = None,
) -> Reading:
    """The shape of the weeks since go-live.

    Args:
        points: every week from the first full one after go-live, as shares of the target people.
        holidays: those of them that are holiday weeks.
        majority: the share that a rollout must hold.
        chance: the test on people; asked only where use fell from its peak.
        fell_from: the peak that an earlier attempt drifted back from, if one did.
    """
    known = [point for point in points if point.value is not None or point.suppressed]
    counted = [point for point in known if point.week not in holidays]
    if any(point.suppressed for point in counted):
        return _where_weeks_are_hidden(counted, majority)
    if len(counted) < WINDOW:
        return Reading(shape=None, why_unknown=_too_early(len(counted), WINDOW))
    course = _Course(known, counted, holidays, points[0].week, chance)
    return course.reading(majority, fell_from)


def drifted_back_from(points: Sequence[Point], holidays: frozenset[int], *, chance: Chance) -> float | None:
    """The peak that use ever drifted back from; None where it did not, or where weeks that matter are not shown."""
    counted = [p for p in points if (p.value is not None or p.suppressed) and p.week not in holidays]
    if not counted or any(point.suppressed for point in counted):
        return None
    return _Course(counted, counted, holidays, points[0].week, chance).fell_from()


def _where_weeks_are_hidden(counted: Sequence[Point], majority: float) -> Reading:
    """The newest four weeks may be shown where an earlier one is not: then it can be said that it holds."""
    newest = [point.value for point in counted[-WINDOW:] if point.value is not None]
    if len(newest) == WINDOW and fmean(newest) >= majority - EPSILON:
        return Reading(shape=Shape.HOLDING)
    return Reading(shape=None, hidden=True)


def _too_early(weeks: int, needed: int) -> str:
    return f"Too early: {weeks:g} complete {'week' if weeks == 1 else 'weeks'} since go-live, {needed} are needed."


class _Course:
    """The complete weeks of one rollout, all of them shown."""

    def __init__(
        self,
        known: Sequence[Point],
        counted: Sequence[Point],
        holidays: frozenset[int],
        first_week: int,
        chance: Chance,
    ) -> None:
        self._known, self._counted, self._holidays = known, counted, holidays
        self._first_week = first_week
        self._chance = chance
        self._values = [point.value or 0.0 for point in counted]
        self._mean = fmean(self._values[-WINDOW:])
        enough_people = (counted[-1].denominator or 0) >= FEWEST_PEOPLE
        self._peak = peak_of(counted, first_week=first_week) if enough_people else None

    def reading(self, majority: float, fell_from: float | None) -> Reading:
        """The first shape that fits."""
        regained = self._regained(fell_from)
        rules: Sequence[tuple[Shape, Callable[[], bool]]] = (
            (Shape.NEVER_STARTED, self._never_started),
            (Shape.RELAUNCHED, lambda: regained is not None),
            (Shape.DIP, self._dips),
            (Shape.DRIFT_BACK, lambda: self._peak is not None and _drifts_back(self._peak, self._p)),
            (Shape.SLOW_LEAK, lambda: self._peak is not None and self._peak.has_leaked),
            (Shape.HOLDING, lambda: self._mean >= majority - EPSILON),
        )
        shape = next((shape for shape, fits in rules if fits()), None)
        if shape is None and len(self._values) < 2 * WINDOW:
            return Reading(shape=None, why_unknown=_too_early(len(self._values), 2 * WINDOW))
        return Reading(
            shape=shape or self._climbing_or_level(),
            peak=self._peak,
            p=self._p,
            since=self._since(shape),
            fell_from=regained if shape == Shape.RELAUNCHED else None,
        )

    @cached_property
    def _p(self) -> float | None:
        """Of the test on people; they are asked only where use is well below its peak."""
        return chance_of(self._chance, self._peak) if self._peak is not None and self._peak.has_leaked else None

    def _never_started(self) -> bool:
        if len(self._values) < NEVER_WEEKS or max(self._values) > NEVER_SHARE + EPSILON:
            return False
        fell = self._p is not None and self._p < BY_CHANCE
        return not (fell and self._peak is not None and self._peak.height >= _STARTED_SHARE)

    def _regained(self, fell_from: float | None) -> float | None:
        """The highest peak that use drifted back from, in this attempt or an earlier one, and has come near again."""
        fallen_from = [one for one in (fell_from, self.fell_from(above=self._mean)) if one is not None]
        return max((one for one in fallen_from if self._mean >= RELAUNCHED_SHARE * one - EPSILON), default=None)

    def _dips(self) -> bool:
        newest = self._known[-1]
        if newest.week not in self._holidays or newest.value is None:
            return False
        return newest.value < DIP_SHARE * self._mean - EPSILON

    def _climbing_or_level(self) -> Shape:
        climbs = self._mean > fmean(self._values[-2 * WINDOW : -WINDOW]) + EPSILON
        return Shape.CLIMBING if climbs else Shape.LEVEL

    def fell_from(self, above: float | None = None) -> float | None:
        """The peak, where use had drifted back from it in any earlier or present week; None where it never had.

        Args:
            above: the present mean; a peak that it does not come near is not asked about.
        """
        if self._peak is None or (above is not None and above < RELAUNCHED_SHARE * self._peak.height - EPSILON):
            return None
        ends = range(PEAK_WITHIN, len(self._counted) + 1)
        peaks = [peak_of(self._counted[:end], first_week=self._first_week) for end in ends]
        # The deepest fall is the likeliest to be more than chance.
        fallen = sorted((one for one in peaks if one is not None and one.has_fallen), key=lambda one: one.plateau)
        found = next((one for one in fallen if _drifts_back(one, chance_of(self._chance, one))), None)
        return None if found is None else found.height

    def _since(self, shape: Shape | None) -> int | None:
        """First week of the newest stretch of weeks that all lie below what the peak asks for."""
        if self._peak is None or shape not in {Shape.DRIFT_BACK, Shape.SLOW_LEAK}:
            return None
        least = (FALLEN_SHARE if shape == Shape.DRIFT_BACK else LEAKED_SHARE) * self._peak.height
        below = takewhile(lambda point: (point.value or 0.0) < least, reversed(self._counted))
        return min((point.week for point in below), default=None)


def chance_of(chance: Chance, peak: Peak) -> float | None:
    """How likely the people of a rollout would have fallen so far from the peak by chance."""
    return chance(peak.weeks, peak.newest)


def _drifts_back(peak: Peak, p: float | None) -> bool:
    return peak.has_fallen and p is not None and p < BY_CHANCE
