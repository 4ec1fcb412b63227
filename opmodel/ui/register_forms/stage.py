"""A rollout's stage: taking it on, and what it was."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.rollouts import change_stage, remove_stage_change
from opmodel.store.register import Rollout, Stage
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.saving import open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet

_NEXT: Mapping[Stage | None, tuple[Stage, ...]] = {
    None: (Stage.PILOT, Stage.PRODUCTION),
    Stage.PLANNED: (Stage.PILOT, Stage.PRODUCTION, Stage.STOPPED),
    Stage.PILOT: (Stage.PRODUCTION, Stage.STOPPED),
    Stage.PRODUCTION: (Stage.STOPPED, Stage.PILOT),
    Stage.STOPPED: (),
}
"""Where a rollout may go from each stage, the usual way first. After a stop comes the next attempt."""


def stage_form(at: Here, book: Book, rollout: Rollout) -> None:
    """Take a rollout to another stage; each change is kept with its date, who and why."""
    assert rollout.id is not None
    number = rollout.id
    form = open_form(f"stage-{number}", book, marker="stage")
    now = form.book.stage(number)
    if now == Stage.STOPPED:
        quiet("It was stopped. To try again, add a new rollout: it becomes the next attempt.")
        return
    with st.form(form.key("form"), border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            stage = st.selectbox(
                "Next stage",
                _NEXT[now],
                format_func=lambda one: one.value.capitalize(),
                key=form.key("stage"),
                width=170,
                help=meaning("stage"),
            )
            on = day_box("Since", date.today(), max_value=date.today(), key=form.key("on"), width=150)
            why = st.text_input("Why", key=form.key("why"))
        reason = ""
        if now in {None, Stage.PLANNED}:
            reason = st.text_input(
                "Reason to go on without evidence",
                key=form.key("reason"),
                help="Only where the gate before this team misses something. It is kept in the trail.",
            )
        form.other_errors()
        pressed = st.form_submit_button("Change stage")
    if pressed and stage is not None:
        form.save(
            lambda seen: change_stage(at.url, number, stage, on=on, why=why, reason=reason, by=who(), seen=seen),
            done=f"It is in {stage.value} since {formats.day(on)}.",
        )
    form.clash_panel()


def stages_table(at: Here, book: Book, rollout: Rollout) -> None:
    """Every stage it was in, and taking the newest change back."""
    assert rollout.id is not None
    changes = book.stages.get(rollout.id, ())
    table_block(
        [
            {
                "Stage": change.stage.value.capitalize(),
                "Since": change.changed_on,
                "Who": change.changed_by,
                "Why": change.why,
            }
            for change in changes
        ],
        key="stages",
        alt="The stages of the rollout, newest first",
        wraps=True,
    )
    form = open_form(f"take-back-stage-{rollout.id}", book, marker="remove")
    form.other_errors()
    if len(changes) > 1 and st.button("Take the newest change back", key=form.key("remove"), type="tertiary"):
        newest = changes[0].id
        assert newest is not None
        form.save(
            lambda seen: remove_stage_change(at.url, newest, by=who(), seen=seen),
            done=f"It is in {changes[1].stage.value} again.",
        )
    form.clash_panel()
