"""Several files in the drop zone together: what waits for what, and what a browser's reader is told of a refusal."""

from collections.abc import Sequence

from sqlmodel import col, select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.store.engine import reading
from opmodel.store.facts import Import, WorkflowUse
from opmodel.ui.plain import plain
from tests.askers import everybody, steward
from tests.intake.files import REGISTER, ROSTER, csv_bytes, xlsx_bytes
from tests.pages.conftest import Open

USE = csv_bytes([["Workflow", "Week", "E-mail", "Times used"], ["Claims intake", "2026-W10", "ada@example.com", 1]])


def test_a_file_of_a_workflow_registered_by_another_of_the_list_waits_for_it_and_both_load(
    sqlite_store: str, opened: Open
) -> None:
    register = xlsx_bytes({"Workflows": REGISTER["Workflows"]})
    test = opened(sqlite_store, "data/uploads.py")
    # The one that waits stands first in the list.
    test.file_uploader[0].upload("use.csv", USE).upload("workflows.xlsx", register).run()
    assert not test.error
    assert [one.value for one in test.info] == [
        f"Waits for {plain('workflows.xlsx')}, in this list: it registers Claims intake. Load that one first, or all files "
        "together."
    ]
    next(button for button in test.button if button.label == "Load all 2 files").click().run()
    assert not test.exception
    assert len(test.success) == 2
    with reading(sqlite_store) as session:
        assert session.exec(select(Import.export).order_by(col(Import.id))).all() == ["workflows", "workflow_use"]
        assert len(session.exec(select(WorkflowUse)).all()) == 1


def test_alone_it_is_refused_in_the_words_of_the_page(sqlite_store: str, opened: Open) -> None:
    test = opened(sqlite_store, "data/uploads.py")
    test.file_uploader[0].upload("use.csv", USE).run()
    (refusal,) = (one.value for one in test.error)
    assert plain("there is no workflow called 'Claims intake'") in refusal
    assert "opmodel template" not in refusal
    assert plain("the template “Workflows” further down this page") in refusal


def test_rejected_rows_stand_in_the_order_of_the_file_with_the_whole_reason(sqlite_store: str, opened: Open) -> None:
    front_door.load(
        sqlite_store, xlsx_bytes({"Workflows": REGISTER["Workflows"]}), "w.xlsx", Choices(), by=everybody("ada")
    )
    rows: list[Sequence[object]] = [
        ["Claims intake", "2026-W10", "ada@example.com", 1],
        ["Claims outtake", "2026-W10", "grace@example.com", 1],
        ["Claims intake", "2026-W10", "grace@example.com", "many"],
        ["Claims intake", "never", "grace@example.com", 1],
    ]
    test = opened(sqlite_store, "data/uploads.py")
    data = csv_bytes([["Workflow", "Week", "E-mail", "Times used"], *rows])
    test.file_uploader[0].upload("use.csv", data).run()
    (rejected,) = (table.value for table in test.table if "Why" in table.value.columns)
    assert rejected["Row"].tolist() == ["3", "4", "5"]
    assert rejected["Why"].iloc[0].endswith("Register page")


def test_people_on_no_roster_are_told_before_the_file_is_loaded(sqlite_store: str) -> None:
    front_door.load(
        sqlite_store, xlsx_bytes({"Workflows": REGISTER["Workflows"]}), "w.xlsx", Choices(), by=everybody("ada")
    )
    assert not [
        note
        for note in front_door.preview(sqlite_store, USE, "use.csv", Choices(), by=steward("ada")).notes
        if "roster" in note
    ]
    front_door.load(sqlite_store, csv_bytes(ROSTER), "r.csv", Choices(), by=everybody("ada"))
    assert not [
        note
        for note in front_door.preview(sqlite_store, USE, "use.csv", Choices(), by=steward("ada")).notes
        if "roster" in note
    ]
    stranger = USE + b"Claims intake,2026-W10,stranger@example.com,1\n"
    notes = front_door.preview(sqlite_store, stranger, "use.csv", Choices(), by=steward("ada")).notes
    assert any(note.startswith("People on no roster: 1 of 2.") for note in notes)
