"""adoption: the board number, weekly active use of redesigned workflows by their target people."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlmodel import Session

from opmodel.measures.at_work import absence_files, at_work_part, away
from opmodel.measures.evidence_grade import evidence_caveats, evidence_detail, grade, marked_weeks
from opmodel.measures.figure import Figure
from opmodel.measures.hidden_rollouts import hidden_rollout_parts
from opmodel.measures.privacy import Cell, hidden_from_above, hidden_siblings, must_hide, teams_beside
from opmodel.measures.registry import Measure, Question
from opmodel.measures.running_week import running_week
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shares import plural, share_figure, share_series
from opmodel.store.bulk import columns
from opmodel.store.register import LIVE, Performer, Rollout, StageChange, Step, Team, Workflow
from opmodel.store.rollup_tables import AdoptionWeek, CoveredWeek, Membership
from opmodel.store.thresholds import threshold
from opmodel.store.weeks import label, monday, sunday

BOARD = 0
_WEEK = columns(AdoptionWeek)
_ReadCell = Callable[[RowMapping], Cell | None]
"""A group of people, read from a row; None where the row does not say."""


def answer(session: Session, question: Question) -> Figure:
    """The board number of a team, with its workflows, rollouts and teams below."""
    asked = scope(session, question)
    board = {row["week"]: row for row in _rows(session, asked.team, workflow=BOARD)}
    known = sorted(week for week, row in board.items() if _known(row) and asked.reaches(week))
    if not known:
        return Figure(
            name="adoption",
            unit="share",
            rule=MEASURE.rule_id,
            why_unknown=_why_unknown(session, asked),
            parts=tuple(
                _workflow_parts(session, asked, _newest_anything(session, asked), _Above(session, asked), board)
            ),
        )
    week = known[-1]
    row = board[week]
    above = _Above(session, asked)
    hidden_weeks = frozenset(at for at in known if above.hides(at))
    children = {} if week in hidden_weeks else _children(session, asked)
    hidden = {at: _hidden(asked, board.get(at), children, at) for at in known}
    cells = {at: _cell(board[at]) for at in known}
    detail = _detail(session, asked, {at: cell for at, cell in cells.items() if at not in hidden_weeks}, known)
    marked = marked_weeks(session, asked.team, weeks=range(known[0], week + 1), known=known)
    shown = week not in hidden_weeks
    caveats = _caveats(session, asked, row, week) if shown else []
    caveats += evidence_caveats(row, is_holiday=label(week) in marked["holiday_weeks"]) if shown else []
    return share_figure(
        "adoption",
        MEASURE.rule_id,
        _cell(row),
        asked.k,
        hide=week in hidden_weeks,
        as_of=week,
        sources=_sources(session, week),
        caveats=caveats,
        detail={
            **detail,
            **marked,
            **_in_progress(session, asked, above, board),
            **(evidence_detail(row) if shown and not must_hide(_cell(row), asked.k) else {}),
        },
        parts=(
            *_workflow_parts(session, asked, week, above, board),
            *_team_parts(asked, children, hidden, week, known),
            *_at_work(session, asked, board, week, hidden=hidden_weeks, away_hidden=above.hidden_away(board)),
        ),
        series=share_series(cells, week, asked.k, hidden_weeks) if asked.series else None,
    )


class _Above:
    """The teams above the one asked about and beside it: whether it may be shown without giving a small one away."""

    def __init__(self, session: Session, asked: Scope) -> None:
        self._asked = asked
        self._rows: dict[tuple[int, int, int], dict[int, RowMapping]] = defaultdict(dict)
        if asked.is_company:
            return
        near = teams_beside(asked.tree, asked.team)
        for row in session.execute(select(*_WEEK).where(_WEEK.team_id.in_(near))).mappings():
            self._rows[row["workflow_id"], row["rollout_id"], row["week"]][row["team_id"]] = row

    def hides(self, week: int, *, workflow: int = BOARD, rollout: int = 0) -> bool:
        """Whether the team's figure of that week, or its part of one workflow or rollout, stays hidden."""
        return self._hides(_cell, week, workflow=workflow, rollout=rollout)

    def hidden_away(self, weeks: Iterable[int], *, workflow: int = BOARD, rollout: int = 0) -> frozenset[int]:
        """Those of the weeks of which it stays hidden how many people of the team were away."""
        return frozenset(week for week in weeks if self._hides(away, week, workflow=workflow, rollout=rollout))

    def _hides(self, cell: _ReadCell, week: int, *, workflow: int, rollout: int) -> bool:
        rows = self._rows.get((workflow, rollout, week))
        if rows is None:
            return False
        cells = {team: found for team, row in rows.items() if (found := cell(row)) is not None}
        return hidden_from_above(self._asked.tree, self._asked.team, total=cells.get, part=cells.get, k=self._asked.k)


def _rows(session: Session, team: int, *, workflow: int) -> Sequence[RowMapping]:
    return (
        session.execute(
            select(*_WEEK).where(_WEEK.team_id == team, _WEEK.workflow_id == workflow, _WEEK.rollout_id == 0)
        )
        .mappings()
        .all()
    )


def _known(row: RowMapping) -> bool:
    return bool(row["measured"] and row["complete"])


def _cell(row: RowMapping) -> Cell:
    return Cell(row["active"], row["targeted"])


def _why_unknown(session: Session, asked: Scope) -> str:
    step, change = columns(Step), columns(StageChange)
    redesigned = select(func.count()).select_from(step.id.table).where(step.performer_after == Performer.AI_DOES)
    if not session.scalar(redesigned):
        return "No redesigned workflow is registered yet: a workflow counts once AI does one of its steps."
    live = (
        select(func.count())
        .select_from(change.id.table)
        .where(change.stage.in_(LIVE), change.changed_on <= asked.today)
    )
    if not session.scalar(live):
        return "No redesigned workflow is live yet: none of its rollouts is in pilot or production."
    if not session.scalar(select(func.count()).select_from(columns(Membership).person_id.table)):
        return "The target people are not known yet: upload a roster."
    covered = columns(CoveredWeek)
    if not session.scalar(select(func.count()).select_from(covered.week.table).where(covered.workflow_id != 0)):
        return "No workflow use is uploaded yet: tool activity alone does not say who works the new way."
    if not asked.is_company and not _rows(session, asked.team, workflow=BOARD):
        return "No redesigned workflow that is live targets people of this team."
    return "No week is covered completely by the workflow-use files up to the week asked for."


def _newest_anything(session: Session, asked: Scope) -> int | None:
    statement = select(func.max(_WEEK.week)).where(_WEEK.team_id == asked.team)
    if asked.as_of is not None:
        statement = statement.where(_WEEK.week <= asked.as_of)
    newest: int | None = session.scalar(statement)
    return newest


def _redesigned(session: Session, week: int) -> set[int]:
    step = columns(Step)
    return set(
        session.scalars(
            select(step.workflow_id)
            .where(step.performer_after == Performer.AI_DOES)
            .where(step.valid_from.is_(None) | (step.valid_from <= sunday(week)))
            .where(step.valid_to.is_(None) | (step.valid_to >= monday(week)))
        )
    )


def _workflow_parts(
    session: Session, asked: Scope, week: int | None, above: _Above, board: dict[int, RowMapping]
) -> list[Figure]:
    """One part a redesigned workflow that is live in the week, each with its rollouts."""
    if week is None:
        return []
    workflow, rollout, team = columns(Workflow), columns(Rollout), columns(Team)
    names = {row[0]: row[1] for row in session.execute(select(workflow.id, workflow.name))}
    places = {
        row[0]: (row[1], row[2], row[3])
        for row in session.execute(
            select(rollout.id, team.path, team.name, rollout.attempt).where(team.id == rollout.team_id)
        )
    }
    rows = session.execute(
        select(*_WEEK).where(
            _WEEK.team_id == asked.team, _WEEK.workflow_id.in_(_redesigned(session, week)), _WEEK.week <= week
        )
    ).mappings()
    grouped: dict[tuple[int, int], dict[int, RowMapping]] = defaultdict(dict)
    for row in rows:
        grouped[row["workflow_id"], row["rollout_id"]][row["week"]] = row
    parts = []
    ordered_names = sorted({key[0] for key in grouped}, key=lambda one: names.get(one, "").casefold())
    hides = hidden_rollout_parts(session, asked, ordered_names, last=week)
    wholes = {one: grouped[one, 0] for one in ordered_names}
    # Where one workflow targets everybody of the team, its figure is the team's own.
    hidden_whole = frozenset(at for at in board if above.hides(at))
    beside = {one: hidden | hidden_whole for one, hidden in _hidden_beside(board, wholes, asked.k, of=_cell).items()}
    away_beside = _hidden_beside(board, wholes, asked.k, of=away)
    for workflow_id in ordered_names:
        whole = grouped[workflow_id, 0]
        if week not in whole:
            continue
        below = {
            rollout_id: weeks
            for (of, rollout_id), weeks in grouped.items()
            if of == workflow_id and rollout_id and week in weeks
        }
        ordered = sorted(below, key=lambda one: (places[one][0].casefold(), places[one][2]))
        hidden = hidden_siblings(_cell(whole[week]), [_cell(below[one][week]) for one in ordered], asked.k)
        rollouts = tuple(
            _part(
                _rollout_name(places[one]),
                "rollout",
                below[one],
                week,
                asked,
                hidden_weeks=beside[workflow_id]
                | _hidden_weeks(below[one], above, workflow=workflow_id, rollout=one, always=position in hidden)
                | {at for at in below[one] if hides(workflow_id, one, at)},
                detail={"rollout_id": one, "team": places[one][0], "attempt": places[one][2]},
            )
            for position, one in enumerate(ordered)
        )
        hidden_weeks = beside[workflow_id] | _hidden_weeks(whole, above, workflow=workflow_id, rollout=0, always=False)
        parts.append(
            _part(
                names[workflow_id],
                "workflow",
                whole,
                week,
                asked,
                hidden_weeks=hidden_weeks,
                detail={"workflow_id": workflow_id},
                parts=(
                    *rollouts,
                    *_at_work(
                        session,
                        asked,
                        whole,
                        week,
                        hidden=hidden_weeks,
                        away_hidden=away_beside[workflow_id] | above.hidden_away(whole, workflow=workflow_id),
                    ),
                ),
            )
        )
    return parts


def _hidden_beside(
    board: dict[int, RowMapping], wholes: dict[int, dict[int, RowMapping]], k: int, *, of: _ReadCell
) -> dict[int, frozenset[int]]:
    """Workflow → the weeks in which it stays hidden, because the board number less it would give a small group away.

    Workflows may share people, so each is held against the board number alone; where together they have no more people
    than it, they are parts of it like any others.
    """
    hidden: dict[int, set[int]] = {one: set() for one in wholes}
    for week, total in board.items():
        cells = {
            one: cell
            for one, weeks in wholes.items()
            if week in weeks and _known(weeks[week]) and (cell := of(weeks[week])) is not None
        }
        whole, named = of(total), list(cells)
        if whole is None:
            continue
        found = {one for one in named if hidden_siblings(whole, [cells[one]], k)}
        if sum(cell.denominator for cell in cells.values()) <= whole.denominator:
            found |= {named[position] for position in hidden_siblings(whole, list(cells.values()), k)}
        for one in found:
            hidden[one].add(week)
    return {one: frozenset(weeks) for one, weeks in hidden.items()}


def _hidden_weeks(
    weeks: dict[int, RowMapping], above: _Above, *, workflow: int, rollout: int, always: bool
) -> frozenset[int]:
    return frozenset(week for week in weeks if always or above.hides(week, workflow=workflow, rollout=rollout))


def _rollout_name(place: tuple[str, str, int]) -> str:
    path, name, attempt = place
    return (path or name) if attempt == 1 else f"{path or name} (attempt {attempt})"


def _part(
    name: str,
    kind: str,
    rows: dict[int, RowMapping],
    week: int,
    asked: Scope,
    *,
    hidden_weeks: frozenset[int],
    detail: dict[str, Any],
    parts: tuple[Figure, ...] = (),
) -> Figure:
    row = rows[week]
    cells = {at: _cell(one) for at, one in rows.items() if _known(one)}
    hide = week in hidden_weeks
    series = share_series(cells, week, asked.k, hidden_weeks) if asked.series else None
    more: dict[str, Any] = {"kind": kind, "as_of": week, "parts": parts, "series": series}
    detail = {**detail, "grade": grade(row)}
    if _known(row):
        return share_figure(name, MEASURE.rule_id, _cell(row), asked.k, hide=hide, detail=detail, **more)
    upper = Cell(row["at_most"], row["targeted"])
    caveats: tuple[str, ...] = ()
    if row["at_most"] is not None and row["targeted"]:
        bound = share_figure(name, MEASURE.rule_id, upper, asked.k, hide=hide)
        if bound.value is not None:
            detail = {**detail, "at_most": bound.value, "at_most_people": bound.numerator}
            caveats = (f"At most {bound.value:.0%}, from tool activity: an upper bound, not in the board number.",)
    why = (
        "The week is not covered completely by the workflow-use files."
        if row["measured"]
        else "No workflow-use file covers it that week."
    )
    return Figure(
        name=name,
        unit="share",
        rule=MEASURE.rule_id,
        denominator=row["targeted"],
        why_unknown=why,
        caveats=caveats,
        detail=detail,
        **more,
    )


def _at_work(
    session: Session,
    asked: Scope,
    rows: dict[int, RowMapping],
    week: int,
    *,
    hidden: frozenset[int],
    away_hidden: frozenset[int],
) -> tuple[Figure, ...]:
    """The second line, without those who were away; none below a figure that is hidden itself."""
    if week in hidden:
        return ()
    return at_work_part(
        {at: row for at, row in rows.items() if _known(row)},
        week=week,
        k=asked.k,
        rule=MEASURE.rule_id,
        hidden=hidden | away_hidden,
        sources=absence_files(session, week),
        series=asked.series,
    )


def _in_progress(session: Session, asked: Scope, above: _Above, board: dict[int, RowMapping]) -> dict[str, Any]:
    """How many people so far in the week that is not over, which is in nothing else."""
    week = running_week(session, asked)
    row = board.get(week) if week is not None else None
    if week is None or row is None or not row["measured"] or must_hide(_cell(row), asked.k) or above.hides(week):
        return {}
    return {"in_progress": {"week": label(week), "active": row["active"], "targeted": row["targeted"]}}


def _children(session: Session, asked: Scope) -> dict[int, dict[int, RowMapping]]:
    """Child team → week → its board row."""
    return {
        child: {row["week"]: row for row in _rows(session, child, workflow=BOARD)}
        for child in asked.tree.children(asked.team)
    }


def _hidden(asked: Scope, total: RowMapping | None, children: dict[int, dict[int, RowMapping]], week: int) -> set[int]:
    """Child teams to hide that week."""
    here = [child for child, weeks in children.items() if week in weeks]
    if total is None:
        return set()
    positions = hidden_siblings(_cell(total), [_cell(children[child][week]) for child in here], asked.k)
    return {here[position] for position in positions}


def _team_parts(
    asked: Scope,
    children: dict[int, dict[int, RowMapping]],
    hidden: dict[int, set[int]],
    week: int,
    known: list[int],
) -> list[Figure]:
    parts = []
    for child, weeks in children.items():
        if week not in weeks:
            continue
        cells = {at: _cell(weeks[at]) for at in known if at in weeks}
        hidden_weeks = frozenset(at for at in cells if child in hidden[at])
        parts.append(
            share_figure(
                asked.tree.names[child],
                MEASURE.rule_id,
                _cell(weeks[week]),
                asked.k,
                hide=child in hidden[week],
                kind="team",
                as_of=week,
                detail={"path": asked.tree.paths[child]},
                series=share_series(cells, week, asked.k, hidden_weeks) if asked.series else None,
            )
        )
    return parts


def _detail(session: Session, asked: Scope, cells: dict[int, Cell], known: list[int]) -> dict[str, Any]:
    """How far to the majority, and the change against four complete weeks before."""
    majority = threshold(session, "majority_share")
    detail: dict[str, Any] = {"target": majority}
    if known[-1] not in cells:
        return detail
    now = share_figure("", "", cells[known[-1]], asked.k)
    if now.value is None:
        return detail
    assert now.numerator is not None
    assert now.denominator is not None
    detail["people_to_majority"] = max(0, math.ceil(majority * now.denominator - 1e-9) - int(now.numerator))
    if len(known) > 4 and known[-5] in cells:
        before = share_figure("", "", cells[known[-5]], asked.k)
        if before.value is not None:
            detail["four_week_change"] = round((now.value - before.value) * 100, 1)
    return detail


def _caveats(session: Session, asked: Scope, row: RowMapping, week: int) -> list[str]:
    caveats = []
    workflow = columns(Workflow)
    names = {row[0]: row[1] for row in session.execute(select(workflow.id, workflow.name))}
    redesigned = _redesigned(session, week)
    others = session.execute(
        select(*_WEEK).where(
            _WEEK.team_id == asked.team,
            _WEEK.week == week,
            _WEEK.rollout_id == 0,
            _WEEK.workflow_id.in_(redesigned),
            ~_WEEK.measured,
        )
    ).mappings()
    caveats += [
        f"{names[one['workflow_id']]} is left out: nobody has uploaded its use ({plural(one['targeted'], 'target person', 'target people')})."
        for one in others
    ]
    for name, team in _headcount_only(session, asked, week, redesigned):
        caveats.append(f"{name} in {team} is left out: its target people are known as a headcount only.")
    if row["unknown"]:
        caveats.append(
            f"The file leaves the count of {plural(row['unknown'], 'target person', 'target people')} blank; they count as not active."
        )
    if row["handled"]:
        caveats.append(
            f"{plural(row['handled'], 'person is', 'people are')} known to be active only from the cases they handled."
        )
    if row["outside"]:
        caveats.append(
            f"{plural(row['outside'], 'person', 'people')} outside the target used it too; they are not counted."
        )
    return caveats


def _headcount_only(session: Session, asked: Scope, week: int, redesigned: set[int]) -> list[tuple[str, str]]:
    """Workflow and team of live rollouts of which no target person is known."""
    rollout, change, workflow, team = columns(Rollout), columns(StageChange), columns(Workflow), columns(Team)
    counted = set(
        session.scalars(
            select(_WEEK.rollout_id).where(_WEEK.week == week, _WEEK.team_id == asked.tree.company).distinct()
        )
    )
    below = asked.tree.subtree(asked.team)
    left_out = []
    for rollout_id, team_id, name, place in session.execute(
        select(rollout.id, rollout.team_id, workflow.name, team.name)
        .where(workflow.id == rollout.workflow_id, team.id == rollout.team_id)
        .where(workflow.id.in_(redesigned), rollout.stated_headcount.is_not(None))
        .order_by(workflow.name, team.name)
    ):
        stage = session.scalars(
            select(change.stage)
            .where(change.rollout_id == rollout_id, change.changed_on <= sunday(week))
            .order_by(change.changed_on.desc(), change.id.desc())
            .limit(1)
        ).first()
        if rollout_id not in counted and team_id in below and stage in LIVE:
            left_out.append((name, place))
    return left_out


def _sources(session: Session, week: int) -> tuple[int, ...]:
    covered = columns(CoveredWeek)
    return tuple(
        sorted(
            session.scalars(select(covered.import_id).where(covered.week == week, covered.workflow_id != 0).distinct())
        )
    )


MEASURE = Measure(
    name="adoption",
    title="Adoption of redesigned workflows",
    help="Of the people whose work was to change, the share who did it the new way in the week.",
    rule="Distinct people active in the week in at least one redesigned workflow that is live and targets them, of the "
    "distinct people targeted by at least one such workflow. Redesigned: AI does at least one of its steps. Live: in pilot "
    "or production on the week's Sunday. Target: the rollout's uploaded list as far as its people are members of the team "
    "that week, else the members. A joiner counts from the first full week, a leaver until the week of the last day. "
    "A rollout with a headcount only, and a workflow whose use nobody uploads, are left out and named. Blank counts are "
    "unknown and do not count as active. Only complete weeks count. Everybody is counted, away or not; where absences are "
    "uploaded, a second line leaves out who was away in the week, on four of five working days or all of their own, as long "
    "as nobody was or too many to be told apart.",
    formula="|{p targeted : active(p, w)}| / |{p targeted}|",
    version=1,
    unit="share",
    source="measures.md, Rulings: the board number; §1.1, §1.2",
    example="41%: 508 of 1,240 people on target teams did their work the new way in 2026-W46.",
    reads=(AdoptionWeek, CoveredWeek, Step, Rollout, StageChange, Workflow),
    answer=answer,
)
