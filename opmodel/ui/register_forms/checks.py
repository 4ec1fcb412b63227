"""Logging a check: one look at a checkpoint, in four numbers; and the newest looks."""

from datetime import date

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.checks import CheckEntry, log_check, remove_check
from opmodel.register.editing import checked
from opmodel.store.register import LIVE, Check, Rollout, Workflow
from opmodel.ui.blocks import table_block
from opmodel.ui.formats import count, percent
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.person import people
from opmodel.ui.register_forms.saving import open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet


def check_form(at: Here, book: Book, workflow: Workflow) -> None:
    """Log a look: where, when, how much was seen, and what became of it."""
    places = _places(book, workflow)
    if not places:
        quiet("A check needs a checkpoint on a step, and a rollout in pilot or production. Name both first.")
        return
    form = open_form(f"check-{workflow.id}", book, marker="place")
    with st.form(form.key("form"), border=True):
        place = st.selectbox("Checkpoint", list(places), key=form.key("place"), help=meaning("checkpoint"))
        checkpoint_id, rollout = places[place]
        staffed = form.book.reviewer(checkpoint_id=checkpoint_id, rollout_id=rollout.id, day=date.today())
        named = form.book.holder(staffed.reviewer_id) if staffed else ""
        names = people(form.book)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            looked_on = day_box("Looked on", date.today(), max_value=date.today(), key=form.key("on"), width=150)
            reviewer = st.selectbox(
                "Reviewer",
                names,
                index=names.index(named) if named in names else None,
                accept_new_options=True,
                placeholder="A person, by name",
                key=form.key("reviewer"),
                width=240,
                help=meaning("reviewer"),
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            numbers = {
                name: st.number_input(label, 0, None, None, step=1, key=form.key(name), width=150)
                for name, label in (
                    ("seen", "Outputs seen"),
                    ("accepted", "Accepted"),
                    ("corrected", "Corrected"),
                    ("rejected", "Rejected"),
                )
            }
        form.other_errors()
        pressed = st.form_submit_button("Log this check", type="primary")
    if pressed:
        entered = {
            "checkpoint_id": checkpoint_id,
            "rollout_id": rollout.id,
            "looked_on": looked_on,
            "reviewer": reviewer or "",
            # Only what was seen must be typed: a blank among the three is none.
            **{name: number if name == "seen" else number or 0 for name, number in numbers.items()},
        }
        form.save(lambda _seen: log_check(at.url, checked(CheckEntry, entered), by=who()), done="The check is logged.")


def _places(book: Book, workflow: Workflow) -> dict[str, tuple[int, Rollout]]:
    """Where a check can be made: each checkpoint in each live rollout, by name."""
    found = {}
    for step in book.of_workflow(book.steps, workflow.id):
        checkpoint = book.checkpoints.get(step.id or 0)
        if checkpoint is None or checkpoint.id is None:
            continue
        for rollout in book.of_workflow(book.rollouts, workflow.id):
            if book.stage(rollout.id) in LIVE:
                found[f"{step.name}, in {book.rollout_name(rollout)}"] = (checkpoint.id, rollout)
    return found


def newest_checks(at: Here, book: Book, workflow: Workflow) -> None:
    """The newest looks at this workflow's checkpoints, and taking back one logged by mistake."""
    rollouts = {row.id: row for row in book.of_workflow(book.rollouts, workflow.id)}
    steps = {
        checkpoint.id: step.name
        for step in book.of_workflow(book.steps, workflow.id)
        if (checkpoint := book.checkpoints.get(step.id or 0)) is not None
    }
    looks = [check for check in book.checks if check.rollout_id in rollouts]
    if not looks:
        quiet("No check is logged yet.")
        return

    def told(check: Check) -> dict[str, object]:
        return {
            "Looked on": check.looked_on,
            "Checkpoint": steps.get(check.checkpoint_id, ""),
            "Team": book.rollout_name(rollouts[check.rollout_id]),
            "Reviewer": book.holder(check.reviewer_id),
            "Seen": check.seen,
            "Accepted": check.accepted,
            "Corrected or rejected": f"{count(check.corrected + check.rejected)} of {count(check.seen)} · "
            f"{percent((check.corrected + check.rejected) / check.seen) if check.seen else '0%'}",
        }

    table_block([told(check) for check in looks], key="checks", alt="The newest checks", wraps=True)
    form = open_form(f"take-back-check-{workflow.id}", book, marker="which")
    form.other_errors()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        numbers = {check.id: check for check in looks}
        which = st.selectbox(
            "Take a check back",
            list(numbers),
            index=None,
            format_func=lambda number: (
                f"{numbers[number].looked_on:%d %b %Y}, {steps.get(numbers[number].checkpoint_id, '')}, "
                f"{book.rollout_name(rollouts[numbers[number].rollout_id])}"
            ),
            placeholder="One that was logged by mistake",
            key=form.key("which"),
            width=420,
        )
        if st.button("Take it back", key=form.key("remove"), disabled=which is None) and which is not None:
            number = which
            form.save(
                lambda _seen: remove_check(at.url, number, by=who()),
                done="The check is taken back. The trail can bring it back.",
            )
