"""The register of Northwind Mutual as its AI office keeps it: one workbook of sheets, and the baselines in one of theirs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opmodel.demo.checkpoints import REVIEWS, check_rows, reviewer_rows
from opmodel.demo.company import CURRENCY, MAIL_DOMAIN
from opmodel.demo.gates import baseline_rows, gate_rows
from opmodel.demo.plan import Plan
from opmodel.demo.plays import play_rows
from opmodel.demo.rollouts import ROLLOUTS
from opmodel.demo.staff import mailbox_name
from opmodel.demo.stories import PILOT, PLANNED, RolloutStory, WorkflowStory
from opmodel.demo.workflows import WORKFLOWS
from opmodel.demo.writing import Written, write_xlsx

_AI_OFFICE = "Northwind AI office"

_WORKFLOWS = ("Workflow", "Outcome", "Owner", "Owner e-mail", "Tools")
_OPERATORS = ("Workflow", "Operator", "Role", "Hours a week")
_STEPS = (
    "Workflow", "Step", "Performer before", "Performer after", "Decision", "Decided by", "Minutes a case",
    "Cases a week", "Valid from", "Valid to", "Checkpoint", "Cadence days",
)  # fmt: skip
_PLAYS = ("Workflow", "Version", "Published on", "Published by", "Play")
_ROLLOUTS = (
    "Workflow", "Team", "Attempt", "Stage", "Since", "Changed by", "Why", "Receiving owner", "Accepted on",
    "Success test", "Decide by", "Spend", "Currency", "Accountable before", "Accountable now", "Stated headcount",
    "Play version",
)  # fmt: skip
_REVIEWERS = ("Workflow", "Step", "Team", "Attempt", "Reviewer", "Backup", "From", "To")
_MILESTONES = ("Workflow", "Team", "Attempt", "Milestone", "Reached on")
_CHECKS = (
    "Workflow", "Step", "Team", "Attempt", "Looked on", "Reviewer", "Seen", "Accepted", "Corrected", "Rejected",
)  # fmt: skip
_BASELINES = ("Workflow", "Team", "Attempt", "Name", "First day", "Last day", "Locked by", "Locked on", "Cases")
_GATE = ("Workflow", "Team", "Attempt", "Passed on", "Passed by", "Missing", "Reason")
_OFFICE_HOLDERS = ("Name", "E-mail")


def workflows(plan: Plan, folder: Path) -> Written:
    """The register: what was decided about each workflow, where it was taken, who looks at it, and what they found."""
    path = folder / "workflows.xlsx"
    write_xlsx(
        path,
        {
            "Workflows": (_WORKFLOWS, map(_workflow, WORKFLOWS)),
            "Operators": (_OPERATORS, _operators()),
            "Steps": (_STEPS, (row for workflow in WORKFLOWS for row in _steps(plan, workflow))),
            "Plays": (_PLAYS, play_rows(plan)),
            "Rollouts": (_ROLLOUTS, (row for rollout in ROLLOUTS for row in _stages(plan, rollout))),
            "Reviewers": (_REVIEWERS, reviewer_rows(plan)),
            "Milestones": (_MILESTONES, _milestones(plan)),
            "Checks": (_CHECKS, check_rows(plan)),
            "Gate": (_GATE, gate_rows(plan)),
            "Office holders": (_OFFICE_HOLDERS, ([name, _address(name)] for name in office_holders())),
        },
    )
    return Written(path=path, report_at=plan.report_at())


def baselines(plan: Plan, folder: Path) -> Written:
    """The baselines, in a workbook that is uploaded after the cases it locks."""
    path = folder / "baselines.xlsx"
    write_xlsx(path, {"Baselines": (_BASELINES, baseline_rows(plan))})
    return Written(path=path, report_at=plan.report_at())


def office_holders() -> list[str]:
    """Everyone who is named for an office in the register, in the order of the alphabet."""
    named = {workflow.owner for workflow in WORKFLOWS}
    named |= {operator.name for workflow in WORKFLOWS for operator in workflow.operators}
    named |= {rollout.owner for rollout in ROLLOUTS}
    named |= {name for review in REVIEWS for name in (review.reviewer, review.backup)}
    return sorted(named - {""})


def _address(name: str) -> str:
    return f"{'.'.join(map(mailbox_name, name.split()))}@{MAIL_DOMAIN}"


def _workflow(workflow: WorkflowStory) -> list[Any]:
    return [workflow.name, workflow.outcome, workflow.owner, _address(workflow.owner), workflow.tool]


def _operators() -> Iterator[list[Any]]:
    for workflow in WORKFLOWS:
        for operator in workflow.operators:
            yield [workflow.name, operator.name, operator.role, operator.hours]


def _steps(plan: Plan, workflow: WorkflowStory) -> Iterator[list[Any]]:
    first = max(rollout.live_since or 0 for rollout in ROLLOUTS if rollout.workflow == workflow.name)
    since = plan.day(first + 7).isoformat()
    for step in workflow.steps:
        yield [
            workflow.name,
            step.name,
            step.before,
            step.after,
            step.decision,
            step.decider,
            step.minutes,
            _cases_a_week(plan, workflow),
            since,
            "",
            step.checkpoint,
            "" if step.cadence is None else step.cadence,
        ]


def _cases_a_week(plan: Plan, workflow: WorkflowStory) -> int | str:
    if workflow.cases is None:
        return "" if workflow.stated is None else round(workflow.stated * plan.case_scale)
    teams = {rollout.team for rollout in ROLLOUTS if rollout.workflow == workflow.name and rollout.has_cases}
    return round(workflow.cases.a_week * len(teams) * plan.case_scale)


def _stages(plan: Plan, rollout: RolloutStory) -> Iterator[list[Any]]:
    owner = next(workflow.owner for workflow in WORKFLOWS if workflow.name == rollout.workflow)
    for days, stage, why in rollout.stages:
        yield [
            rollout.workflow,
            rollout.team,
            rollout.attempt,
            stage,
            plan.day(days).isoformat(),
            _AI_OFFICE if stage in {PLANNED, PILOT} else owner,
            why,
            rollout.owner,
            "" if rollout.accepted is None else plan.day(rollout.accepted).isoformat(),
            rollout.success,
            "" if rollout.decide_in is None else plan.later(rollout.decide_in).isoformat(),
            "" if rollout.spend is None else rollout.spend,
            "" if rollout.spend is None else CURRENCY,
            rollout.before,
            rollout.now,
            "" if rollout.headcount is None else rollout.headcount,
            "" if rollout.play is None else rollout.play,
        ]


def _milestones(plan: Plan) -> Iterator[list[Any]]:
    for rollout in ROLLOUTS:
        for days, name in rollout.milestones:
            yield [rollout.workflow, rollout.team, rollout.attempt, name, plan.day(days).isoformat()]
