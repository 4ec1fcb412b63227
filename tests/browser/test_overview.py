"""The board's part of the Overview in a real browser: set the last review, and read what moved since."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, settled, start, stop
from tests.ui import hostile_company as hostile

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def board(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a store of its own, for its settings are changed."""
    store = new_store("board")
    hostile.fill(store)
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


def test_what_moved_follows_the_day_of_the_last_review(board: Server, visit: Visit) -> None:
    page = settled(visit(board, "overview"))
    expect(page.get_by_role("heading", name="Nothing moved in thirteen weeks")).to_be_visible()
    expect(page.get_by_text("Compared with week 2026-W33, thirteen weeks ago")).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Settings").click()
    box = settled(page).get_by_test_id("stDateInput").filter(has_text="Last board review on").locator("input")
    box.fill("2026-10-21")
    box.press("Enter")
    settled(page).get_by_role("button", name="Save the organisation").click()
    expect(page.get_by_text("is saved. The figures follow.")).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Overview").click()
    expect(page.get_by_role("heading", name="What moved since the last board review")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Adoption 46%")).to_contain_text("11 of 24 people → 15 of 24")


def test_the_lines_under_the_headline_and_the_cards_are_whole_at_1280(board: Server, visit: Visit) -> None:
    page = settled(visit(board, "overview", width=1280))
    expect(page.get_by_text("The one redesigned workflow is not proven yet.")).to_be_visible()
    expect(page.locator("del, s").filter(has_text="30 licences")).to_be_visible()
    metrics = page.get_by_test_id("stMetric")
    expect(metrics).to_have_count(4)
    tops = {round(metric.bounding_box()["y"]) for metric in metrics.all()}  # type: ignore[index]
    assert len(tops) == 1
    for part in ("stMetricLabel", "stMetricValue", "stMetricDelta"):
        cut = page.get_by_test_id(part).evaluate_all(
            "all => all.flatMap(one => [one, ...one.querySelectorAll('*')])"
            ".filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow === 'hidden')"
            ".map(one => one.innerText)"
        )
        assert not cut, part


def test_the_outcome_card_opens_what_is_proven(board: Server, visit: Visit) -> None:
    page = settled(visit(board, "overview"))
    page.get_by_role("button", name="What is proven?").click()
    dialog = page.get_by_role("dialog", name="Proven workflows")
    expect(dialog).to_contain_text("how many have a team that works the new way for good")
    dialog.get_by_text("For the statistician").click()
    expect(dialog.get_by_text("A rollout is proven where it is live, holds")).to_be_visible()
