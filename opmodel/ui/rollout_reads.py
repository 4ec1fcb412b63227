"""What the Rollout page asks of the store besides: who could be next, and the gate before them."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.measures.gate import Gate, gate
from opmodel.measures.next_teams import NextTeam, next_teams
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope as resolved
from opmodel.store.asker import Act
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.scope import Scope
from opmodel.ui.workflow_reads import ANSWERS, question_of


def next_teams_of(scope: Scope) -> Sequence[NextTeam]:
    """Where the workflows could go next within the scope, the likeliest first."""
    return _next_teams(scope.at, date.today(), question_of(scope))


@st.cache_resource(max_entries=ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _next_teams(at: Here, today: date, question: Question) -> Sequence[NextTeam]:
    del today
    with reading_as(at.asker, at.url, team=question.team) as session:
        found = next_teams(session, resolved(session, question))
    # What makes a team next is how well the one beside it holds, which is not everybody's to know.
    return [one for one in found if not one.neighbour or at.asker.may(Act.READ, one.neighbour)]


def gate_before(scope: Scope, *, workflow_id: int, rollout_id: int | None, place: str) -> Gate:
    """What the next team of a workflow still waits for. The evidence is the company's, whatever the page's scope."""
    where = (workflow_id, rollout_id, "" if rollout_id else place)
    return _gate(scope.at, date.today(), Question(as_of=scope.as_of), where)


@st.cache_resource(max_entries=ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _gate(at: Here, today: date, question: Question, where: tuple[int, int | None, str]) -> Gate:
    del today
    workflow_id, rollout_id, place = where
    with reading_as(at.asker, at.url, team=question.team) as session:
        return gate(session, resolved(session, question), workflow_id=workflow_id, rollout_id=rollout_id, place=place)
