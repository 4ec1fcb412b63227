"""What the Workflow page says of one workflow: its sentence, its facts, its steps, checkpoints and rollouts as rows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from opmodel.measures.checkpoints import CheckpointStanding
from opmodel.measures.figure import Figure
from opmodel.measures.holding import RolloutAdoption
from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.workflow_record import RecordedOperator, WorkflowRecord
from opmodel.store.register import LIVE, Decider, Performer, Stage
from opmodel.ui.formats import count, day, n_of_m, percent, plural
from opmodel.ui.formats import reason as not_shown_here
from opmodel.ui.plain import plain
from opmodel.ui.sentences import lowered, not_shown, when

PERFORMERS = {Performer.HUMAN: "Human", Performer.AI_ASSISTS: "AI\u00a0assists", Performer.AI_DOES: "AI\u00a0does"}
DECIDERS = {Decider.HUMAN: "human", Decider.AI_WITHIN_LIMITS: "AI within limits", Decider.AI: "AI"}
STAGES = {Stage.PLANNED: "Planned", Stage.PILOT: "Pilot", Stage.PRODUCTION: "Production", Stage.STOPPED: "Stopped"}
NOT_SAID = "not said"


def part_of(figure: Figure, workflow_id: int) -> Figure | None:
    """The part of a measure that is about one workflow."""
    return next((part for part in figure.parts_of("workflow") if part.detail.get("workflow_id") == workflow_id), None)


def headline(record: WorkflowRecord, part: Figure | None, *, team: str = "", today: date | None = None) -> str:
    """The sentence the page opens with.

    Args:
        record: the workflow, with its rollouts in the scope.
        part: its part of the measure `adoption`, if it has one.
        team: path of the team that the page is about; empty for the whole company.
        today: the day the sentence is read on.
    """
    name, place = plain(record.name), f" in {plain(team_name(team))}" if team else ""
    if not record.steps:
        return f"{name} has no steps yet, so nobody can say what AI does in it."
    if not record.is_redesigned:
        steps = f"none of its {count(len(record.steps))} steps" if len(record.steps) > 1 else "not do its one step"
        return f"{name} is a tab, not a redesign: AI does {steps}."
    live = [rollout for rollout in record.rollouts if rollout.is_live]
    if not live:
        return f"{name} is redesigned and live nowhere{place}{_why_nowhere(record)}."
    if part is not None and part.suppressed:
        said = not_shown(part, f"people{place}", when(part.as_of, today or date.today()))
        return f"{name}: {lowered(said)}"
    if part is not None and part.value is not None:
        week = when(part.as_of, today or date.today())
        return f"{name}: {n_of_m(part)} people{place} worked the new way {week}, {percent(part.value)}."
    return f"{name} is live in {plural(len(live), 'team')}; how many people work the new way is not known yet."


def _why_nowhere(record: WorkflowRecord) -> str:
    planned = sum(rollout.stage == Stage.PLANNED for rollout in record.rollouts)
    stopped = sum(rollout.stage == Stage.STOPPED for rollout in record.rollouts)
    if planned:
        return f", planned in {plural(planned, 'team')}"
    return f" since it was stopped in {plural(stopped, 'team')}" if stopped else " yet"


def under_the_headline(record: WorkflowRecord, adoptions: Sequence[RolloutAdoption], part: Figure | None) -> str:
    """In how many of the live teams it holds; what a tab lacks; what is missing where nothing is measured."""
    if not record.is_redesigned:
        assists = sum(step.after == Performer.AI_ASSISTS for step in record.steps)
        return (
            f"AI assists in {plural(assists, 'step')}. Assistance is not counted as redesigned work, so this workflow stays "
            "out of the board number until AI does a step."
            if assists
            else "Name the steps, and who performs each before and after. It counts once AI does one of them."
        )
    live = [adoption for adoption in adoptions if adoption.stage in LIVE]
    known = [adoption for adoption in live if adoption.holding is not None]
    said = []
    if known:
        holding = sum(bool(adoption.holding) for adoption in known)
        said.append(
            f"A clear majority holds in **{count(holding)} of {count(len(known))} teams** measured."
            if len(known) > 1
            else f"The one team measured {'holds' if holding else 'does not hold'} a clear majority."
        )
    hidden = sum(adoption.level.suppressed for adoption in live if adoption.holding is None)
    if hidden:
        said.append(f"Of {plural(hidden, 'live team')} it is not shown whether it holds.")
    if len(live) > len(known) + hidden:
        said.append(f"{plural(len(live) - len(known) - hidden, 'live team is', 'live teams are')} not measured yet.")
    if not known and part is not None and part.why_unknown:
        said.append(plain(part.why_unknown))
    return " ".join(said)


def operators(found: Sequence[RecordedOperator]) -> str:
    """Who redesigns, runs and scales it, with hours a week; what is missing is asked for. Markdown, names escaped."""
    if not found:
        return "Nobody is named. Say who redesigns, runs and scales it, with hours a week."
    lines = [
        f"{plain(one.name)} {one.role.value} it, "
        + (f"{one.hours_a_week:g} hours a week" if one.hours_a_week else "**hours a week not said**")
        for one in found
    ]
    hours = sum(one.hours_a_week or 0 for one in found)
    if len(found) > 1 and hours:
        lines.append(f"**{hours:g} hours a week** together")
    return "  \n".join(lines)


def step_rows(record: WorkflowRecord) -> list[dict[str, Any]]:
    """The steps in their order, before → after."""
    return [
        {
            "Step": step.name,
            "Before": PERFORMERS[step.before],
            "After": PERFORMERS[step.after],
            "Minutes a case": "not said" if step.minutes_a_case is None else f"{step.minutes_a_case:g}",
            "Decision": step.decision or "none",
            "Decided by": "" if not step.decision else DECIDERS[step.decider] if step.decider else NOT_SAID,
            "Checkpoint": _checkpoint(step.checkpoint, step.cadence_days, step.after),
        }
        for step in record.steps
    ]


def _checkpoint(what: str, cadence: int | None, after: Performer) -> str:
    if not what:
        return "none" if after == Performer.HUMAN else "missing"
    return f"{what}, {every(cadence)}" if cadence else what


def every(cadence: int | None) -> str:
    """`every day`, `every 7 days`."""
    if cadence is None:
        return "no cadence said"
    return "every day" if cadence == 1 else f"every {count(cadence)} days"


def steps_title(record: WorkflowRecord) -> str:
    """How many of the steps AI does, as a heading."""
    does = sum(step.after == Performer.AI_DOES for step in record.steps)
    return f"AI does {count(does)} of {plural(len(record.steps), 'step')}."


def checkpoint_rows(record: WorkflowRecord) -> list[dict[str, Any]]:
    """The checkpoints of the live rollouts, one row a checkpoint and team."""
    return [
        {
            "Checkpoint": one.what,
            "Team": one.rollout.place,
            "Reviewer": f"vacant: {one.vacancy}" if one.vacancy else one.reviewer,
            "Backup": one.backup or "none",
            "Last check": one.last_looked_on or "none yet",
            "Next check": _due(one, record.day),
            "Corrected or rejected": _mended(one),
        }
        for one in record.checkpoints
    ]


def _due(one: CheckpointStanding, today: date) -> date | str:
    if one.due_on is None:
        return every(None)
    late = one.overdue_days(today)
    return f"overdue by {plural(late, 'day')} on {day(today)}" if late else one.due_on


def _mended(one: CheckpointStanding) -> str:
    if not one.seen:
        return "nothing seen lately"
    return f"{count(one.corrected_or_rejected)} of {count(one.seen)} · {percent(one.corrected_or_rejected / one.seen)}"


def checkpoints_title(record: WorkflowRecord) -> str:
    """How many checkpoints are vacant and how many checks overdue, as a heading."""
    if not record.checkpoints:
        return "No checkpoint stands in a live team."
    vacant = sum(bool(one.vacancy) for one in record.checkpoints)
    late = sum(one.overdue_days(record.day) > 0 for one in record.checkpoints)
    if not vacant and not late:
        return "Every checkpoint has a reviewer, and no check is overdue."
    said = [
        f"{count(vacant)} of {plural(len(record.checkpoints), 'checkpoint')} without a reviewer" if vacant else "",
        f"{plural(late, 'check')} overdue" if late else "",
    ]
    sentence = ", ".join(filter(None, said))
    return f"{sentence[0].upper()}{sentence[1:]}."


def rollout_rows(record: WorkflowRecord, adoptions: Sequence[RolloutAdoption]) -> list[dict[str, Any]]:
    """The rollouts, one row an attempt."""
    known = {adoption.rollout_id: adoption for adoption in adoptions}
    return [
        {
            "Team": team_name(rollout.team, rollout.attempt),
            "Stage": f"{STAGES[rollout.stage]} since {day(rollout.stage_since)}",
            "Adoption": standing(known.get(rollout.id), rollout.stage),
            "Play version": rollout.play_version or "none",
            "Receiving owner": _receiving(rollout),
            "Accountable for, before → now": _accountable(rollout),
        }
        for rollout in record.rollouts
    ]


def standing(adoption: RolloutAdoption | None, stage: Stage) -> str:
    """`holding, 66%` of a live rollout, or why there is no figure."""
    if stage == Stage.PLANNED:
        return "not begun"
    if stage == Stage.STOPPED:
        return "stopped"
    if adoption is None or adoption.holding is None:
        return not_shown_here(adoption.level) if adoption is not None and adoption.level.suppressed else "not measured"
    level = adoption.level.detail.get("bound") if adoption.level.value is None else percent(adoption.level.value)
    return f"{'holding' if adoption.holding else 'not holding'}{f', {level}' if level else ''}"


def _receiving(rollout: RolloutStanding) -> str:
    if not rollout.receiving_owner:
        return "nobody named"
    accepted = f"accepted {day(rollout.accepted_on)}" if rollout.accepted_on else "not accepted yet"
    return f"{rollout.receiving_owner}, {accepted}"


def _accountable(rollout: RolloutStanding) -> str:
    """What the team was accountable for, and is now: if it is the same, the team will drift back."""
    before, now = rollout.accountable_before, rollout.accountable_now
    if not before and not now:
        return NOT_SAID
    if before.casefold() == now.casefold():
        return f"{before}, the same as before"
    return f"{before or NOT_SAID} → {now or NOT_SAID}"


def rollouts_title(record: WorkflowRecord) -> str:
    """How many rollouts there are in each stage, as a heading."""
    if not record.rollouts:
        return "No team has it yet."
    counted = [
        (stage, sum(rollout.stage == stage for rollout in record.rollouts))
        for stage in (Stage.PRODUCTION, Stage.PILOT, Stage.PLANNED, Stage.STOPPED)
    ]
    words = {
        Stage.PRODUCTION: "in production",
        Stage.PILOT: "in pilot",
        Stage.PLANNED: "planned",
        Stage.STOPPED: "stopped",
    }
    return (
        f"{plural(len(record.rollouts), 'rollout')}: "
        + ", ".join(f"{count(number)} {words[stage]}" for stage, number in counted if number)
        + "."
    )


def team_name(path: str, attempt: int = 1) -> str:
    """A team's own name, with the attempt where it is not the first."""
    name = path.rsplit("/", 1)[-1]
    return name if attempt == 1 else f"{name} (attempt {attempt})"


def decisions_title(record: WorkflowRecord) -> str:
    """How many decisions are recorded, as a heading."""
    if not record.decisions:
        return "No decision is recorded yet."
    return f"{plural(len(record.decisions), 'decision')}, the newest of {day(record.decisions[0].decided_on)}."


def decision_rows(record: WorkflowRecord) -> list[dict[str, Any]]:
    """The decisions, newest first."""
    return [
        {
            "Decided": one.decided_on,
            "Decision": one.kind.value.replace("_", " ").capitalize(),
            "Team": team_name(one.team) if one.team else "whole workflow",
            "Why": one.why or NOT_SAID,
            "Expected": one.expected_move or NOT_SAID,
            "Owner": one.owner or one.decided_by or NOT_SAID,
            "Due": one.due_on,
        }
        for one in record.decisions
    ]


def cycle_time_missing(record: WorkflowRecord) -> str:
    """What the measuring of cycle time still needs, and whether a baseline is locked."""
    begun = [rollout for rollout in record.rollouts if rollout.go_live is not None]
    if not begun:
        return (
            "It takes a baseline, locked before the first team goes live, and the cases of the task before and after."
        )
    locked = [rollout for rollout in begun if rollout.id in record.baselines]
    needs = "It takes the cases of the task before and after go-live, against a locked baseline."
    if not locked:
        return f"{needs} No baseline is locked for any of {plural(len(begun), 'team')} that went live."
    names = ", ".join(f"{team_name(one.team, one.attempt)} on {day(record.baselines[one.id])}" for one in locked)
    return f"{needs} A baseline is locked for {count(len(locked))} of {plural(len(begun), 'team')}: {names}."


def most_pressing(findings: Figure, adoption: Figure) -> str:
    """The workflow to show first: the one with the most urgent finding, else the one that targets most people; or nothing."""
    red = [str(part.detail["workflow"]) for part in findings.parts_of("finding") if part.detail["workflow"]]
    if red:
        return red[0]
    largest = max(adoption.parts_of("workflow"), key=lambda part: part.denominator or 0, default=None)
    return "" if largest is None else largest.name
