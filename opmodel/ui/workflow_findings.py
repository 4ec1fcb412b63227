"""What is red about workflows: a vacant checkpoint, a collapse, a rubber stamp, a lucky prompt, a tab sold as a redesign."""

from collections.abc import Sequence
from typing import Any

from opmodel.measures.figure import Figure
from opmodel.ui.formats import count, day, percent, plural
from opmodel.ui.red import Red

_WORKFLOW_PAGE = "board/workflow.py"
_REGISTER_PAGE = "operate/register.py"
_NAMED = 2
"""Tabs that are named; more are counted."""


def vacancies(components: Figure) -> list[Red]:
    """Checkpoints that nobody looks at, one row a workflow."""
    found = []
    for workflow in components.parts_of("workflow"):
        vacant = _of(workflow, "ownership")["vacant"]
        if vacant:
            first, *others = vacant
            more = f" {plural(len(others), 'more place is', 'more places are')} vacant." if others else ""
            says = f"“{first['checkpoint']}” has no reviewer in {_team(first)}: {first['why']}.{more}"
            found.append(_red("Vacancy", workflow, workflow.name, says, _people(first)))
    return found


def collapses(components: Figure) -> list[Red]:
    """Teams that rose and fell back, with what was never put in place."""
    return [
        _red(
            "Collapse",
            workflow,
            f"{workflow.name} in {_team(fallen)}",
            f"Peaked at {percent(fallen['peak'])} in week {fallen['peak_week']}, now {percent(fallen['now'])}."
            + _never_done(workflow),
            _people(fallen),
        )
        for workflow in components.parts_of("workflow")
        for fallen in _of(workflow, "scale")["fallen"]
    ]


def _never_done(workflow: Figure) -> str:
    """What a workflow that collapsed lacks, of what would have kept it up."""
    lacks = []
    if _of(workflow, "ownership")["state"] == "missing":
        lacks.append("no reviewer is named")
    if _of(workflow, "standardization")["published_version"] is None:
        lacks.append("no play is published")
    said = " and ".join(lacks)
    return f" {said[0].upper()}{said[1:]}." if said else ""


def rubber_stamps(components: Figure) -> list[Red]:
    """Checkpoints that let everything pass."""
    return [
        _red(
            "Rubber stamp",
            workflow,
            f"{workflow.name} in {_team(stamp)}",
            f"{stamp['reviewer'] or 'The reviewer'} saw {plural(stamp['seen'], 'output')} for “{stamp['checkpoint']}” and "
            f"corrected or rejected {count(stamp['corrected_or_rejected']) if stamp['corrected_or_rejected'] else 'none'}.",
            plural(stamp["seen"], "output"),
        )
        for workflow in components.parts_of("workflow")
        for stamp in _of(workflow, "ownership")["rubber_stamps"]
    ]


def lucky_prompts(components: Figure) -> list[Red]:
    """Wins that nobody wrote down, one row a workflow."""
    found = []
    for workflow in components.parts_of("workflow"):
        wins = _of(workflow, "standardization")["wins_without_play"]
        if wins:
            first = min(wins, key=lambda win: str(win["since"]))
            says = f"{_team(first)} has won since {day(first['since'])}, and no play says how."
            found.append(_red("Lucky prompt", workflow, workflow.name, says, _people(first)))
    return found


def tools_first(components: Figure) -> list[Red]:
    """Live workflows of which AI does no step: one row for all of them."""
    tabs = [
        workflow
        for workflow in components.parts_of("workflow")
        if workflow.detail["tab_not_a_redesign"] and _of(workflow, "scale")["teams_live"]
    ]
    if not tabs:
        return []
    teams = plural(sum(_of(workflow, "scale")["teams_live"] for workflow in tabs), "team")
    if len(tabs) == 1:
        says = f"Live in {teams}, and AI does none of its steps: a tab, not a redesign."
        return [_red("Tools first", tabs[0], tabs[0].name, says, teams)]
    says = f"{count(len(tabs))} live workflows are a tab, not a redesign: AI does none of their steps. {_names(tabs)}."
    owners = {str(workflow.detail["owner"]) for workflow in tabs}
    owner = owners.pop() if len(owners) == 1 else plural(len(owners), "owner")
    return [Red(kind="Tools first", what="", says=says, owner=owner, stake=teams, page=_REGISTER_PAGE)]


def _names(tabs: Sequence[Figure]) -> str:
    named = ", ".join(workflow.name for workflow in tabs[:_NAMED])
    return named + (f" and {count(len(tabs) - _NAMED)} more" if len(tabs) > _NAMED else "")


def _of(workflow: Figure, component: str) -> Any:
    """The numbers of one component."""
    return workflow.part(component).detail


def _team(place: Any) -> str:
    return str(place["team"]).rsplit("/", 1)[-1]


def _people(place: Any) -> str:
    return "" if place["people"] is None else plural(place["people"], "person", "people")


def _red(kind: str, workflow: Figure, what: str, says: str, stake: str) -> Red:
    return Red(
        kind=kind,
        what=what,
        says=says,
        owner=str(workflow.detail["owner"]),
        stake=stake,
        page=_WORKFLOW_PAGE,
        query={"workflow": workflow.name},
    )
