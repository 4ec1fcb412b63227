"""A workbook of the register on the Uploads page: what it changes stands there line by line before it is stored."""

import io

from openpyxl import load_workbook
from sqlmodel import select

from opmodel.register.workbook import register_workbook
from opmodel.store.engine import reading
from opmodel.store.register import Workflow
from tests.pages.conftest import Open


def test_what_a_workbook_changes_is_shown_line_by_line_before_it_is_stored(filled_store: str, opened: Open) -> None:
    with reading(filled_store) as session:
        book = load_workbook(io.BytesIO(register_workbook(session)))
        before = session.exec(select(Workflow.outcome).order_by(Workflow.id)).all()
    book["Workflows"]["B2"].value = "[Routed](http://x) **within** the hour"
    written = io.BytesIO()
    book.save(written)
    test = opened(filled_store, "data/uploads.py")
    test.file_uploader[0].upload("register.xlsx", written.getvalue()).run()
    tables = [table.value for table in test.table]
    (lines,) = [table for table in tables if "What happens" in table.columns]
    assert lines["What happens"].tolist() == ["changed"]
    assert lines["Column"].tolist() == ["Outcome"]
    # Shown as the text it is: no link, no emphasis.
    assert "\\*\\*within\\*\\*" in lines["After"].iloc[0]
    assert any(
        "What this will change in the register: 1 changed" in one.value for one in [*test.caption, *test.markdown]
    )
    with reading(filled_store) as session:
        assert session.exec(select(Workflow.outcome).order_by(Workflow.id)).all() == before
