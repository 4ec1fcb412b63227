"""The register in a real browser: two people at once, a table edited in place, and the workbook out and in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlmodel import select

from opmodel.register.steps import StepEntry, save_steps
from opmodel.register.workflows import WorkflowEntry, save_workflow
from opmodel.store.engine import reading
from opmodel.store.register import Performer, Step, Workflow
from opmodel.ui.register_forms.choosing import PART
from tests.askers import steward
from tests.browser.conftest import Server, settled, start, stop
from tests.browser.test_pages import UPSTREAM
from tests.ui import hostile_company as hostile

Visit = Callable[..., Page]

# The grid draws its cells on a canvas, with a table for screen readers that it fills as it likes.
_OF_THE_GRID = {"aria-required-children", "scrollable-region-focusable"}


@pytest.fixture(scope="module")
def claims(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = new_store("register")
    number = save_workflow(
        store,
        WorkflowEntry(name="Claims intake", outcome="Routed the same day", owner="Grace Hopper"),
        by=steward("ada"),
    )
    step = StepEntry(name="Register", performer_before=Performer.HUMAN, performer_after=Performer.AI_DOES)
    save_steps(store, number, [step], by=steward("ada"))
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


@pytest.fixture(scope="module")
def attacked(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A register in which every name is an attack."""
    store = new_store("attacked")
    hostile.fill(store)
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


@pytest.mark.parametrize("part", list(PART))
def test_every_part_reads_well_in_light_and_dark_and_no_name_in_it_acts(
    attacked: Server, visit: Visit, part: PART
) -> None:
    for mode in ("light", "dark"):
        page = settled(visit(attacked, f"register?part={part.value}", mode=mode))
        page.wait_for_timeout(300)
        found = Axe().run(page).response["violations"]
        ours = {
            fault["id"]: [node["html"][:160] for node in fault["nodes"]]
            for fault in found
            if fault["id"] not in {*UPSTREAM, *_OF_THE_GRID}
        }
        assert not ours, f"{part} in {mode}: {ours}"
        main = page.get_by_test_id("stMain")
        for selector in ("script", "b", "i", "img[src='x']", "a[href*='example.org']", ".katex"):
            assert main.locator(selector).count() == 0, selector


def outcome(page: Page) -> str:
    return page.get_by_role("textbox", name="Outcome", exact=True).input_value()


def test_the_second_of_two_people_sees_both_versions_and_chooses(claims: Server, visit: Visit) -> None:
    first, second = (settled(visit(claims, "register")) for _ in range(2))
    for page, words in ((first, "Routed in two hours"), (second, "Routed in one hour")):
        page.get_by_role("textbox", name="Outcome", exact=True).fill(words)
    first.get_by_role("button", name="Save workflow").click()
    expect(first.get_by_text("Claims intake is saved.")).to_be_visible()

    second.get_by_role("button", name="Save workflow").click()
    expect(second.get_by_text("1 value was changed by")).to_be_visible()
    for words in ("Routed the same day", "Routed in two hours", "Routed in one hour"):
        expect(second.get_by_role("cell", name=words, exact=True)).to_be_visible()
    assert outcome(second) == "Routed in one hour"
    with reading(claims.store) as session:
        assert session.exec(select(Workflow.outcome)).one() == "Routed in two hours"
    second.get_by_role("button", name="Save mine over theirs").click()
    expect(second.get_by_text("Claims intake is saved.")).to_be_visible()
    with reading(claims.store) as session:
        assert session.exec(select(Workflow.outcome)).one() == "Routed in one hour"


def test_a_step_is_changed_in_the_table_and_saved(claims: Server, visit: Visit) -> None:
    page = settled(visit(claims, "register?part=Steps"))
    grid = page.get_by_test_id("stDataFrame")
    expect(grid).to_be_visible()
    box = grid.bounding_box()
    assert box is not None
    # The first cell of the first row, right of the column of ticks and below the header.
    page.mouse.click(box["x"] + 90, box["y"] + 36 + 27)
    page.keyboard.press("Enter")
    cell = page.locator("#portal textarea")
    expect(cell).to_be_visible()
    cell.fill("Register the notice of loss")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="Save steps").click()
    expect(page.get_by_text("The steps of Claims intake are saved.")).to_be_visible()
    with reading(claims.store) as session:
        assert session.exec(select(Step.name)).all() == ["Register the notice of loss"]


def test_the_workbook_goes_out_and_a_cell_changed_in_it_comes_back_as_one_line(
    claims: Server, visit: Visit, tmp_path: Path
) -> None:
    page = settled(visit(claims, "register?part=Workbook"))
    with page.expect_download() as started:
        page.get_by_role("button", name="The whole register").click()
    taken = tmp_path / "register.xlsx"
    started.value.save_as(taken)
    book = load_workbook(taken)
    header = [cell.value for cell in book["Workflows"][1]]
    book["Workflows"].cell(row=2, column=header.index("Outcome") + 1).value = "Routed before noon"
    book.save(taken)

    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(taken)
    expect(page.get_by_text("Load this file")).to_be_visible()
    # The line of the change, not the cell of the sample beside it, which is drawn on a canvas.
    expect(page.get_by_test_id("stTable").get_by_text("Routed before noon")).to_be_visible()
    with reading(claims.store) as session:
        assert session.exec(select(Workflow.outcome)).one() != "Routed before noon"
    page.get_by_role("button", name="Load this file").click()
    expect(page.get_by_text("Loaded as import")).to_be_visible()
    with reading(claims.store) as session:
        assert session.exec(select(Workflow.outcome)).one() == "Routed before noon"
