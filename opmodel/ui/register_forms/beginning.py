"""A rollout planned in a team, or begun in the first."""

from datetime import date
from typing import Any

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import checked
from opmodel.register.rollouts import BeginRollout, begin_rollout
from opmodel.store.register import Stage, Workflow
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.choosing import GO_TO_ROLLOUT
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.person import person_box
from opmodel.ui.register_forms.saving import open_form
from opmodel.ui.who import who

_LINES = 80


def begin_form(at: Here, book: Book, workflow: Workflow) -> None:
    """Plan the workflow in a team, or begin it in its first."""
    assert workflow.id is not None
    form = open_form(f"begin-{workflow.id}", book, marker="team")
    teams = [form.book.team(team) for team in form.book.tree.paths]
    with st.form(form.key("form"), border=True), st.grid(3, min_column_width=200, gap="medium"):
        entered: dict[str, Any] = {}
        with st.container(gap="xsmall"):
            entered["team"] = st.selectbox(
                "Team",
                teams,
                index=None,
                accept_new_options=True,
                placeholder="A team, as on the roster",
                key=form.key("team"),
                help=meaning("team"),
            )
            form.error("team")
        with st.container(gap="xsmall"):
            entered["stage"] = st.selectbox(
                "Stage",
                [Stage.PLANNED, Stage.PILOT, Stage.PRODUCTION],
                index=1,
                format_func=lambda stage: stage.value.capitalize(),
                key=form.key("stage"),
                help=meaning("stage"),
            )
            form.error("stage")
        with st.container(gap="xsmall"):
            entered["on"] = day_box("Since", date.today(), max_value=date.today(), key=form.key("on"))
            form.error("on")
        with st.container(gap="xsmall"):
            entered["receiving_owner"] = person_box(
                form, "receiving_owner", "Receiving owner", "", help_text=meaning("receiving owner")
            )
        with st.container(gap="xsmall"):
            entered["success_test"] = st.text_area(
                "Success test",
                height=_LINES,
                max_chars=2_000,
                key=form.key("success_test"),
                help=meaning("success test"),
            )
            form.error("success_test")
        with st.container(gap="xsmall"):
            entered["decide_by"] = day_box("Decide by", None, key=form.key("decide_by"), help=meaning("decide by"))
            form.error("decide_by")
        with st.container(gap="xsmall"):
            entered["accountable_before"] = st.text_area(
                "Accountable before",
                height=_LINES,
                max_chars=2_000,
                key=form.key("accountable_before"),
                help=meaning("accountable before"),
            )
        with st.container(gap="xsmall"):
            entered["accountable_now"] = st.text_area(
                "Accountable now",
                height=_LINES,
                max_chars=2_000,
                key=form.key("accountable_now"),
                help=meaning("accountable now"),
            )
        with st.container(gap="xsmall"):
            entered["why"] = st.text_area(
                "Why", height=_LINES, max_chars=2_000, key=form.key("why"), help="Why it begins here."
            )
        with st.container(gap="xsmall"):
            entered["reason"] = st.text_area(
                "Reason to go on without evidence",
                height=_LINES,
                max_chars=2_000,
                key=form.key("reason"),
                help="Only where the workflow ran elsewhere before and the gate misses something. It is kept.",
            )
            form.error("reason")
        pressed = st.form_submit_button("Add rollout", type="primary")
    form.other_errors(("team", "stage", "on", "receiving_owner", "success_test", "decide_by", "reason"))
    if pressed:
        company = form.book.tree.names[form.book.tree.company]
        if not entered["team"]:
            form.refuse({"team": "Choose the team."})
        team = "" if entered["team"] == company else entered["team"]

        def action(seen: int | None) -> None:
            entry = checked(BeginRollout, {**entered, "team": team, "workflow_id": workflow.id})
            st.session_state[GO_TO_ROLLOUT] = begin_rollout(at.url, entry, by=who(), seen=seen)

        form.save(action, done=f"{workflow.name} is {entered['stage'].value} in {entered['team']}.")
    form.clash_panel()
