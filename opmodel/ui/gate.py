"""The gate before the next team: each piece of evidence met or missing, and the way to begin there."""

from collections.abc import Sequence

import streamlit as st

from opmodel.measures.gate import Gate, GateItem
from opmodel.measures.next_teams import NextTeam
from opmodel.register.book import Book
from opmodel.store.asker import ANYWHERE, Act
from opmodel.ui import rollout_reads, workflow_reads
from opmodel.ui.begin_dialog import begin_button
from opmodel.ui.formats import count
from opmodel.ui.glossary import meaning
from opmodel.ui.next_teams import chosen_team
from opmodel.ui.plain import plain
from opmodel.ui.scope import Scope
from opmodel.ui.workflow import team_name
from opmodel.ui.workflow_choice import chosen_workflow

_MARK, _TITLE = 84, 200
"""Pixels of a row's first two columns."""


def gate_section(scope: Scope, book: Book, candidates: Sequence[NextTeam]) -> None:
    """Choose a workflow and its next team; see what is missing; begin there. Its evidence is the whole company's."""
    if not scope.at.asker.may(Act.READ):
        return
    numbers = workflow_reads.numbers_by_name(scope.at)
    st.header("The gate before the next team", anchor=False, help=meaning("gate"))
    with st.container(horizontal=True, gap="small"):
        workflow = chosen_workflow(_likeliest_first(list(numbers), candidates))
        record = workflow_reads.record(scope, numbers[workflow])
        team = chosen_team(
            _teams(scope, record.id, candidates, live=[one.team for one in record.rollouts if one.is_live])
        )
    if not record.is_redesigned:
        st.markdown(
            f"{plain(workflow)} is a tab, not a redesign. Let AI do a step of it before it goes to another team: more teams "
            "would have the tab, and the work would stay as it is."
        )
        return
    if team is None:
        st.markdown(f"{plain(workflow)} is live in every team there is.")
        return
    planned = next((one.rollout_id for one in candidates if (one.workflow_id, one.team) == (record.id, team)), None)
    gate = rollout_reads.gate_before(scope, workflow_id=record.id, rollout_id=planned, place=team_name(team))
    st.markdown(f"**{plain(gate_sentence(gate, workflow=workflow, team=team))}**")
    for item in gate.items:
        _row(item)
    if scope.at.asker.may(Act.EDIT_REGISTER, ANYWHERE):
        begin_button(scope.at, book, workflow=workflow, workflow_id=record.id, team=team, gate=gate)


def _likeliest_first(names: Sequence[str], candidates: Sequence[NextTeam]) -> list[str]:
    """Workflows that have a next team, then every other."""
    return list(dict.fromkeys([*(one.workflow for one in candidates), *names]))


def _teams(scope: Scope, workflow_id: int, candidates: Sequence[NextTeam], *, live: Sequence[str]) -> list[str]:
    """Teams of the scope where the workflow could go: those that are next, then every other where it is not live."""
    first = [one.team for one in candidates if one.workflow_id == workflow_id]
    within = [
        team for team in scope.organisation.teams if f"{team}/".startswith(f"{scope.team}/" if scope.team else "")
    ]
    return list(dict.fromkeys([*first, *(team for team in within if team not in live)]))


def gate_sentence(gate: Gate, *, workflow: str, team: str) -> str:
    """How much of the evidence is there."""
    met, asked = len(gate.items) - len(gate.missing), len(gate.items)
    if not gate.missing:
        return f"Open: all {count(asked)} pieces of evidence for {workflow} in {team_name(team)} are there."
    return f"{count(met)} of {count(asked)} pieces of evidence for {workflow} in {team_name(team)} are there."


def _row(item: GateItem) -> None:
    # Widths in pixels, so that on a tablet the words move below and none breaks.
    row = st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key=f"gate-{item.name}")
    row.markdown(":green-badge[Met]" if item.met else ":red-badge[Missing]", width=_MARK)
    row.markdown(f"**{plain(item.title)}**", width=_TITLE)
    with row.container(gap="xsmall", width="stretch"):
        st.markdown(plain(item.says))
        if not item.met and item.next:
            st.markdown(f":gray[Next: {plain(item.next)}]")
