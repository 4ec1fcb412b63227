"""usage_segments: how firmly people use the tools, from habit to never."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.privacy import Cell, hidden_from_above, teams_beside
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shares import plural, share_figure, share_series
from opmodel.store.bulk import columns
from opmodel.store.facts import Tool, ToolApp
from opmodel.store.rollup_tables import CoveredWeek, SegmentWeek
from opmodel.store.rollups.segments import SEGMENTS

_SEGMENT = columns(SegmentWeek)
HABITS = ("Power User", "Habitual User")
SPANS = (12, 4)
ANY_TOOL = 0

_OfWeeks = dict[int, dict[str, tuple[int, int]]]
"""Week → segment → people, too new of them."""
_Counts = dict[tuple[int, int], _OfWeeks]
"""(app, span) → the weeks."""


def answer(session: Session, question: Question) -> Figure:
    """The share of habitual users in any tool, with the segments, and the same for each tool and app."""
    asked = scope(session, question)
    if _stays_hidden(session, asked, ANY_TOOL):
        return _hidden("usage_segments")
    tool, app = columns(Tool), columns(ToolApp)
    whole = _counts(session, asked, ANY_TOOL)
    everybody = {span: _totals(whole[0, span]) for span in SPANS} if whole else {}
    parts = []
    for tool_id, name in session.execute(select(tool.id, tool.name).order_by(tool.name)):
        counts = _counts(session, asked, tool_id)
        if not counts:
            continue
        if _stays_hidden(session, asked, tool_id):
            parts.append(_hidden(name, kind="tool", detail={"tool_id": tool_id}))
            continue
        apps = [
            _habit(asked, counts, app_id, app_name, kind="app", detail={"app_id": app_id}, everybody=everybody)
            for app_id, app_name in session.execute(
                select(app.id, app.name).where(app.tool_id == tool_id).order_by(app.bit)
            )
            if (app_id, SPANS[0]) in counts
        ]
        of_tool: dict[str, Any] = {"detail": {"tool_id": tool_id}, "more": tuple(apps), "everybody": everybody}
        parts.append(_habit(asked, counts, 0, name, kind="tool", **of_tool))
    if not whole:
        return Figure(
            name="usage_segments",
            unit="share",
            rule=MEASURE.rule_id,
            why_unknown="No weekly usage file that counts actions covers a whole week up to the week asked for.",
        )
    week = max(whole[0, SPANS[0]])
    covered = columns(CoveredWeek)
    sources = session.scalars(
        select(covered.import_id).where(covered.week == week, covered.tool_id != 0).distinct()
    ).all()
    return _habit(asked, whole, 0, "usage_segments", kind=None, more=tuple(parts), sources=tuple(sorted(sources)))


def _hidden(name: str, **more: Any) -> Figure:
    said = "Not shown: with it, a smaller group beside it could be worked out."
    return Figure(name=name, unit="share", rule=MEASURE.rule_id, suppressed=True, caveats=(said,), **more)


def _stays_hidden(session: Session, asked: Scope, tool: int) -> bool:
    """Whether the team asked about would give a small one beside it away, in the newest week or any before it."""
    if asked.is_company:
        return False
    near = teams_beside(asked.tree, asked.team)
    people = func.sum(_SEGMENT.people)
    weeks: dict[int, dict[int, Cell]] = defaultdict(dict)
    statement = (
        select(_SEGMENT.week, _SEGMENT.team_id, people)
        .where(_SEGMENT.tool_id == tool, _SEGMENT.app_id == 0, _SEGMENT.span == SPANS[0], _SEGMENT.team_id.in_(near))
        .group_by(_SEGMENT.week, _SEGMENT.team_id)
    )
    for week, team, count in session.execute(statement):
        if asked.reaches(week):
            weeks[week][team] = Cell(None, int(count))
    return any(
        hidden_from_above(asked.tree, asked.team, total=cells.get, part=cells.get, k=asked.k)
        for cells in weeks.values()
    )


def _counts(session: Session, asked: Scope, tool: int) -> _Counts:
    counts: _Counts = defaultdict(lambda: defaultdict(dict))
    statement = select(
        _SEGMENT.app_id, _SEGMENT.span, _SEGMENT.week, _SEGMENT.segment, _SEGMENT.people, _SEGMENT.too_new
    ).where(_SEGMENT.tool_id == tool, _SEGMENT.team_id == asked.team)
    if asked.as_of is not None:
        statement = statement.where(_SEGMENT.week <= asked.as_of)
    for app, span, week, segment, people, too_new in session.execute(statement):
        counts[app, span][week][segment] = (people, too_new)
    return counts


def _habit(
    asked: Scope,
    counts: _Counts,
    app: int,
    name: str,
    *,
    kind: str | None,
    more: tuple[Figure, ...] = (),
    everybody: Mapping[int, Mapping[int, int]] | None = None,
    **extra: Any,
) -> Figure:
    """The share of power and habitual users over 12 weeks; its parts are the segments, then the same over 4 weeks.

    `everybody` counts, by span and week, who has any tool: beside them those of one tool or app are shown.
    """
    longest, shorter = SPANS
    beside = everybody or {}
    four = _span(asked, counts[app, shorter], f"{shorter} weeks", kind="span", everybody=beside.get(shorter))
    return _span(
        asked, counts[app, longest], name, kind=kind, more=(four, *more), everybody=beside.get(longest), **extra
    )


def _totals(weeks: _OfWeeks) -> dict[int, int]:
    return {at: sum(people for people, _ in segments.values()) for at, segments in weeks.items()}


def _cells(weeks: _OfWeeks, some: Sequence[str], everybody: Mapping[int, int] | None) -> dict[int, Cell]:
    """Week → the people of some segments, of all who have the tool."""
    totals = _totals(weeks)
    rest = {
        at: Cell(None, max(0, everybody[at] - total)) for at, total in totals.items() if everybody and at in everybody
    }
    return {
        at: Cell(sum(segments.get(one, (0, 0))[0] for one in some), totals[at], rest.get(at))
        for at, segments in weeks.items()
    }


def _span(
    asked: Scope,
    weeks: _OfWeeks,
    name: str,
    *,
    kind: str | None,
    everybody: Mapping[int, int] | None = None,
    more: tuple[Figure, ...] = (),
    detail: dict[str, Any] | None = None,
    **extra: Any,
) -> Figure:
    week = max(weeks)
    totals = _totals(weeks)
    cells = _cells(weeks, HABITS, everybody)
    too_new = sum(new for _, new in weeks[week].values())
    caveats: tuple[str, ...] = ()
    if too_new and totals[week] >= asked.k:
        caveats = (f"{plural(too_new, 'person', 'people')} had the tool for too few weeks to have a habit yet.",)
    return share_figure(
        name,
        MEASURE.rule_id,
        cells[week],
        asked.k,
        kind=kind,
        as_of=week,
        caveats=caveats,
        detail={**(detail or {}), **({"too_new": too_new} if totals[week] >= asked.k else {})},
        parts=(*_segments(asked, weeks, everybody, week), *more),
        series=share_series(cells, week, asked.k) if asked.series else None,
        **extra,
    )


def _segments(asked: Scope, weeks: _OfWeeks, everybody: Mapping[int, int] | None, week: int) -> list[Figure]:
    parts = []
    for segment in SEGMENTS:
        if segment == SEGMENTS[-1] and segment not in weeks[week]:
            continue
        cells = _cells(weeks, [segment], everybody)
        parts.append(
            share_figure(
                segment,
                MEASURE.rule_id,
                cells[week],
                asked.k,
                kind="segment",
                as_of=week,
                series=share_series(cells, week, asked.k) if asked.series else None,
            )
        )
    return parts


MEASURE = Measure(
    name="usage_segments",
    title="Usage segments",
    help="Of the people who have an AI tool, the share for whom using it has become a habit.",
    rule="Each person with the tool in the week falls in one segment by the last 12 calendar weeks, first match: Power User "
    "(used in at least 9 of them and 15 or more actions a week on average), Habitual User (used in at least 9), Novice User "
    "(1 or more actions a week on average), Low User (more than none), Non-user (none). Over 4 weeks: used in 4 of 4. Used "
    "is one action or more. A licensed person without a row in a covered week is zero; weeks without a licence, weeks that "
    "are not covered and blank counts are left out of the average. Actions are the vendor's total where there is one, else "
    "the sum of the apps. The value is the share of power and habitual users over 12 weeks. Too new to have a habit is said "
    "beside the segments, it is none of them.",
    formula="(Power Users + Habitual Users) / people with the tool",
    version=1,
    unit="share",
    source="Microsoft vivainsights 0.4.3, identify_usage_segments; measures.md §1.3",
    example="38%: 281 of 740 people with a tool use it habitually over 12 weeks.",
    reads=(SegmentWeek, CoveredWeek, Tool, ToolApp),
    answer=answer,
)
