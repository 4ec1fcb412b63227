"""Decisions about pilots: scale, fix by a date, or stop. A decision is kept with the figure it was taken on, and takes
effect at once.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from sqlmodel import col, select

from opmodel.measures.registry import ask
from opmodel.register.editing import Edit, Invalid, editing
from opmodel.register.rollouts import newest_stage, set_stage
from opmodel.register.workflows import Line, Name
from opmodel.store.asker import ANYWHERE, Act, Asker, Place
from opmodel.store.meetings import Decision, DecisionKind
from opmodel.store.register import Rollout, Stage, StageChange

OF_A_PILOT = (DecisionKind.SCALE, DecisionKind.FIX_BY, DecisionKind.STOP)

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class PilotDecision(BaseModel):
    """What is decided about a pilot. Scaled, it goes into production; to be fixed, it stays a pilot with a date."""

    model_config = ConfigDict(frozen=True)

    rollout_id: int
    kind: DecisionKind
    on: date
    """The day it goes into production or is stopped; for a fix, the day it is decided again."""
    why: Reason
    owner: Name
    due_on: date | None = None
    expected_move: Line = ""
    """What is to be seen in the figures; for a fix, what must be true by its date."""
    accepted_by: Line = ""
    """Who accepted it: the receiving owner, where it goes into production."""

    @model_validator(mode="after")
    def _is_of_a_pilot(self) -> "PilotDecision":
        if self.kind not in OF_A_PILOT:
            raise ValueError("A pilot is scaled, fixed by a date, or stopped.")
        return self


def decide_pilot(url: str, decision: PilotDecision, *, by: Asker, seen: int | None = None) -> int:
    """Take a decision about an open pilot; the number of the decision.

    Raises:
        Invalid: it is no open pilot, or a day or a name is missing or impossible.
        Clashed: somebody set its owner or its date since.
    """
    with editing(url, by=by, act=_deciding(by), seen=seen) as edit:
        rollout = edit.get(Rollout, decision.rollout_id, what="The pilot")
        _is_open(edit, rollout)
        _holds(edit, rollout, decision)
        kept = Decision(
            kind=decision.kind,
            rollout_id=rollout.id,
            workflow_id=rollout.workflow_id,
            figure=_as_it_stood(edit, rollout),
            why=decision.why,
            expected_move=decision.expected_move,
            owner_id=edit.holder(decision.owner),
            due_on=decision.on if decision.kind == DecisionKind.FIX_BY else decision.due_on,
            supersedes_id=_last_decision(edit, rollout),
            decided_by=edit.by,
        )
        _take_effect(edit, rollout, decision)
        edit.audit.add(kept)
        assert kept.id is not None
        return kept.id


def _deciding(by: Asker) -> Act:
    """What lets them decide: a facilitator decides in reviews, a steward where the register is kept."""
    acts = (Act.DECIDE, Act.EDIT_REGISTER)
    places: tuple[Place, ...] = ("", ANYWHERE)
    return next((act for place in places for act in acts if by.may(act, place)), Act.DECIDE)


def _is_open(edit: Edit, rollout: Rollout) -> None:
    last = newest_stage(edit.session, rollout)
    if last is None or last.stage == Stage.PLANNED:
        raise Invalid({"": "It has not begun: a pilot is decided about once it runs."})
    if last.stage != Stage.PILOT:
        by = f" by {last.changed_by}" if last.changed_by else ""
        raise Invalid(
            {"": f"It is decided already: in {last.stage.value} since {last.changed_on:%d %b %Y}, recorded{by}."}
        )


def _holds(edit: Edit, rollout: Rollout, decision: PilotDecision) -> None:
    """Check the days and names that each kind of decision needs."""
    wrong: dict[str, str] = {}
    begun = _begun_on(edit, rollout)
    today = date.today()
    if decision.kind == DecisionKind.FIX_BY:
        if decision.on <= today:
            wrong["on"] = "Must lie ahead: until then there is time to fix it."
        if not decision.expected_move:
            wrong["expected_move"] = "Say what must be true by then."
    elif decision.on < begun:
        wrong["on"] = f"Lies before the pilot began on {begun:%d %b %Y}."
    elif decision.on > today:
        wrong["on"] = "Lies in the future: record it on the day it happens, or set a date to fix it by."
    elif decision.due_on is not None and decision.due_on < decision.on:
        wrong["due_on"] = "Lies before the decision takes effect."
    if decision.kind == DecisionKind.SCALE and not decision.accepted_by:
        wrong["accepted_by"] = "Name who accepted it: without a receiving owner it is not in production."
    if wrong:
        raise Invalid(wrong)


def _begun_on(edit: Edit, rollout: Rollout) -> date:
    first = edit.session.exec(
        select(StageChange)
        .where(StageChange.rollout_id == rollout.id, StageChange.stage == Stage.PILOT)
        .order_by(col(StageChange.changed_on))
    ).first()
    assert first is not None
    return first.changed_on


def _take_effect(edit: Edit, rollout: Rollout, decision: PilotDecision) -> None:
    if decision.kind == DecisionKind.FIX_BY:
        edit.audit.change(rollout, {"decide_by": decision.on})
        return
    if decision.kind == DecisionKind.SCALE:
        edit.audit.change(
            rollout, {"receiving_owner_id": edit.holder(decision.accepted_by), "accepted_on": decision.on}
        )
    stage = Stage.PRODUCTION if decision.kind == DecisionKind.SCALE else Stage.STOPPED
    set_stage(edit, rollout, stage, on=decision.on, why=decision.why)


def _as_it_stood(edit: Edit, rollout: Rollout) -> dict[str, Any]:
    """The figure that the decision is about: the pilot's age and clock, and how many of how many were stuck."""
    purgatory = ask(edit.session, "purgatory")
    document = purgatory.as_json()
    own = next(
        (part for part in purgatory.parts_of("pilot") if part.detail["rollout_id"] == rollout.id),
        None,
    )
    return {
        "measure": purgatory.name,
        **{key: document[key] for key in ("value", "numerator", "denominator", "unit", "as_of", "rule")},
        "pilot": None if own is None else {"name": own.name, **own.as_json()},
    }


def _last_decision(edit: Edit, rollout: Rollout) -> int | None:
    return edit.session.exec(
        select(Decision.id).where(Decision.rollout_id == rollout.id).order_by(col(Decision.id).desc()).limit(1)
    ).first()
