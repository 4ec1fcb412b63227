"""proven: of the redesigned workflows, how many hold and got faster in the same team (measures.md, Rulings)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from opmodel.measures.cycle_time import locked_late, workflow_cycle_times
from opmodel.measures.figure import Figure
from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.register_day import as_registered, last_full_week
from opmodel.measures.registry import Measure, Question
from opmodel.measures.rollout_cycle_time import RolloutCycleTime
from opmodel.measures.scope import scope
from opmodel.measures.shares import plural
from opmodel.store.register import Baseline, Rollout, StageChange, Step, Workflow
from opmodel.store.rollup_tables import AdoptionWeek, CasePack


def answer(session: Session, question: Question) -> Figure:
    """How many redesigned workflows are proven, with each and in how many of its teams."""
    asked = as_registered(session, scope(session, question))
    week = last_full_week(asked.today)
    adoptions = rollout_adoptions(session, asked)
    redesigned = sorted(
        {(one.workflow, one.workflow_id) for one in adoptions if one.is_redesign}, key=lambda pair: pair[0].casefold()
    )
    more: dict[str, Any] = {"name": "proven", "unit": "workflows", "rule": MEASURE.rule_id, "as_of": week}
    if not redesigned:
        return Figure(why_unknown="No redesigned workflow has a rollout yet.", **more)
    times = {one.rollout.id: one for workflow in workflow_cycle_times(session, asked) for one in workflow.rollouts}
    parts = tuple(
        _workflow(
            name,
            number,
            {one.rollout_id: one for one in adoptions if one.workflow_id == number},
            times,
            week,
        )
        for name, number in redesigned
    )
    proven = sum(part.value == 1 for part in parts)
    return Figure(
        value=proven,
        numerator=proven,
        denominator=len(parts),
        sources=tuple(sorted({number for part in parts for number in part.sources})),
        parts=parts,
        **more,
    )


def _workflow(
    name: str,
    number: int,
    adoptions: Mapping[int, RolloutAdoption],
    times: Mapping[int, RolloutCycleTime],
    week: int,
) -> Figure:
    """1 where at least one live rollout is proven; `k of n teams` beside it."""
    live = [one for one in adoptions.values() if one.is_live]
    parts = tuple(_rollout(one, times.get(one.rollout_id), week) for one in live)
    carrying = [times[part.detail["rollout_id"]] for part in parts if part.value == 1]
    proven = len(carrying)
    return Figure(
        name=name,
        unit="workflows",
        rule=MEASURE.rule_id,
        kind="workflow",
        value=1.0 if proven else 0.0,
        numerator=proven,
        denominator=len(live),
        as_of=week,
        sources=tuple(sorted({number for part in parts for number in part.sources})),
        detail={
            "workflow_id": number,
            "proven_teams": proven,
            "live_teams": len(live),
            "all_locked_late": proven > 0 and all(one.locked_late for one in carrying),
            "says": f"{proven} of {plural(len(live), 'team')}{locked_late(carrying)}",
        },
        parts=parts,
    )


def _rollout(one: RolloutAdoption, time: RolloutCycleTime | None, week: int) -> Figure:
    is_proven = bool(one.holding) and time is not None and time.is_faster
    return Figure(
        name=one.place,
        unit="rollouts",
        rule=MEASURE.rule_id,
        kind="rollout",
        value=1.0 if is_proven else 0.0,
        as_of=week,
        sources=() if time is None or time.task is None else tuple(sorted(time.task.imports)),
        detail={
            "rollout_id": one.rollout_id,
            "team": one.team,
            "holding": one.holding,
            "verdict": None if time is None else time.claim.value,
            "checked": time is not None and time.is_checked,
            "locked_late": None if time is None else time.locked_late or None,
            "missing": _missing(one, time),
        },
    )


def _missing(one: RolloutAdoption, time: RolloutCycleTime | None) -> list[str]:
    """What keeps a rollout from being proven; plain sentences."""
    said = []
    if one.holding is None:
        said.append(f"Whether it holds is not {'shown' if one.level.suppressed else 'known'}.")
    elif not one.holding:
        said.append("It does not hold.")
    if time is None:
        said.append("Cycle time is not measured.")
    elif not time.is_faster:
        said.append(f"{time.sentence}.")
    return said


MEASURE = Measure(
    name="proven",
    title="Proven workflows",
    help="Of the redesigned workflows, how many have a team that works the new way for good and got measurably faster.",
    rule="A rollout is proven where it is live, holds (the mean share of its target people active over the newest four complete "
    "weeks that are no holiday weeks is at the majority or above) and its cycle time is faster, checked against earlier "
    "swings. “Faster, not checked against earlier swings” does not prove, and neither does a fall without a locked baseline; a "
    "baseline locked after go-live may prove, and is said to be one. A "
    "workflow is proven with at least one proven rollout, and is shown with how many of its live teams are. A rollout "
    "of which it cannot be shown whether it holds is not proven. Counted are workflows in which AI does a step, with a "
    "rollout in the scope.",
    formula="count(workflows with a rollout that holds and is faster) of count(redesigned workflows)",
    version=1,
    unit="workflows",
    source="measures.md, Rulings: the board number",
    example="2 of 5 redesigned workflows are proven: Claims intake in 2 of 3 teams, Invoice matching in 1 of 1.",
    reads=(AdoptionWeek, CasePack, Baseline, Rollout, StageChange, Step, Workflow),
    answer=answer,
    thresholds=("majority_share",),
)
