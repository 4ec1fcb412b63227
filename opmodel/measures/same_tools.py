"""same_tools: redesigned teams beside teams of like size and start that have only the same tool. Observational."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from opmodel.measures.cases_beside import CasesOfTeams
from opmodel.measures.figure import Figure
from opmodel.measures.matched_teams import Sides, ToolTeams, compared_teams, sides_of, tool_teams
from opmodel.measures.own_weeks import OwnWeeks, work_weeks
from opmodel.measures.register_day import as_registered, last_full_week
from opmodel.measures.registry import Measure, Question
from opmodel.measures.same_tools_part import OBSERVATIONAL, tool_part
from opmodel.measures.scope import Scope, scope
from opmodel.store.bulk import columns
from opmodel.store.facts import Tool
from opmodel.store.register import Baseline, Rollout, StageChange, Step, Workflow, WorkflowTool
from opmodel.store.rollup_tables import AdoptionWeek, BaselineSet, CasePack, CoveredWeek, Membership, ToolWeek


def answer(session: Session, question: Question) -> Figure:
    """How many redesigned teams have somebody beside them, with the comparison tool by tool."""
    asked = as_registered(session, scope(session, question))
    last = last_full_week(asked.today)
    sides = sides_of(session, asked)
    more: dict[str, Any] = {"name": "same_tools", "unit": "teams", "rule": MEASURE.rule_id, "as_of": last}
    why = _why_nobody(sides)
    if why:
        return Figure(why_unknown=why, **more)
    found = tool_teams(session, asked, sides, last=last)
    reading = _Reading(
        session=session,
        asked=asked,
        work=work_weeks(session, asked, last=last, every=asked.series),
        cases=CasesOfTeams(session, asked, sides),
    )
    parts = tuple(reading.part(one) for one in found)
    compared = len(compared_teams(found))
    return Figure(
        value=compared,
        numerator=compared,
        denominator=len(sides.redesigned),
        sources=tuple(sorted({number for part in parts for number in part.sources})),
        caveats=(OBSERVATIONAL,),
        parts=parts,
        **more,
    )


def _why_nobody(sides: Sides) -> str:
    if not sides.redesigned:
        return "No redesigned workflow is live in these teams, so there is nothing to compare."
    if not sides.only_tools:
        return "No team here has a tool without a redesigned workflow: there is nobody to compare with."
    return ""


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """What every tool is read with."""

    session: Session
    asked: Scope
    work: OwnWeeks
    cases: CasesOfTeams

    def part(self, teams: ToolTeams) -> Figure:
        """The comparison by one tool."""
        cases = self.cases.beside(teams)
        of_cases = {number for one in cases if one.own.task is not None for number in one.own.task.imports}
        return tool_part(
            teams,
            work=self.work,
            cases=cases,
            asked=self.asked,
            rule=MEASURE.rule_id,
            sources=tuple(sorted({*_sources(self.session, teams, self.work), *of_cases})),
        )


def _sources(session: Session, teams: ToolTeams, work: OwnWeeks) -> Sequence[int]:
    """The files of the newest week of the tool, and of the newest of the redesigned work."""
    covered = columns(CoveredWeek)
    of_tool = (covered.tool_id == teams.tool_id) & (covered.week == (teams.weeks.newest or 0))
    of_work = (covered.workflow_id != 0) & (covered.week == (work.newest or 0))
    return session.scalars(select(covered.import_id).where(or_(of_tool, of_work)).distinct()).all()


MEASURE = Measure(
    name="same_tools",
    title="Same tools, two results",
    help="Redesigned teams beside teams of like size that have only the same tool: how many use it, and what became of the "
    "time the work takes. Observational: it shows a difference, and does not prove what made it.",
    rule="Tool by tool, for each tool that redesigned work stands on (a workflow that names no tool may stand on any). "
    "Redesigned: a workflow of which AI does a step is in pilot or production in the team or in one above it. Only the tool: "
    "people with the tool, and no such workflow now or ever before. A team is compared if its own people with the tool, "
    "without those of the teams below it, can be counted by themselves in the newest complete week: at least the smallest "
    "group, and no smaller team beside it could be worked out. Beside each redesigned team stand the teams with only the "
    "tool that are like it: headcount, and share of people with the tool, at most twice the other's; first week with the "
    "tool in the usage files at most 13 weeks apart. Of more than five the nearest by headcount, then by that share, then by "
    "name. A team may stand beside several, and counts once on its side. Teams that are like nobody are named with the "
    "reason. Use of the tool, both sides: distinct people active in it in the week, of those who have it, from the first "
    "week in which every compared team can be counted; a team too small to show in an earlier week is left out of that week. "
    "The new way, redesigned side only, on its own line: target people active in a redesigned workflow. Time: for each "
    "redesigned workflow with a locked baseline, the change of its cases against the change of the cases of teams with "
    "only the tool over the same weeks (difference-in-differences by week), whatever their size: those that do the same task, "
    "where there are any, else their work that was not redesigned; same start. With fewer than five teams it is indicative. "
    "Teams chose, or were chosen, to redesign: a difference is no proof of its cause. Tools are never added up to a "
    "capability group, as a person may have several.",
    formula="active in the tool ÷ people with the tool, on both sides; "
    "exp(Δ redesigned − Δ only the tool) − 1 of weekly mean log hours; count(redesigned teams compared) of count(redesigned teams)",
    version=1,
    unit="teams",
    source="measures.md §1.8, §5, Rulings: people; design.md §5",
    example="12 of 16 redesigned teams are compared: 68% of 702 people with the tool use it, 57% of 239 where only it was bought.",
    reads=(
        ToolWeek,
        AdoptionWeek,
        CoveredWeek,
        CasePack,
        BaselineSet,
        Baseline,
        Membership,
        Rollout,
        StageChange,
        Step,
        Tool,
        Workflow,
        WorkflowTool,
    ),
    answer=answer,
)
