"""Who looks at each checkpoint in a rollout, and who stands in, as a table to edit."""

from datetime import date

import pandas as pd
import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import Invalid, checked_rows
from opmodel.register.reviewers import ReviewerEntry, save_reviewers
from opmodel.store.register import Rollout
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.cells import cells
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.saving import open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet


def reviewers_table(at: Here, book: Book, rollout: Rollout) -> None:
    """Who looks at each checkpoint in this rollout, and who stands in."""
    assert rollout.id is not None
    number = rollout.id
    form = open_form(f"reviewers-{number}", book, marker="table")
    rows = []
    for step in form.book.of_workflow(form.book.steps, rollout.workflow_id):
        checkpoint = form.book.checkpoints.get(step.id or 0)
        if checkpoint is None:
            continue
        staffed = form.book.reviewer(checkpoint_id=checkpoint.id, rollout_id=number, day=date.today())
        rows.append(
            {
                "checkpoint_id": checkpoint.id,
                "step": step.name,
                "what": checkpoint.what_is_checked,
                "reviewer": form.book.holder(staffed.reviewer_id) if staffed else "",
                "backup": form.book.holder(staffed.backup_id) if staffed else "",
            }
        )
    if not rows:
        quiet("The workflow has no checkpoint yet: name one on the part Steps.")
        return
    edited = st.data_editor(
        pd.DataFrame(rows),
        hide_index=True,
        disabled=["step", "what"],
        column_order=["step", "what", "reviewer", "backup"],
        column_config={
            "step": st.column_config.TextColumn("Step"),
            "what": st.column_config.TextColumn("What is checked", help=meaning("checkpoint"), width="large"),
            "reviewer": st.column_config.TextColumn("Reviewer", max_chars=120, help=meaning("reviewer")),
            "backup": st.column_config.TextColumn("Backup", max_chars=120, help=meaning("backup")),
        },
        row_height=54,
        key=form.key("table"),
        alt="Checkpoints with their reviewers",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = day_box("From", date.today(), key=form.key("since"), width=150)
        pressed = st.button("Save reviewers", key=form.key("save"))
    form.other_errors(rows="Checkpoint")
    if pressed:
        kept = [{name: row.get(name) or "" for name in ("reviewer", "backup")} | {"checkpoint_id": row["checkpoint_id"]}
                for row in cells(edited)]  # fmt: skip
        try:
            entries = checked_rows(ReviewerEntry, kept)
        except Invalid as wrong:
            form.refuse(wrong.fields)
            return
        form.save(
            lambda seen: save_reviewers(at.url, number, tuple(entries), since=since, by=who(), seen=seen),
            done="The reviewers are saved.",
        )
    form.clash_panel()
