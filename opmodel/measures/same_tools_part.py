"""One tool's comparison as a part of the figure: both sides, the new way, the pairs, the cases, and who is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from opmodel.measures.cases_beside import CasesBeside
from opmodel.measures.figure import Figure, Point
from opmodel.measures.like_teams import Match, TeamWithTool
from opmodel.measures.matched_teams import LeftOut, ToolTeams
from opmodel.measures.own_weeks import OwnWeeks
from opmodel.measures.privacy import Cell
from opmodel.measures.scope import Scope
from opmodel.measures.shares import plural, share_figure, share_series
from opmodel.measures.verdict.comparison import Change
from opmodel.store.weeks import label

OBSERVATIONAL = (
    "Observational: teams chose, or were chosen, to redesign, so a difference is no proof that the redesign made it."
)
REDESIGNED, ONLY_TOOL, NEW_WAY = "redesigned", "only_tool", "new_way"


def tool_part(
    teams: ToolTeams,
    *,
    work: OwnWeeks,
    cases: Sequence[CasesBeside],
    asked: Scope,
    rule: str,
    sources: tuple[int, ...],
) -> Figure:
    """The part of kind `tool`: value is how many redesigned teams have somebody beside them.

    Its parts are of kind `side` (`redesigned`, `only_tool`: share of people with the tool who use it), `adoption`
    (`new_way`), `pair` (a redesigned team, its parts the teams beside it), `cases` and `left_out`.
    """
    more: dict[str, Any] = {"name": teams.tool, "unit": "teams", "rule": rule, "kind": "tool", "sources": sources}
    newest = teams.weeks.newest
    if newest is None:
        why = f"No weekly usage file says who has {teams.tool} and who uses it."
        return Figure(why_unknown=why, detail={"tool_id": teams.tool_id}, **more)
    compared, since = len(teams.matches), teams.since
    left_out = tuple(_left_out(one, rule) for one in teams.left_out)
    of_cases = tuple(_cases(one, rule) for one in cases)
    with_tool = compared + sum(one.is_redesigned for one in teams.left_out)
    detail = {
        "tool_id": teams.tool_id,
        "since": None if since is None else label(since),
        REDESIGNED: _counts(teams.redesigned),
        ONLY_TOOL: _counts(teams.beside),
        "only_tools_without_it": teams.without,
    }
    if since is None:
        return Figure(
            why_unknown="No redesigned team has a team of like size and start beside it that has only the tool.",
            denominator=with_tool,
            as_of=newest,
            detail=detail,
            parts=(*of_cases, *left_out),
            **more,
        )
    lines = _Lines(since=since, asked=asked, rule=rule)
    cells = teams.weeks.known[newest].alone
    detail["uses_it_more"] = sum(_share(cells, [one.team]) > _share(cells, one.beside) for one in teams.matches)
    return Figure(
        value=compared,
        numerator=compared,
        denominator=with_tool,
        as_of=newest,
        caveats=(OBSERVATIONAL,),
        detail=detail,
        parts=(
            lines.of(REDESIGNED, "side", teams.redesigned, teams.weeks),
            lines.of(ONLY_TOOL, "side", teams.beside, teams.weeks),
            lines.of(NEW_WAY, "adoption", teams.redesigned, work),
            *(_pair(one, cells, asked.k, rule=rule, week=newest) for one in teams.matches),
            *of_cases,
            *left_out,
        ),
        **more,
    )


def _counts(teams: Sequence[TeamWithTool]) -> dict[str, int]:
    return {
        "teams": len(teams),
        "people": sum(team.people for team in teams),
        "people_with_it": sum(team.holders for team in teams),
    }


def _share(cells: Mapping[int, Cell], teams: Sequence[TeamWithTool]) -> float:
    """Share of the teams' people with the tool who use it."""
    own = [cells[team.team_id] for team in teams]
    return sum(cell.numerator or 0 for cell in own) / sum(cell.denominator for cell in own)


class _Lines:
    """Draws the weekly line of some teams together.

    Args:
        since: the first week.
        asked: of whom, and whether with the series.
        rule: name and version of the rule.
    """

    def __init__(self, *, since: int, asked: Scope, rule: str) -> None:
        self._since = since
        self._asked = asked
        self._rule = rule

    def of(self, name: str, kind: str, teams: Sequence[TeamWithTool], weeks: OwnWeeks) -> Figure:
        """The share of the newest week, with the line since the common week where the series is asked for."""
        numbers = {team.team_id for team in teams}
        cells = {week: cell for week, cell in weeks.cells(numbers).items() if week >= self._since}
        newest = weeks.newest
        said: dict[str, Any] = {"kind": kind, "as_of": newest, "detail": _counts(teams)}
        if newest is None or newest not in cells:
            why = "No complete week of workflow use of these teams is uploaded since then."
            return Figure(name=name, unit="share", rule=self._rule, why_unknown=why, **said)
        hidden = weeks.known[newest].left_out(numbers)
        if hidden:
            said["caveats"] = (f"The line leaves {plural(len(hidden), 'team')} out: too small to be counted apart.",)
        return share_figure(name, self._rule, cells[newest], self._asked.k, series=self._series(cells, newest), **said)

    def _series(self, cells: Mapping[int, Cell], newest: int) -> tuple[Point, ...] | None:
        return share_series(dict(cells), newest, self._asked.k) if self._asked.series else None


def _pair(one: Match, cells: Mapping[int, Cell], k: int, *, rule: str, week: int) -> Figure:
    def team(found: TeamWithTool, kind: str, **more: Any) -> Figure:
        detail = {
            "path": found.path,
            "people": found.people,
            "people_with_it": found.holders,
            "first_week": label(found.began),
        }
        return share_figure(found.name, rule, cells[found.team_id], k, kind=kind, as_of=week, detail=detail, **more)

    return team(one.team, "pair", parts=tuple(team(other, "team") for other in one.beside))


def _cases(one: CasesBeside, rule: str) -> Figure:
    """The cases of a redesigned workflow in a team: value is their change against the others', −0.31 for 31 % less time."""
    own, found = one.own, None if one.controls is None else one.controls.difference
    detail: dict[str, Any] = {
        "workflow": own.rollout.workflow,
        "workflow_id": own.rollout.workflow_id,
        "rollout_id": own.rollout.id,
        "team": own.rollout.team,
        "go_live": None if own.rollout.go_live is None else own.rollout.go_live.isoformat(),
    }
    more: dict[str, Any] = {
        "name": f"{own.rollout.workflow}, {own.rollout.place}",
        "unit": "share",
        "rule": rule,
        "kind": "cases",
        "sources": () if own.task is None else tuple(sorted(own.task.imports)),
    }
    if one.why or found is None or one.controls is None or own.comparison is None:
        return Figure(why_unknown=f"Not compared: {one.why}.", suppressed=own.suppressed, detail=detail, **more)
    judged = own.comparison.verdict
    detail |= {
        "who": one.controls.who,
        "teams": found.controls,
        "ci_low": found.change.low,
        "ci_high": found.change.high,
        "rank": found.rank,
        "of": found.controls + 1,
        "p": found.p,
        "indicative": found.is_indicative,
        "cases_before": judged.used_before,
        "cases_after": judged.used_after,
        "weeks_after": judged.weeks_after,
        "own_change": _change(judged.change),
        "others_change": _change(one.others_change),
    }
    return Figure(value=found.change.share, detail=detail, caveats=(OBSERVATIONAL,), **more)


def _change(change: Change | None) -> dict[str, float] | None:
    return None if change is None else {"share": change.share, "ci_low": change.low, "ci_high": change.high}


def _left_out(one: LeftOut, rule: str) -> Figure:
    return Figure(
        name=one.name,
        unit="teams",
        rule=rule,
        kind="left_out",
        why_unknown=f"Not compared: {one.why}.",
        detail={"path": one.path, "people": one.people, "side": REDESIGNED if one.is_redesigned else ONLY_TOOL},
    )
