"""Overview: the number a board can be told, what it is tied to, and what is red."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from opmodel.charts.drawing import Drawing
from opmodel.ui import board, same_tools, seats, sentences, split
from opmodel.ui.blocks import chart_block, empty_state, next_step
from opmodel.ui.board import bought_block
from opmodel.ui.board_cards import board_cards
from opmodel.ui.definitions import new_definitions
from opmodel.ui.findings import findings_of
from opmodel.ui.reads import thresholds
from opmodel.ui.red import red_list
from opmodel.ui.scope import current
from opmodel.ui.since_review import moved_block

scope = current()
if scope.organisation.is_empty:
    empty_state(
        "Nothing has been uploaded yet.",
        then="Start with one file: the usage or seat list of your largest AI tool, exactly as its admin portal exports it. "
        "Uploads says where each file is found, and shows what it understood before anything is stored.",
    )
    st.stop()

adoption = scope.ask("adoption", series=True)
licences = scope.bought_by_week(adoption.series or ())
activity = scope.ask("tool_activity", series=True)
idle_money = scope.ask("shelfware_money")
pilots = scope.ask("pilots_to_production")
proven = scope.ask("proven")
cycle_time = scope.ask("cycle_time")
shelfware = scope.ask("shelfware")
renewals = scope.ask("renewals")
company_split = scope.ask("company_split", series=True)
matched = scope.ask("same_tools", series=True)

st.title(
    sentences.board_sentence(adoption=adoption, licences=licences, activity=activity, team=scope.team), anchor=False
)
for line in sentences.under_the_headline(
    adoption=adoption, licences=licences, proven=proven, cycle_time=cycle_time, team=scope.team, week=scope.week
):
    st.markdown(line)
if adoption.value is None:
    next_step(adoption)
board_cards(
    adoption=adoption,
    activity=activity,
    cycle_time=cycle_time,
    proven=proven,
    pilots=pilots,
    shelfware=shelfware,
    idle_money=idle_money,
    renewals=renewals,
    at=scope.at,
)
moved_place = st.container()

majority = thresholds(scope.at)["majority_share"]
by_workflow = board.adoption_by(adoption.parts_of("workflow"), majority=majority, what="workflow")
by_team = board.adoption_by(adoption.parts_of("team"), majority=majority, what="team")
results = split.three_groups(company_split, changes=new_definitions(scope.at, "company_split"))
bought = board.bought_active_working(
    licences=licences,
    activity=activity,
    adoption=adoption,
    beside=results or by_workflow,
    changes=new_definitions(scope.at, "adoption"),
)
idle_seats = seats.idle_by_cause(shelfware, idle_money)


def chart(drawing: Drawing | None, key: str) -> list[Callable[[], None]]:
    """What draws it, where there is anything to draw."""
    return [partial(chart_block, drawing, key=key)] if drawing else []


def side_by_side(*blocks: Callable[[], None]) -> None:
    """Each block with half the page, or the one there is with all of it."""
    with st.grid(len(blocks) or 1, min_column_width=430, gap="large"):
        for block in blocks:
            with st.container():
                block()


first_pair = [partial(split.split_block, company_split, results, at=scope.at)] if results else []
adoption_by_workflow = chart(by_workflow, "adoption-by-workflow")
first = [partial(bought_block, bought, licences=licences, activity=activity, at=scope.at)] if bought else []
side_by_side(*first, *(first_pair or adoption_by_workflow))
red_list(findings_of(scope.ask("findings")))
if same_tools.is_told(matched):
    same_tools.same_tools_section(matched, at=scope.at)
side_by_side(*(adoption_by_workflow if results else []), *chart(by_team, "adoption-by-team"))
side_by_side(*chart(idle_seats, "idle-seats-by-cause"))
# Where nothing was reported then, it is worked out again: everything else stands on the page by then.
with moved_place:
    moved_block(
        scope,
        opened_elsewhere={"adoption", "proven", "cycle_time", "pilots_to_production", "shelfware_money"},
        with_series={"adoption"},
    )
