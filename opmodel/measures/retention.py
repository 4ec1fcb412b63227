"""retention: of the people who began to use a redesigned workflow, how many still use it after a quarter."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.coming_back.cohorts import Cohorts, cohorts_up_to
from opmodel.measures.coming_back.first_use import TimeToFirstUse, times_to_first_use
from opmodel.measures.coming_back.kept import BOARD, Kept, KeptByTeam
from opmodel.measures.figure import Figure
from opmodel.measures.privacy import Cell, must_hide
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shares import share_figure, share_point
from opmodel.measures.steps import does_a_step, registered_steps
from opmodel.store.bulk import columns
from opmodel.store.register import Rollout, Step, Workflow
from opmodel.store.rollup_tables import CohortWeek, CoveredWeek, FirstUse, KeptUse, UserWeek
from opmodel.store.rollups.cohorts import KEPT_BY
from opmodel.store.weeks import label

AFTER = 12
"""Weeks after first use that the curve's value is read at, where it reaches so far."""

_NOTHING = "No week of a redesigned workflow is covered completely by workflow-use files up to the week asked for."
_NO_COHORTS = (
    "Cohorts, time to first use and how often people come back are counted for the whole company and by workflow: of one "
    "team they would be of too few people."
)
_FOUR = 4
_SAID = (1, 4, 8, 13, 26)
_WEEK = columns(UserWeek)


def answer(session: Session, question: Question) -> Figure:
    """Kept in week 13 over all redesigned workflows, with what else says whether people come back, and by workflow."""
    asked = scope(session, question)
    week = _newest_week(session, asked)
    if week is None:
        return _unknown(_NOTHING)
    workflow = columns(Workflow)
    names = {row[0]: row[1] for row in session.execute(select(workflow.id, workflow.name).order_by(workflow.name))}
    if not asked.is_company:
        return _of_team(session, asked, week, names)
    read = _Read.at(session, asked, week)
    parts = [
        read.figure(
            number, name, kind="workflow", detail={"workflow_id": number, "is_redesign": number in read.redesigned}
        )
        for number, name in names.items()
        if number in read.users
    ]
    if BOARD not in read.users:
        return _unknown(_NOTHING, parts=tuple(parts))
    return read.figure(BOARD, "retention", more=tuple(parts))


def _of_team(session: Session, asked: Scope, week: int, names: Mapping[int, str]) -> Figure:
    """Kept in week 13 over the rollouts in a team, and by workflow; of one team there are no cohorts."""
    redesigned = _redesigned(session, week)
    kept = KeptByTeam.up_to(session, week, tree=asked.tree, k=asked.k, redesigned=redesigned)
    hidden, sources = kept.hidden(asked.team), _sources(session, week)

    def figure(workflow: int, name: str, **said: Any) -> Figure:
        detail = said.pop("detail", {})
        return _kept_figure(
            name,
            kept.of(workflow, asked.team),
            asked.k,
            hide=workflow in hidden,
            detail=detail,
            as_of=week,
            sources=sources,
            **said,
        )

    parts = [
        figure(number, name, kind="workflow", detail={"workflow_id": number, "is_redesign": number in redesigned})
        for number, name in names.items()
        if number in kept.workflows(asked.team)
    ]
    return figure(BOARD, "retention", caveats=(_NO_COHORTS,), parts=tuple(parts))


def _kept_figure(name: str, kept: Kept, k: int, *, hide: bool, detail: Mapping[str, Any], **said: Any) -> Figure:
    said["detail"] = {
        **detail,
        "rollouts": kept.rollouts,
        **({"left": kept.left} if kept.began >= k and not hide else {}),
    }
    if not kept.rollouts:
        why = f"No rollout has {KEPT_BY} complete weeks since go-live that the files cover."
        return Figure(name=name, unit="share", rule=MEASURE.rule_id, why_unknown=why, **said)
    return share_figure(name, MEASURE.rule_id, kept.cell, k, hide=hide, **said)


def _unknown(why: str, *, parts: tuple[Figure, ...] = ()) -> Figure:
    return Figure(name="retention", unit="share", rule=MEASURE.rule_id, why_unknown=why, parts=parts)


def _newest_week(session: Session, asked: Scope) -> int | None:
    """The newest complete week of any workflow; each is read up to its own."""
    statement = select(func.max(_WEEK.week))
    if asked.as_of is not None:
        statement = statement.where(_WEEK.week <= asked.as_of)
    newest: int | None = session.scalar(statement)
    return newest


@dataclass(frozen=True, kw_only=True)
class _Read:
    """The rollups up to the week, by workflow; 0 for any redesigned workflow."""

    k: int
    series: bool
    week: int
    cohorts: Mapping[int, Cohorts]
    times: Mapping[int, TimeToFirstUse]
    users: Mapping[int, Mapping[int, tuple[int, int, int | None]]]
    """Workflow → week → targeted, active, distinct in four weeks."""
    kept: KeptByTeam
    kept_hidden: frozenset[int]
    company: int
    redesigned: frozenset[int]
    sources: tuple[int, ...]

    @staticmethod
    def at(session: Session, asked: Scope, week: int) -> "_Read":
        """Read all of it once."""
        users: dict[int, dict[int, tuple[int, int, int | None]]] = defaultdict(dict)
        for row in session.execute(select(*_WEEK).where(_WEEK.week <= week)):
            users[row.workflow_id][row.week] = (row.targeted, row.active, row.in_four_weeks)
        redesigned = _redesigned(session, week)
        kept = KeptByTeam.up_to(session, week, tree=asked.tree, k=asked.k, redesigned=redesigned)
        return _Read(
            k=asked.k,
            series=asked.series,
            week=week,
            cohorts=cohorts_up_to(session, week, asked.k),
            times=times_to_first_use(session, week, at=_SAID),
            users=users,
            kept=kept,
            kept_hidden=frozenset(kept.hidden(asked.team)),
            company=asked.team,
            redesigned=redesigned,
            sources=_sources(session, week),
        )

    def figure(self, workflow: int, name: str, *, more: tuple[Figure, ...] = (), **said: Any) -> Figure:
        """Kept in week 13, with its parts: rates, time to first use, the curve, the cohorts."""
        week = max(self.users[workflow])
        parts = (
            self._activation(workflow, week),
            self._stickiness(workflow, week),
            self._time(workflow, week),
            self._curve(workflow, week),
            *self._cohorts(workflow),
        )
        return _kept_figure(
            name,
            self.kept.of(workflow, self.company),
            self.k,
            hide=workflow in self.kept_hidden,
            detail=said.pop("detail", {}),
            as_of=week,
            sources=self.sources,
            parts=(*parts, *more),
            **said,
        )

    def _activation(self, workflow: int, week: int) -> Figure:
        ever = self.cohorts[workflow].ever_used(week) if workflow in self.cohorts else 0
        return self._share("activation", Cell(ever, self.users[workflow][week][0]), week)

    def _stickiness(self, workflow: int, week: int) -> Figure:
        weeks = self.users[workflow]
        distinct = weeks[week][2]
        if distinct is None:
            why = f"The newest {_FOUR} weeks are not all complete."
            return Figure(
                name="stickiness",
                kind="rate",
                unit="share",
                rule=MEASURE.rule_id,
                why_unknown=why,
                as_of=week,
                sources=self.sources,
            )
        mean = sum(weeks[one][1] for one in range(week - _FOUR + 1, week + 1)) / _FOUR
        return self._share("stickiness", Cell(mean, distinct), week)

    def _share(self, name: str, cell: Cell, week: int, **more: Any) -> Figure:
        return share_figure(name, MEASURE.rule_id, cell, self.k, kind="rate", as_of=week, sources=self.sources, **more)

    def _time(self, workflow: int, week: int) -> Figure:
        """Weeks by which half of the target people had used it."""
        found = self.times[workflow]
        said: dict[str, Any] = {
            "name": "time to first use",
            "kind": "wait",
            "unit": "weeks",
            "rule": MEASURE.rule_id,
            "as_of": week,
            "sources": self.sources,
        }
        if must_hide(Cell(found.used, found.people), self.k):
            return Figure(suppressed=True, caveats=(f"Not shown: a group of fewer than {self.k} people.",), **said)
        return Figure(
            value=found.median.time,
            numerator=found.used,
            denominator=found.people,
            why_unknown=None if found.median.time is not None else "Fewer than half have used it yet.",
            detail={
                "ci_low": found.median.low,
                "ci_high": found.median.high,
                "used_by_week": [{"week": one, "share": share} for one, share in found.by_week],
            },
            **said,
        )

    def _curve(self, workflow: int, week: int) -> Figure:
        """All cohorts together by weeks since first use."""
        points = []
        shown: dict[int, Cell] = {}
        cohorts = self.cohorts.get(workflow)
        for after in range(1, cohorts.longest + 1 if cohorts else 1):
            found = cohorts.together(after) if cohorts else None
            if found is None:
                continue
            cell, hide = found
            point = share_point(week, cell, self.k, hide=hide)
            points.append(
                {
                    "after": after,
                    "share": point.value,
                    "active": point.numerator,
                    "people": point.denominator,
                    **({"suppressed": True} if point.suppressed else {}),
                }
            )
            if not point.suppressed:
                shown[after] = cell
        at = max((one for one in shown if one <= AFTER), default=min(shown, default=None))
        said: dict[str, Any] = {"kind": "curve", "as_of": week, "detail": {"by_week": points, "after": at}}
        if at is None:
            why = "No cohort is old or large enough yet."
            return Figure(name="use after first use", unit="share", rule=MEASURE.rule_id, why_unknown=why, **said)
        return share_figure("use after first use", MEASURE.rule_id, shown[at], self.k, **said)

    def _cohorts(self, workflow: int) -> list[Figure]:
        """A part a cohort that may be shown, oldest first; those that may not are counted on none."""
        cohorts = self.cohorts.get(workflow)
        if cohorts is None:
            return []
        return [self._cohort(cohorts, cohort) for cohort in sorted(cohorts.cells)]

    def _cohort(self, cohorts: Cohorts, cohort: int) -> Figure:
        weeks = cohorts.cells[cohort]
        newest = max(weeks)
        said: dict[str, Any] = {"kind": "cohort", "as_of": newest}
        if cohorts.is_hidden(cohort):
            why = f"Not shown: a cohort of fewer than {self.k} people, or one that would give such a cohort away."
            return Figure(
                name=label(cohort), unit="share", rule=MEASURE.rule_id, suppressed=True, caveats=(why,), **said
            )
        size, here = cohorts.size(cohort), weeks[newest]
        said["detail"] = {"size": size, "left": size - here.denominator, "weeks_since": newest - cohort}
        if self.series:
            said["series"] = tuple(
                share_point(week, weeks.get(week), self.k, hide=(cohort, week) in cohorts.hidden)
                for week in range(cohort + 1, newest + 1)
            )
        if newest == cohort:
            why = "It began in the newest complete week."
            return Figure(name=label(cohort), unit="share", rule=MEASURE.rule_id, why_unknown=why, **said)
        hide = (cohort, newest) in cohorts.hidden
        return share_figure(label(cohort), MEASURE.rule_id, here, self.k, hide=hide, **said)


def _redesigned(session: Session, week: int) -> frozenset[int]:
    return frozenset(
        workflow
        for workflow, steps in registered_steps(session).items()
        if does_a_step(step for step in steps if step.holds_in(week))
    )


def _sources(session: Session, week: int) -> tuple[int, ...]:
    covered = columns(CoveredWeek)
    imports = session.scalars(
        select(covered.import_id).where(covered.workflow_id != 0, covered.week <= week).distinct()
    )
    return tuple(sorted(imports))


MEASURE = Measure(
    name="retention",
    title="Retention",
    help="Of the people who began to use a redesigned workflow in its first four weeks, the share who still use it in week 13.",
    rule="Use is use of a redesigned workflow by a target person of a live rollout in a complete week. Kept in week 13: "
    "active in at least 2 of weeks 10 to 13 after go-live, of those who had used it by week 4 and are still targeted in "
    "week 13; rollouts are added up, and one without all of these weeks is left out. Activation: of the people targeted in "
    "the newest week, those who ever used it. Stickiness: the mean of weekly active people over the newest 4 weeks, of the "
    "distinct people of those 4 weeks; holidays count like other weeks. Time to first use: Kaplan-Meier over the "
    "complete weeks as a target person up to the week of first use, which counts as one; whoever is no longer targeted is "
    "censored. A cohort is the people whose first known use was in one week; after k weeks it is the share active of those "
    "still targeted, who has left is counted apart; the week of first use itself is no success. The curve adds up all "
    "cohorts that are old enough. Use before the first complete week that a file covers is not known. Of a team only what is "
    "kept in week 13 is counted, over the rollouts in it and below: one team's cohorts are too small.",
    formula="active in ≥ 2 of weeks 10–13 / used by week 4; R(c, k) = |active in week c + k| / |c still targeted|",
    version=1,
    unit="share",
    source="measures.md §1.4",
    example="64%: 212 of 331 people who began by week 4 still used it in weeks 10 to 13.",
    reads=(CohortWeek, FirstUse, UserWeek, KeptUse, Rollout, CoveredWeek, Step, Workflow),
    answer=answer,
)
