"""pilots_to_production: of all pilots begun, the share that crosses into production within a year."""

from typing import Any

import numpy as np
from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.pilots import AT_RISK, OPEN, PRODUCTION, STOPPED, Pilot, cumulative_incidence, pilots
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import scope
from opmodel.store.register import Rollout, StageChange
from opmodel.store.thresholds import all_thresholds
from opmodel.store.weeks import week_of

DAYS_A_MONTH = 365 / 12


def answer(session: Session, question: Question) -> Figure:
    """The share that reached production within the horizon, with how many did so far, were stopped or are open."""
    asked = scope(session, question)
    limits = all_thresholds(session)
    begun = pilots(session, asked)
    counts = {outcome: sum(pilot.outcome == outcome for pilot in begun) for outcome in (PRODUCTION, STOPPED, OPEN)}
    months = int(limits["pilot_horizon_months"])
    ages = sorted((pilot.age(asked.today) for pilot in begun if pilot.outcome == OPEN), reverse=True)
    parts = tuple(
        Figure(
            name=name,
            unit="pilots",
            rule=MEASURE.rule_id,
            kind="outcome",
            value=counts[outcome],
            numerator=counts[outcome],
            denominator=len(begun),
            detail={"ages_days": ages} if outcome == OPEN else {},
        )
        for name, outcome in (("production", PRODUCTION), ("stopped", STOPPED), ("open", OPEN))
    )
    more: dict[str, Any] = {
        "name": "pilots_to_production",
        "unit": "share",
        "rule": MEASURE.rule_id,
        "as_of": week_of(asked.today),
        "numerator": counts[PRODUCTION] if begun else None,
        "denominator": len(begun) if begun else None,
        "parts": parts if begun else (),
    }
    detail: dict[str, Any] = {"horizon_months": months}
    why = _why_unknown(begun, limits["pilots_for_a_rate"])
    if why:
        return Figure(why_unknown=why, detail=detail, **more)
    horizon = months * DAYS_A_MONTH
    found = cumulative_incidence(
        np.array([pilot.age(asked.today) for pilot in begun]),
        np.array([pilot.outcome for pilot in begun]),
        horizon,
        interval=True,
    )
    detail["at_risk"] = found.at_risk
    if found.at_risk < AT_RISK:
        why = f"Only {found.at_risk} pilots have been watched undecided for {months} months; it takes {AT_RISK} to state a share."
        return Figure(why_unknown=why, detail=detail, **more)
    if found.low is not None and found.high is not None:
        detail |= {"ci_low": round(found.low, 4), "ci_high": round(found.high, 4)}
    said = (
        f"Within {months} months, by Aalen-Johansen: pilots still open count for as long as they have been watched. "
        "The count beside it is of all pilots begun so far."
    )
    return Figure(value=found.share, caveats=(said,), detail=detail, **more)


def _why_unknown(begun: list[Pilot], enough: float) -> str | None:
    if not begun:
        return "No rollout has entered stage pilot yet."
    if len(begun) < enough:
        return f"{len(begun)} pilots are too few for a rate (it takes {enough:g}): counts and ages are shown."
    return None


MEASURE = Measure(
    name="pilots_to_production",
    title="Pilots into production",
    help="Of all pilots that were begun, the share that is in production within 12 months.",
    rule="A pilot is an attempt of a rollout that has been in stage pilot; a team that goes from planned straight to "
    "production is none, a relaunch is a new attempt. The share reaching production within the horizon is the "
    "Aalen-Johansen cumulative incidence: stopped pilots compete, open ones are censored at the as-of day. It is stated "
    "from 20 pilots on and while at least 5 have been watched undecided up to the horizon; the counts always stand. The "
    "horizon is a threshold of the store.",
    formula="F_production(12 months), Aalen-Johansen",
    version=1,
    unit="share",
    source="measures.md §1.5, Rulings: pilots",
    example="By 12 months about 27% (95% CI 15–40%); of 60 begun: 11 in production, 22 stopped, 27 open.",
    reads=(Rollout, StageChange),
    answer=answer,
)
