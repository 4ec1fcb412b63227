"""tool_activity: who used the tools in the week, of those who have them. Bare tools, not redesigned work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlmodel import Session

from opmodel.measures.figure import Figure, Point
from opmodel.measures.privacy import Cell, hidden_from_above, hidden_siblings, must_hide, teams_beside
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shares import plural, share_figure, share_point
from opmodel.store.bulk import columns
from opmodel.store.facts import Tool, ToolApp
from opmodel.store.rollup_tables import CoveredWeek, ToolSnapshot, ToolWeek
from opmodel.store.weeks import sunday, week_of

_WEEK = columns(ToolWeek)
_SNAPSHOT = columns(ToolSnapshot)
ANY_TOOL = 0
NO_LICENCES = "No source says who has a licence: upload the tool's seat list."


@dataclass(frozen=True)
class _Row:
    """Active and licensed people of a team, at a week or a report date."""

    active: int
    licensed: int | None
    not_placed: int
    strangers: int
    """People with the tool whom the roster does not know; the active ones are `not_placed`."""
    complete: bool
    any_tool: "_Row | None" = None
    """The same team's people with any tool, beside whom these are shown."""

    @property
    def cell(self) -> Cell:
        found = Cell(self.active, self.active if self.licensed is None else self.licensed)
        return found if self.any_tool is None else _beside(found, self.any_tool.cell)

    @property
    def placed(self) -> Cell:
        """Those in a team: what the teams below add up to."""
        known = self.active - self.not_placed
        found = Cell(known, known if self.licensed is None else self.licensed - self.strangers)
        return found if self.any_tool is None else _beside(found, self.any_tool.placed)


def _beside(cell: Cell, whole: Cell) -> Cell:
    """People with a tool, as a part of those with any."""
    others = max(0.0, whole.denominator - cell.denominator)
    active = (whole.numerator or 0) - (cell.numerator or 0)
    # More than there are others: some of them have this tool too, and what the others did cannot be told.
    return Cell(cell.numerator, cell.denominator, Cell(active if 0 <= active <= others else None, others))


_Weeks = dict[tuple[int, int], dict[int, _Row]]
"""(app, team) → week → row, of one tool."""


def answer(session: Session, question: Question) -> Figure:
    """Activity in any tool, with each tool, app and team."""
    asked = scope(session, question)
    tool = columns(Tool)
    names = {row[0]: row[1] for row in session.execute(select(tool.id, tool.name))}
    parts = []
    for tool_id, name in sorted(names.items(), key=lambda item: item[1].casefold()):
        part = _tool(session, asked, tool_id, name)
        if part is not None:
            parts.append(part)
    whole = _panel(session, asked, ANY_TOOL, "tool_activity", None)
    if whole is None:
        return _from_snapshots(session, asked, parts)
    snapshots = [part.name for part in parts if "report_on" in part.detail]
    caveats = list(whole.caveats)
    if snapshots:
        caveats.append(f"Without {', '.join(snapshots)}: a usage snapshot is no week; its figure stands apart.")
    return Figure(**{**vars(whole), "kind": None, "caveats": tuple(caveats), "parts": (*parts, *whole.parts)})


def _from_snapshots(session: Session, asked: Scope, parts: list[Figure]) -> Figure:
    """What can be said without any weekly file: the people of every tool's newest snapshot, each counted once."""
    whole = _snapshot(session, asked, ANY_TOOL, "tool_activity")
    if whole is None:
        why = "No tool usage is uploaded yet."
        return Figure(name="tool_activity", unit="share", rule=MEASURE.rule_id, why_unknown=why, parts=tuple(parts))
    detail = {"report_on": whole.detail["report_on"]} if whole.detail else {}
    sources = tuple(sorted({*whole.sources, *(source for part in parts for source in part.sources)}))
    return Figure(
        **{
            **vars(whole),
            "kind": None,
            "sources": sources,
            "detail": detail,
            "parts": (*parts, *whole.parts),
        }
    )


def _tool(session: Session, asked: Scope, tool: int, name: str) -> Figure | None:
    """A weekly panel where there is one, else the newest snapshot."""
    return _panel(session, asked, tool, name, "tool") or _snapshot(session, asked, tool, name)


def _panel(session: Session, asked: Scope, tool: int, name: str, kind: str | None) -> Figure | None:
    rows = _weeks(session, asked, tool)
    own = rows.get((0, asked.team), {})
    complete = {week: row for week, row in own.items() if row.complete and asked.reaches(week)}
    if not complete:
        return None if not own else _never_complete(name, kind)
    week = max(complete)
    hidden = {
        at for at in complete if _stays_hidden(asked, {team: of.get(at) for (app, team), of in rows.items() if not app})
    }
    if week in hidden:
        series = _series(complete, week, asked, hidden) if asked.series else None
        return _figure(name, complete[week], asked, hide=True, kind=kind, as_of=week, series=series)
    apps = [_app(asked, rows, app, app_name, week) for app, app_name in _apps(session, tool)]
    return _figure(
        name,
        complete[week],
        asked,
        kind=kind,
        as_of=week,
        sources=_sources(session, tool, week),
        caveats=_caveats(complete[week]),
        parts=(*(app for app in apps if app is not None), *_teams(asked, rows, week)),
        series=_series(complete, week, asked, hidden) if asked.series else None,
        detail={"tool_id": tool} if tool else {},
    )


def _stays_hidden(asked: Scope, rows: dict[int, _Row | None]) -> bool:
    """Whether the team asked about would give a small one beside it away; rows by team."""

    def total(team: int) -> Cell | None:
        row = rows.get(team)
        return None if row is None else row.placed

    def part(team: int) -> Cell | None:
        row = rows.get(team)
        return None if row is None else row.cell

    return hidden_from_above(asked.tree, asked.team, total=total, part=part, k=asked.k)


def _teams_read(asked: Scope) -> list[int]:
    return sorted({asked.team, *asked.tree.children(asked.team), *teams_beside(asked.tree, asked.team)})


def _never_complete(name: str, kind: str | None) -> Figure:
    return Figure(
        name=name,
        unit="share",
        rule=MEASURE.rule_id,
        kind=kind,
        why_unknown="No week up to the one asked for is covered completely by every usage file.",
    )


def _weeks(session: Session, asked: Scope, tool: int) -> _Weeks:
    rows: _Weeks = {}
    any_tool = {} if tool == ANY_TOOL else _weeks(session, asked, ANY_TOOL)
    for app, team, week, active, licensed, not_placed, strangers, complete in session.execute(
        select(
            _WEEK.app_id,
            _WEEK.team_id,
            _WEEK.week,
            _WEEK.active,
            _WEEK.licensed,
            _WEEK.not_placed,
            _WEEK.licensed_not_placed,
            _WEEK.complete,
        ).where(_WEEK.tool_id == tool, _WEEK.team_id.in_(_teams_read(asked)))
    ):
        beside = None if app else any_tool.get((0, team), {}).get(week)
        row = _Row(active, licensed, not_placed, strangers, complete, beside)
        rows.setdefault((app, team), {})[week] = row
    return rows


def _figure(name: str, row: _Row, asked: Scope, *, hide: bool = False, **more: Any) -> Figure:
    if row.licensed is not None:
        return share_figure(name, MEASURE.rule_id, row.cell, asked.k, hide=hide, **more)
    if hide or 0 < row.active < asked.k:
        said = f"Not shown: a group of fewer than {asked.k} people, or one that would give such a group away."
        more["caveats"] = (*more.get("caveats", ()), said)
        return Figure(name=name, unit="share", rule=MEASURE.rule_id, suppressed=True, **more)
    return Figure(name=name, unit="share", rule=MEASURE.rule_id, numerator=row.active, why_unknown=NO_LICENCES, **more)


def _app(asked: Scope, rows: _Weeks, app: int, name: str, week: int) -> Figure | None:
    own = rows.get((app, asked.team), {})
    if week not in own:
        return None
    complete = {at: row for at, row in own.items() if row.complete and asked.reaches(at)}
    series = _series(complete, week, asked) if asked.series else None
    return _figure(name, own[week], asked, kind="app", as_of=week, series=series, detail={"app_id": app})


def _teams(asked: Scope, rows: _Weeks, week: int) -> list[Figure]:
    children = [child for child in asked.tree.children(asked.team) if week in rows.get((0, child), {})]
    hidden = {at: _hidden(asked, rows, children, at) for at in (rows[0, asked.team] if asked.series else [week])}
    parts = []
    for child in children:
        own = {at: row for at, row in rows[0, child].items() if row.complete and asked.reaches(at)}
        series = None
        if asked.series:
            series = _series(own, week, asked, {at for at in own if child in hidden.get(at, set())})
        parts.append(
            _figure(
                asked.tree.names[child],
                rows[0, child][week],
                asked,
                hide=child in hidden[week],
                kind="team",
                as_of=week,
                detail={"path": asked.tree.paths[child]},
                series=series,
            )
        )
    return parts


def _hidden(asked: Scope, rows: _Weeks, children: list[int], week: int) -> set[int]:
    here = [child for child in children if week in rows[0, child]]
    total = rows[0, asked.team].get(week)
    if total is None:
        return set()
    return {
        here[position]
        for position in hidden_siblings(total.placed, [rows[0, child][week].cell for child in here], asked.k)
    }


def _series(rows: dict[int, _Row], last: int, asked: Scope, hidden: set[int] | None = None) -> tuple[Point, ...]:
    """Every week from the first; a week that is not complete is unknown."""
    return tuple(
        _point(week, rows.get(week), asked, hide=week in (hidden or set()))
        for week in range(min(rows, default=last + 1), last + 1)
    )


def _point(week: int, row: _Row | None, asked: Scope, *, hide: bool) -> Point:
    if row is None or row.licensed is not None:
        return share_point(week, None if row is None else row.cell, asked.k, hide=hide)
    if hide or must_hide(Cell(None, row.active), asked.k):
        return Point(week=week, value=None, suppressed=True)
    return Point(week=week, value=None, numerator=row.active)


def _apps(session: Session, tool: int) -> list[tuple[int, str]]:
    app = columns(ToolApp)
    rows = session.execute(select(app.id, app.name).where(app.tool_id == tool).order_by(app.bit))
    return [(row[0], row[1]) for row in rows]


def _sources(session: Session, tool: int, week: int) -> tuple[int, ...]:
    covered = columns(CoveredWeek)
    statement = select(covered.import_id).where(covered.week == week, covered.tool_id != 0).distinct()
    if tool != ANY_TOOL:
        statement = statement.where(covered.tool_id == tool)
    return tuple(sorted(session.scalars(statement)))


def _caveats(row: _Row) -> tuple[str, ...]:
    if not row.not_placed:
        return ()
    return (
        f"{plural(row.not_placed, 'active person is', 'active people are')} not placed: the roster does not know them, "
        "so they count for the company and for no team.",
    )


def _snapshots(asked: Scope, tool: int) -> Select[Any]:
    statement = select(*_SNAPSHOT).where(_SNAPSHOT.tool_id == tool, _SNAPSHOT.team_id.in_(_teams_read(asked)))
    return statement if asked.as_of is None else statement.where(_SNAPSHOT.report_on <= sunday(asked.as_of))


def _reported(rows: Sequence[RowMapping]) -> dict[tuple[int, int, date], _Row]:
    """(app, team, report date) → its people."""
    return {
        (row["app_id"], row["team_id"], row["report_on"]): _Row(
            row["active"], row["listed"], row["not_placed"], row["listed_not_placed"], True
        )
        for row in rows
    }


def _snapshot(session: Session, asked: Scope, tool: int, name: str) -> Figure | None:
    """Active in the 7 days that end on the report date; labelled with that date, never joined to a week."""
    rows = session.execute(_snapshots(asked, tool)).mappings().all()
    dates = sorted({row["report_on"] for row in rows if row["team_id"] == asked.team})
    if not dates:
        return None
    at = _reported(rows)
    if tool != ANY_TOOL:
        any_tool = _reported(session.execute(_snapshots(asked, ANY_TOOL)).mappings().all())
        at = {key: row if key[0] else replace(row, any_tool=any_tool.get(key)) for key, row in at.items()}
    day = dates[-1]
    own = at[0, asked.team, day]
    beside = {one: {team: row for (app, team, at_day), row in at.items() if not app and at_day == one} for one in dates}
    hidden_days = {one for one in dates if _stays_hidden(asked, {**beside[one]})}
    points = [share_point(week_of(one), at[0, asked.team, one].cell, asked.k, hide=one in hidden_days) for one in dates]
    series = tuple(points) if asked.series else None
    if day in hidden_days:
        return _figure(name, own, asked, hide=True, kind="tool", as_of=week_of(day), series=series)
    children = [child for child in asked.tree.children(asked.team) if (0, child, day) in at]
    hidden = hidden_siblings(own.placed, [at[0, child, day].cell for child in children], asked.k)
    week = week_of(day)
    apps = [
        _figure(app_name, at[app, asked.team, day], asked, kind="app", as_of=week, detail={"app_id": app})
        for app, app_name in _apps(session, tool)
        if (app, asked.team, day) in at
    ]
    below = [
        _figure(
            asked.tree.names[child],
            at[0, child, day],
            asked,
            hide=position in hidden,
            kind="team",
            as_of=week,
            detail={"path": asked.tree.paths[child]},
        )
        for position, child in enumerate(children)
    ]
    said = f"Active in the 7 days that end on {day.isoformat()}, the report's date: a snapshot, not an ISO week."
    return _figure(
        name,
        own,
        asked,
        kind="tool",
        as_of=week,
        sources=tuple(sorted({row["import_id"] for row in rows if row["report_on"] == day})),
        caveats=(said, *_caveats(own)),
        detail={"tool_id": tool, "report_on": day.isoformat()},
        parts=(*apps, *below),
        series=series,
    )


MEASURE = Measure(
    name="tool_activity",
    title="Tool activity",
    help="Of the people who have an AI tool, the share who used it in the week.",
    rule="Distinct people active in the tool in the week, of the distinct people who had it: everybody whom the usage "
    "file lists as licensed, else everybody on the newest seat list by then; whoever is active had it. Two files that "
    "tell of one tool are united by person. Any tool: distinct over all tools with weekly files. A tool of which only "
    "snapshots exist shows one point: active in the 7 days that end on the report date. People whom the roster does not "
    "know count for the company and are reported as not placed. Only complete weeks count. This is use of a bare tool and "
    "never fills the board number.",
    formula="|{p : active in the tool in w}| / |{p : has the tool in w}|",
    version=1,
    unit="share",
    source="measures.md §1.1, Rulings: time and coverage, people",
    example="69%: 512 of 740 people with a tool used it in 2026-W46.",
    reads=(ToolWeek, ToolSnapshot, CoveredWeek, Tool, ToolApp),
    answer=answer,
)
