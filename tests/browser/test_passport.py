"""A figure's passport in a real browser: opened, a threshold changed with its preview, and the break that everybody sees."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, settled, start, stop
from tests.browser.test_pages import UPSTREAM
from tests.ui import hostile_company as hostile

Visit = Callable[..., Page]


@pytest.fixture
def own(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a store of its own: its thresholds are changed."""
    store = new_store("passport")
    hostile.fill(store)
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


def open_passport(page: Page, place: int) -> Locator:
    """Open the passport of a figure of the page, by its place, and wait until all of it is there."""
    page.get_by_role("button", name="How is this counted?").nth(place).click()
    body = page.get_by_role("dialog")
    expect(body.get_by_text("As it was reported")).to_be_visible()
    return body


def no_fault_of_ours(page: Page, where: str) -> None:
    page.wait_for_timeout(400)
    found = Axe().run(page).response["violations"]
    ours = {
        fault["id"]: [node["html"][:160] for node in fault["nodes"]] for fault in found if fault["id"] not in UPSTREAM
    }
    assert not ours, f"{where}: {ours}"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_passport_and_the_settings_read_well(own: Server, visit: Visit, mode: str) -> None:
    page = settled(visit(own, "overview", mode=mode))
    body = open_passport(page, 0)
    for words in ("Files", "How fresh", "Left out", "First reported"):
        expect(body.get_by_text(words).filter(visible=True).first).to_be_visible()
    expect(body).to_contain_text("15 of 24")
    expect(body).to_contain_text("hash 000000000000")
    no_fault_of_ours(page, f"the passport in {mode}")
    page = settled(visit(own, "settings?threshold=Majority+share", mode=mode))
    expect(page.get_by_role("heading", level=1)).to_contain_text("thresholds stand at their defaults")
    no_fault_of_ours(page, f"the settings in {mode}")


def test_a_threshold_is_changed_with_its_preview_and_the_figure_its_history_and_its_line_show_it(
    own: Server, visit: Visit
) -> None:
    page = settled(visit(own, "overview"))
    split = page.get_by_role("button", name="How is this counted?").count() - 1
    body = open_passport(page, split)
    expect(body).to_contain_text("majority share 60%")
    body.get_by_role("link", name="See what another value would do").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("thresholds stand at their defaults")
    expect(page.get_by_role("combobox", name="Threshold")).to_have_value("Majority share")
    value = settled(page).get_by_label("New value, %")
    value.fill("50")
    value.press("Enter")
    preview = page.get_by_test_id("stTable").first
    expect(preview).to_contain_text("0 of 1 teams")
    expect(preview).to_contain_text("1 of 1 teams")
    page.get_by_role("button", name="Save 50%").click()
    expect(page.get_by_text("Majority share is now 50%")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("differs from its default")

    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Overview").click()
    expect(page.get_by_text("1 of 1 team is redesigned and holding")).to_be_visible()
    settled(page)
    expect(page.get_by_text("majority share 50% instead of 60%").first).to_be_visible()
    drawn = page.locator(".vega-embed svg text", has_text="new definition from")
    expect(drawn.first).to_be_visible()
    history = open_passport(page, split).get_by_test_id("stTable")
    expect(history).to_contain_text("1 of 1 teams")
    expect(history).to_contain_text("New definition from")
    expect(history).to_contain_text("0 of 1 teams")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900), (820, 1180)])
def test_a_passport_is_read_whole_on_any_screen_and_by_keyboard_alone(
    own: Server, visit: Visit, width: int, height: int
) -> None:
    page = settled(visit(own, "overview", width=width, height=height))
    for place in (0, page.get_by_role("button", name="How is this counted?").count() - 1):
        button = page.get_by_role("button", name="How is this counted?").nth(place)
        button.focus()
        page.keyboard.press("Enter")
        body = page.get_by_role("dialog")
        expect(body.get_by_text("As it was reported")).to_be_visible()
        page.wait_for_timeout(300)
        box = body.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert min(box["y"] + box["height"], height) - box["y"] >= 400
        # The last thing in it takes the focus and is then seen.
        last = body.get_by_role("link", name="Every file that was loaded")
        for _ in range(6):
            page.keyboard.press("Tab")
            if last.evaluate("link => link === document.activeElement"):
                break
        expect(last).to_be_focused()
        expect(last).to_be_in_viewport(ratio=1)
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)
        expect(button).to_be_focused()


def test_opening_one_passport_does_not_run_the_page_again(own: Server, visit: Visit, tmp_path: Path) -> None:
    page = settled(visit(own, "overview"))
    page.evaluate("document.querySelector('[data-testid=stMain] h1').dataset.seen = 'yes'")
    open_passport(page, 0)
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.locator("h1[data-seen=yes]").count() == 1
