"""The gate before the next team: the evidence that a workflow works where it is, and that the next team is ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.checkpoints import checked_steps, checkpoint_standings
from opmodel.measures.component import in_words, listed, quoted
from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.plays import Plays, plays
from opmodel.measures.register_day import as_registered
from opmodel.measures.registry import Question, ask
from opmodel.measures.rollouts import RolloutStanding, rollout_on
from opmodel.measures.scope import Scope
from opmodel.measures.shares import percent, plural
from opmodel.measures.steps import StepRecord, registered_steps
from opmodel.store.bulk import columns
from opmodel.store.register import Baseline, OfficeHolder, Performer, Rollout, Team, Workflow
from opmodel.store.thresholds import all_thresholds

CYCLE_TIME = "cycle_time"


@dataclass(frozen=True, kw_only=True)
class GateItem:
    """One piece of evidence."""

    name: str
    """`holding`, `cycle_time`, `play`, `checkpoint` or `receiving_owner`."""
    title: str
    met: bool
    says: str
    """The evidence, or what is missing; a plain sentence."""
    next: str = ""
    """What to do about it; empty where it is met."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """Whether a workflow is ready for its next team."""

    workflow_id: int
    rollout_id: int | None
    """The next team's rollout, planned or about to begin; None where no team is named yet."""
    items: tuple[GateItem, ...]

    @property
    def missing(self) -> tuple[GateItem, ...]:
        """The evidence that is not there."""
        return tuple(item for item in self.items if not item.met)

    @property
    def open(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True, kw_only=True)
class _Evidence:
    """What the items are judged by."""

    session: Session
    asked: Scope
    workflow_id: int
    workflow: str
    owner: str
    limits: dict[str, float]
    rollout: RolloutStanding | None
    """The next team's."""
    others: list[RolloutAdoption]
    """The workflow's other rollouts."""
    place: str
    """The next team's name where no rollout of it is registered yet; empty while no team is named."""

    def ask(self, name: str = "") -> str:
        """` Ask Grace Hopper.`: whoever is named, else the workflow's owner."""
        return f" Ask {name or self.owner}." if name or self.owner else ""


def gate(session: Session, asked: Scope, *, workflow_id: int, rollout_id: int | None, place: str = "") -> Gate:
    """The gate of a workflow before a team, as of the scope's day; the scope's team makes no difference.

    Args:
        session: the store.
        asked: as of when.
        workflow_id: the workflow.
        rollout_id: the rollout in the next team, whether or not it has a stage yet; None while none is registered.
        place: the next team's name, where it is named and has no rollout yet.
    """
    asked = replace(as_registered(session, asked), team=asked.tree.company)
    workflow, holder = columns(Workflow), columns(OfficeHolder)
    name, owner = session.execute(
        select(workflow.name, holder.name)
        .select_from(workflow.id.table)
        .outerjoin(holder.id.table, holder.id == workflow.owner_id)
        .where(workflow.id == workflow_id)
    ).one()
    evidence = _Evidence(
        session=session,
        asked=asked,
        workflow_id=workflow_id,
        workflow=name,
        owner=owner or "",
        limits=all_thresholds(session),
        rollout=None if rollout_id is None else rollout_on(session, asked.today, rollout_id),
        others=[
            one
            for one in rollout_adoptions(session, asked)
            if one.workflow_id == workflow_id and one.rollout_id != rollout_id
        ],
        place=place,
    )
    return Gate(workflow_id=workflow_id, rollout_id=rollout_id, items=tuple(item(evidence) for item in _ITEMS))


_TITLES = {
    "holding": "Holding",
    CYCLE_TIME: "Cycle time down",
    "play": "Play published",
    "checkpoint": "Checkpoint staffed",
    "receiving_owner": "Receiving owner accepted",
}


def _there(name: str, says: str) -> GateItem:
    return GateItem(name=name, title=_TITLES[name], met=True, says=says)


def _missing(name: str, says: str, then: str) -> GateItem:
    return GateItem(name=name, title=_TITLES[name], met=False, says=says, next=then)


def _holding(evidence: _Evidence) -> GateItem:
    """It has held somewhere, in a redesigned workflow, for the set number of weeks in a row."""
    enough = round(evidence.limits["gate_holding_weeks"])
    majority = percent(evidence.limits["majority_share"])
    live = [one for one in evidence.others if one.is_live and one.is_redesign]
    longest = max(live, key=lambda one: one.holding_weeks, default=None)
    if longest is not None and longest.holding:
        weeks, place = longest.holding_weeks, longest.place
        if weeks >= enough:
            return _there("holding", f"{place} has held {majority} or more for {plural(weeks, 'week')} in a row.")
        says = f"{place} has held for {plural(weeks, 'week')} in a row, {enough} are asked for."
        return _missing("holding", says, f"Wait for {plural(enough - weeks, 'week')} more in {place}.")
    known = [one for one in live if one.level.value is not None]
    if known:
        best = max(known, key=lambda one: one.level.value or 0.0)
        nobody = "No team holds" if all(one.holding is not None for one in live) else "No team is known to hold"
        says = f"{nobody}: {best.place} comes nearest, at {percent(best.level.value or 0.0)} over four weeks."
        then = f"Bring {best.place} to {majority} or more for {plural(enough, 'week')} in a row.{evidence.ask()}"
        return _missing("holding", says, then)
    if live:
        if all(one.holding is False for one in live):
            then = f"Bring one team to {majority} or more for {plural(enough, 'week')} in a row.{evidence.ask()}"
            return _missing("holding", f"No team holds: {listed(one.place for one in live)} work it seldom.", then)
        says = f"Whether it holds in {listed(one.place for one in live)} is not known."
        return _missing("holding", says, f"Upload its use, or wait for the first four weeks.{evidence.ask()}")
    return _missing("holding", "No team is live with it, redesigned.", f"Begin in one team.{evidence.ask()}")


def _cycle_time(evidence: _Evidence) -> GateItem:
    """The task takes less time than before it went live, against a baseline that was locked."""
    locked = _locked(evidence)
    verdict, said = _verdict(evidence)
    if locked and verdict == "faster":
        return _there(CYCLE_TIME, f"{said}; against {locked}.")
    if locked:
        then = f"Keep the cases of {evidence.workflow} coming in, from start to finish.{evidence.ask()}"
        return _missing(CYCLE_TIME, f"{said}; {locked}, is locked.", then)
    where = next((one.place for one in evidence.others if one.is_live), evidence.workflow)
    then = f"Lock a baseline for {where}: its cases from before it went live.{evidence.ask()}"
    lacks = "" if "no baseline is locked" in said else ", and no baseline is locked"
    return _missing(CYCLE_TIME, f"{said}{lacks}.", then)


def _verdict(evidence: _Evidence) -> tuple[str, str]:
    """The workflow's verdict, empty where there is none, and its sentence without a full stop."""
    figure = ask(evidence.session, CYCLE_TIME, Question(as_of=evidence.asked.as_of))
    for part in figure.parts_of("workflow"):
        if part.detail.get("workflow_id") == evidence.workflow_id:
            return str(part.detail["verdict"]), str(part.detail["sentence"])
    return "", "Not measured yet"


def _locked(evidence: _Evidence) -> str:
    """The newest baseline of the workflow in words; empty where none is locked."""
    baseline, rollout, team = columns(Baseline), columns(Rollout), columns(Team)
    row = evidence.session.execute(
        select(baseline.first_day, baseline.last_day, team.name)
        .join(rollout.id.table, rollout.id == baseline.rollout_id)
        .join(team.id.table, team.id == rollout.team_id)
        .where(rollout.workflow_id == evidence.workflow_id, baseline.locked_on <= evidence.asked.today)
        .order_by(baseline.locked_on.desc(), baseline.id.desc())
    ).first()
    return "" if row is None else f"the baseline of {row[2]}, {in_words(row[0])} to {in_words(row[1])}"


def _play(evidence: _Evidence) -> GateItem:
    """The way to run it is written down and published."""
    written = plays(evidence.session, evidence.asked.today).get(evidence.workflow_id, Plays())
    current = written.current
    if current is not None:
        by = f" by {current.published_by}" if current.published_by else ""
        return _there("play", f"Version {current.version} was published{by} on {in_words(current.published_on)}.")
    if written.drafts:
        return _missing(
            "play", f"Version {written.drafts[0]} is written and not published.", f"Publish it.{evidence.ask()}"
        )
    return _missing("play", "There is no play yet.", f"Write the play, and publish it.{evidence.ask()}")


def _checkpoint(evidence: _Evidence) -> GateItem:
    """Every step that AI does or assists in has a checkpoint, and each a reviewer in the next team."""
    steps = [
        step for step in registered_steps(evidence.session)[evidence.workflow_id] if step.holds_on(evidence.asked.today)
    ]
    ai_steps = [step for step in steps if step.after != Performer.HUMAN]
    if not ai_steps:
        says = "AI does no step of it and assists in none."
        return _missing("checkpoint", says, f"Decide which step AI is to do.{evidence.ask()}")
    checked = checked_steps(evidence.session)
    unchecked = [step.name for step in ai_steps if step.id not in checked]
    if unchecked:
        then = f"Say what a person checks of “{unchecked[0]}”, and how often.{evidence.ask()}"
        return _missing("checkpoint", f"No checkpoint is named for {quoted(unchecked)}.", then)
    if evidence.rollout is None:
        return _nobody_asked(evidence, "checkpoint", who="reviewer")
    return _staffed(evidence, evidence.rollout, steps)


def _staffed(evidence: _Evidence, rollout: RolloutStanding, steps: Sequence[StepRecord]) -> GateItem:
    checkpoints = checkpoint_standings(
        evidence.session,
        [rollout],
        {evidence.workflow_id: steps},
        day=evidence.asked.today,
        days_added_up=evidence.limits["rubber_stamp_days"],
    )
    vacant = next((one for one in checkpoints if one.vacancy), None)
    if vacant is not None:
        says = f"“{vacant.what}” has no reviewer in {rollout.place}: {vacant.vacancy}."
        then = f"Name a reviewer for “{vacant.step.name}” in {rollout.place}.{evidence.ask(rollout.receiving_owner)}"
        return _missing("checkpoint", says, then)
    reviewers = list(dict.fromkeys(one.reviewer for one in checkpoints))
    looks = "looks" if len(reviewers) == 1 else "look"
    says = f"{listed(reviewers)} {looks} at {plural(len(checkpoints), 'checkpoint')} in {rollout.place}."
    return _there("checkpoint", says)


def _receiving_owner(evidence: _Evidence) -> GateItem:
    """Somebody in the next team has accepted it."""
    rollout = evidence.rollout
    if rollout is None:
        return _nobody_asked(evidence, "receiving_owner", who="receiving owner")
    owner = rollout.receiving_owner
    if not owner:
        then = f"Name the receiving owner in {rollout.place}.{evidence.ask()}"
        return _missing("receiving_owner", f"Nobody is named to take it on in {rollout.place}.", then)
    if rollout.accepted_on is None or rollout.accepted_on > evidence.asked.today:
        says = f"{owner} is named in {rollout.place} and has not accepted."
        return _missing("receiving_owner", says, f"Have {owner} accept it, with a date.")
    return _there("receiving_owner", f"{owner} accepted on {in_words(rollout.accepted_on)}.")


def _nobody_asked(evidence: _Evidence, name: str, *, who: str) -> GateItem:
    """Nothing is registered about the next team yet."""
    if not evidence.place:
        then = f"Name the next team: plan a rollout there.{evidence.ask()}"
        return _missing(name, "No next team is named.", then)
    then = f"Name the {who} in {evidence.place} before it begins there, or as it begins.{evidence.ask()}"
    return _missing(name, f"No {who} is named in {evidence.place} yet.", then)


_ITEMS: tuple[Callable[[_Evidence], GateItem], ...] = (_holding, _cycle_time, _play, _checkpoint, _receiving_owner)
