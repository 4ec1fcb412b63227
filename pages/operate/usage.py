"""Usage: who comes back to the redesigned workflows, and how firmly the tools are used. For the CIO, below the measures of work."""

import streamlit as st

from opmodel.ui import usage
from opmodel.ui.blocks import chart_block, empty_state, next_step, table_block
from opmodel.ui.cards import figure_card
from opmodel.ui.formats import n_of_m
from opmodel.ui.plain import plain
from opmodel.ui.scope import current
from opmodel.ui.words import quiet

scope = current()
if scope.organisation.is_empty:
    empty_state(
        "Nobody's use is known yet.",
        then="Upload the use of a workflow or of a tool, week by week. This page then shows who began, who came back, and "
        "for how many it has become a habit.",
    )
    st.stop()

retention = scope.ask("retention", series=True)
segments = scope.ask("usage_segments")
st.title(plain(usage.usage_sentence(retention, segments)), anchor=False)
st.markdown(plain(usage.retention_note(retention)))

activation, stickiness = usage.rate(retention, usage.ACTIVATION), usage.rate(retention, usage.STICKINESS)
first_use = usage.rate(retention, usage.FIRST_USE)
if activation and stickiness and first_use:
    with st.grid(4, min_column_width=200, gap="small"):
        figure_card(
            "Kept in week 13", retention, at=scope.at, counted=n_of_m(retention), lines=[usage.OF_EARLY_STARTERS]
        )
        figure_card("Ever used it", activation, at=scope.at, counted=n_of_m(activation), lines=[usage.OF_TARGETED])
        figure_card(
            "Half began within",
            first_use,
            at=scope.at,
            value=usage.weeks_text(first_use),
            counted=n_of_m(first_use),
            lines=usage.weeks_lines(first_use),
        )
        figure_card("Weekly of monthly users", stickiness, at=scope.at, counted=n_of_m(stickiness), lines=[usage.MEAN])

curve = usage.retention_drawing(retention)
if curve:
    chart_block(curve, key="use-after-first-use")
    with st.expander("The cohorts as a table"):
        table_block(usage.cohort_rows(retention), key="cohorts", alt="Cohorts by the week of first use", wraps=True)
        quiet(usage.small_cohorts(retention))
workflows = usage.workflow_rows(retention)
if workflows:
    st.header("By workflow", anchor=False)
    table_block(workflows, key="retention-by-workflow", alt="Who comes back, by workflow", wraps=True)

bars = usage.segments_drawing(segments)
if bars:
    chart_block(bars, key="usage-segments")
    with st.expander("The segments as a table"):
        table_block(usage.segment_rows(segments), key="segments", alt="Usage segments by tool", wraps=True)
else:
    st.header("Usage segments", anchor=False)
    next_step(segments)
