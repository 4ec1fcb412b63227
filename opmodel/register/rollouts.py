"""Rollouts: one workflow in one team, one attempt. Stages are dated and never overwritten; the next team lies behind a
gate.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlmodel import Session, col, select

from opmodel.measures.gate import gate
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope
from opmodel.register.editing import Edit, Invalid, editing, is_past
from opmodel.register.plays import is_published
from opmodel.register.reviewers import name_reviewers
from opmodel.register.workflows import Line
from opmodel.store.asker import Asker
from opmodel.store.register import LIVE, GatePassage, Milestone, Rollout, Stage, StageChange, Workflow
from opmodel.store.standing import files_about_rollout, some_of
from opmodel.store.teams import ensure_team

SHORTEST_REASON = 20
"""Characters: a reason for passing the gate without evidence is a sentence, not a word."""


class RolloutEntry(BaseModel):
    """What is decided about a rollout, besides its stage."""

    model_config = ConfigDict(frozen=True)

    receiving_owner: Line = ""
    accepted_on: date | None = None
    success_test: Line = ""
    decide_by: date | None = None
    spend: Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12, allow_inf_nan=False)] | None = None
    currency: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern="^([A-Z]{3})?$")] = ""
    accountable_before: Line = ""
    accountable_now: Line = ""
    stated_headcount: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    play_version: int | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "RolloutEntry":
        if self.spend is not None and not self.currency:
            raise ValueError("Money spent needs its currency (EUR, USD …).")
        if self.accepted_on is not None and not self.receiving_owner:
            raise ValueError("Say who accepted it: the receiving owner.")
        return self


class BeginRollout(BaseModel):
    """A workflow begun, or planned, in a team."""

    model_config = ConfigDict(frozen=True)

    workflow_id: int
    team: str
    """Path; empty for the whole company."""
    stage: Stage = Stage.PILOT
    on: date
    receiving_owner: Line = ""
    accepted_on: date | None = None
    reviewer: Line = ""
    backup: Line = ""
    success_test: Line = ""
    decide_by: date | None = None
    accountable_before: Line = ""
    accountable_now: Line = ""
    stated_headcount: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    play_version: int | None = None
    why: Line = ""
    reason: Line = ""
    """Why it begins although the gate misses something."""


def begin_rollout(url: str, entry: BeginRollout, *, by: Asker, seen: int | None = None) -> int:
    """Plan a workflow in a team, or begin it there; the number of the rollout.

    A rollout that is planned there already is begun; after one that was stopped, this is the next attempt. Where the
    workflow ran in another team before, the gate is asked, with what this entry brings counted in.

    Raises:
        Invalid: it runs there already, the day lies in the future, or the gate misses something and no reason is given.
        Clashed: somebody changed the same values since.
    """
    with editing(url, by=by, seen=seen) as edit:
        edit.get(Workflow, entry.workflow_id, what="The workflow")
        is_past(entry.on, "on")
        if entry.stage == Stage.STOPPED:
            raise Invalid({"stage": "A rollout begins as planned, pilot or production."})
        rollout = _place(edit, entry)
        is_published(edit.session, entry.workflow_id, entry.play_version)
        edit.audit.change(
            rollout,
            {
                "receiving_owner_id": edit.holder(entry.receiving_owner) or rollout.receiving_owner_id,
                **_given(
                    entry, "accepted_on", "success_test", "decide_by", "accountable_before", "accountable_now",
                    "stated_headcount", "play_version",
                ),
            },
        )  # fmt: skip
        assert rollout.id is not None
        if entry.reviewer or entry.backup:
            name_reviewers(edit, rollout, reviewer=entry.reviewer, backup=entry.backup, since=entry.on)
        if entry.stage in LIVE:
            pass_gate(edit, rollout, on=entry.on, reason=entry.reason)
        _add_stage(edit, rollout.id, entry.stage, on=entry.on, why=entry.why)
        return rollout.id


def _place(edit: Edit, entry: BeginRollout) -> Rollout:
    """The rollout to begin: the planned one, else a new attempt."""
    team_id = ensure_team(edit.session, entry.team, import_id=None)
    attempts = edit.session.exec(
        select(Rollout)
        .where(Rollout.workflow_id == entry.workflow_id, Rollout.team_id == team_id)
        .order_by(col(Rollout.attempt))
    ).all()
    last = attempts[-1] if attempts else None
    stage = None if last is None else stage_of(edit.session, last)
    if last is not None and stage in LIVE:
        raise Invalid({"team": f"It is in {stage.value} there already." if stage else ""})
    if last is not None and stage in {Stage.PLANNED, None}:
        if entry.stage == Stage.PLANNED and stage is not None:
            raise Invalid({"stage": "It is planned there already."})
        return last
    made: Rollout = edit.audit.add(
        Rollout(
            workflow_id=entry.workflow_id,
            team_id=team_id,
            attempt=1 if last is None else last.attempt + 1,
            previous_id=None if last is None else last.id,
        )
    )
    return made


def save_rollout(url: str, rollout_id: int, entry: RolloutEntry, *, by: Asker, seen: int | None = None) -> None:
    """Change what is decided about a rollout, besides its stage.

    Raises:
        Invalid: the rollout is gone, or runs a play that was never published.
        Clashed: somebody changed the same values since.
    """
    with editing(url, by=by, seen=seen) as edit:
        rollout = edit.get(Rollout, rollout_id, what="The rollout")
        if entry.accepted_on is not None:
            is_past(entry.accepted_on, "accepted_on")
        is_published(edit.session, rollout.workflow_id, entry.play_version)
        edit.audit.change(
            rollout,
            {
                **entry.model_dump(exclude={"receiving_owner", "spend", "currency"}),
                "receiving_owner_id": edit.holder(entry.receiving_owner),
                "spend_micros": None if entry.spend is None else int(entry.spend * 1_000_000),
                "currency": entry.currency or None,
            },
        )


def change_stage(
    url: str, rollout_id: int, stage: Stage, *, on: date, why: str, by: Asker, reason: str = "", seen: int | None = None
) -> None:
    """Take a rollout to another stage, from a day on.

    Raises:
        Invalid: it is in that stage already, the day lies in the future or before the last change, no reason is given
            for stopping, or the gate misses something.
        Clashed: somebody changed its stage since.
    """
    with editing(url, by=by, seen=seen) as edit:
        rollout = edit.get(Rollout, rollout_id, what="The rollout")
        set_stage(edit, rollout, stage, on=on, why=why, reason=reason)


def set_stage(edit: Edit, rollout: Rollout, stage: Stage, *, on: date, why: str, reason: str = "") -> None:
    """Take a rollout to another stage within an edit; see `change_stage`."""
    is_past(on, "on")
    last = newest_stage(edit.session, rollout)
    if last is not None and last.stage == stage:
        raise Invalid({"stage": f"It is in {stage.value} since {last.changed_on:%d %b %Y} already."})
    if last is not None and on < last.changed_on:
        raise Invalid({"on": f"Lies before its last change, to {last.stage.value} on {last.changed_on:%d %b %Y}."})
    if stage == Stage.STOPPED and not why.strip():
        raise Invalid({"why": "Say why it is stopped: the next attempt begins with that sentence."})
    if last is not None and last.stage == Stage.STOPPED:
        raise Invalid({"stage": "It was stopped; begin the next attempt instead, so that both can be told apart."})
    if stage in LIVE and (last is None or last.stage == Stage.PLANNED):
        pass_gate(edit, rollout, on=on, reason=reason)
    assert rollout.id is not None
    _add_stage(edit, rollout.id, stage, on=on, why=why)


def _add_stage(edit: Edit, rollout_id: int, stage: Stage, *, on: date, why: str) -> None:
    edit.audit.add(StageChange(rollout_id=rollout_id, stage=stage, changed_on=on, changed_by=edit.by, why=why.strip()))


def pass_gate(edit: Edit, rollout: Rollout, *, on: date, reason: str) -> None:
    """Take a rollout through the gate before its team, and keep what was missing and why it went on.

    The first team of a workflow has no gate before it.

    Raises:
        Invalid: something is missing, and the reason for going on is not a sentence.
    """
    begun_elsewhere = edit.session.exec(
        select(StageChange.id)
        .join(Rollout)
        .where(
            Rollout.workflow_id == rollout.workflow_id,
            Rollout.team_id != rollout.team_id,
            col(StageChange.stage).in_(LIVE),
        )
        .limit(1)
    ).first()
    if begun_elsewhere is None:
        return
    edit.session.flush()
    found = gate(edit.session, scope(edit.session, Question()), workflow_id=rollout.workflow_id, rollout_id=rollout.id)
    missing = [f"{item.title}: {item.says}" for item in found.items if not item.met]
    if missing and len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            {
                "reason": f"The gate misses {len(missing)} of {len(found.items)}. To go on, say why in a sentence: it is kept."
            }
        )
    assert rollout.id is not None
    edit.audit.add(
        GatePassage(
            rollout_id=rollout.id,
            passed_on=on,
            passed_by=edit.by,
            missing=missing,
            reason=reason.strip() if missing else "",
        )
    )


def remove_rollout(url: str, rollout_id: int, *, by: Asker, seen: int | None = None) -> None:
    """Take a rollout out that should never have been in the register; the trail can bring it back.

    Raises:
        Invalid: a later attempt follows it, or a file lists its target people.
        Clashed: somebody changed it since.
    """
    with editing(url, by=by, seen=seen) as edit:
        rollout = edit.get(Rollout, rollout_id, what="The rollout")
        later = edit.session.exec(select(Rollout).where(Rollout.previous_id == rollout_id)).first()
        if later is not None:
            raise Invalid({"": f"Attempt {later.attempt} follows it; remove that first."})
        files = files_about_rollout(edit.session, rollout_id)
        if files:
            raise Invalid(
                {"": f"It stays: {some_of(files)} list its target people. Stop it instead, or undo that first."}
            )
        edit.audit.remove(rollout)


def remove_stage_change(url: str, change_id: int, *, by: Asker, seen: int | None = None) -> None:
    """Take back a stage change that was a mistake; the stage before it holds again.

    Raises:
        Invalid: it is the only one.
        Clashed: somebody changed it since.
    """
    with editing(url, by=by, seen=seen) as edit:
        change = edit.get(StageChange, change_id, what="The stage change")
        others = edit.session.exec(
            select(StageChange.id).where(StageChange.rollout_id == change.rollout_id, StageChange.id != change_id)
        ).first()
        if others is None:
            raise Invalid({"": "It is the only stage of its rollout; remove the rollout instead."})
        edit.audit.remove(change)


def record_milestone(url: str, rollout_id: int, name: str, *, on: date, by: Asker, seen: int | None = None) -> None:
    """Record a dated step forward inside a pilot; it counts as movement.

    Raises:
        Invalid: it has no name, or its day lies in the future or before the rollout began.
    """
    with editing(url, by=by, seen=seen) as edit:
        rollout = edit.get(Rollout, rollout_id, what="The rollout")
        is_past(on, "on")
        if not name.strip():
            raise Invalid({"name": "Say what was reached."})
        first = edit.session.exec(
            select(StageChange).where(StageChange.rollout_id == rollout_id).order_by(col(StageChange.changed_on))
        ).first()
        if first is not None and on < first.changed_on:
            raise Invalid({"on": f"Lies before the rollout began on {first.changed_on:%d %b %Y}."})
        assert rollout.id is not None
        edit.audit.add(Milestone(rollout_id=rollout.id, name=name.strip(), reached_on=on))


def newest_stage(session: Session, rollout: Rollout) -> StageChange | None:
    """The newest change of a rollout's stage."""
    return session.exec(
        select(StageChange)
        .where(StageChange.rollout_id == rollout.id)
        .order_by(col(StageChange.changed_on).desc(), col(StageChange.id).desc())
    ).first()


def stage_of(session: Session, rollout: Rollout) -> Stage | None:
    """Where a rollout stands; None before its first stage."""
    newest = newest_stage(session, rollout)
    return None if newest is None else newest.stage


def _given(entry: BaseModel, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(entry, name)) not in {None, ""}}
