"""purgatory: open pilots that are old and do not move."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.pilot_history import PilotHistory
from opmodel.measures.pilots import OPEN, Pilot, pilots
from opmodel.measures.register_day import as_registered, days_count_to
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import scope
from opmodel.store.register import Milestone, Rollout, StageChange
from opmodel.store.thresholds import all_thresholds
from opmodel.store.weeks import week_of

STATES = ("chronic", "stuck", "watch", "fine")
DATES = ("overdue", "ahead", "none")
"""How the decision date of an open pilot stands."""

_LIMITS = ("pilot_watch_days", "pilot_stuck_days", "pilot_chronic_days", "pilot_movement_days")


def answer(session: Session, question: Question) -> Figure:
    """How many open pilots are stuck. Parts: `state`, `decision` (how their dates stand), and one `pilot` for each that is
    open, the worst and oldest first, held against all pilots of the company.
    """
    asked = as_registered(session, scope(session, question))
    day = days_count_to(asked)
    limits = all_thresholds(session)
    ours = pilots(session, replace(asked, team=asked.tree.company))
    begun = ours if asked.is_company else pilots(session, asked)
    history = PilotHistory(
        ours,
        day=day,
        months=int(limits["pilot_horizon_months"]),
        enough=limits["pilots_for_a_rate"],
    )
    waiting = [pilot for pilot in begun if pilot.outcome == OPEN]
    states = {pilot.rollout_id: state_of(pilot, day, limits) for pilot in waiting}
    ordered = sorted(waiting, key=lambda one: (STATES.index(states[one.rollout_id]), -one.age(day)))
    stuck = sum(state in {"stuck", "chronic"} for state in states.values())
    more: dict[str, Any] = {
        "name": "purgatory",
        "unit": "pilots",
        "rule": MEASURE.rule_id,
        "as_of": week_of(day),
        "detail": {
            "day": day.isoformat(),
            **{name: limits[name] for name in _LIMITS},
            "company": _company(history),
        },
    }
    if not begun:
        return Figure(why_unknown="No rollout has entered stage pilot yet.", **more)
    parts = (
        *_counted("state", STATES, list(states.values())),
        *_counted("decision", DATES, [date_stands(pilot, day) for pilot in waiting]),
        *(_part(pilot, states[pilot.rollout_id], day, limits, history) for pilot in ordered),
    )
    return Figure(value=stuck, numerator=stuck, denominator=len(waiting), parts=parts, **more)


def state_of(pilot: Pilot, day: date, limits: dict[str, float]) -> str:
    """`fine`, `watch`, `stuck` or `chronic`. A stage change or a milestone is movement; a date to fix it by is none."""
    age = pilot.age(day)
    if day >= stuck_on(pilot, limits):
        return "chronic" if age > limits["pilot_chronic_days"] else "stuck"
    return "watch" if age >= limits["pilot_watch_days"] else "fine"


def stuck_on(pilot: Pilot, limits: dict[str, float]) -> date:
    """The first day on which an open pilot is stuck, if nothing moves: old enough, and still for long enough."""
    old = pilot.started_on + timedelta(days=int(limits["pilot_stuck_days"]) + 1)
    still = pilot.moved_on + timedelta(days=int(limits["pilot_movement_days"]) + 1)
    return max(old, still)


def date_stands(pilot: Pilot, day: date) -> str:
    """`overdue`, `ahead`, or `none` where no date is set to decide by."""
    if pilot.decide_by is None:
        return "none"
    return "overdue" if pilot.decide_by < day else "ahead"


def _company(history: PilotHistory) -> dict[str, Any]:
    """What the company's own pilots took to be decided: what an open one's age is held against."""
    return {
        "pilots": len(history.ages),
        "half_decided_days": history.decided_by(0.5).time,
        "most_decided_days": history.decided_by(0.85).time,
        "most": 0.85,
        "why_unknown": history.why_none,
    }


def _counted(kind: str, names: Sequence[str], found: Sequence[str]) -> list[Figure]:
    return [
        Figure(
            name=name,
            unit="pilots",
            rule=MEASURE.rule_id,
            kind=kind,
            value=found.count(name),
            numerator=found.count(name),
            denominator=len(found),
        )
        for name in names
    ]


def _part(pilot: Pilot, state: str, day: date, limits: dict[str, float], history: PilotHistory) -> Figure:
    age = pilot.age(day)
    return Figure(
        name=f"{pilot.workflow} · {pilot.team}" + (f" (attempt {pilot.attempt})" if pilot.attempt > 1 else ""),
        unit="days",
        rule=MEASURE.rule_id,
        kind="pilot",
        value=age,
        detail={
            "rollout_id": pilot.rollout_id,
            "workflow": pilot.workflow,
            "team": pilot.team,
            "attempt": pilot.attempt,
            "state": state,
            "started_on": pilot.started_on.isoformat(),
            "age_days": age,
            "days_since_movement": (day - pilot.moved_on).days,
            **_clock(pilot, day, limits),
            "share_decided_by_this_age": _rounded(history.share_decided(age)),
            "chances": history.chances(age),
            "undecided_at_this_age": history.beyond(age),
            "spend": pilot.spend,
            "currency": pilot.currency,
            "decide_by": None if pilot.decide_by is None else pilot.decide_by.isoformat(),
            "owner": pilot.owner,
        },
    )


def _clock(pilot: Pilot, day: date, limits: dict[str, float]) -> dict[str, Any]:
    stuck = stuck_on(pilot, limits)
    late = None if pilot.decide_by is None or pilot.decide_by >= day else (day - pilot.decide_by).days
    return {
        "stuck_since": stuck.isoformat() if stuck <= day else None,
        "days_until_stuck": (stuck - day).days if stuck > day else None,
        "decision": date_stands(pilot, day),
        "days_overdue": late,
        "counted_to": day.isoformat(),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


MEASURE = Measure(
    name="purgatory",
    title="Pilot purgatory",
    help="How many open pilots are stuck: old, and without a step forward for months.",
    rule="An open pilot older than 270 days with no movement in the last 90 is stuck, and chronic once older than 365; any "
    "other open pilot of 180 days or more is on watch. A stage change and a recorded milestone are movement; a date to fix "
    "it by is not. Age counts from the first day in stage pilot. The days are thresholds of the store: no source fixes them. "
    "The chance of crossing is that of the company's own pilots that were still undecided at the same age, by Aalen-Johansen "
    "(being stopped competes), stated from 20 pilots on and while at least 5 have been watched undecided that long.",
    formula="count(open pilots: age > 270 d and no movement in 90 d)",
    version=1,
    unit="pilots",
    source="measures.md §1.5, Rulings: pilots",
    example="4 of 11 open pilots are stuck, 2 of them for more than a year.",
    reads=(Rollout, StageChange, Milestone),
    answer=answer,
    thresholds=("pilot_watch_days", "pilot_stuck_days", "pilot_chronic_days", "pilot_movement_days"),
)
