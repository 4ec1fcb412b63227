"""A workflow: outcome, accountable owner, tools; and who has hours for it."""

from typing import Any

import pandas as pd
import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import Invalid, checked, checked_rows
from opmodel.register.workflows import OperatorEntry, WorkflowEntry, remove_workflow, save_operators, save_workflow
from opmodel.store.register import OperatorRole, Workflow
from opmodel.ui.glossary import meaning
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here, register_book
from opmodel.ui.register_forms.cells import cells
from opmodel.ui.register_forms.choosing import GO_TO
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.who import who

_FIELDS = ("name", "outcome", "owner", "owner_email", "tools")
_ROLES = {role.value: role for role in OperatorRole}


def workflow_form(at: Here, book: Book, workflow: Workflow | None) -> None:
    """The form of one workflow; of a new one for None."""
    number = None if workflow is None else workflow.id
    form = open_form(f"workflow-{number or 'new'}", book, marker="name")
    before = next((row for row in form.book.workflows if row.id == number), None)
    with st.form(form.key("form"), border=True):
        entered = _fields(form, before)
        form.other_errors(_FIELDS)
        pressed = st.form_submit_button("Save workflow" if before else "Add workflow", type="primary")
    if pressed:
        _save(form, at, number, entered)
    form.clash_panel()


def _fields(form: Form, before: Workflow | None) -> dict[str, Any]:
    holder = None if before is None or before.owner_id is None else form.book.holders[before.owner_id]
    names = sorted((person.name for person in form.book.holders.values()), key=str.casefold)
    entered: dict[str, Any] = {}
    entered["name"] = st.text_input(
        "Name", before.name if before else "", key=form.key("name"), max_chars=120, help=meaning("workflow")
    )
    form.error("name")
    entered["outcome"] = st.text_area(
        "Outcome",
        before.outcome if before else "",
        key=form.key("outcome"),
        height=80,
        max_chars=2_000,
        placeholder="Every claim is with the right handler within two hours",
        help=meaning("outcome"),
    )
    form.error("outcome")
    with st.grid(2, min_column_width=260):
        with st.container(gap="xsmall"):
            entered["owner"] = st.selectbox(
                "Accountable owner",
                names,
                index=names.index(holder.name) if holder else None,
                accept_new_options=True,
                placeholder="A person, by name",
                key=form.key("owner"),
                help=meaning("owner"),
            )
            form.error("owner")
        with st.container(gap="xsmall"):
            entered["owner_email"] = st.text_input(
                "Owner's e-mail", (holder.email if holder else "") or "", key=form.key("owner_email")
            )
            form.error("owner_email")
    tools = [] if before is None else [form.book.tools[tool] for tool in form.book.tools_of.get(before.id or 0, ())]
    entered["tools"] = st.multiselect(
        "Tools it stands on",
        sorted({*form.book.tools.values(), *tools}, key=str.casefold),
        default=tools,
        accept_new_options=True,
        key=form.key("tools"),
        help=meaning("tool"),
    )
    form.error("tools")
    return entered


def _save(form: Form, at: Here, number: int | None, entered: dict[str, Any]) -> None:
    try:
        entry = checked(WorkflowEntry, {**entered, "owner": entered["owner"] or "", "tools": tuple(entered["tools"])})
    except Invalid as wrong:
        form.refuse(wrong.fields)
        return

    def action(seen: int | None) -> None:
        save_workflow(at.url, entry, by=who(), workflow_id=number, seen=seen)
        # The page goes on with the workflow under its new name.
        st.session_state[GO_TO] = entry.name

    form.save(action, done=f"{entry.name} is saved.")


def operators_table(at: Here, book: Book, workflow: Workflow) -> None:
    """Who redesigns, runs and scales the workflow, with hours a week, as a table to edit."""
    assert workflow.id is not None
    number = workflow.id
    form = open_form(f"operators-{number}", book, marker="table")
    rows = pd.DataFrame(
        [
            {
                "id": row.id,
                "name": form.book.holder(row.holder_id),
                "role": row.role.value,
                "hours_a_week": row.hours_a_week,
            }
            for row in form.book.of_workflow(form.book.operators, number)
        ],
        columns=["id", "name", "role", "hours_a_week"],
    ).astype({"name": "str", "role": "str", "hours_a_week": "float"})
    edited = st.data_editor(
        rows,
        num_rows="dynamic",
        hide_index=True,
        column_order=["name", "role", "hours_a_week"],
        column_config={
            "name": st.column_config.TextColumn("Operator", required=True, max_chars=120, help=meaning("operator")),
            "role": st.column_config.SelectboxColumn("Does what", options=list(_ROLES), required=True),
            "hours_a_week": st.column_config.NumberColumn(
                "Hours a week", min_value=0.5, max_value=60.0, step=0.5, help=meaning("operating capacity")
            ),
        },
        key=form.key("table"),
        alt="Operators with their hours a week",
    )
    form.other_errors()
    if st.button("Save operators", key=form.key("save")):
        try:
            entries = checked_rows(OperatorEntry, cells(edited))
        except Invalid as wrong:
            form.refuse(wrong.fields)
            return
        form.save(
            lambda seen: save_operators(at.url, number, entries, by=who(), seen=seen),
            done=f"The operators of {workflow.name} are saved.",
        )
    form.clash_panel()


def removal(at: Here, book: Book, workflow: Workflow) -> None:
    """The way to take a workflow out of the register."""
    form = open_form(f"remove-workflow-{workflow.id}", book, marker="remove")
    form.other_errors()
    if st.button("Remove this workflow …", key=form.key("remove"), type="tertiary", icon=":material/delete:"):
        _confirm_removal(form, at, workflow)
    form.clash_panel()


@st.dialog("Remove this workflow?")
def _confirm_removal(form: Form, at: Here, workflow: Workflow) -> None:
    assert workflow.id is not None
    number = workflow.id
    st.markdown(
        f"**{plain(workflow.name)}** goes with its steps, checkpoints, plays and rollouts. The trail keeps all of it, and "
        "can bring it back."
    )
    with st.container(horizontal=True):
        if st.button("Remove it", type="primary", key=form.key("remove-confirm")):
            form.save(
                lambda seen: remove_workflow(at.url, number, by=who(), seen=seen),
                done=f"{workflow.name} was removed. The trail can bring it back.",
            )
        if st.button("Keep it", key=form.key("remove-cancel")):
            st.rerun()


def first_workflow_form(at: Here) -> None:
    """The form of the first workflow, in a store without any."""
    workflow_form(at, register_book(at) or Book.empty(), None)
