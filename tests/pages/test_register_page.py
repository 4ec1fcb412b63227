"""The Register page, part by part: what it says on an empty store, and that no name in it acts."""

import pytest
from sqlmodel import select

from opmodel.store.engine import reading
from opmodel.store.register import Check, RegisterChange, Step, Workflow
from opmodel.ui.plain import plain
from opmodel.ui.register_forms.choosing import PART
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile

PAGE = "operate/register.py"


def errors(test: object) -> list[str]:
    """The red sentences on the page."""
    lines = [line.value for line in test.main.markdown]  # type: ignore[attr-defined]
    return [line.removeprefix(":small[:red[").removesuffix("]]") for line in lines if line.startswith(":small[:red[")]


def test_an_empty_register_offers_the_first_workflow_and_the_workbook(store: str, opened: Open) -> None:
    test = opened(store, PAGE)
    assert test.title[0].value == "No workflow is registered yet."
    assert [button.label for button in test.button] == ["Add workflow"]
    assert [button.label for button in test.get("download_button")] == ["The workbook to fill in"]


def test_what_is_missing_is_said_at_its_field_and_what_was_entered_stays(store: str, opened: Open) -> None:
    test = opened(store, PAGE)
    test.text_input[0].set_value("Claims intake")
    test.button[0].click().run()
    assert errors(test) == [plain("Must be filled in.")] * 2
    assert test.text_input[0].value == "Claims intake"
    with reading(store) as session:
        assert session.exec(select(Workflow)).all() == []


@pytest.mark.parametrize("part", list(PART))
def test_every_part_opens_on_names_that_are_attacks(filled_store: str, opened: Open, part: PART) -> None:
    test = opened(filled_store, PAGE, part=part.value)
    assert test.title[0].value == "One workflow is registered, and AI does a step of it."
    said = " ".join(line.value for line in test.main.markdown)
    assert "<b>" not in said
    assert "<img" not in said.replace(plain(hostile.WORKFLOW), "")


def test_a_step_is_added_with_its_checkpoint_and_a_check_is_logged_in_four_numbers(
    filled_store: str, opened: Open
) -> None:
    test = opened(filled_store, PAGE, part="Steps")
    by_label = {box.label: box for box in [*test.text_input, *test.number_input]}
    by_label["Step"].set_value("Route the claim")
    by_label["Checkpoint"].set_value("Ten a day")
    by_label["Cadence, days"].set_value(7)
    next(button for button in test.button if button.label == "Add step").click().run()
    assert errors(test) == []
    with reading(filled_store) as session:
        assert set(session.exec(select(Step.name))) == {"The step", "Route the claim"}

    test = opened(filled_store, PAGE, part="Checks")
    numbers = {box.label: box for box in test.number_input}
    next(box for box in test.selectbox if box.label == "Reviewer").set_value(hostile.OWNER)
    numbers["Outputs seen"].set_value(20)
    numbers["Accepted"].set_value(15)
    log = next(button for button in test.button if button.label == "Log this check")
    log.click().run()
    assert errors(test) == [plain("20 outputs were seen, but accepted, corrected and rejected come to 15.")]
    numbers = {box.label: box for box in test.number_input}
    numbers["Corrected"].set_value(5)
    next(button for button in test.button if button.label == "Log this check").click().run()
    assert errors(test) == []
    with reading(filled_store) as session:
        check = session.exec(select(Check)).one()
    assert (check.seen, check.accepted, check.corrected, check.rejected) == (20, 15, 5, 0)


def test_an_edit_is_taken_back_from_the_trail(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, PAGE)
    test.text_area[0].set_value("Said anew")
    next(button for button in test.button if button.label == "Save workflow").click().run()
    with reading(filled_store) as session:
        edit = session.exec(select(RegisterChange.edit).order_by(RegisterChange.id.desc())).first()  # type: ignore[union-attr]
    test = opened(filled_store, PAGE, part="Trail")
    next(box for box in test.selectbox if box.label == "Take an edit back").set_value(edit).run()
    next(button for button in test.button if button.label == "Take it back").click().run()
    assert test.info[0].value.startswith("Taken back")
    with reading(filled_store) as session:
        assert session.exec(select(Workflow.outcome)).one() == ""
