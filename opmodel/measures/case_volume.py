"""How many cases of a workflow a week brings, from the uploaded cases. A case carries no person."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from opmodel.measures.register_day import last_full_week
from opmodel.measures.scope import Scope
from opmodel.store.bulk import columns
from opmodel.store.facts import Case, Coverage, Import, ImportStatus
from opmodel.store.weeks import monday, week_of

WEEKS = 13
"""The newest complete weeks that the mean is taken over; fewer where the files do not go back as far."""

_CASE = columns(Case)


@dataclass(frozen=True, kw_only=True)
class CaseVolume:
    """Cases of one workflow started in complete weeks."""

    weeks: int
    cases: Mapping[int | None, int]
    """Team → cases started in those weeks; None for cases whose team the files do not say."""
    sources: frozenset[int] = field(default_factory=frozenset)
    """Imports that the cases come from."""

    def a_week(self, teams: set[int]) -> float:
        """Mean cases a week of the teams, with those that no team is known of."""
        return sum(count for team, count in self.cases.items() if team is None or team in teams) / self.weeks


def case_volumes(session: Session, asked: Scope) -> dict[int, CaseVolume]:
    """Workflow → its cases in its newest complete weeks, of every team; a workflow without such a week is missing."""
    windows = _windows(session, asked.today)
    if not windows:
        return {}
    cases: dict[int, dict[int | None, int]] = defaultdict(dict)
    for workflow, team, count in session.execute(
        # A newer file brings cases it names up to date, so an identifier that comes twice is one case.
        select(_CASE.workflow_id, _CASE.team_id, func.count(_CASE.case_id.distinct()))
        .where(_started_within(windows))
        .group_by(_CASE.workflow_id, _CASE.team_id)
    ):
        cases[workflow][team] = count
    return {
        workflow: CaseVolume(weeks=weeks, cases=cases[workflow], sources=sources)
        for workflow, (_, weeks, sources) in windows.items()
    }


_Window = tuple[int, int, frozenset[int]]
"""First week, number of weeks, and the imports that cover them."""


def _windows(session: Session, today: date) -> dict[int, _Window]:
    """Workflow → the newest weeks that its case files cover from Monday to Sunday."""
    cover, imported = columns(Coverage), columns(Import)
    with_cases = select(_CASE.case_id).where(_CASE.import_id == cover.import_id, _CASE.workflow_id == cover.workflow_id)
    spans: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
    for workflow, first, last, import_id in session.execute(
        select(cover.workflow_id, cover.first_day, cover.last_day, cover.import_id)
        .join(imported.id.table, imported.id == cover.import_id)
        .where(imported.status == ImportStatus.LOADED, cover.first_day <= today, with_cases.exists())
    ):
        spans[workflow].append((first, min(last, today), import_id))
    windows = {}
    for workflow, of_workflow in spans.items():
        # A case file covers the days from its first start to its report without a gap.
        newest = last_full_week(max(last for _, last, _ in of_workflow))
        oldest = week_of(min(first for first, _, _ in of_workflow) + timedelta(days=6))
        weeks = min(WEEKS, newest - oldest + 1)
        if weeks > 0:
            first_week = newest - weeks + 1
            sources = frozenset(number for _, last, number in of_workflow if last >= monday(first_week))
            windows[workflow] = (first_week, weeks, sources)
    return windows


def _started_within(windows: Mapping[int, _Window]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                _CASE.workflow_id == workflow,
                _CASE.started_at >= _midnight(monday(first)),
                _CASE.started_at < _midnight(monday(first + weeks)),
            )
            for workflow, (first, weeks, _) in windows.items()
        )
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
