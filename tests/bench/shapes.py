"""False alarms and finds of the product's own rule for drift-back, on the scenarios of measures.md §1.7.

Every person of a team is active in a week with a probability of their own, around the team's course; a team's weeks are
independent given that. The rule is asked as the measure asks it: shares of the team, and the test on its people.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from opmodel.measures.figure import Point
from opmodel.measures.shapes.people import fall_by_chance
from opmodel.measures.shapes.rule import Shape, shape_of
from tests.bench.table import markdown

SIZES = (12, 25, 60)
_SPREAD = 0.15
"""Standard deviation of how much one person uses it more or less than the team does."""
_MAJORITY = 0.6

Course = Callable[[np.random.Generator], np.ndarray]
"""The team's probability of use in each week."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A course that a team may take, and which of its weeks are holiday weeks."""

    name: str
    course: Course
    holidays: frozenset[int] = frozenset()
    is_fall: bool = False
    """Whether it is one that the rule should find."""


def _flat(level: float, weeks: int = 13) -> np.ndarray:
    return np.full(weeks, level)


def _shocks(rng: np.random.Generator) -> np.ndarray:
    return np.clip(_flat(0.65) + rng.normal(0, 0.1, 13), 0.02, 0.98)


def _steps(*levels: tuple[float, int]) -> Course:
    course = np.concatenate([_flat(level, weeks) for level, weeks in levels])
    return lambda _rng: course


SCENARIOS = (
    Scenario(name="stable at 65%", course=_steps((0.65, 13))),
    Scenario(name="week shocks", course=_shocks),
    Scenario(name="ends in 2 holiday weeks", course=_steps((0.65, 11), (0.15, 2)), holidays=frozenset({11, 12})),
    Scenario(name="the same, holidays not known", course=_steps((0.65, 11), (0.15, 2))),
    Scenario(name="ramp-up", course=lambda _rng: np.linspace(0.15, 0.7, 13)),
    Scenario(name="low but stable at 25%", course=_steps((0.25, 13))),
    Scenario(name="settles at 77% of its peak", course=_steps((0.7, 3), (0.54, 10))),
    Scenario(name="collapse after 2 weeks", course=_steps((0.3, 1), (0.7, 2), (0.1, 10)), is_fall=True),
    Scenario(name="drop to half", course=_steps((0.7, 5), (0.35, 8)), is_fall=True),
    Scenario(name="slow bleed", course=lambda _rng: np.linspace(0.75, 0.2, 13), is_fall=True),
)


def shape_once(scenario: Scenario, people: int, rng: np.random.Generator) -> Shape | None:
    """The shape that the product's rule gives one team."""
    course = scenario.course(rng)
    own = rng.normal(0, _SPREAD, people)
    active = rng.random((len(course), people)) < np.clip(course[:, None] + own[None, :], 0.01, 0.99)
    counts = active.sum(axis=1)
    points = tuple(
        Point(week=week, value=count / people, numerator=count, denominator=people)
        for week, count in enumerate(counts.tolist())
    )

    def chance(before: Sequence[int], after: Sequence[int]) -> float | None:
        return fall_by_chance(active[list(before)].mean(axis=0), active[list(after)].mean(axis=0))

    return shape_of(points, scenario.holidays, majority=_MAJORITY, chance=chance).shape


def drift_backs(scenario: Scenario, people: int, *, repetitions: int, seed: int) -> float:
    """Share of teams that the rule says drifted back."""
    return shapes(scenario, people, repetitions=repetitions, seed=seed)[Shape.DRIFT_BACK] / repetitions


def shapes(scenario: Scenario, people: int, *, repetitions: int, seed: int) -> Mapping[Shape | None, int]:
    """How often each shape is given."""
    rng = np.random.default_rng(seed)
    return Counter(shape_once(scenario, people, rng) for _ in range(repetitions))


def measure_shapes(repetitions: int, *, seed: int = 1) -> str:
    """A Markdown table: a row a scenario, a column a team size, and the shape given most often."""
    return markdown(
        ["a team of", *(f"{size}, flagged" for size in SIZES), f"most often called (of {SIZES[1]})"],
        _rows(repetitions, seed),
    )


def _rows(repetitions: int, seed: int) -> Iterator[Sequence[str]]:
    for scenario in SCENARIOS:
        found = [shapes(scenario, size, repetitions=repetitions, seed=seed) for size in SIZES]
        flagged = [f"{of_size[Shape.DRIFT_BACK] / repetitions:.1%}" for of_size in found]
        most, times = max(found[1].items(), key=lambda one: one[1])
        name = "too early" if most is None else most.value
        yield [
            ("**" + scenario.name + "**") if scenario.is_fall else scenario.name,
            *flagged,
            f"{name}, {times / repetitions:.0%}",
        ]
