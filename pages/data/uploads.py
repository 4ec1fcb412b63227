"""Uploads: spreadsheets in, what they changed, and out again."""

import streamlit as st

from opmodel.ui.imports import import_list
from opmodel.ui.scope import current
from opmodel.ui.sources import checklist, fresh, freshness_table, headline
from opmodel.ui.uploading import upload_area

scope = current()
st.title(headline(scope.at), anchor=False)
upload_area(scope.at, workflows=scope.organisation.workflows, teams=scope.organisation.teams)
checklist(scope.at)
st.header("What has been loaded", anchor=False)
import_list(scope.at)
st.header("How fresh each source is", anchor=False)
freshness_table(fresh(scope.at))
