"""Workflow: one workflow whole, from its adoption since go-live to everything that happened to it."""

import streamlit as st

from opmodel.ui import workflow, workflow_reads
from opmodel.ui.at_work import at_work_line
from opmodel.ui.blocks import chart_block, empty_state, table_block
from opmodel.ui.components import components_block
from opmodel.ui.definitions import new_definitions
from opmodel.ui.findings import workflow_findings_block
from opmodel.ui.history import history_block
from opmodel.ui.links import way_to
from opmodel.ui.play import play_block
from opmodel.ui.reads import thresholds
from opmodel.ui.register_forms.choosing import PART
from opmodel.ui.scope import current
from opmodel.ui.shapes_block import shapes_block
from opmodel.ui.since_go_live import adoption_since_go_live
from opmodel.ui.words import quiet
from opmodel.ui.workflow_choice import chosen_workflow
from opmodel.ui.workflow_facts import cycle_time_block, facts_block, to_register

scope = current()
numbers = workflow_reads.numbers_by_name(scope.at)
if not numbers:
    empty_state(
        "No workflow is registered yet.",
        then="A workflow is a piece of work with an outcome and an accountable owner. Add the first in the register, or fill "
        "in the workflows template and upload it.",
    )
    way_to("operate/register.py", label="Open the register", icon=":material/edit_note:")
    st.stop()

adopted = scope.ask("adoption", series=True)
name = chosen_workflow(list(numbers), first=workflow.most_pressing(scope.ask("findings"), adopted))
record = workflow_reads.record(scope, numbers[name])
adoption = workflow.part_of(adopted, record.id)
adoptions = [one for one in workflow_reads.adoptions(scope) if one.workflow_id == record.id]

st.title(workflow.headline(record, adoption, team=scope.team), anchor=False)
st.markdown(workflow.under_the_headline(record, adoptions, adoption))
facts_block(record)
workflow_findings_block(scope, record.id)

since = adoption_since_go_live(
    adoptions, limits=thresholds(scope.at), changes=new_definitions(scope.at, "adoption", also=("majority_share",))
)
if since:
    chart_block(since, key="adoption-since-go-live")
if at_work := at_work_line(adoption):
    quiet(at_work)
shapes_block(scope, record.id)
cycle_time_block(scope, record)
components = workflow.part_of(scope.ask("components"), record.id)
if components:
    components_block(components)

st.header(workflow.steps_title(record), anchor=False)
if record.steps:
    table_block(workflow.step_rows(record), key="steps", alt="Steps before and after", wraps=True)
st.header(workflow.checkpoints_title(record), anchor=False)
if record.checkpoints:
    table_block(workflow.checkpoint_rows(record), key="checkpoints", alt="Checkpoints of live teams", wraps=True)
    to_register("Log a check", record, part=PART.CHECKS)
play_block(record)
st.header(workflow.rollouts_title(record), anchor=False)
if record.rollouts:
    table_block(workflow.rollout_rows(record, adoptions), key="rollouts", alt="Rollouts by team", wraps=True)
st.header(workflow.decisions_title(record), anchor=False)
if record.decisions:
    table_block(workflow.decision_rows(record), key="decisions", alt="Decisions, newest first", wraps=True)
history_block(workflow_reads.history(scope, record.id), until=record.day)
