"""Which imports speak for which week (measures.md, Rulings: coverage).

Where two imports of one source name the same people on the same days, the one covering more days of the week wins, then
the newer report, then the newer import; they are never summed. A file split in two, or two stretches of days, both count.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, delete, func, insert, or_, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.closed import closed
from opmodel.store.facts import ABSENCES, Absence, Coverage, Import, ImportStatus, Lists, ToolUse, WorkflowUse
from opmodel.store.rollup_tables import CoveredWeek
from opmodel.store.rollups.links import one_person
from opmodel.store.rollups.touched import Touched
from opmodel.store.teams import TeamTree, ensure_company, team_tree
from opmodel.store.weeks import monday, week_of

WHOLE_WEEK = 0b1111111

Subject = tuple[str, int, int]
"""Source, tool (or 0), workflow (or 0); absences are of neither."""


@dataclass
class _Candidate:
    """What one import says it covers of one subject in one week."""

    import_id: int
    report_at: datetime
    teams: set[int | None]
    lists_licensed: bool = False
    days: int = 0
    final_days: int = 0
    """Of `days`, those the vendor no longer adds to."""

    @property
    def rank(self) -> tuple[int, datetime, int]:
        return (self.days.bit_count(), self.report_at, self.import_id)


@dataclass(frozen=True)
class Restated:
    """Which weeks of which tool and which workflow now rest on other imports, days or completeness than before."""

    tools: frozenset[tuple[int, int]]
    """(tool, week)."""
    workflows: frozenset[tuple[int, int]]
    """(workflow, week)."""
    tools_judged_anew: frozenset[tuple[int, int]]
    """(tool, week) that rest on the same imports, but on more or fewer sources that ought to cover them: a source
    counts from the first week it covers, so that week decides about all later ones."""
    workflows_judged_anew: frozenset[tuple[int, int]]
    """(workflow, week), likewise."""
    absences: frozenset[int]
    """Weeks of which other absences are known than before, or for other people."""


def refresh_coverage(session: Session, touched: Touched) -> Restated:
    """Bring CoveredWeek up to date for the touched tools, workflows and absences (all, if none is named)."""
    ensure_company(session)
    tree = team_tree(session)
    begun_before = _first_weeks(session)
    candidates = _candidates(session, touched, tree)
    stored = _stored(session, touched)
    restated: set[tuple[Subject, int]] = set()
    either = closed(session).open_pairs(candidates.keys() | stored.keys())
    doubtful = [key for key in either if _doubtful(key, candidates, stored, touched)]
    stands_for = one_person(session) if doubtful else np.empty(0, dtype=np.int64)
    for subject, week in doubtful:
        accepted = _accepted(session, subject, week, candidates.get((subject, week), {}), stands_for)
        rows = [_row(subject, week, candidate, accepted, tree) for candidate in accepted]
        if {row["import_id"]: row for row in rows} != stored.get((subject, week), {}):
            restated.add((subject, week))
            _store(session, subject, week, rows)
    later = _judged_anew(session, begun_before, _first_weeks(session)) if restated else set()
    return Restated(
        tools=frozenset((subject[1], week) for subject, week in restated if subject[1]),
        workflows=frozenset((subject[2], week) for subject, week in restated if subject[2]),
        tools_judged_anew=frozenset((tool, week) for tool, _, week in later if tool),
        workflows_judged_anew=frozenset((workflow, week) for _, workflow, week in later if workflow),
        absences=frozenset(week for subject, week in restated if _is_of_absences(subject))
        | {week for tool, workflow, week in later if not tool and not workflow},
    )


_Population = tuple[str, int, int, int | None]
"""Source, tool, workflow, and the one team covered."""


def _first_weeks(session: Session) -> dict[_Population, int]:
    covered = columns(CoveredWeek)
    population = (covered.source, covered.tool_id, covered.workflow_id, covered.team_id)
    rows = session.execute(select(*population, func.min(covered.week)).group_by(*population))
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def _judged_anew(
    session: Session, before: dict[_Population, int], after: dict[_Population, int]
) -> set[tuple[int, int, int]]:
    """(tool, workflow, week) of every week that anything covers, from the first that a source began or ceased to be a
    source in.
    """
    since: dict[tuple[int, int], int] = {}
    for population in before.keys() | after.keys():
        was, now = before.get(population), after.get(population)
        if was != now:
            subject = (population[1], population[2])
            since[subject] = min(week for week in (was, now, since.get(subject)) if week is not None)
    covered = columns(CoveredWeek)
    weeks = session.scalars(select(covered.week).distinct()).all()
    return {(tool, workflow, week) for (tool, workflow), first in since.items() for week in weeks if week >= first}


def _candidates(session: Session, touched: Touched, tree: TeamTree) -> dict[tuple[Subject, int], dict[int, _Candidate]]:
    """By subject and week, then import. Only imports with weekly rows of the subject: a seat list or a snapshot has a
    report date, it covers no week. Absences cover a week in which nobody was away.
    """
    coverage, imported, of_tool, of_workflow = (
        columns(Coverage),
        columns(Import),
        columns(ToolUse),
        columns(WorkflowUse),
    )
    tool_rows = (
        select(of_tool.person_id)
        .where(of_tool.import_id == coverage.import_id, of_tool.tool_id == coverage.tool_id)
        .exists()
    )
    # An import whose rows were all in weeks that are closed now still says that nothing happened in the open ones.
    counted, first_open = columns(CoveredWeek), closed(session).first_open
    counts = (counted.import_id == coverage.import_id, counted.week < first_open)
    tool_closed = select(counted.week).where(*counts, counted.tool_id == coverage.tool_id).exists()
    workflow_rows = (
        select(of_workflow.person_id)
        .where(of_workflow.import_id == coverage.import_id, of_workflow.workflow_id == coverage.workflow_id)
        .exists()
    )
    workflow_closed = select(counted.week).where(*counts, counted.workflow_id == coverage.workflow_id).exists()
    statement = (
        select(coverage, imported.report_at)
        .where(imported.id == coverage.import_id, imported.status == ImportStatus.LOADED)
        .where(or_(tool_rows, workflow_rows, tool_closed, workflow_closed, coverage.source == ABSENCES))
    )
    some = _touched_alone(coverage, touched)
    if some is not None:
        statement = statement.where(some)
    found: dict[tuple[Subject, int], dict[int, _Candidate]] = defaultdict(dict)
    for row in session.execute(statement).all():
        subject = (row.source, row.tool_id or 0, row.workflow_id or 0)
        team = None if row.team_id == tree.company else row.team_id
        for week in range(week_of(row.first_day), week_of(row.last_day) + 1):
            candidate = found[subject, week].setdefault(
                row.import_id, _Candidate(import_id=row.import_id, report_at=row.report_at, teams=set())
            )
            days = _days_of(week, row.first_day, row.last_day)
            candidate.teams.add(team)
            candidate.lists_licensed |= row.lists == Lists.LICENSED
            candidate.days |= days
            candidate.final_days |= days if row.complete else 0
    return found


def _touched_alone(table: Any, touched: Touched) -> ColumnElement[bool] | None:
    """Which rows of Coverage or CoveredWeek are about what was touched; None: any may be."""
    if not (touched.tools or touched.workflows or touched.absences):
        return None
    some = [table.tool_id.in_(touched.tools), table.workflow_id.in_(touched.workflows)]
    return or_(*some, *([table.source == ABSENCES] if touched.absences else []))


def _is_of_absences(subject: Subject) -> bool:
    return subject[0] == ABSENCES


def _days_of(week: int, first_day: date, last_day: date) -> int:
    """The days of a week that lie between two days, as a bit set, Monday = 1."""
    start = monday(week).toordinal()
    first = max(0, first_day.toordinal() - start)
    last = min(6, last_day.toordinal() - start)
    return sum(1 << day for day in range(first, last + 1))


def _stored(session: Session, touched: Touched) -> dict[tuple[Subject, int], dict[int, dict[str, object]]]:
    covered = columns(CoveredWeek)
    statement = select(*covered)
    some = _touched_alone(covered, touched)
    if some is not None:
        statement = statement.where(some)
    stored: dict[tuple[Subject, int], dict[int, dict[str, object]]] = defaultdict(dict)
    for row in session.execute(statement).mappings():
        stored[(row["source"], row["tool_id"], row["workflow_id"]), row["week"]][row["import_id"]] = dict(row)
    return stored


def _doubtful(
    key: tuple[Subject, int],
    candidates: dict[tuple[Subject, int], dict[int, _Candidate]],
    stored: dict[tuple[Subject, int], dict[int, dict[str, object]]],
    touched: Touched,
) -> bool:
    """Whether a week may rest on something else now. Comparing people is dear, so settled weeks are left alone."""
    if not touched.weeks or key[1] in touched.weeks:
        return True
    now, before = candidates.get(key, {}), stored.get(key, {})
    return not (before.keys() <= now.keys()) or bool(
        _union(candidate.days for candidate in now.values()) & ~_union(int(str(row["days"])) for row in before.values())
    )


def _union(days: Iterable[int]) -> int:
    together = 0
    for some in days:
        together |= some
    return together


def _accepted(
    session: Session, subject: Subject, week: int, candidates: dict[int, _Candidate], stands_for: np.ndarray
) -> list[_Candidate]:
    accepted: list[_Candidate] = []
    people: dict[int, np.ndarray] = {}

    def of(candidate: _Candidate) -> np.ndarray:
        if candidate.import_id not in people:
            people[candidate.import_id] = stands_for[_people(session, subject, week, candidate.import_id)]
        return people[candidate.import_id]

    for candidate in sorted(candidates.values(), key=lambda candidate: candidate.rank, reverse=True):
        rivals = [other for other in accepted if other.days & candidate.days]
        if not any(np.intersect1d(of(candidate), of(rival)).size for rival in rivals):
            accepted.append(candidate)
    return accepted


def _people(session: Session, subject: Subject, week: int, import_id: int) -> np.ndarray:
    if _is_of_absences(subject):
        away = columns(Absence)
        return bulk.integers(session, away.person_id, where=[away.import_id == import_id, away.week == week])[0]
    _, tool, workflow = subject
    use, of = (columns(ToolUse), tool) if tool else (columns(WorkflowUse), workflow)
    subject_column = use.tool_id if tool else use.workflow_id
    where = [use.import_id == import_id, subject_column == of, use.week == week]
    return bulk.integers(session, use.person_id, where=where)[0]


def _row(
    subject: Subject, week: int, candidate: _Candidate, accepted: list[_Candidate], tree: TeamTree
) -> dict[str, object]:
    team = _one_team(candidate, tree)
    above = {None} if team is None else {None, *tree.ancestors(team)}
    alongside = [other for other in accepted if _one_team(other, tree) in above]
    return {
        "source": subject[0],
        "tool_id": subject[1],
        "workflow_id": subject[2],
        "week": week,
        "import_id": candidate.import_id,
        "team_id": team,
        "days": candidate.days,
        "lists_licensed": candidate.lists_licensed,
        "complete": _union(other.final_days for other in alongside) == WHOLE_WEEK
        and all(other.days == other.final_days for other in alongside),
    }


def _one_team(candidate: _Candidate, tree: TeamTree) -> int | None:
    """The team an import covers; None for everybody. Several teams of one import are covered as the team above all."""
    if None in candidate.teams or len(candidate.teams) == 0:
        return None
    lines = [tree.ancestors(team) for team in candidate.teams if team is not None]
    shared = next(team for team in lines[0] if all(team in line for line in lines))
    return None if shared == tree.company else shared


def _store(session: Session, subject: Subject, week: int, rows: list[dict[str, object]]) -> None:
    source, tool, workflow = subject
    covered = columns(CoveredWeek)
    session.execute(
        delete(CoveredWeek).where(
            covered.source == source,
            covered.tool_id == tool,
            covered.workflow_id == workflow,
            covered.week == week,
        )
    )
    if rows:
        session.execute(insert(CoveredWeek), rows)
