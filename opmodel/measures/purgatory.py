"""purgatory: open pilots that are old and do not move."""

from datetime import date
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.pilots import OPEN, Pilot, pilots
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import scope
from opmodel.store.register import Milestone, Rollout, StageChange
from opmodel.store.thresholds import all_thresholds
from opmodel.store.weeks import week_of

STATES = ("chronic", "stuck", "watch", "fine")


def answer(session: Session, question: Question) -> Figure:
    """How many open pilots are stuck; a part for each state, and one for each open pilot, the worst and oldest first."""
    asked = scope(session, question)
    limits = all_thresholds(session)
    begun = pilots(session, asked)
    waiting = [pilot for pilot in begun if pilot.outcome == OPEN]
    states = {pilot.rollout_id: state_of(pilot, asked.today, limits) for pilot in waiting}
    ordered = sorted(waiting, key=lambda one: (STATES.index(states[one.rollout_id]), -one.age(asked.today)))
    stuck = sum(state in {"stuck", "chronic"} for state in states.values())
    more: dict[str, Any] = {
        "name": "purgatory",
        "unit": "pilots",
        "rule": MEASURE.rule_id,
        "as_of": week_of(asked.today),
        "detail": {
            name: limits[name]
            for name in ("pilot_watch_days", "pilot_stuck_days", "pilot_chronic_days", "pilot_movement_days")
        },
    }
    if not begun:
        return Figure(why_unknown="No rollout has entered stage pilot yet.", **more)
    by_state = tuple(
        Figure(
            name=state,
            unit="pilots",
            rule=MEASURE.rule_id,
            kind="state",
            value=sum(one == state for one in states.values()),
            numerator=sum(one == state for one in states.values()),
            denominator=len(waiting),
        )
        for state in STATES
    )
    each = tuple(_part(pilot, states[pilot.rollout_id], asked.today) for pilot in ordered)
    return Figure(value=stuck, numerator=stuck, denominator=len(waiting), parts=(*by_state, *each), **more)


def state_of(pilot: Pilot, day: date, limits: dict[str, float]) -> str:
    """`fine`, `watch`, `stuck` or `chronic`. A stage change or a milestone is movement; a date to fix it by is none."""
    age, still = pilot.age(day), (day - pilot.moved_on).days
    if age > limits["pilot_stuck_days"] and still > limits["pilot_movement_days"]:
        return "chronic" if age > limits["pilot_chronic_days"] else "stuck"
    return "watch" if age >= limits["pilot_watch_days"] else "fine"


def _part(pilot: Pilot, state: str, day: date) -> Figure:
    return Figure(
        name=f"{pilot.workflow} · {pilot.team}" + (f" (attempt {pilot.attempt})" if pilot.attempt > 1 else ""),
        unit="days",
        rule=MEASURE.rule_id,
        kind="pilot",
        value=pilot.age(day),
        detail={
            "rollout_id": pilot.rollout_id,
            "workflow": pilot.workflow,
            "team": pilot.team,
            "attempt": pilot.attempt,
            "state": state,
            "started_on": pilot.started_on.isoformat(),
            "age_days": pilot.age(day),
            "days_since_movement": (day - pilot.moved_on).days,
            "spend": pilot.spend,
            "currency": pilot.currency,
            "decide_by": None if pilot.decide_by is None else pilot.decide_by.isoformat(),
            "owner": pilot.owner,
        },
    )


MEASURE = Measure(
    name="purgatory",
    title="Pilot purgatory",
    help="How many open pilots are stuck: old, and without a step forward for months.",
    rule="An open pilot older than 270 days with no movement in the last 90 is stuck, and chronic once older than 365; any "
    "other open pilot of 180 days or more is on watch. A stage change and a recorded milestone are movement; a date to fix "
    "it by is not. Age counts from the first day in stage pilot. The days are thresholds of the store: no source fixes them.",
    formula="count(open pilots: age > 270 d and no movement in 90 d)",
    version=1,
    unit="pilots",
    source="measures.md §1.5, Rulings: pilots",
    example="4 of 11 open pilots are stuck, 2 of them for more than a year.",
    reads=(Rollout, StageChange, Milestone),
    answer=answer,
)
