"""The facts of a workflow at the top of its page, what cycle time still needs, and the way to the register."""

import streamlit as st

from opmodel.measures.workflow_record import WorkflowRecord
from opmodel.ui import workflow
from opmodel.ui.cycle_time import MEASURE, cycle_time_section, is_known
from opmodel.ui.glossary import meaning
from opmodel.ui.links import way_to
from opmodel.ui.plain import plain
from opmodel.ui.register_forms.choosing import PART, WORKFLOW
from opmodel.ui.scope import Scope

_REGISTER = "operate/register.py"


def facts_block(record: WorkflowRecord) -> None:
    """Outcome, accountable owner, tools and operating capacity; what is not said is asked for."""
    with st.grid(3, min_column_width=240, gap="medium"):
        with st.container(gap="small"):
            _fact(
                "Outcome",
                plain(record.outcome) or "**Not said.** What is it for, in the customer's words?",
                term="outcome",
            )
        with st.container(gap="small"):
            _fact("Accountable owner", plain(record.owner) or "**Nobody is named.**", term="owner")
            _fact("Tools", plain(", ".join(record.tools)) or "None named.", term="tool")
        with st.container(gap="small"):
            _fact("Operating capacity", workflow.operators(record.operators), term="operating capacity")
    to_register("Edit in the register", record, part=PART.WORKFLOW)


def _fact(title: str, says: str, *, term: str) -> None:
    with st.container(gap="xsmall"):
        st.markdown(f":small[:gray[{title}]]", help=meaning(term))
        st.markdown(says)


def cycle_time_block(scope: Scope, record: WorkflowRecord) -> None:
    """Cycle time before and after; while it is not measured, what that still needs."""
    part = workflow.part_of(scope.ask(MEASURE), record.id)
    if part is not None and is_known(part):
        cycle_time_section(scope, part)
        if any(not one.detail.get("baseline_locked") for one in part.parts_of("rollout")):
            to_register("Lock a baseline", record, part=PART.ROLLOUTS)
        return
    st.header("Cycle time is not measured yet.", anchor=False)
    st.markdown(plain(workflow.cycle_time_missing(record)))
    if record.rollouts:
        to_register("Lock a baseline", record, part=PART.ROLLOUTS)


def to_register(label: str, record: WorkflowRecord, *, part: PART) -> None:
    """A link to the part of the register where this is edited."""
    way_to(
        _REGISTER,
        label=label,
        icon=":material/edit_note:",
        query_params={WORKFLOW: record.name, "part": part.value},
    )
