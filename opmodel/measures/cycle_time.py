"""cycle_time: of each redesigned workflow, whether its task takes less time than before it went live."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from opmodel.measures.component import listed
from opmodel.measures.cycle_time_part import rollout_part
from opmodel.measures.figure import Figure
from opmodel.measures.register_day import as_registered, last_full_week
from opmodel.measures.registry import Measure, Question
from opmodel.measures.rollout_cycle_time import Claim, RolloutCycleTime, rollout_cycle_times
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shares import plural
from opmodel.measures.steps import does_a_step, registered_steps
from opmodel.measures.verdict.sentence import percent
from opmodel.measures.working_time import day_of
from opmodel.store.register import Baseline, Check, Rollout, Setting, StageChange, Step, Workflow
from opmodel.store.rollup_tables import AdoptionWeek, BaselineSet, CasePack

IF_NOTHING_ELSE = (
    "The interval holds if nothing else changed. Slow trends of about 1% a week, seasons without a year of cases, and a team "
    "a quarter of whose people changed can look like an effect: only a team that was not redesigned tells them apart."
)


@dataclass(frozen=True, kw_only=True)
class WorkflowCycleTime:
    """One redesigned workflow with the cycle time of its rollouts in a scope."""

    id: int
    name: str
    rollouts: tuple[RolloutCycleTime, ...]

    def claimed(self, claim: Claim, *, checked: bool = False) -> list[RolloutCycleTime]:
        """The rollouts of which that may be said."""
        return [one for one in self.rollouts if one.claim == claim and (one.is_checked or not checked)]

    @property
    def claim(self) -> Claim:
        """The strongest that may honestly be said of the whole: faster somewhere, checked, and slower nowhere."""
        slower = self.claimed(Claim.SLOWER)
        if self.claimed(Claim.FASTER, checked=True) and not slower:
            return Claim.FASTER
        if slower and not self.claimed(Claim.FASTER):
            return Claim.SLOWER
        if all(one.claim == Claim.NONE for one in self.rollouts):
            return Claim.NONE
        return Claim.NOT_ENOUGH

    @property
    def speaking(self) -> RolloutCycleTime:
        """The rollout whose figures stand for the workflow: of those that carry its claim, the one with most cases."""
        carrying = self.claimed(self.claim, checked=self.claim == Claim.FASTER) or list(self.rollouts)
        return max(carrying, key=_cases)

    @property
    def sentence(self) -> str:
        """The claim in words: of its one rollout, or in how many of them."""
        if len(self.rollouts) == 1:
            return self.rollouts[0].sentence
        teams = plural(len(self.rollouts), "team")
        carrying = self.claimed(self.claim, checked=self.claim == Claim.FASTER)
        late = locked_late([*self.claimed(Claim.FASTER), *self.claimed(Claim.SLOWER)])
        if self.claim in {Claim.FASTER, Claim.SLOWER}:
            changes = [
                abs(one.comparison.verdict.change.share)
                for one in carrying
                if one.comparison is not None and one.comparison.verdict.change is not None
            ]
            span = percent(max(changes)) if len(changes) == 1 else f"{percent(min(changes))} to {percent(max(changes))}"
            said = f"{self.claim.capitalize()} in {len(carrying)} of {teams}, by {span}"
            return f"{said}; {self._the_rest(carrying)}{late}"
        if self.claim == Claim.NONE:
            return f"No claim possible: no baseline is locked in any of {teams}"
        if all(one.claim == Claim.NOT_ENOUGH for one in self.rollouts):
            return f"Not enough evidence in any of {teams}"
        return f"Not enough evidence: {self._the_rest([])}{late}"

    def _the_rest(self, said: Sequence[RolloutCycleTime]) -> str:
        """What may be said of the other rollouts."""
        others = [one for one in self.rollouts if one not in said]
        words: dict[str, list[str]] = {}
        for one in others:
            unchecked = one.claim in {Claim.FASTER, Claim.SLOWER} and not one.is_checked
            word = f"{one.claim.value}, not checked against earlier swings," if unchecked else one.claim.value
            words.setdefault(word, []).append(one.rollout.place)
        if not words:
            return listed(sorted(one.rollout.place for one in said))
        return "; ".join(f"{word} in {listed(sorted(places))}" for word, places in words.items())


def locked_late(rollouts: Sequence[RolloutCycleTime]) -> str:
    """`; its baseline was locked 12 weeks after go-live in Motor claims`; empty where each was locked by then."""
    late = [f"{one.locked_late} after go-live in {one.rollout.place}" for one in rollouts if one.locked_late]
    return f"; its baseline was locked {listed(late)}" if late else ""


def _cases(one: RolloutCycleTime) -> int:
    return 0 if one.comparison is None else one.comparison.verdict.used_after


def workflow_cycle_times(session: Session, asked: Scope) -> list[WorkflowCycleTime]:
    """The redesigned workflows that are or were live in the scope, by name."""
    steps = registered_steps(session)
    found: dict[tuple[str, int], list[RolloutCycleTime]] = {}
    for one in rollout_cycle_times(session, asked):
        begun = [step for step in steps[one.rollout.workflow_id] if not step.begins_after(asked.today)]
        if does_a_step(begun):
            found.setdefault((one.rollout.workflow, one.rollout.workflow_id), []).append(one)
    return [
        WorkflowCycleTime(id=number, name=name, rollouts=tuple(rollouts))
        for (name, number), rollouts in sorted(found.items(), key=lambda item: item[0][0].casefold())
    ]


def answer(session: Session, question: Question) -> Figure:
    """How many of the redesigned workflows got faster, with each workflow and each of its rollouts."""
    asked = as_registered(session, scope(session, question))
    workflows = workflow_cycle_times(session, asked)
    week = _known_week(asked, workflows)
    more: dict[str, Any] = {"name": "cycle_time", "unit": "workflows", "rule": MEASURE.rule_id, "as_of": week}
    if not workflows:
        return Figure(why_unknown="No redesigned workflow has gone live yet.", **more)
    faster = sum(one.claim == Claim.FASTER for one in workflows)
    judged = any(one.claim in {Claim.FASTER, Claim.SLOWER} for one in workflows)
    with_cases = [one for workflow in workflows for one in workflow.rollouts if one.comparison is not None]
    sources = {number for one in with_cases if one.task is not None for number in one.task.imports}
    if not with_cases and not any(one.suppressed for workflow in workflows for one in workflow.rollouts):
        return Figure(
            why_unknown="No cases of a redesigned workflow are uploaded yet.",
            denominator=len(workflows),
            parts=tuple(_workflow(one, week) for one in workflows),
            **more,
        )
    return Figure(
        value=faster,
        numerator=faster,
        denominator=len(workflows),
        sources=tuple(sorted(sources)),
        caveats=(IF_NOTHING_ELSE,) if judged else (),
        parts=tuple(_workflow(one, week) for one in workflows),
        **more,
    )


def _known_week(asked: Scope, workflows: Sequence[WorkflowCycleTime]) -> int:
    """The newest complete week that the answer speaks of: cases may be known further than anything else."""
    known = [
        day_of(one.window.as_of - 1)
        for workflow in workflows
        for one in workflow.rollouts
        if one.window is not None and one.rollout.stopped_on is None
    ]
    return last_full_week(max([asked.today, *known]))


def _workflow(workflow: WorkflowCycleTime, week: int) -> Figure:
    parts = tuple(rollout_part(one, MEASURE.rule_id, week) for one in workflow.rollouts)
    speaking = parts[workflow.rollouts.index(workflow.speaking)]
    has_claim = workflow.claim in {Claim.FASTER, Claim.SLOWER}
    return Figure(
        name=workflow.name,
        unit="share",
        rule=MEASURE.rule_id,
        kind="workflow",
        value=speaking.value if has_claim else None,
        why_unknown=None if has_claim else f"Not proven. {workflow.sentence}.",
        suppressed=all(part.suppressed for part in parts),
        as_of=week,
        sources=tuple(sorted({number for part in parts for number in part.sources})),
        caveats=(IF_NOTHING_ELSE,) if has_claim else (),
        detail={
            **speaking.detail,
            "workflow_id": workflow.id,
            "verdict": workflow.claim.value,
            "sentence": workflow.sentence,
            "faster": len(workflow.claimed(Claim.FASTER, checked=True)),
            "slower": len(workflow.claimed(Claim.SLOWER)),
            "rollouts": len(workflow.rollouts),
        },
        parts=parts,
    )


MEASURE = Measure(
    name="cycle_time",
    title="Cycle time before and after",
    help="Of the redesigned workflows that went live, how many got measurably faster, checked against their own past.",
    rule="A case is assigned by its start; before = cases started in the locked baseline's window, after = cases started since "
    "go-live, the first day in pilot, or in production where there was no pilot. No baseline: no claim possible; a baseline "
    "locked after go-live gives a verdict, and every sentence with it says how long after. Days are "
    "days in UTC, weeks are counted from go-live, durations are elapsed hours, never under a minute. Only weeks old enough "
    "for nine in ten cases to be finished are compared (Kaplan-Meier over the cases before); a case still open in them "
    "counts as longer than all. Cases that ended without finishing are left out, their share is shown. Weeks are merged "
    "until each holds five cases; each is the 20% trimmed mean of log hours, and the two sides are compared by Welch's t "
    "with the variance widened for autocorrelation. No verdict where the work was already changing that way before "
    "go-live, or where more than 5% of pretend go-lives in the year before show a change as large; with fewer than 20 "
    "pretend dates the wording is weaker and proves nothing. At least 20 cases and 4 weeks on each side. A stopped rollout "
    "is judged as of the day it stopped. A workflow is faster where at least one rollout is faster, checked, and none is "
    "slower. With fewer than 10 cases, or fewer than 5 target people, nothing is shown of a team. Cases count as of the "
    "newest file that speaks for them, up to that file's report, unless a week is asked for. Cases that name no team belong "
    "to the one team that the workflow went live in; with several such teams they are nobody's.",
    formula="exp(mean log hours after − mean log hours before) − 1, over weeks; count(workflows faster) of count(workflows live)",
    version=1,
    unit="workflows",
    source="measures.md §2.1, §1.8, §2.6, Rulings: cycle-time verdict",
    example="Faster by 31% (95% CI 18–42%), median 6.1 → 4.2 days, 260 cases before, 131 after, 24 still open.",
    reads=(CasePack, BaselineSet, Baseline, Rollout, StageChange, Step, Workflow, Check, AdoptionWeek, Setting),
    answer=answer,
)
