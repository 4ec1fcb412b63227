"""Whether pilots with a receiving owner named cross sooner. Seen, not tried: it says "together with", never "because of"."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from opmodel.measures.figure import Figure
from opmodel.measures.pilots import OPEN, PRODUCTION, STOPPED, Pilot
from opmodel.measures.survival import log_rank

FEWEST = 10
"""Pilots in each group, for the groups to be compared."""

NAMED, UNNAMED = "receiving owner named", "no receiving owner named"


def by_receiving_owner(begun: Sequence[Pilot], *, rule: str) -> tuple[Figure, ...]:
    """A part for the pilots with a receiving owner, and one for those without: how many are in production."""
    return tuple(_part(name, members, rule) for name, members in _groups(begun).items() if begun)


def compared(begun: Sequence[Pilot], day: date) -> dict[str, Any]:
    """The log-rank test of time to production between the two groups, stopped pilots censored when they were stopped."""
    named, unnamed = _groups(begun).values()
    found: dict[str, Any] = {"chi2": None, "p": None, "sooner": None, "observational": True, "why_unknown": None}
    if min(len(named), len(unnamed)) < FEWEST:
        why = f"One is named for {len(named)} and not for {len(unnamed)}; it takes {FEWEST} of each to compare."
        return found | {"why_unknown": why}
    tested = log_rank(*_times(named, day), *_times(unnamed, day))
    if tested is None:
        return found | {"why_unknown": "No pilot is in production yet."}
    sooner = NAMED if _pace(named, day) > _pace(unnamed, day) else UNNAMED
    return found | {"chi2": round(tested.chi2, 4), "p": round(tested.p, 6), "sooner": sooner}


def _pace(members: Sequence[Pilot], day: date) -> float:
    """Crossings a day that a pilot of the group was watched undecided."""
    ages, crossed = _times(members, day)
    return float(crossed.sum() / max(ages.sum(), 1.0))


def _groups(begun: Sequence[Pilot]) -> dict[str, list[Pilot]]:
    return {
        NAMED: [pilot for pilot in begun if pilot.is_handed_over],
        UNNAMED: [pilot for pilot in begun if not pilot.is_handed_over],
    }


def _times(members: Sequence[Pilot], day: date) -> tuple[np.ndarray, np.ndarray]:
    ages = np.array([pilot.age(day) for pilot in members], dtype=float)
    return ages, np.array([pilot.outcome == PRODUCTION for pilot in members])


def _part(name: str, members: Sequence[Pilot], rule: str) -> Figure:
    crossed = sum(pilot.outcome == PRODUCTION for pilot in members)
    return Figure(
        name=name,
        unit="pilots",
        rule=rule,
        kind="handover",
        value=crossed,
        numerator=crossed,
        denominator=len(members),
        detail={
            "begun": len(members),
            "production": crossed,
            "stopped": sum(pilot.outcome == STOPPED for pilot in members),
            "open": sum(pilot.outcome == OPEN for pilot in members),
        },
    )
