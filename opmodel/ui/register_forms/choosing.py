"""What the Register page is about: which part, which workflow, which rollout. All of it lives in the address."""

from enum import StrEnum

import streamlit as st

from opmodel.register.book import Book
from opmodel.store.asker import Act, Asker
from opmodel.store.register import Rollout, Workflow
from opmodel.ui.glossary import meaning

WORKFLOW = "workflow"
"""Name of the workflow in the address, on every page that is about one."""
GO_TO = "_go_to_workflow"
GO_TO_ROLLOUT = "_go_to_rollout"
"""What was just added, by name and by number: the page goes on with it."""
_NEW = "A new workflow"
_NEW_ROLLOUT = "A new rollout"


class PART(StrEnum):
    """The parts of the register."""

    WORKFLOW = "Workflow"
    STEPS = "Steps"
    PLAY = "Play"
    ROLLOUTS = "Rollouts"
    CHECKS = "Checks"
    TEAMS = "Teams"
    WORKBOOK = "Workbook"
    TRAIL = "Trail"


WORKFLOW_PARTS = frozenset({PART.WORKFLOW, PART.STEPS, PART.PLAY, PART.ROLLOUTS, PART.CHECKS})


def chosen_part(asker: Asker) -> PART:
    """The part of the register that the page shows; whoever keeps it for one team is not offered what is the company's."""
    whole = asker.may(Act.EDIT_REGISTER)
    part = st.radio(
        "Part",
        [part.value for part in PART if whole or part in WORKFLOW_PARTS],
        horizontal=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    return PART(part)


def chosen_workflow(book: Book, *, may_be_new: bool) -> Workflow | None:
    """The workflow that the page is about; None for a new one."""
    names = [row.name for row in book.workflows]
    options = [*names, _NEW] if may_be_new else names
    wanted = st.session_state.pop(GO_TO, None)
    if wanted in names:
        st.session_state[WORKFLOW] = wanted
    elif st.session_state.get(WORKFLOW) not in options:
        st.session_state.pop(WORKFLOW, None)
    name = st.selectbox("Workflow", options, key=WORKFLOW, bind="query-params", help=meaning("workflow"), width=420)
    return book.workflow(name)


def chosen_rollout(book: Book, workflow: Workflow) -> Rollout | None:
    """The rollout that the page is about; None for a new one."""
    rollouts = {book.rollout_name(row): row for row in book.of_workflow(book.rollouts, workflow.id)}
    options = [*rollouts, _NEW_ROLLOUT]
    added = st.session_state.pop(GO_TO_ROLLOUT, None)
    wanted = next((name for name, row in rollouts.items() if row.id == added), None)
    if wanted is not None:
        st.session_state["rollout"] = wanted
    elif st.session_state.get("rollout") not in options:
        st.session_state.pop("rollout", None)
    name = st.selectbox("Rollout", options, key="rollout", bind="query-params", help=meaning("rollout"), width=420)
    return rollouts.get(name)
