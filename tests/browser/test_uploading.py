"""A file's way through the page: what was understood, what it changes, loading it, and taking it out again."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from opmodel.intake.registry import all_exports
from opmodel.store.engine import reading
from opmodel.store.facts import Case
from opmodel.store.register import Workflow
from tests.browser.conftest import Server, choose, settled, start, stop

Visit = Callable[..., Page]

CONTRACTS = "\n".join(
    [
        "Tool,Plan,Seats bought,Price,Price is,Currency,Starts on,Renews on,Owner",
        "Copilot,,740,360,per seat per year,EUR,2026-01-01,2027-12-31,A. Okafor",
    ]
).encode()


TICKETS = "\n".join(
    [
        "Reference,Began on,Wrapped up,Desk",
        "T-1,2026-09-01 09:00,2026-09-02 12:00,North",
        "T-2,2026-09-13 10:30,2026-09-14 16:00,South",
    ]
).encode()


def drop(page: Page, name: str, content: bytes) -> None:
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": content}]
    )


def go(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()


@pytest.fixture(scope="module")
def fresh(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that nobody has visited, on a store that nobody has written to. The tests below go in this order."""
    server = start(new_store("fresh"), tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


def test_the_first_request_to_a_fresh_server_may_be_a_deep_link(fresh: Server, visit: Visit) -> None:
    page = settled(visit(fresh, "uploads"))
    expect(page.get_by_test_id("stSidebarNav")).to_contain_text("Operate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing has been uploaded yet.")
    for name in ("Overview", "Shelfware", "Pilots"):
        go(page, name)
        expect(page.get_by_role("link", name="Go to Uploads")).to_be_visible()


def test_a_file_of_no_known_export_is_refused_in_one_sentence_that_names_the_fix(fresh: Server, visit: Visit) -> None:
    page = settled(visit(fresh, "uploads"))
    drop(page, "lunch.csv", b"Dish,Stars\nSoup,5\n<b>Bread</b>,4\n")
    expect(page.get_by_text("lunch.csv is no known export")).to_be_visible()
    expect(page.get_by_text("Say more about this file")).to_be_visible()
    assert page.get_by_role("button", name="Load this file").count() == 0


def test_a_rejected_row_is_told_with_its_reason_and_stops_no_other(fresh: Server, visit: Visit) -> None:
    page = settled(visit(fresh, "uploads"))
    drop(page, "contracts.csv", CONTRACTS + b"\nGitHub Copilot,,many,10,per seat per year,EUR,,,\n")
    expect(page.get_by_text("2 rows read: 1 kept, 1 rejected, 0 merged")).to_be_visible()
    page.get_by_text("1 row rejected: what is wrong with each").click()
    expect(page.get_by_role("button", name="CSV").first).to_be_visible()


def test_a_file_is_previewed_loaded_seen_on_the_overview_and_taken_out_again(fresh: Server, visit: Visit) -> None:
    page = settled(visit(fresh, "uploads"))
    drop(page, "contracts.csv", CONTRACTS)
    expect(page.get_by_text(all_exports()["contracts"].title).first).to_be_visible()
    expect(page.get_by_text("1 row read: 1 kept, 0 rejected, 0 merged")).to_be_visible()
    expect(page.get_by_text("What this will change")).to_be_visible()

    page.get_by_role("button", name="Load this file").click()
    expect(page.get_by_text("Loaded as import 1: 1 row kept.")).to_be_visible()
    go(page, "Overview")
    expect(page.get_by_role("heading", level=1)).to_contain_text("740 licences bought")

    go(page, "Uploads")
    expect(page.get_by_text("Take an import out")).to_be_visible()
    choose(page, "Take an import out", "1: contracts.csv")
    page.get_by_role("button", name="Undo …").click()
    page.get_by_role("button", name="Take it out").click()
    expect(page.get_by_text("Import 1 was taken out.")).to_be_visible()
    go(page, "Overview")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing has been uploaded yet.")


def test_cases_of_any_table_are_loaded_by_choosing_its_columns(fresh: Server, visit: Visit) -> None:
    page = settled(visit(fresh, "uploads"))
    drop(page, "tickets.csv", TICKETS)
    expect(page.get_by_text("tickets.csv is no known export")).to_be_visible()
    choose(page, "What starts a case", "Began on")
    choose(page, "What finishes a case", "Wrapped up")
    workflow = settled(page).get_by_role("combobox", name="Workflow")
    workflow.fill("Claims intake")
    workflow.press("Enter")
    expect(page.get_by_text("2 rows read: 2 kept, 0 rejected, 0 merged")).to_be_visible()
    page.get_by_role("button", name="Load this file").click()
    expect(page.get_by_text(re.compile(r"Loaded as import \d+: 2 rows kept\."))).to_be_visible()
    with reading(fresh.store) as session:
        assert {case.case_id for case in session.exec(select(Case))}
        assert "Claims intake" in session.exec(select(Workflow.name)).all()
