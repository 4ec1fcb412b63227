"""Who is next: a row for each team that a workflow could go to, with the way to the gate before it."""

from collections.abc import Sequence

import streamlit as st

from opmodel.measures.next_teams import NextTeam
from opmodel.ui.formats import count, day, plural
from opmodel.ui.plain import plain
from opmodel.ui.register_forms.choosing import WORKFLOW
from opmodel.ui.words import quiet
from opmodel.ui.workflow import team_name

NEXT = "next"
"""Name of the next team in the address."""
_MOST = 6
_WIDTHS = (19, 18, 46, 16)
"""Of a row's columns, as shares of the whole."""


def next_title(found: Sequence[NextTeam]) -> str:
    """How many teams are next, as a heading."""
    if not found:
        return "No team is next: none is planned, and none stands beside one where a workflow holds."
    planned = sum(one.planned_since is not None for one in found)
    beside = len(found) - planned
    said = [
        f"{plural(planned, 'team is', 'teams are')} planned" if planned else "",
        f"{plural(beside, 'team stands', 'teams stand')} next door to one that holds" if beside else "",
    ]
    return f"{'; '.join(filter(None, said))}."


def why_next(one: NextTeam) -> str:
    """Why a team could be next."""
    said = [
        f"planned since {day(one.planned_since)}" if one.planned_since else "",
        f"next door to {team_name(one.neighbour)}, which has held for {plural(one.holding_weeks, 'week')}"
        if one.neighbour
        else "",
    ]
    sentence = ", ".join(filter(None, said))
    return f"{sentence[0].upper()}{sentence[1:]}."


def next_teams_block(found: Sequence[NextTeam]) -> None:
    """The heading and the rows; each leads to its gate below."""
    st.header(plain(next_title(found)), anchor=False)
    for place, one in enumerate(found[:_MOST]):
        _row(one, key=f"next-{place}")
    if len(found) > _MOST:
        quiet(f"And {count(len(found) - _MOST)} more: choose any team below.")


def _row(one: NextTeam, *, key: str) -> None:
    with st.container(border=True, key=f"{key}-row"):
        workflow, team, why, gate = st.columns(_WIDTHS, vertical_alignment="center")
        workflow.markdown(f"**{plain(one.workflow)}**")
        team.markdown(plain(team_name(one.team)))
        why.markdown(f":small[:gray[{plain(why_next(one))}]]")
        gate.button("See the gate", key=key, width="stretch", on_click=_choose, args=(one,))


def _choose(one: NextTeam) -> None:
    st.session_state[WORKFLOW] = one.workflow
    st.session_state[NEXT] = one.team


def chosen_team(options: Sequence[str]) -> str | None:
    """The team that the gate is shown before; None where there is no team left."""
    if not options:
        return None
    if st.session_state.get(NEXT) not in options:
        st.session_state.pop(NEXT, None)
    team: str = st.selectbox(
        "Next team", options, key=NEXT, bind="query-params", label_visibility="collapsed", width=420
    )
    return team
