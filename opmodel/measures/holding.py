"""Whether a rollout holds: its adoption since go-live, week by week, and as a mean of four weeks (measures.md §1.2)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from opmodel.measures.figure import Figure, Point
from opmodel.measures.hidden_rollouts import Hides, hidden_rollouts
from opmodel.measures.holiday_weeks import HolidayWeeks, holiday_weeks
from opmodel.measures.privacy import NEARLY_ALL, NEARLY_NONE, Cell, ends_of, in_words
from opmodel.measures.register_day import as_registered, last_full_week
from opmodel.measures.rollouts import RolloutStanding, rollouts_on
from opmodel.measures.running_week import running_week
from opmodel.measures.scope import Scope
from opmodel.measures.shapes.peak import Peak, peak_of
from opmodel.measures.shares import plural, share_point
from opmodel.measures.steps import StepRecord, does_a_step, registered_steps
from opmodel.store.bulk import columns
from opmodel.store.register import LIVE, Rollout, Stage
from opmodel.store.rollup_tables import AdoptionWeek
from opmodel.store.thresholds import threshold
from opmodel.store.weeks import label, monday, week_of

RULE = "holding/1"
WINDOW = 4
"""Weeks of the mean that must reach the majority."""

_ROW = columns(AdoptionWeek)
_EPSILON = 1e-9


@dataclass(frozen=True, kw_only=True)
class Fall:
    """Use that rose and then went back to the old way: the first half of the rule for drift-back (measures.md §1.7).

    The second half looks at people, and comes with the measure `shape`.
    """

    peak: float
    """Highest median of three weeks among the first eight."""
    peak_week: int
    """The middle one of those weeks, counted from go-live."""
    now: float
    """Median of the newest four weeks."""


@dataclass(frozen=True, kw_only=True)
class RolloutAdoption:
    """One rollout's adoption since go-live."""

    rollout_id: int
    workflow_id: int
    workflow: str
    team_id: int
    team: str
    """Path of the team, or the company's name."""
    attempt: int
    stage: Stage
    stage_since: date
    go_live: date | None
    stopped_on: date | None
    is_redesign: bool
    """Whether AI does a step of the workflow on that day."""
    points: tuple[Point, ...]
    """Every ISO week from the first full one after go-live; without a value where unknown or too small."""
    weeks_live: int
    """Full ISO weeks since go-live."""
    level: Figure
    """Mean share of the newest four complete weeks that are no holiday weeks."""
    holding: bool | None
    """Whether the level reaches the majority; None where that is not known or not shown. Of weeks whose share is withheld, the
    bounds decide where they can."""
    holding_since: date | None
    """Monday of the first week of the present run in which the level stayed at the majority or above."""
    holding_weeks: int
    """Length of that run, in complete weeks that are no holiday weeks."""
    first_win_on: date | None
    """Monday of the first week ever with a level at the majority while AI did a step; until cycle time is measured, a
    holding rollout is a win (measures.md, Rulings)."""
    fall: Fall | None
    holidays: frozenset[int] = frozenset()
    """Those weeks of its points that are holiday weeks of the team."""
    in_progress: Point | None = None
    """The week that is not over, as far as it is known; it is in nothing else."""

    @property
    def counted(self) -> tuple[Point, ...]:
        """The complete weeks that are no holiday weeks: what levels, peaks and shapes are read from."""
        return tuple(point for point in self.points if _is_known(point) and point.week not in self.holidays)

    @property
    def peak(self) -> Peak | None:
        """How high it rose in its first eight weeks, and where it stands now; None where that cannot be told."""
        return peak_of(self.counted, first_week=self.points[0].week) if self.points else None

    @property
    def is_live(self) -> bool:
        """Whether it is in pilot or production."""
        return self.stage in LIVE

    @property
    def place(self) -> str:
        """The team as a sentence names it."""
        return self.team.rsplit("/", 1)[-1]


def rollout_adoptions(session: Session, asked: Scope) -> list[RolloutAdoption]:
    """Every rollout of the scope's team and below, by workflow, team and attempt."""
    asked = as_registered(session, asked)
    rollouts = rollouts_on(session, asked)
    last = last_full_week(asked.today)
    running = running_week(session, asked)
    reading = _Reading(
        rows=_rows(session, _ROW.week <= last, _ROW.complete),
        running=running,
        so_far={} if running is None else _rows(session, _ROW.week == running, ~_ROW.complete),
        hides=hidden_rollouts(session, asked, rollouts, last=max(last, running or last)),
        holidays=holiday_weeks(session, {one.team_id for one in rollouts}),
        steps=registered_steps(session),
        day=asked.today,
        last=last,
        majority=threshold(session, "majority_share"),
        k=asked.k,
    )
    return [reading.adoption(one) for one in rollouts]


def _rows(session: Session, *which: ColumnElement[bool]) -> dict[int, dict[int, Cell]]:
    """Rollout → week → active of targeted people of its team, in some of the weeks that are measured."""
    rollout = columns(Rollout)
    rows: dict[int, dict[int, Cell]] = defaultdict(dict)
    for rollout_id, week, active, targeted in session.execute(
        select(_ROW.rollout_id, _ROW.week, _ROW.active, _ROW.targeted)
        .join(
            rollout.id.table,
            (rollout.id == _ROW.rollout_id)
            & (rollout.team_id == _ROW.team_id)
            & (rollout.workflow_id == _ROW.workflow_id),
        )
        .where(_ROW.measured, *which)
    ):
        rows[rollout_id][week] = Cell(active, targeted)
    return rows


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """What all rollouts are read with."""

    rows: dict[int, dict[int, Cell]]
    """Complete weeks."""
    running: int | None
    so_far: dict[int, dict[int, Cell]]
    """The running week."""
    hides: Hides
    holidays: HolidayWeeks
    steps: dict[int, list[StepRecord]]
    day: date
    last: int
    majority: float
    k: int

    def adoption(self, one: RolloutStanding) -> RolloutAdoption:
        """One rollout, read."""
        points = self._points(one)
        holidays = frozenset(point.week for point in points if self.holidays(one.team_id, point.week))
        counted = [point for point in points if _is_known(point) and point.week not in holidays]
        reached = self._reached(counted)
        run = _run(reached) if one.is_live else []
        steps = self.steps[one.workflow_id]
        won = [
            week
            for week, is_reached in reached
            if is_reached and does_a_step(step for step in steps if step.holds_in(week))
        ]
        return RolloutAdoption(
            rollout_id=one.id,
            workflow_id=one.workflow_id,
            workflow=one.workflow,
            team_id=one.team_id,
            team=one.team,
            attempt=one.attempt,
            stage=one.stage,
            stage_since=one.stage_since,
            go_live=one.go_live,
            stopped_on=one.stopped_on,
            is_redesign=does_a_step(step for step in steps if step.holds_on(self.day)),
            points=points,
            weeks_live=len(points),
            level=self._level(one, counted),
            holding=_holding(one, reached),
            holding_since=monday(run[0]) if run else None,
            holding_weeks=len(run),
            first_win_on=monday(won[0]) if won else None,
            fall=_fall(peak_of(counted, first_week=points[0].week) if points else None),
            holidays=holidays,
            in_progress=self._in_progress(one),
        )

    def _points(self, one: RolloutStanding) -> tuple[Point, ...]:
        if one.go_live is None:
            return ()
        # Live in a week is live on its Sunday, so the week of the stop is out.
        last = self.last if one.stopped_on is None else min(self.last, week_of(one.stopped_on) - 1)
        cells = self.rows.get(one.id, {})
        return tuple(
            share_point(week, cells.get(week), self.k, hide=week in cells and self.hides(one, week))
            for week in range(_first_week(one.go_live), last + 1)
        )

    def _in_progress(self, one: RolloutStanding) -> Point | None:
        cell = None if self.running is None else self.so_far.get(one.id, {}).get(self.running)
        if self.running is None or cell is None or not one.is_live or self.hides(one, self.running):
            return None
        point = share_point(self.running, cell, self.k)
        return None if point.value is None else point

    def _level(self, one: RolloutStanding, counted: Sequence[Point]) -> Figure:
        newest = counted[-WINDOW:]
        said: dict[str, Any] = {
            "name": "level",
            "unit": "share",
            "rule": RULE,
            "detail": {"weeks": [label(point.week) for point in newest], "target": self.majority},
        }
        if len(newest) < WINDOW:
            return Figure(why_unknown=_why_unknown(one, len(newest)), **said)
        said |= {"as_of": newest[-1].week, "denominator": newest[-1].denominator}
        if any(point.suppressed for point in newest):
            bound = _bound(newest)
            if bound:
                said["detail"]["bound"] = bound
            elif any((point.denominator or 0) < self.k for point in newest if point.suppressed):
                said["detail"]["fewer_than"] = self.k
            return Figure(suppressed=True, caveats=(why_not_shown(newest, self.k),), **said)
        said["detail"]["active"] = newest[-1].numerator
        return Figure(value=_mean(newest), **said)

    def _reached(self, counted: Sequence[Point]) -> list[tuple[int, bool | None]]:
        """Whether each four weeks that follow one another reach the majority, by the last of them; None where not even the
        bounds of those that are withheld say.
        """
        found: list[tuple[int, bool | None]] = []
        for end in range(WINDOW, len(counted) + 1):
            ends = _ends(counted[end - WINDOW : end])
            is_above = ends is not None and ends[0] >= self.majority - _EPSILON
            is_below = ends is not None and ends[1] < self.majority - _EPSILON
            found.append((counted[end - 1].week, True if is_above else False if is_below else None))
        return found


def _holding(one: RolloutStanding, reached: Sequence[tuple[int, bool | None]]) -> bool | None:
    if one.stage == Stage.STOPPED:
        return False
    return reached[-1][1] if one.is_live and reached else None


def _run(reached: Sequence[tuple[int, bool | None]]) -> list[int]:
    """The weeks of the present run at the majority or above, oldest first."""
    run: list[int] = []
    for week, is_reached in reversed(reached):
        if not is_reached:
            break
        run.insert(0, week)
    return run


def _ends(points: Sequence[Point]) -> tuple[float, float] | None:
    """The least and the most that the mean of weeks may be, by what may be told of each; None where of one nothing may."""
    ends = [
        (one.value, one.value) if one.value is not None else ends_of(one.bound) if one.bound else None for one in points
    ]
    known = [one for one in ends if one is not None]
    if len(known) < len(points):
        return None
    return fmean(least for least, _ in known), fmean(most for _, most in known)


def _bound(points: Sequence[Point]) -> str | None:
    """The bound that holds of the mean of weeks, where each of them is withheld with the same one."""
    bounds = {one.bound for one in points}
    return next(iter(bounds)) if bounds in ({NEARLY_ALL}, {NEARLY_NONE}) else None


def why_not_shown(points: Sequence[Point], k: int) -> str:
    """Why the mean of weeks, of which some are withheld, is: a sentence."""
    hidden = [one for one in points if one.suppressed]
    if all(one.bound for one in hidden):
        bound = _bound(points)
        told = f": {in_words(bound)}" if bound else " in some of the weeks"
        return f"The exact share is withheld, because it would say the same of everybody in the group{told}."
    if any((one.denominator or 0) < k for one in hidden):
        return f"Not shown: a group of fewer than {k} people."
    return "Not shown: with it, a smaller group beside it could be worked out."


def _first_week(go_live: date) -> int:
    """The first full week after go-live; a Monday begins one."""
    return week_of(go_live + timedelta(days=6))


def _is_known(point: Point) -> bool:
    """Whether the week is complete, shown or not."""
    return point.value is not None or point.suppressed


def four_week_means(counted: Sequence[Point]) -> list[tuple[int, float | None]]:
    """The mean of each four weeks that follow one another, by the last of them; None where one is not shown."""
    return [(counted[end - 1].week, _mean(counted[end - WINDOW : end])) for end in range(WINDOW, len(counted) + 1)]


def _mean(points: Sequence[Point]) -> float | None:
    values = [point.value for point in points if point.value is not None]
    return fmean(values) if len(values) == len(points) else None


def _why_unknown(one: RolloutStanding, weeks: int) -> str:
    if one.go_live is None:
        return "It is not live yet."
    if not weeks and one.stated_headcount is not None:
        return "Its target people are known as a headcount only, or its use is not uploaded."
    if not weeks:
        return "No complete week of its use is uploaded yet."
    return f"Too early: {plural(weeks, 'complete week')} since go-live, {WINDOW} are needed."


def _fall(peak: Peak | None) -> Fall | None:
    if peak is None or not peak.has_fallen:
        return None
    return Fall(peak=peak.height, peak_week=peak.week_number, now=peak.plateau)
