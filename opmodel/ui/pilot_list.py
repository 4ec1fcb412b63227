"""The open pilots of the Pilots page, the worst first: each with its clock, its chance, and what can be done about it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from opmodel.measures.figure import Figure
from opmodel.ui import pilot_clock as clock
from opmodel.ui.blocks import table_block
from opmodel.ui.formats import percent, plural
from opmodel.ui.glossary import meaning
from opmodel.ui.pilot_decisions import ask_about
from opmodel.ui.plain import plain
from opmodel.ui.purgatory import RED_STATES, STATES
from opmodel.ui.words import quiet

_SHOWN = 10
_WORDS = 600
_WORKFLOW_PAGE = "board/workflow.py"


def pilot_list(purgatory: Figure, *, can_decide: bool) -> None:
    """The rows, and the same as a table to take away.

    Args:
        purgatory: the measure's figure.
        can_decide: whether decisions may be taken here and now.
    """
    waiting = purgatory.parts_of("pilot")
    if not waiting:
        return
    st.header("Open pilots, the worst first", anchor=False, help=meaning("purgatory"))
    everything = len(waiting) <= _SHOWN or st.toggle(f"Show all {len(waiting)}", key="all-open-pilots")
    for pilot in waiting if everything else waiting[:_SHOWN]:
        _row(pilot, begun=int(purgatory.detail["company"]["pilots"]), can_decide=can_decide)
    with st.expander("The same as a table"):
        table_block(rows(waiting), key="open-pilots", alt=f"{plural(len(waiting), 'open pilot')}, the worst first")


def _row(pilot: Figure, *, begun: int, can_decide: bool) -> None:
    detail = pilot.detail
    number = int(detail["rollout_id"])
    # Widths in pixels, so that on a tablet the second half moves below the first and no word breaks.
    row = st.container(border=True, key=f"pilot-{number}", horizontal=True, vertical_alignment="top", gap="medium")
    with row.container(width=_WORDS, gap="xsmall"):
        state = STATES[str(detail["state"])]
        colour = "red" if detail["state"] in RED_STATES else "gray"
        attempt = f", attempt {detail['attempt']}" if detail["attempt"] > 1 else ""
        st.markdown(
            f":{colour}[**{state}**] · **{plain(str(detail['workflow']))}** · {plain(str(detail['team']))}{attempt}"
        )
        st.markdown(plain(clock.clock(pilot)))
        quiet(plain(" ".join(filter(None, [clock.chance(pilot), clock.standing(pilot, begun=begun)]))))
    with row.container(width="stretch", gap="xsmall"):
        due = plain(clock.decision_date(pilot))
        st.markdown(f":red[**{due}**]" if clock.is_overdue(pilot) else due)
        owner = plain(str(detail["owner"])) if detail["owner"] else "No owner named"
        quiet(f"{owner} · {plain(clock.spent(pilot))}")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            ask_about(number, can_decide=can_decide)
            st.page_link(
                _WORKFLOW_PAGE, label="Workflow", query_params={"workflow": str(detail["workflow"])}, width="content"
            )


def rows(waiting: Sequence[Figure]) -> list[dict[str, Any]]:
    """The open pilots as a table."""
    return [_table_row(pilot) for pilot in waiting]


def _table_row(pilot: Figure) -> dict[str, Any]:
    detail = pilot.detail
    soon = detail["chances"][0]
    return {
        "Workflow": detail["workflow"],
        "Team": detail["team"],
        "State": STATES[str(detail["state"])],
        "Age, days": pilot.value,
        "Since it moved, days": detail["days_since_movement"],
        "Stuck since": _day(detail["stuck_since"]),
        "Decide by": _day(detail["decide_by"]),
        "Chance in 90 days": "not stated" if soon["value"] is None else percent(soon["value"]),
        "95% interval": "" if soon["ci_low"] is None else f"{percent(soon['ci_low'])} to {percent(soon['ci_high'])}",
        "Spent": clock.spent(pilot).removesuffix(" spent").replace("Money spent: ", ""),
        "Owner": detail["owner"] or "nobody named",
    }


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
