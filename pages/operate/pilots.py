"""Pilots: how many cross into production and how long it takes, which ones wait, and what is decided about them."""

import streamlit as st

from opmodel.ui import pilot_charts
from opmodel.ui import purgatory as waiting
from opmodel.ui.blocks import chart_block, empty_state
from opmodel.ui.cards import figure_card
from opmodel.ui.formats import days_text
from opmodel.ui.links import way_to
from opmodel.ui.pilot_decisions import pilot_dialog
from opmodel.ui.pilot_list import pilot_list
from opmodel.ui.plain import plain
from opmodel.ui.register_forms.saving import said
from opmodel.ui.scope import current
from opmodel.ui.words import quiet

scope = current()
purgatory = scope.ask("purgatory")
crossed = scope.ask("pilots_to_production")
if purgatory.value is None:
    empty_state(
        "No pilot has begun yet." if not scope.team else f"No pilot has begun in {scope.who}.",
        then="A pilot is a rollout of a workflow that has been in stage pilot. Begin one in the register, or fill in the "
        "workflows template, with the date of each stage, and upload it.",
    )
    way_to("operate/register.py", label="Open the register", icon=":material/edit_note:")
    st.stop()

said()
st.title(waiting.pilots_sentence(purgatory, crossed), anchor=False)
st.markdown(f"{plain(waiting.share_sentence(crossed))} {plain(waiting.rule_sentence(purgatory))}")
time_to_production = waiting.time_to_production(crossed)
overdue = waiting.dates_overdue(purgatory)
with st.grid(4, min_column_width=220, gap="medium"):
    figure_card(
        waiting.crossed_title(crossed),
        crossed,
        at=scope.at,
        counted=waiting.crossed_counted(crossed),
        lines=waiting.crossed_lines(crossed),
    )
    figure_card(
        "A quarter in production after",
        time_to_production,
        at=scope.at,
        value=days_text(time_to_production.value),
        counted=waiting.of_begun(crossed),
        lines=waiting.time_lines(crossed),
    )
    figure_card(
        "Stuck in purgatory",
        purgatory,
        at=scope.at,
        counted=waiting.of_open(purgatory),
        tone="bad" if purgatory.value else "neutral",
        lines=[waiting.oldest(purgatory)],
    )
    figure_card(
        "Decisions overdue",
        overdue,
        at=scope.at,
        counted=waiting.of_open(purgatory),
        tone="bad" if overdue.value else "neutral",
        lines=waiting.dates_lines(purgatory),
    )

sides = (
    {
        "pilots-begun": pilot_charts.funnel(crossed, purgatory),
        "pilots-with-age": pilot_charts.with_age(crossed, purgatory),
    },
    {"pilots-by-start": pilot_charts.cohorts(crossed)},
)
drawn = [{key: drawing for key, drawing in side.items() if drawing} for side in sides]
with st.grid(sum(map(bool, drawn)) or 1, min_column_width=430, gap="large"):
    for side in filter(None, drawn):
        with st.container():
            for key, drawing in side.items():
                chart_block(drawing, key=key)
if waiting.handover_title(crossed):
    st.header(plain(waiting.handover_title(crossed)), anchor=False)
quiet(plain(waiting.handover_sentence(crossed)))
by_age = pilot_charts.ageing(purgatory)
if by_age:
    chart_block(by_age, key="open-pilots-by-age")

if scope.as_of is not None:
    quiet("This page is pinned to a week that is over. Choose the newest week above to decide.")
pilot_list(purgatory, can_decide=scope.as_of is None)
pilot_dialog(scope.at, purgatory)
