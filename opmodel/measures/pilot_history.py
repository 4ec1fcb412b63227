"""The company's own pilots as what an open one is held against: how long they took, and what became of those as old."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from opmodel.measures.pilots import OPEN, PRODUCTION, STOPPED, Pilot
from opmodel.measures.survival import CompetingEnds, Incidence, Wait, Waiting

AT_RISK = 5
"""A share is stated for an age that at least this many pilots have been watched undecided up to."""

NEXT_DAYS = 90


class PilotHistory:
    """How long pilots took to be decided, and to cross into production, as far as they have been watched.

    Args:
        begun: the pilots.
        day: the day up to which they were watched.
        months: the horizon of the company's share of pilots in production.
        enough: how many pilots it takes to state a share.
    """

    def __init__(self, begun: Sequence[Pilot], *, day: date, months: int, enough: float) -> None:
        self.ages = np.array([pilot.age(day) for pilot in begun], dtype=int)
        self.outcomes = np.array([pilot.outcome for pilot in begun], dtype=int)
        self.months = months
        self._enough = enough

    @property
    def why_none(self) -> str | None:
        """Why nothing is stated of these pilots as a whole; None where they are enough."""
        count = len(self.ages)
        if not count:
            return "No rollout has entered stage pilot yet."
        if count < self._enough:
            few = "1 pilot is" if count == 1 else f"{count} pilots are"
            return f"{few} too few for a rate (it takes {self._enough:g}): counts and ages are shown."
        return None

    @cached_property
    def crossing(self) -> CompetingEnds:
        """Into production, being stopped competing."""
        return CompetingEnds(self.ages, self.outcomes, event=PRODUCTION)

    @cached_property
    def stopping(self) -> CompetingEnds:
        """Being stopped, production competing."""
        return CompetingEnds(self.ages, self.outcomes, event=STOPPED)

    @cached_property
    def deciding(self) -> Waiting:
        """To a decision of either kind."""
        return Waiting(self.ages, self.outcomes != OPEN)

    def decided_by(self, share: float) -> Wait:
        """The age in days by which that share of the pilots begun had been decided; nothing known while they are few."""
        return Wait(time=None, low=None, high=None) if self.why_none else self.deciding.until(share)

    def share_decided(self, age: int) -> float | None:
        """The share of the pilots begun that had been decided at that age in days; None while they are few."""
        return None if self.why_none else self.deciding.share_ended(age)

    def beyond(self, age: int) -> dict[str, int]:
        """How many pilots were undecided when they were that many days old, and what became of them."""
        later = self.outcomes[self.ages > age]
        return {
            "lived_to": len(later),
            "production": int((later == PRODUCTION).sum()),
            "stopped": int((later == STOPPED).sum()),
            "open": int((later == OPEN).sum()),
        }

    def chances(self, age: int) -> list[dict[str, Any]]:
        """The chance that a pilot undecided at `age` days is in production within 90 days more, by the horizon, and by
        twice the horizon: each with its 95 % interval, or why it is not stated.
        """
        return [
            self._chance(age, f"within {NEXT_DAYS} days", age + NEXT_DAYS),
            *(self._chance(age, f"by {months} months", days_of(months)) for months in (self.months, 2 * self.months)),
        ]

    def _chance(self, age: int, name: str, horizon: int) -> dict[str, Any]:
        why = self.why_none or (None if age < horizon else "It is older than that already.")
        found = None if why else self.crossing.within(horizon, since=age if age else None)
        if found is not None and found.at_risk < AT_RISK:
            why = too_few(found.at_risk, f"up to the age of {horizon} days", "a chance")
        return {
            "name": name,
            "to_age_days": horizon,
            "at_risk": None if found is None else found.at_risk,
            **_stated(None if why else found),
            "why_unknown": why,
        }

    def course(self) -> list[dict[str, float]]:
        """Shares in production and stopped by age in days, at each age where either grows; as far as is stated."""
        if self.why_none or len(self.ages) < AT_RISK:
            return []
        longest = int(np.sort(self.ages)[-AT_RISK])
        ends = sorted({0, longest, *self.ages[(self.outcomes != OPEN) & (self.ages <= longest)].tolist()})
        return [
            {
                "age_days": age,
                "production": round(self.crossing.within(age).share, 4),
                "stopped": round(self.stopping.within(age).share, 4),
            }
            for age in ends
        ]


def days_of(months: int) -> int:
    """Whole days in that many months, twelve of which make 365."""
    return months * 365 // 12


def too_few(watched: int, how_long: str, what: str) -> str:
    """Why something is not stated: too few pilots were watched for long enough."""
    several = f"Only {watched} pilots have" if watched > 1 else "Only 1 pilot has" if watched else "No pilot has"
    return f"{several} been watched undecided {how_long}; it takes {AT_RISK} to state {what}."


def _stated(found: Incidence | None) -> dict[str, float | None]:
    if found is None:
        return {"value": None, "ci_low": None, "ci_high": None}
    low, high = found.low, found.high
    return {
        "value": round(found.share, 4),
        "ci_low": None if low is None else round(low, 4),
        "ci_high": None if high is None else round(high, 4),
    }
