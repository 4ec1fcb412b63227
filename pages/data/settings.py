"""Settings: the thresholds of the rules, with what a change would do, the organisation, and people and their roles."""

import streamlit as st

from opmodel.register.book import Book
from opmodel.ui.links import way_to
from opmodel.ui.people import people_section
from opmodel.ui.privacy import privacy_section
from opmodel.ui.reads import register_book
from opmodel.ui.register_forms.organisation import organisation_form
from opmodel.ui.register_forms.saving import said
from opmodel.ui.scope import current
from opmodel.ui.thresholds import headline, threshold_form, threshold_table

scope = current()
book = register_book(scope.at) or Book.empty()
st.title(headline(book), anchor=False)
said()
st.header("Change a threshold", anchor=False)
threshold_form(scope.at, book)
st.header("All thresholds", anchor=False)
threshold_table(book)
st.header("The organisation", anchor=False)
organisation_form(scope.at, book)
people_section(scope.at)
st.header("Privacy", anchor=False)
privacy_section(scope.at, book)
way_to(
    "operate/register.py",
    label="Every change of a setting stands in the trail",
    icon=":material/history:",
    query_params={"part": "Trail"},
)
