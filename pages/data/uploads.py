"""Uploads: spreadsheets in, what they changed, and out again."""

import streamlit as st

from opmodel.ui.imports import import_list
from opmodel.ui.scope import current
from opmodel.ui.uploading import upload_area

scope = current()
st.title("Spreadsheets in, figures out", anchor=False)
upload_area(scope.at, workflows=scope.organisation.workflows, teams=scope.organisation.teams)
st.header("What has been loaded", anchor=False)
import_list(scope.at)
