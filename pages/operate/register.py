"""Register: the workflows, how they are redesigned, and where they are rolled out; edited here or by workbook."""

import streamlit as st

from opmodel.store.asker import Act
from opmodel.ui.blocks import empty_state
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import register_book
from opmodel.ui.register_forms import beginning, checks, play, rollouts, steps, teams, trail, workbook, workflow
from opmodel.ui.register_forms.choosing import PART, WORKFLOW_PARTS, chosen_part, chosen_rollout, chosen_workflow
from opmodel.ui.register_forms.headline import headline
from opmodel.ui.register_forms.saving import said
from opmodel.ui.scope import current

scope = current()
keeps_all = scope.at.asker.may(Act.EDIT_REGISTER)
book = register_book(scope.at)
if book is None or not (book.workflows or book.rollouts):
    empty_state(
        "No workflow is registered yet.",
        then="A workflow is a piece of work with an outcome and one accountable owner. Add the first below, or fill in the "
        "workbook and bring all of them in at once.",
        link="data/uploads.py",
        link_label="Upload a workbook",
    )
    if keeps_all:
        workflow.first_workflow_form(scope.at)
    workbook.template_download()
    st.stop()

st.title(headline(book), anchor=False)
said()
part = chosen_part(scope.at.asker)
if part in WORKFLOW_PARTS:
    chosen = chosen_workflow(book, may_be_new=part == PART.WORKFLOW and keeps_all)
    if part == PART.WORKFLOW:
        workflow.workflow_form(scope.at, book, chosen)
        if chosen is not None:
            st.header("Operators", anchor=False, help=meaning("operating capacity"))
            workflow.operators_table(scope.at, book, chosen)
            workflow.removal(scope.at, book, chosen)
    elif chosen is not None and part == PART.STEPS:
        steps.steps_table(scope.at, book, chosen)
        st.header("Add a step", anchor=False)
        steps.step_form(scope.at, book, chosen)
    elif chosen is not None and part == PART.PLAY:
        play.play_editor(scope.at, book, chosen)
        play.versions(book, chosen)
    elif chosen is not None and part == PART.CHECKS:
        checks.check_form(scope.at, book, chosen)
        st.header("Newest checks", anchor=False)
        checks.newest_checks(scope.at, book, chosen)
    elif chosen is not None:
        rollout = chosen_rollout(book, chosen)
        if rollout is None:
            st.header("Add a rollout", anchor=False)
            beginning.begin_form(scope.at, book, chosen)
        else:
            rollouts.rollout_sections(scope.at, book, rollout)
elif part == PART.TEAMS:
    teams.team_form(scope.at, book)
    teams.teams_table(book)
elif part == PART.WORKBOOK:
    workbook.workbook_area(scope, book)
else:
    trail.trail(scope.at)
