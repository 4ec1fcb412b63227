"""Deciding about a pilot in a real browser: what is decided on the page is in the figures a moment later."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from opmodel.store import engine as store_engine
from opmodel.store.engine import writing
from opmodel.store.register import Stage
from tests.browser.conftest import Server, settled, start, stop
from tests.browser.test_pages import UPSTREAM
from tests.company import Company

Visit = Callable[..., Page]
AS_OF = date(2026, 11, 15)


def fill(store: str) -> None:
    """A company with two open pilots, one of them stuck and past its date."""
    with writing(store) as session:
        company = Company(session)
        company.panel("Copilot", {"W46": {"ann": 1}})
        company.workflow("Claims intake", owner="Brídín Walsh")
        company.workflow("Invoice matching", owner="Margareta Lindqvist")
        for team, days in (("Finance/Payables", 400), ("Finance/Tax", 60)):
            company.rollout(
                "Invoice matching",
                team,
                {Stage.PILOT: AS_OF - timedelta(days=days)},
                decide_by=AS_OF - timedelta(days=12) if days == 400 else AS_OF + timedelta(days=90),
                spend_micros=58_000_000_000,
                currency="EUR",
            )
    store_engine.dispose(store)


@pytest.fixture
def to_decide(new_store: Callable[[str], str], tmp_path: Path) -> Iterator[Server]:
    """A server on such a company, for a test that changes it."""
    store = new_store("to-decide")
    fill(store)
    server = start(store, tmp_path)
    yield server
    stop(server)


@pytest.fixture(scope="module")
def waiting(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on such a company, for tests that leave it as it is."""
    store = new_store("waiting")
    fill(store)
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


def asked(page: Page, button: str) -> Locator:
    """The dialog that a button of the oldest open pilot opens."""
    oldest = page.locator("[class*=st-key-pilot-]").filter(has_text="Finance/Payables")
    oldest.get_by_role("button", name=button, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def chosen(page: Page, dialog: Locator, kind: str, button: str) -> None:
    dialog.get_by_role("radiogroup", name="Decision").get_by_text(kind, exact=True).click()
    expect(dialog.get_by_role("button", name=button)).to_be_visible()
    settled(page)


def entered(dialog: Locator, label: str, text: str) -> None:
    field = dialog.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")


def test_a_pilot_is_stopped_on_the_page_and_every_figure_follows(to_decide: Server, visit: Visit) -> None:
    page = settled(visit(to_decide, "pilots"))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("2 pilots are open, 1 of them stuck; 0 of 2 begun reached production.")
    expect(page.get_by_text("Decision was due 3 Nov 2026, 12 days overdue on 15 Nov 2026")).to_be_visible()

    dialog = asked(page, "Decide")
    chosen(page, dialog, "Stop", "Stop it")
    dialog.get_by_role("button", name="Stop it").click()
    expect(dialog.get_by_text("Must be filled in.")).to_be_visible()
    entered(dialog, "Why", "Six of ten was never in reach without the order system.")
    dialog.get_by_role("button", name="Stop it").click()

    expect(dialog).to_have_count(0)
    expect(page.get_by_text("Invoice matching · Finance/Payables is stopped.")).to_be_visible()
    expect(heading).to_have_text("1 pilot is open, none of them stuck; 0 of 2 begun reached production.")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Overview").click()
    settled(page)
    expect(page.get_by_text("Purgatory", exact=True)).to_have_count(0)


def test_a_dialog_that_is_given_up_changes_nothing_and_opens_anew(waiting: Server, visit: Visit) -> None:
    page = settled(visit(waiting, "pilots"))
    dialog = asked(page, "Decide")
    entered(dialog, "Why", "Half a thought")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    settled(page)
    dialog = asked(page, "Decide")
    expect(dialog.get_by_label("Why", exact=True)).to_have_value("")
    expect(page.get_by_role("heading", level=1, include_hidden=True)).to_contain_text("2 pilots are open")


def test_a_step_forward_moves_the_clock(to_decide: Server, visit: Visit) -> None:
    page = settled(visit(to_decide, "pilots"))
    dialog = asked(page, "Step forward")
    entered(dialog, "What was reached", "Connected to the order system")
    dialog.get_by_role("button", name="Record it").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("none of them stuck")
    expect(page.get_by_text("nothing moved for 0;")).to_be_visible()


def test_a_pilot_leads_to_its_workflow(waiting: Server, visit: Visit) -> None:
    page = settled(visit(waiting, "pilots"))
    page.get_by_test_id("stMain").get_by_role("link", name="Workflow").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Invoice matching")
    expect(page).to_have_url(re.compile("workflow=Invoice"))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_dialog_reads_well(waiting: Server, visit: Visit, mode: str) -> None:
    page = settled(visit(waiting, "pilots", mode=mode))
    asked(page, "Decide")
    page.wait_for_timeout(400)
    found = Axe().run(page).response["violations"]
    ours = {
        fault["id"]: [node["html"][:160] for node in fault["nodes"]] for fault in found if fault["id"] not in UPSTREAM
    }
    assert not ours, ours
