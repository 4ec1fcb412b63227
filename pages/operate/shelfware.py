"""Shelfware: seats that are paid for and used by nobody, what they cost, and which contract comes up when."""

import streamlit as st

from opmodel.ui import seats, sentences
from opmodel.ui.blocks import chart_block, empty_state, table_block
from opmodel.ui.cards import figure_card
from opmodel.ui.formats import n_of_m
from opmodel.ui.plain import plain
from opmodel.ui.reads import thresholds
from opmodel.ui.reclaim import reclaim_section
from opmodel.ui.scope import current

scope = current()
if scope.organisation.is_empty:
    empty_state(
        "No seat is known yet.",
        then="Upload a tool's seat list, and what was bought in the contracts template. This page then shows which seats "
        "nobody uses, what they cost a year, and until when notice can be given.",
    )
    st.stop()

shelfware = scope.ask("shelfware")
idle_money = scope.ask("shelfware_money")
licences = scope.ask("licences")
activity = scope.ask("tool_activity", series=True)
renewals = scope.ask("renewals")

st.title(seats.shelfware_sentence(shelfware, team=scope.team), anchor=False)
st.markdown(seats.money_sentence(idle_money, thresholds=thresholds(scope.at)))
with st.grid(4, min_column_width=220, gap="medium"):
    figure_card("Seats bought", licences, at=scope.at, counted=seats.assigned_note(licences))
    figure_card(
        "Active in a tool",
        activity,
        at=scope.at,
        counted=f"{n_of_m(activity)} people" if n_of_m(activity) else "",
        lines=[sentences.moved_in_series(activity)],
    )
    figure_card("Idle seats", shelfware, at=scope.at, counted=seats.idle_seats(shelfware))
    figure_card(
        "Idle money a year",
        idle_money,
        at=scope.at,
        counted=seats.of_all_money(idle_money),
        lines=seats.recoverable_lines(idle_money, renewals)[:1],
    )

drawing = seats.seats_by_class(shelfware)
if drawing:
    chart_block(drawing, key="paid-seats")
    with st.expander("The same as a table"):
        table_block(seats.cause_rows(shelfware, idle_money), key="seats-by-cause", alt="Paid seats by cause")

st.header(seats.renewals_title(renewals), anchor=False)
contracts = seats.renewal_rows(renewals)
if contracts:
    table_block(contracts, key="renewals", alt="Contracts by the last day for notice")
else:
    st.markdown(plain(renewals.why_unknown or ""))

reclaim_section(scope, tools=[tool.name for tool in shelfware.parts_of("tool")])
