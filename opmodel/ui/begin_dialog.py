"""Beginning a workflow in the next team: a dialog that asks for what the gate misses, or for the reason to go on."""

from datetime import date
from typing import Any

import streamlit as st

from opmodel.measures.gate import Gate
from opmodel.register.book import Book
from opmodel.register.editing import checked
from opmodel.register.rollouts import SHORTEST_REASON, BeginRollout, begin_rollout
from opmodel.store.register import Rollout, Stage
from opmodel.ui.formats import count
from opmodel.ui.glossary import meaning
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.person import person_box
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.who import who
from opmodel.ui.workflow import team_name

_OPEN = "_begin_open"
_FIELDS = ("stage", "on", "receiving_owner", "accepted_on", "reviewer", "backup", "stated_headcount", "play_version",
           "accountable_before", "accountable_now", "reason")  # fmt: skip


def begin_button(at: Here, book: Book, *, workflow: str, workflow_id: int, team: str, gate: Gate) -> None:
    """The button, and the dialog it opens. The dialog stays open over what was wrong with it."""
    mine = (workflow_id, team)
    if st.button(f"Begin in {plain(team_name(team))}", type="primary", key="begin"):
        st.session_state[_OPEN] = mine
    if st.session_state.get(_OPEN) == mine:
        opened = st.dialog(f"{plain(workflow)} begins in {plain(team_name(team))}", width="medium", on_dismiss=_close)(
            _dialog
        )
        opened(at, book, workflow=workflow, workflow_id=workflow_id, team=team, gate=gate)
    else:
        st.session_state.pop(_OPEN, None)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _dialog(at: Here, book: Book, *, workflow: str, workflow_id: int, team: str, gate: Gate) -> None:
    form = open_form(f"next-{workflow_id}-{team}", book, marker="stage")
    _say_what_is_missing(gate)
    with st.form(form.key("form"), border=False):
        entered = _fields(form, workflow_id, gate)
        form.other_errors(_FIELDS)
        pressed = st.form_submit_button(f"Begin in {plain(team_name(team))}", type="primary")
    if pressed:
        path = "" if team == form.book.tree.names[form.book.tree.company] else team

        def action(seen: int | None) -> None:
            entry = checked(BeginRollout, {**entered, "workflow_id": workflow_id, "team": path})
            begin_rollout(at.url, entry, by=who(), seen=seen)
            _close()

        form.save(action, done=f"{workflow} is in {entered['stage'].value} in {team_name(team)}.")
    form.clash_panel()


def _say_what_is_missing(gate: Gate) -> None:
    if not gate.missing:
        st.markdown("Nothing is missing.")
        return
    st.markdown(
        f"**{count(len(gate.missing))} of {count(len(gate.items))} pieces of evidence are missing.** Name here who takes it "
        "over and who reviews it. If anything is missing after that, say why it begins anyway; the reason is kept in the "
        "trail."
    )
    st.markdown("\n".join(f"- **{plain(item.title)}**: {plain(item.says)}" for item in gate.missing))


def _fields(form: Form, workflow_id: int, gate: Gate) -> dict[str, Any]:
    planned = next((row for row in form.book.rollouts if row.id == gate.rollout_id), None)
    entered: dict[str, Any] = {}
    with st.grid(2, min_column_width=240, gap="small"):
        _handing_over(form, entered, planned)
        _running(form, entered, planned, workflow_id)
    if gate.missing:
        entered["reason"] = st.text_area(
            "Reason to begin although something is missing",
            key=form.key("reason"),
            height=80,
            max_chars=2_000,
            help=f"A sentence of at least {SHORTEST_REASON} characters. Only needed for what is still missing then.",
        )
        form.error("reason")
    return entered


def _handing_over(form: Form, entered: dict[str, Any], planned: Rollout | None) -> None:
    """Stage and day, who takes it over, and who looks at its checkpoints."""
    with st.container(gap="xsmall"):
        entered["stage"] = st.selectbox(
            "Stage",
            [Stage.PILOT, Stage.PRODUCTION],
            format_func=lambda stage: stage.value.capitalize(),
            key=form.key("stage"),
            help=meaning("stage"),
        )
        form.error("stage")
    with st.container(gap="xsmall"):
        entered["on"] = day_box("Since", date.today(), max_value=date.today(), key=form.key("on"))
        form.error("on")
    with st.container(gap="xsmall"):
        known = form.book.holder(planned.receiving_owner_id) if planned else ""
        entered["receiving_owner"] = person_box(
            form, "receiving_owner", "Receiving owner", known, help_text=meaning("receiving owner")
        )
    with st.container(gap="xsmall"):
        entered["accepted_on"] = day_box(
            "Accepted on", None, max_value=date.today(), key=form.key("accepted_on"), help=meaning("accepted on")
        )
        form.error("accepted_on")
    for name, label in (("reviewer", "Reviewer"), ("backup", "Backup")):
        with st.container(gap="xsmall"):
            entered[name] = person_box(form, name, label, "", help_text=meaning(label))


def _running(form: Form, entered: dict[str, Any], planned: Rollout | None, workflow_id: int) -> None:
    """Which play it runs, for how many, and what the team is accountable for."""
    plays = form.book.of_workflow(form.book.plays, workflow_id)
    published = [play.version for play in plays if play.published_on is not None]
    with st.container(gap="xsmall"):
        entered["play_version"] = st.selectbox(
            "Version of the play",
            published,
            index=0 if published else None,
            placeholder="None published",
            disabled=not published,
            key=form.key("play_version"),
            help=meaning("play"),
        )
        form.error("play_version")
    with st.container(gap="xsmall"):
        entered["stated_headcount"] = st.number_input(
            "Headcount, where no roster says",
            min_value=1,
            value=None,
            step=1,
            key=form.key("stated_headcount"),
            help=meaning("stated headcount"),
        )
        form.error("stated_headcount")
    for name, label in (("accountable_before", "Accountable before"), ("accountable_now", "Accountable now")):
        with st.container(gap="xsmall"):
            known = getattr(planned, name) if planned else ""
            entered[name] = st.text_input(label, known, key=form.key(name), help=meaning(label))
            form.error(name)
