"""shape: what each rollout's adoption looks like since go-live, and what never moved where it collapsed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.holding import RolloutAdoption, rollout_adoptions, why_not_shown
from opmodel.measures.register_day import as_registered
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shapes.busy_weeks import CaseWeeks, busy_weeks
from opmodel.measures.shapes.first_quarter import first_quarter
from opmodel.measures.shapes.never_moved import never_moved
from opmodel.measures.shapes.peak import Peak
from opmodel.measures.shapes.people import chance_in, chance_of_fall_in
from opmodel.measures.shapes.rule import Chance, Reading, Shape, drifted_back_from, shape_of
from opmodel.measures.shapes.sentence import sentence
from opmodel.measures.shares import plural
from opmodel.measures.steps import StepRecord, registered_steps
from opmodel.store.bulk import columns
from opmodel.store.facts import Coverage
from opmodel.store.register import Checkpoint, CheckpointStaffing, Play, RegisterChange, Rollout, StageChange, Step
from opmodel.store.rollup_tables import AdoptionWeek, CasePack, CoveredWeek, PeopleWeek
from opmodel.store.thresholds import threshold
from opmodel.store.weeks import label, monday, sunday

COLLAPSED = frozenset({Shape.DRIFT_BACK, Shape.SLOW_LEAK})


def answer(session: Session, question: Question) -> Figure:
    """How many of the live redesigned rollouts hold, and the shape of every rollout that ever went live."""
    asked = as_registered(session, scope(session, question))
    adoptions = rollout_adoptions(session, asked)
    begun = [one for one in adoptions if one.go_live is not None]
    reader = _Reader(
        session=session,
        asked=asked,
        steps=registered_steps(session),
        cases=CaseWeeks(session),
        majority=threshold(session, "majority_share"),
        by_week=round(threshold(session, "majority_week")),
        attempts=begun,
    )
    parts = tuple(reader.part(one) for one in begun)
    live = [one for one in begun if one.is_live and one.is_redesign]
    if not live:
        return Figure(
            name="shape",
            unit="rollouts",
            rule=MEASURE.rule_id,
            why_unknown="No redesigned workflow is live yet: none of its rollouts is in pilot or production.",
            parts=parts,
        )
    known = [one for one in live if one.holding is not None]
    holding = sum(bool(one.holding) for one in known)
    week = max((one.counted[-1].week for one in live if one.counted), default=None)
    return Figure(
        name="shape",
        unit="rollouts",
        rule=MEASURE.rule_id,
        value=holding if known else None,
        numerator=holding if known else None,
        denominator=len(live),
        as_of=week,
        why_unknown=None if known else "It is too early, or no use is uploaded, to say whether any of them holds.",
        sources=() if week is None else _sources(session, {one.workflow_id for one in live}, week),
        caveats=_caveats(live, known),
        parts=parts,
    )


def _caveats(live: Sequence[RolloutAdoption], known: Sequence[RolloutAdoption]) -> tuple[str, ...]:
    unknown = len(live) - len(known)
    if not unknown or not known:
        return ()
    return (f"Of {plural(unknown, 'live rollout')} it cannot be said yet, or not be shown, whether it holds.",)


def _sources(session: Session, workflows: set[int], week: int) -> tuple[int, ...]:
    covered = columns(CoveredWeek)
    imports = session.scalars(
        select(covered.import_id).where(covered.week == week, covered.workflow_id.in_(sorted(workflows))).distinct()
    )
    return tuple(sorted(imports))


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """What all rollouts are read with."""

    session: Session
    asked: Scope
    steps: Mapping[int, Sequence[StepRecord]]
    cases: CaseWeeks
    majority: float
    by_week: int
    attempts: Sequence[RolloutAdoption]

    def part(self, one: RolloutAdoption) -> Figure:
        """One rollout's shape, beside the level it has now."""
        chance = chance_in(self.session, one.rollout_id)
        reading = shape_of(
            one.points,
            one.holidays,
            majority=self.majority,
            chance=chance_of_fall_in(self.session, one.rollout_id),
            fell_from=self._earlier_attempt_fell_from(one),
        )
        said: dict[str, Any] = {
            "name": f"{one.workflow} in {one.place}" + (f" (attempt {one.attempt})" if one.attempt > 1 else ""),
            "kind": "rollout",
            "unit": "share",
            "rule": MEASURE.rule_id,
            "as_of": one.level.as_of,
            "series": one.points if self.asked.series else None,
        }
        where = {
            "rollout_id": one.rollout_id,
            "workflow_id": one.workflow_id,
            "workflow": one.workflow,
            "team": one.team,
            "attempt": one.attempt,
            "stage": one.stage.value,
            "is_redesign": one.is_redesign,
            "holding": one.holding,
        }
        if reading.hidden or one.level.suppressed:
            told = {name: one.level.detail[name] for name in ("bound", "fewer_than") if name in one.level.detail}
            why = one.level.caveats or (why_not_shown(one.counted, self.asked.k),)
            return Figure(suppressed=True, detail={**where, "shape": None, **told}, caveats=why, **said)
        # A rollout that was never measured has a reason of its own.
        unknown = one.level.why_unknown or reading.why_unknown
        return Figure(
            value=one.level.value,
            numerator=one.level.detail.get("active"),
            denominator=one.level.denominator,
            why_unknown=unknown if reading.shape is None and one.level.value is None else None,
            detail={**where, **self._detail(one, reading, chance)},
            **said,
        )

    def _detail(self, one: RolloutAdoption, reading: Reading, chance: Chance) -> dict[str, Any]:
        peak, quarter = reading.peak, first_quarter(one, majority=self.majority, by_week=self.by_week)
        cases = self.cases.of(one.workflow_id, self.asked.tree.subtree(one.team_id))
        busy = busy_weeks(one.counted, cases, chance) if cases else None
        since = one.holding_since if reading.shape == Shape.HOLDING else reading.since and monday(reading.since)
        return {
            "shape": reading.shape and reading.shape.value,
            "why_unknown": reading.why_unknown if reading.shape is None else None,
            "sentence": sentence(one, reading),
            "peak": peak and peak.height,
            "peak_week": peak and peak.week_number,
            "peak_weeks": [label(week) for week in peak.weeks] if peak else [],
            **_people_of(one, peak),
            "plateau": peak and peak.plateau,
            "p": reading.p,
            "fell_from": reading.fell_from,
            "since": since and since.isoformat(),
            "first_quarter": quarter and quarter.as_detail(),
            "busy_weeks": busy and busy.as_detail(),
            **self._never_moved(one, reading),
        }

    def _never_moved(self, one: RolloutAdoption, reading: Reading) -> dict[str, Any]:
        if reading.peak is None or reading.shape not in COLLAPSED:
            return {"what_never_moved": []}
        found = never_moved(self.session, one.rollout_id, self.steps, day=sunday(reading.peak.weeks[-1]))
        return {
            "what_never_moved": list(found.what),
            "never_moved_says": list(found.says),
            "peak_ended_on": found.day.isoformat(),
        }

    def _earlier_attempt_fell_from(self, one: RolloutAdoption) -> float | None:
        """The peak that the newest earlier attempt drifted back from, in the same team."""
        before = [
            other
            for other in self.attempts
            if (other.workflow_id, other.team_id) == (one.workflow_id, one.team_id) and other.attempt < one.attempt
        ]
        for other in sorted(before, key=lambda other: other.attempt, reverse=True):
            chance = chance_of_fall_in(self.session, other.rollout_id)
            if (peak := drifted_back_from(other.points, other.holidays, chance=chance)) is not None:
                return peak
        return None


def _people_of(one: RolloutAdoption, peak: Peak | None) -> dict[str, Any]:
    """The people behind the height of the peak, in the one of its weeks that it is the share of."""
    found = [] if peak is None else [p for p in one.counted if p.week in peak.weeks and p.value == peak.height]
    return {
        "peak_active": found[0].numerator if found else None,
        "peak_targeted": found[0].denominator if found else None,
    }


MEASURE = Measure(
    name="shape",
    title="Shape of adoption",
    help="Of the rollouts of redesigned workflows that are live, how many hold a clear majority; and which drifted back.",
    rule="Each rollout has the first shape that fits, on its complete weeks since go-live that are no holiday weeks. Never "
    "started: 6 weeks or more and none over 15% (unless people fell beyond chance from a peak of 10% or more). Relaunched: "
    "an earlier week or attempt had drifted back, and the mean of the newest 4 weeks is at 0.75 of that peak or more. Dip: "
    "the newest week is a holiday week, and below 0.6 of the mean of the 4 weeks before. Drift-back, from 8 weeks and 10 "
    "people on: the plateau (median of the newest 4 weeks) is below 0.6 of the peak (highest median of 3 weeks among the "
    "first 8) and 15 points or more below it, and the same people used it in a smaller share of weeks, by a one-sided "
    "Wilcoxon test with p < 0.01. Slow leak, a watch: the plateau is below 0.75 of the peak. Holding: the mean of 4 weeks "
    "is at the majority or above. Climbing: it is above the mean of the 4 weeks before. Level: none of these. The value "
    "counts the rollouts that hold, whatever shape comes first. What never moved is read from the register as of the Sunday "
    "on which the peak ended. Busy weeks are those of the top quarter of the rollout's case volume, from 8 weeks on.",
    formula="first of 8 rules; drift-back: plateau < 0.6 × peak, peak − plateau ≥ 15 points, Wilcoxon p < 0.01",
    version=1,
    unit="rollouts",
    source="measures.md §1.2, §1.7; Rulings: shape. Its false alarms are measured in docs/shapes.md",
    example="7 of 12 live rollouts hold; Claims intake in Motor claims peaked at 71% in week 3, now 24%.",
    reads=(
        AdoptionWeek,
        PeopleWeek,
        CoveredWeek,
        CasePack,
        Coverage,
        Rollout,
        StageChange,
        Step,
        Checkpoint,
        CheckpointStaffing,
        Play,
        RegisterChange,
    ),
    answer=answer,
    thresholds=("majority_share", "majority_week"),
)
