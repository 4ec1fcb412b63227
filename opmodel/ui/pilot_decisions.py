"""Deciding about an open pilot, and recording a step forward: a dialog each, which ends in one edit of the register."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import streamlit as st

from opmodel.measures.figure import Figure
from opmodel.register.decisions import OF_A_PILOT, PilotDecision, decide_pilot
from opmodel.register.editing import Invalid, checked
from opmodel.register.rollouts import record_milestone
from opmodel.store.asker import ANYWHERE, Act
from opmodel.store.meetings import DecisionKind
from opmodel.ui import pilot_clock as clock
from opmodel.ui.glossary import meaning
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here, register_book
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.scope import current
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_OPEN = "_pilot_dialog"
_NAMES = {DecisionKind.SCALE: "Scale", DecisionKind.FIX_BY: "Fix by a date", DecisionKind.STOP: "Stop"}
_EFFECTS = {
    DecisionKind.SCALE: "It goes into production, and counts as crossed from that day on.",
    DecisionKind.FIX_BY: "It stays a pilot with a new date. A date is no step forward: its clock runs on.",
    DecisionKind.STOP: "It ends here. Taken up again, it is the next attempt.",
}
_DAYS = {
    DecisionKind.SCALE: "In production from",
    DecisionKind.FIX_BY: "Decided again by",
    DecisionKind.STOP: "Stopped on",
}
_BUTTONS = {DecisionKind.SCALE: "Scale it", DecisionKind.FIX_BY: "Set the date", DecisionKind.STOP: "Stop it"}
_DONE = {
    DecisionKind.SCALE: "is in production",
    DecisionKind.FIX_BY: "has a new date to decide by",
    DecisionKind.STOP: "is stopped",
}
_TIME_TO_FIX = timedelta(days=30)
_TIME_TO_SEE = timedelta(weeks=8)
_LONGEST = 2_000


def ask_about(rollout_id: int, *, can_decide: bool) -> None:
    """The two buttons of an open pilot, as far as they are the reader's to press."""
    asker = current().at.asker
    keeps = asker.may(Act.EDIT_REGISTER, ANYWHERE)
    if keeps or asker.may(Act.DECIDE, ANYWHERE):
        st.button(
            "Decide",
            key=f"decide-{rollout_id}",
            disabled=not can_decide,
            on_click=_open,
            args=("decide", rollout_id),
        )
    if not keeps:
        return
    st.button(
        "Step forward",
        key=f"step-{rollout_id}",
        type="tertiary",
        disabled=not can_decide,
        on_click=_open,
        args=("step", rollout_id),
        help="Record a dated step forward. It counts as movement.",
    )


def _open(what: str, rollout_id: int) -> None:
    st.session_state[_OPEN] = (what, rollout_id, None)


def pilot_dialog(at: Here, purgatory: Figure) -> None:
    """The dialog that was asked for, until it is saved or given up: an edit that is refused opens it again."""
    what, number, seen = st.session_state.get(_OPEN, ("", 0, None))
    # A pilot that somebody else decided meanwhile is open no longer; the dialog stays, to say so and lose no word.
    pilot = next((part for part in purgatory.parts_of("pilot") if part.detail["rollout_id"] == number), seen)
    book = register_book(at)
    if pilot is None or book is None:
        st.session_state.pop(_OPEN, None)
        return
    st.session_state[_OPEN] = (what, number, pilot)
    form = open_form(f"{what}-{number}", book, marker="why" if what == "decide" else "name")

    def shown() -> None:
        fields = _decide if what == "decide" else _step_forward
        fields(form, at, pilot)
        form.clash_panel()

    def given_up() -> None:
        del st.session_state[_OPEN]
        form.close()

    title = "Decide about the pilot" if what == "decide" else "Record a step forward"
    st.dialog(title, width="medium", on_dismiss=given_up)(shown)()


def _about(pilot: Figure) -> None:
    st.markdown(f"**{plain(pilot.name)}**")
    quiet(plain(f"{clock.clock(pilot)} {clock.chance(pilot)}"))


def _decide(form: Form, at: Here, pilot: Figure) -> None:
    _about(pilot)
    kind = st.radio(
        "Decision",
        OF_A_PILOT,
        format_func=lambda one: _NAMES[one],
        index=OF_A_PILOT.index(DecisionKind.FIX_BY),
        horizontal=True,
        key=form.key("kind"),
        label_visibility="collapsed",
    )
    assert kind is not None
    quiet(_EFFECTS[kind])
    entered = {"rollout_id": pilot.detail["rollout_id"], "kind": kind, **_fields(form, pilot, kind)}
    form.other_errors(tuple(entered))
    if st.button(_BUTTONS[kind], key=form.key("save"), type="primary"):
        _save(form, pilot, entered, at, done=_DONE[kind])


def _fields(form: Form, pilot: Figure, kind: DecisionKind) -> dict[str, Any]:
    entered: dict[str, Any] = {}
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=170, gap="xsmall"):
            entered["on"] = _day_field(form, pilot, kind)
        with st.container(width="stretch", gap="xsmall"):
            if kind == DecisionKind.SCALE:
                entered["accepted_by"] = _line(
                    form, "accepted_by", "Accepted by", str(pilot.detail["owner"]), help_text=meaning("receiving owner")
                )
            elif kind == DecisionKind.FIX_BY:
                entered["expected_move"] = _line(form, "expected_move", "What must be true by then")
    entered["why"] = st.text_area("Why", key=form.key("why"), height=90, max_chars=_LONGEST)
    form.error("why")
    with st.container(horizontal=True, gap="medium"):
        with st.container(width="stretch", gap="xsmall"):
            entered["owner"] = _line(form, "owner", "Owner of the decision", str(pilot.detail["owner"]))
        if kind != DecisionKind.FIX_BY:
            with st.container(width=170, gap="xsmall"):
                entered["due_on"] = day_box("Due", date.today() + _TIME_TO_SEE, key=form.key("due_on"))
                form.error("due_on")
    if kind != DecisionKind.FIX_BY:
        entered["expected_move"] = _line(form, "expected_move", "Expected move", help_text=_EXPECTED_MOVE)
    return entered


_EXPECTED_MOVE = "The figure that should move, and how far: the next review holds the decision against it."


def _day_field(form: Form, pilot: Figure, kind: DecisionKind) -> date | None:
    today = date.today()
    if kind == DecisionKind.FIX_BY:
        first, last, usual = today + timedelta(days=1), None, today + _TIME_TO_FIX
    else:
        first, last, usual = date.fromisoformat(pilot.detail["started_on"]), today, today
    chosen: date | None = day_box(_DAYS[kind], usual, min_value=first, max_value=last, key=form.key(f"on-{kind.value}"))
    form.error("on")
    return chosen


def _line(form: Form, name: str, label: str, usual: str = "", *, help_text: str | None = None) -> str:
    entered: str = st.text_input(label, usual, key=form.key(name), max_chars=_LONGEST, help=help_text)
    form.error(name)
    return entered


def _save(form: Form, pilot: Figure, entered: dict[str, Any], at: Here, *, done: str) -> None:
    try:
        decision = checked(PilotDecision, entered)
    except Invalid as wrong:
        form.refuse(wrong.fields)
        return
    form.save(
        _and_close(lambda seen: decide_pilot(at.url, decision, by=who(), seen=seen)), done=f"{pilot.name} {done}."
    )


def _step_forward(form: Form, at: Here, pilot: Figure) -> None:
    _about(pilot)
    with st.container(horizontal=True, gap="medium"):
        with st.container(width="stretch", gap="xsmall"):
            name = _line(form, "name", "What was reached", help_text=meaning("milestone"))
        with st.container(width=170, gap="xsmall"):
            began = date.fromisoformat(pilot.detail["started_on"])
            on = day_box("On", date.today(), min_value=began, max_value=date.today(), key=form.key("on"))
            form.error("on")
    form.other_errors(("name", "on"))
    if st.button("Record it", key=form.key("save"), type="primary"):
        number = int(pilot.detail["rollout_id"])
        form.save(
            _and_close(lambda seen: record_milestone(at.url, number, name, on=on, by=who(), seen=seen)),
            done=f"{pilot.name} moved: {name}.",
        )


def _and_close(action: Callable[[int | None], object]) -> Callable[[int | None], object]:
    def act(seen: int | None) -> None:
        action(seen)
        st.session_state.pop(_OPEN, None)

    return act
