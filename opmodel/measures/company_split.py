"""company_split: teams with only tools bought, redesigned and not holding, redesigned and holding, or not known to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.figure import Figure, Point
from opmodel.measures.own_people import OwnPeople
from opmodel.measures.own_weeks import OwnWeeks, tool_weeks, work_weeks
from opmodel.measures.privacy import Cell
from opmodel.measures.register_day import as_registered, last_full_week
from opmodel.measures.registry import Measure, Question
from opmodel.measures.scope import Scope, scope
from opmodel.measures.shares import plural, share_figure, share_series
from opmodel.measures.team_groups import Group, GroupedTeam, grouped_teams
from opmodel.store.bulk import columns
from opmodel.store.register import Rollout, StageChange, Step, Workflow
from opmodel.store.rollup_tables import (
    AdoptionWeek,
    CoveredWeek,
    Membership,
    SeatPoint,
    ToolSnapshot,
    ToolWeek,
)

LINES: Mapping[Group, str] = {
    Group.ONLY_TOOLS: "people active in any tool, of those who have one",
    Group.UNKNOWN: "target people active in a redesigned workflow",
    Group.NOT_HOLDING: "target people active in a redesigned workflow",
    Group.HOLDING: "target people active in a redesigned workflow",
}
"""What a group's line counts, week by week."""

_WHY_NO_LINE: Mapping[Group, str] = {
    Group.ONLY_TOOLS: "No weekly usage file says who of these teams has a tool and who uses it.",
    Group.UNKNOWN: "No workflow use of these teams is uploaded yet.",
    Group.NOT_HOLDING: "No workflow use of these teams is uploaded yet.",
    Group.HOLDING: "No workflow use of these teams is uploaded yet.",
}


def answer(session: Session, question: Question) -> Figure:
    """How many teams are redesigned and holding, with the four groups and the line of each."""
    asked = as_registered(session, scope(session, question))
    teams = grouped_teams(session, asked)
    holding = sum(team.group == Group.HOLDING for team in teams)
    last = last_full_week(asked.today)
    more: dict[str, Any] = {"name": "company_split", "unit": "teams", "rule": MEASURE.rule_id, "as_of": last}
    if not teams:
        why = "No team has a tool, or a redesigned workflow, as far as rosters, usage files and the register say."
        return Figure(why_unknown=why, **more)
    redesigned = work_weeks(session, asked, last=last, every=asked.series)
    weeks = {
        Group.ONLY_TOOLS: tool_weeks(session, asked, last=last, every=asked.series),
        Group.UNKNOWN: redesigned,
        Group.NOT_HOLDING: redesigned,
        Group.HOLDING: redesigned,
    }
    return Figure(
        value=holding,
        numerator=holding,
        denominator=len(teams),
        sources=_sources(session, {week for some in weeks.values() if (week := some.newest) is not None}),
        parts=tuple(_group(group, teams, weeks[group], asked) for group in Group),
        **more,
    )


def _group(group: Group, everyone: Sequence[GroupedTeam], weeks: OwnWeeks, asked: Scope) -> Figure:
    teams = [team for team in everyone if team.group == group]
    cells = weeks.cells(team.team_id for team in teams)
    newest = max(cells, default=None)
    return Figure(
        name=group.value,
        unit="teams",
        rule=MEASURE.rule_id,
        kind="group",
        value=len(teams),
        numerator=len(teams),
        denominator=len(everyone),
        as_of=newest,
        caveats=tuple(_caveats(group, teams, weeks)),
        detail={"people": sum(team.people for team in teams), "line": LINES[group]},
        parts=tuple(_team(team, weeks, asked) for team in teams),
        series=_series(cells, asked) if asked.series else None,
    )


def _series(cells: Mapping[int, Cell], asked: Scope) -> tuple[Point, ...]:
    return share_series(dict(cells), max(cells, default=0), asked.k)


def _team(team: GroupedTeam, weeks: OwnWeeks, asked: Scope) -> Figure:
    said: dict[str, Any] = {
        "kind": "team",
        "as_of": weeks.newest,
        "detail": {"path": team.path, "people": team.people, "workflows": list(team.workflows)},
    }
    people = OwnPeople() if weeks.newest is None else weeks.known[weeks.newest]
    cell = people.alone.get(team.team_id)
    if cell is not None:
        return share_figure(team.name, MEASURE.rule_id, cell, asked.k, **said)
    if people.hides(team.team_id):
        why = "Not shown: the team is small, or with it a smaller one beside it could be worked out."
        return Figure(name=team.name, unit="share", rule=MEASURE.rule_id, suppressed=True, caveats=(why,), **said)
    return Figure(name=team.name, unit="share", rule=MEASURE.rule_id, why_unknown=_WHY_NO_LINE[team.group], **said)


def _caveats(group: Group, teams: Sequence[GroupedTeam], weeks: OwnWeeks) -> list[str]:
    caveats = []
    if group == Group.UNKNOWN and teams:
        caveats.append(
            f"Of {plural(len(teams), 'team')} it is not known whether the new way holds: too early, too small a group, or its "
            "use is not uploaded."
        )
    if weeks.newest is not None:
        people = weeks.known[weeks.newest]
        left_out = people.left_out({team.team_id for team in teams})
        if left_out:
            caveats.append(
                f"The line leaves {plural(len(left_out), 'team')} out: too small to be counted apart from teams of "
                "another group."
            )
    return caveats


def _sources(session: Session, weeks: set[int]) -> tuple[int, ...]:
    covered = columns(CoveredWeek)
    found = session.scalars(select(covered.import_id).where(covered.week.in_(weeks)).distinct())
    return tuple(sorted(found))


MEASURE = Measure(
    name="company_split",
    title="Company split",
    help="Of the teams that have a tool or a redesigned workflow, how many work the new way and keep to it.",
    rule="A team is one with people of its own today, or one with a rollout and no such team below it. Redesigned: a "
    "workflow of which AI does a step is in pilot or production in the team or in one above it. Holding: in one such "
    "rollout the mean share of target people active over the last four complete weeks, holiday weeks left out, reaches the "
    "majority; where the shares of some weeks are withheld, their bounds decide where they can, and where nothing does it is a "
    "group of its own, never counted as not holding. Only tools: no such "
    "rollout, and somebody has a tool by the newest usage file, snapshot or seat list; a team under the smallest group is "
    "taken to have what the team above it has. Teams without either are left out. The line of a group is the weekly share "
    "of its own people, with the teams grouped as they are today: in teams with only tools, active in any tool of those "
    "who have one; in redesigned teams, active in a redesigned workflow of those whom one targets. A line says nothing that "
    "the figures of teams do not say already: a team too small to show is in it only where teams of the same group "
    "account for it.",
    formula="count(teams redesigned and holding) of count(teams with a tool or a redesign)",
    version=1,
    unit="teams",
    source="measures.md, Rulings: the board number, people; design.md §5",
    example="4 of 17 teams are redesigned and holding; 9 have only tools.",
    reads=(
        AdoptionWeek,
        ToolWeek,
        ToolSnapshot,
        SeatPoint,
        CoveredWeek,
        Membership,
        Rollout,
        StageChange,
        Step,
        Workflow,
    ),
    answer=answer,
    thresholds=("majority_share",),
)
