"""The first quarter of a rollout against the majority: how many people are missing, how many weeks are left
(measures.md §1.2).
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

from opmodel.measures.holding import RolloutAdoption, four_week_means
from opmodel.measures.shapes.peak import EPSILON
from opmodel.measures.shares import percent, plural

Standing = Literal["reached", "missed", "open"]


@dataclass(frozen=True, kw_only=True)
class FirstQuarter:
    """Where a live rollout stands against "a clear majority within the first quarter"."""

    standing: Standing
    by_week: int
    reached_in_week: int | None
    """Counted from go-live: the first in which the mean of four complete weeks reached the majority."""
    people: int | None
    """People to the majority in the newest complete week; None where that is not shown."""
    weeks_left: int
    majority: float

    @property
    def says(self) -> str:
        """`9 more people to reach 60% by week 13`; empty where it is not shown."""
        share = percent(self.majority)
        if self.standing == "reached":
            return f"reached {share} in week {self.reached_in_week}"
        if self.reached_in_week is not None:
            return f"reached {share} in week {self.reached_in_week}, after week {self.by_week}"
        more = "" if self.people is None else f"{plural(self.people, 'more person', 'more people')} to reach {share}"
        if self.standing == "missed":
            return f"missed {share} by week {self.by_week}" + (f", {more}" if self.people else "")
        # The newest week may be there already while the mean of four is not.
        at_it = f"at {share} in the newest week, to be kept up to week {self.by_week}"
        return f"{more} by week {self.by_week}" if self.people else at_it if self.people == 0 else ""

    def as_detail(self) -> dict[str, Any]:
        """As JSON values, for a figure's detail."""
        return {
            "standing": self.standing,
            "by_week": self.by_week,
            "reached_in_week": self.reached_in_week,
            "people_to_majority": self.people,
            "weeks_left": self.weeks_left,
            "says": self.says,
        }


def first_quarter(one: RolloutAdoption, *, majority: float, by_week: int) -> FirstQuarter | None:
    """Where the rollout stands; None before go-live, for one that was stopped, and where no complete week is shown."""
    shown = [point for point in one.counted if point.value is not None]
    if not one.is_live or not shown:
        return None
    first = one.points[0].week
    reached = next(
        (
            week - first + 1
            for week, mean in four_week_means(one.counted)
            if mean is not None and mean >= majority - EPSILON
        ),
        None,
    )
    left = max(0, by_week - one.weeks_live)
    in_time = reached is not None and reached <= by_week
    if not in_time and not left and _unknown_before(one, first + by_week):
        return None
    newest = one.counted[-1]
    people = None
    if newest.numerator is not None and newest.denominator is not None:
        people = max(0, math.ceil(majority * newest.denominator - EPSILON) - round(newest.numerator))
    return FirstQuarter(
        standing="reached" if in_time else "open" if left else "missed",
        by_week=by_week,
        reached_in_week=reached,
        people=people,
        weeks_left=left,
        majority=majority,
    )


def _unknown_before(one: RolloutAdoption, end: int) -> bool:
    """Whether a mean that reached the majority may lie in weeks that are not known or not shown."""
    return any(point.value is None and point.week < end for point in one.points)
