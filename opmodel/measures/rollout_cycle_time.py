"""The cycle time of each rollout before and after its go-live, with everything that stands beside the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.case_comparison import Comparison, Window, compare, compared_cases, known_runs
from opmodel.measures.control_teams import Controls, Others, never_redesigned
from opmodel.measures.locked_baselines import LockedBaseline, locked_baselines
from opmodel.measures.quality_guard import Quality, quality_by_rollout
from opmodel.measures.rollouts import RolloutStanding, rollouts_on
from opmodel.measures.scope import Scope
from opmodel.measures.steps import registered_steps
from opmodel.measures.task_cases import Packs, TaskCases, midnight
from opmodel.measures.verdict.runs import SECONDS_A_WEEK
from opmodel.measures.verdict.sentence import sentence
from opmodel.measures.verdict.verdict import Word
from opmodel.measures.working_time import WorkCalendar, day_of, work_calendar
from opmodel.store.bulk import columns
from opmodel.store.case_teams import teams_with_cases_of
from opmodel.store.newest_cases import NO_TEAM
from opmodel.store.rollup_tables import AdoptionWeek

LONG, SHORT, LEAST = 26, 13, 8
"""Weeks before go-live: with a long history, without, and at least."""
LONG_HISTORY = 78
FEWEST_CASES, FEWEST_PEOPLE = 10, 5
"""Under this many cases, or with fewer people, nothing about the cases of a team is shown (measures.md §5.3)."""


class Claim(StrEnum):
    """What may be said of a rollout."""

    FASTER = "faster"
    SLOWER = "slower"
    NOT_ENOUGH = "not enough evidence"
    NONE = "no claim possible"
    """No baseline is locked, so whatever the cases show was not agreed on before."""


@dataclass(frozen=True, kw_only=True)
class WorkingHours:
    """Median working hours of the finished cases that are compared."""

    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class RolloutCycleTime:
    """One rollout's cycle time."""

    rollout: RolloutStanding
    claim: Claim
    sentence: str
    """The claim as a sentence, with both counts."""
    why: str = ""
    """Why it is no more than that; empty where nothing is missing."""
    window: Window | None = None
    comparison: Comparison | None = None
    task: TaskCases | None = None
    baseline: LockedBaseline | None = None
    controls: Controls | None = None
    quality: Quality | None = None
    working: WorkingHours | None = None
    names_no_team: bool = False
    """Whether its cases name no team, and are its own because it is the one team that the workflow went live in."""
    suppressed: bool = False

    @property
    def is_checked(self) -> bool:
        """Whether the claim was held against earlier swings: only then does it prove anything."""
        return self.claim in {Claim.FASTER, Claim.SLOWER} and not self.why

    @property
    def is_faster(self) -> bool:
        """Whether it got faster, checked."""
        return self.claim == Claim.FASTER and self.is_checked

    @property
    def locked_late(self) -> str:
        """How long after go-live its baseline was locked, `12 weeks`; empty where it was locked by then, or never."""
        return _locked_late(self.rollout, self.baseline)


def rollout_cycle_times(session: Session, asked: Scope) -> list[RolloutCycleTime]:
    """Every rollout of the scope that ever went live, by workflow, team and attempt.

    Args:
        session: the store.
        asked: of whom, and as of when; the day is already the register's (`as_registered`).
    """
    everywhere = rollouts_on(session, replace(asked, team=asked.tree.company))
    below = asked.tree.subtree(asked.team)
    steps = registered_steps(session)
    reading = _Reading(
        session=session,
        asked=asked,
        packs=(packs := Packs(session)),
        baselines=locked_baselines(session, everywhere, asked.today),
        quality=quality_by_rollout(session, everywhere, asked.today),
        people=_target_people(session),
        others=Others(
            packs=packs,
            tree=asked.tree,
            rollouts=everywhere,
            not_redesigned=never_redesigned(steps, packs.workflows()),
        ),
    )
    return [reading.read(one) for one in everywhere if one.team_id in below and one.go_live is not None]


def _target_people(session: Session) -> dict[int, int]:
    """Rollout → its target people in the newest week that is known."""
    row = columns(AdoptionWeek)
    newest = (
        select(row.rollout_id, func.max(row.week).label("week"))
        .where(row.rollout_id != 0)
        .group_by(row.rollout_id)
        .subquery()
    )
    found = session.execute(
        select(row.rollout_id, func.max(row.targeted))
        .join(newest, (newest.c.rollout_id == row.rollout_id) & (newest.c.week == row.week))
        .group_by(row.rollout_id)
    )
    return {row[0]: row[1] for row in found}


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """What all rollouts are read with."""

    session: Session
    asked: Scope
    packs: Packs
    baselines: Mapping[int, LockedBaseline]
    quality: Mapping[int, Quality]
    people: Mapping[int, int]
    others: Others

    def read(self, one: RolloutStanding) -> RolloutCycleTime:
        """One rollout that went live."""
        task = self.packs.of(one.workflow_id, self._whose_cases(one))
        baseline = self.baselines.get(one.id)
        if task is None:
            return _without_cases(one, baseline, nameless=NO_TEAM in self.packs.teams(one.workflow_id))
        window = self._window(one, task, baseline)
        found = compare(task, window)
        if self._is_small(one, found):
            return RolloutCycleTime(
                rollout=one,
                claim=Claim.NOT_ENOUGH,
                sentence="Too few cases or people to show how long the work takes",
                why="too small a group",
                baseline=baseline,
                suppressed=True,
            )
        claim, said, why = _claim(found, baseline, locked_late=_locked_late(one, baseline))
        return RolloutCycleTime(
            rollout=one,
            claim=claim,
            sentence=said,
            why=why,
            window=window,
            comparison=found,
            task=task,
            baseline=baseline,
            controls=self.others.beside(one, task, window, weeks_after=found.verdict.weeks_after),
            quality=self.quality.get(one.id),
            working=self._working(one, task, window, weeks_after=found.verdict.weeks_after),
            names_no_team=not self.packs.named_teams(one.workflow_id) and one.team_id != self.asked.tree.company,
        )

    def _whose_cases(self, one: RolloutStanding) -> set[int]:
        """The teams whose cases are the rollout's. Cases that name no team are those of the one team that the workflow went
        live in; where it did in several, nobody knows whose they are.
        """
        named = self.packs.named_teams(one.workflow_id)
        found = teams_with_cases_of(self.asked.tree, one.team_id, named=named)
        live = {
            other.team_id
            for other in self.others.rollouts
            if other.workflow_id == one.workflow_id and other.go_live is not None
        }
        is_of_all = one.team_id == self.asked.tree.company
        return found if is_of_all or len(live) == 1 else found - {NO_TEAM}

    def _window(self, one: RolloutStanding, task: TaskCases, baseline: LockedBaseline | None) -> Window:
        assert one.go_live is not None
        go_live = midnight(one.go_live)
        as_of = min(task.known_until, self._asked_until(one))
        if baseline is not None:
            return Window(
                go_live=go_live,
                as_of=as_of,
                weeks_before=baseline.weeks_before(one.go_live),
                counted_from=min(midnight(baseline.first_day), go_live),
                counted_until=min(midnight(baseline.last_day + timedelta(days=1)), go_live),
            )
        history = (go_live - task.first_start) / SECONDS_A_WEEK
        weeks = LONG if history >= LONG_HISTORY else max(LEAST, min(SHORT, int(max(history, 0))))
        begins = go_live - weeks * SECONDS_A_WEEK
        return Window(go_live=go_live, as_of=as_of, weeks_before=weeks, counted_from=begins, counted_until=go_live)

    def _asked_until(self, one: RolloutStanding) -> float:
        """The end of what is asked about: of the week that was asked for, or of a stopped rollout. Where no week was asked
        for, the cases themselves say how far they are known, whatever week the files of use have come to.
        """
        if one.stopped_on is not None:
            return midnight(one.stopped_on)
        return float("inf") if self.asked.as_of is None else midnight(self.asked.today + timedelta(days=1))

    def _is_small(self, one: RolloutStanding, found: Comparison) -> bool:
        people = self.people.get(one.id)
        few_people = people is not None and 0 < people < FEWEST_PEOPLE
        return few_people or found.verdict.before + found.verdict.after < FEWEST_CASES

    def _working(
        self, one: RolloutStanding, task: TaskCases, window: Window, *, weeks_after: int
    ) -> WorkingHours | None:
        first, last = day_of(window.first), day_of(window.as_of)
        calendar = work_calendar(self.session, one.team_id, first=first, last=last)
        return None if calendar is None else working_hours(task, window, calendar, weeks_after=weeks_after)


def working_hours(task: TaskCases, window: Window, calendar: WorkCalendar, *, weeks_after: int) -> WorkingHours | None:
    """Median working hours on both sides; None where a side has too few finished cases to show."""
    runs = known_runs(compared_cases(task, window), window)
    used = runs.is_done & (runs.week >= -window.weeks_before) & ((runs.week < 0) | (runs.week < weeks_after))
    medians = []
    for side in (used & runs.is_before, used & ~runs.is_before):
        if side.sum() < FEWEST_CASES:
            return None
        worked = calendar.hours(runs.cases.started[side], runs.cases.finished[side])
        medians.append(float(np.median(worked)))
    return WorkingHours(before=medians[0], after=medians[1])


def _without_cases(one: RolloutStanding, baseline: LockedBaseline | None, *, nameless: bool) -> RolloutCycleTime:
    why = f"no cases of {one.place} are uploaded"
    if nameless:
        why += "; the cases that are name no team, so load them for the team they belong to"
    return RolloutCycleTime(
        rollout=one,
        claim=Claim.NOT_ENOUGH,
        sentence=f"Not enough evidence yet: {why}",
        why=why,
        baseline=baseline,
    )


def _locked_late(one: RolloutStanding, baseline: LockedBaseline | None) -> str:
    return "" if baseline is None or one.go_live is None else baseline.locked_late(one.go_live)


def _claim(found: Comparison, baseline: LockedBaseline | None, *, locked_late: str) -> tuple[Claim, str, str]:
    """The claim, its sentence, and why it is no more than that."""
    judged = found.verdict
    if baseline is None:
        why = "no baseline is locked"
        said = f"No claim possible: {why}; {judged.before:,} cases before, {judged.after:,} after"
        return Claim.NONE, f"{said}, {judged.open_after:,} still open", why
    said = sentence(judged)
    if locked_late:
        said += f"; its baseline was locked {locked_late} after go-live"
    if baseline.was_empty:
        said += "; the baseline was locked before its cases were uploaded"
    elif baseline.has_changed:
        said += "; the set of cases is not the one that was locked"
    claim = {Word.FASTER: Claim.FASTER, Word.SLOWER: Claim.SLOWER, Word.NOT_ENOUGH: Claim.NOT_ENOUGH}[judged.word]
    return claim, said, "" if judged.why is None else str(judged.why)


def window_days(window: Window) -> tuple[date, date, date]:
    """First and last day of the time before, and the day up to which cases are known."""
    return day_of(window.counted_from), day_of(window.counted_until - 1), day_of(window.as_of - 1)
