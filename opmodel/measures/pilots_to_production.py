"""pilots_to_production: of all pilots begun, the share that crosses into production within a year, and how long it takes."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.pilot_cohorts import cohorts
from opmodel.measures.pilot_history import AT_RISK, PilotHistory, days_of, too_few
from opmodel.measures.pilot_owners import by_receiving_owner, compared
from opmodel.measures.pilots import OPEN, PRODUCTION, STOPPED, Pilot, pilots
from opmodel.measures.register_day import as_registered
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.store.register import Rollout, StageChange
from opmodel.store.thresholds import all_thresholds
from opmodel.store.weeks import week_of


def answer(session: Session, question: Question) -> Figure:
    """The share that reached production within the horizon, with how many did so far, were stopped or are open.

    Parts: `outcome`, `cohort` (by when they began), `time` (how long it takes), `handover` (with a receiving owner, without).
    """
    asked = as_registered(session, scope(session, question))
    limits = all_thresholds(session)
    begun = pilots(session, asked)
    months = int(limits["pilot_horizon_months"])
    history = PilotHistory(begun, day=asked.today, months=months, enough=limits["pilots_for_a_rate"])
    crossed = sum(pilot.outcome == PRODUCTION for pilot in begun)
    more: dict[str, Any] = {
        "name": "pilots_to_production",
        "unit": "share",
        "rule": MEASURE.rule_id,
        "as_of": week_of(asked.today),
        "numerator": crossed if begun else None,
        "denominator": len(begun) if begun else None,
        "parts": (
            *_outcomes(begun, asked),
            *cohorts(begun, rule=MEASURE.rule_id),
            *_times(history),
            *by_receiving_owner(begun, rule=MEASURE.rule_id),
        ),
    }
    detail: dict[str, Any] = {
        "horizon_months": months,
        "chances": [{"age_days": age, "chances": history.chances(age)} for age in _ages(limits)],
        "course": history.course(),
        "receiving_owner": compared(begun, asked.today),
    }
    if history.why_none:
        return Figure(why_unknown=history.why_none, detail=detail, **more)
    found = history.crossing.within(days_of(months))
    detail["at_risk"] = found.at_risk
    if found.at_risk < AT_RISK:
        why = too_few(found.at_risk, f"for {months} months", "a share")
        return Figure(why_unknown=why, detail=detail, **more)
    if found.low is not None and found.high is not None:
        detail |= {"ci_low": round(found.low, 4), "ci_high": round(found.high, 4)}
    said = (
        f"Within {months} months, by Aalen-Johansen: pilots still open count for as long as they have been watched. "
        "The count beside it is of all pilots begun so far."
    )
    return Figure(value=found.share, caveats=(said,), detail=detail, **more)


def _outcomes(begun: Sequence[Pilot], asked: Scope) -> tuple[Figure, ...]:
    ages = sorted((pilot.age(asked.today) for pilot in begun if pilot.outcome == OPEN), reverse=True)
    counts = {
        name: sum(pilot.outcome == outcome for pilot in begun)
        for name, outcome in (("production", PRODUCTION), ("stopped", STOPPED), ("open", OPEN))
    }
    return tuple(
        Figure(
            name=name,
            unit="pilots",
            rule=MEASURE.rule_id,
            kind="outcome",
            value=count,
            numerator=count,
            denominator=len(begun),
            detail={"ages_days": ages} if name == "open" else {},
        )
        for name, count in counts.items()
        if begun
    )


def _times(history: PilotHistory) -> tuple[Figure, ...]:
    """How old pilots were when a quarter and half of all had crossed, and when half of all had been decided.

    Of all that were begun: the median of those that finished is short, for the slow ones are still open.
    """
    decided = history.decided_by(0.5)
    waits: list[tuple[str, float, float | None, dict[str, Any]]] = [
        (name, share, None if history.why_none else history.crossing.until(share), {})
        for name, share in (("a quarter in production", 0.25), ("half in production", 0.5))
    ]
    waits.append(("half decided", 0.5, decided.time, {"ci_low": decided.low, "ci_high": decided.high}))
    return tuple(
        Figure(
            name=name,
            unit="days",
            rule=MEASURE.rule_id,
            kind="time",
            value=days,
            why_unknown=None
            if days is not None
            else history.why_none or "Not reached yet at any age that was watched.",
            detail={"share": share, **more},
        )
        for name, share, days, more in waits
        if len(history.ages)
    )


def _ages(limits: dict[str, float]) -> list[int]:
    """The ages that chances are stated for: at the start, and where an open pilot changes its state."""
    return [0, *(int(limits[name]) for name in ("pilot_watch_days", "pilot_stuck_days", "pilot_chronic_days"))]


MEASURE = Measure(
    name="pilots_to_production",
    title="Pilots into production",
    help="Of all pilots that were begun, the share that is in production within 12 months.",
    rule="A pilot is an attempt of a rollout that has been in stage pilot; a team that goes from planned straight to "
    "production is none, a relaunch is a new attempt. The share reaching production within the horizon is the "
    "Aalen-Johansen cumulative incidence: stopped pilots compete, open ones are censored at the as-of day. It is stated "
    "from 20 pilots on and while at least 5 have been watched undecided up to the horizon; the counts always stand. The "
    "horizon is a threshold of the store. A chance at an age is the same estimate over the pilots still undecided at that age; "
    "times are of all pilots begun, never of those that finished alone.",
    formula="F_production(12 months), Aalen-Johansen",
    version=1,
    unit="share",
    source="measures.md §1.5, Rulings: pilots",
    example="By 12 months about 27% (95% CI 15–40%); of 60 begun: 11 in production, 22 stopped, 27 open.",
    reads=(Rollout, StageChange),
    answer=answer,
    thresholds=("pilot_horizon_months", "pilots_for_a_rate"),
)
