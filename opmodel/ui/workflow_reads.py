"""What the pages about workflows ask of the store, answered once for every version of it and every day."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.access.reach import told_to, workflows_within
from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope as resolved
from opmodel.measures.workflow_history import Event, workflow_history
from opmodel.measures.workflow_record import WorkflowRecord, workflow_numbers, workflow_record
from opmodel.store.asker import ANYWHERE
from opmodel.store.weeks import sunday
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.scope import Scope

ANSWERS = 256
"""How many answers of a kind are kept."""


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=KEYS)
def numbers_by_name(at: Here) -> dict[str, int]:
    """Every registered workflow's number by its name, of those that the asker may read about."""
    with reading_as(at.asker, at.url, team=ANYWHERE) as session:
        return workflows_within(session, workflow_numbers(session), at.asker)


def record(scope: Scope, workflow_id: int) -> WorkflowRecord:
    """A workflow as the register has it, with its rollouts in the scope."""
    return _record(scope.at, date.today(), question_of(scope), workflow_id)


@st.cache_resource(max_entries=ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _record(at: Here, today: date, question: Question, workflow_id: int) -> WorkflowRecord:
    del today
    with reading_as(at.asker, at.url, team=question.team) as session:
        return workflow_record(session, resolved(session, question), workflow_id=workflow_id)


def history(scope: Scope, workflow_id: int) -> Sequence[Event]:
    """What happened to a workflow, newest first, up to today or the Sunday of the week that the page is pinned to."""
    return _history(scope.at, date.today() if scope.as_of is None else sunday(scope.as_of), workflow_id)


@st.cache_resource(max_entries=ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _history(at: Here, day: date, workflow_id: int) -> Sequence[Event]:
    with reading_as(at.asker, at.url, team=ANYWHERE) as session:
        return told_to(at.asker, workflow_history(session, workflow_id, day))


def adoptions(scope: Scope) -> Sequence[RolloutAdoption]:
    """How far each rollout of the scope is adopted, and whether it holds."""
    return _adoptions(scope.at, date.today(), question_of(scope))


@st.cache_resource(max_entries=ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _adoptions(at: Here, today: date, question: Question) -> Sequence[RolloutAdoption]:
    del today
    with reading_as(at.asker, at.url, team=question.team) as session:
        return rollout_adoptions(session, resolved(session, question))


def question_of(scope: Scope) -> Question:
    """What the page is about, as the measures take it."""
    return Question(team=scope.team, as_of=scope.as_of)
