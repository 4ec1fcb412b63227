"""Cycle time on the page Workflow in a real browser: the verdict, both sides, the types of case, and its three pictures."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from opmodel.store.engine import writing
from tests.browser.conftest import Server, settled, start, stop
from tests.company import Company
from tests.timed_cases import FASTER, SAME, at, ends, file_of_cases, lock_baseline, made, team

Visit = Callable[..., Page]

UPSTREAM = {"list", "listitem", "presentation-role-conflict"}
"""Faults of Streamlit's own widgets, as in test_pages."""
CHARTS = ("Half of the cases were done within", "Four weeks at a time, the median was", "of 25 weeks since go-live")


@pytest.fixture(scope="module")
def timed(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a store in which one team got twice as fast and another did not."""
    store = new_store("timed")
    with writing(store) as session:
        company = Company(session)
        rollout = team(company, "Claims", FASTER, lock=False)
        cases = made(FASTER, 3)
        kind = np.where(np.arange(len(cases)) % 3, "Glass", "Theft <b>of a car</b>")
        file_of_cases(
            company, "Claims intake", cases, team="Claims", report=at(ends()), prefix="T", case_type=kind.tolist()
        )
        lock_baseline(company, rollout, "Claims")
        team(company, "Motor", SAME, seed=2)
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


def cycle_time(page: Page) -> Page:
    """The page Workflow with its pictures drawn."""
    settled(page)
    expect(page.get_by_role("heading", name=re.compile("^Faster in 1 of 2 teams, by "))).to_be_visible()
    for words in CHARTS:
        expect(page.get_by_role("heading", name=re.compile(words))).to_be_visible()
    drawn = page.locator(".vega-embed canvas, .vega-embed svg")
    expect(drawn.nth(2)).to_be_visible()
    page.wait_for_timeout(400)
    return page


def test_the_verdict_and_its_three_pictures_open_clean_in_light_and_dark(timed: Server, visit: Visit) -> None:
    for mode in ("light", "dark"):
        page = cycle_time(visit(timed, "workflow", mode=mode))
        faults = {
            fault["id"]: [node["html"][:160] for node in fault["nodes"]]
            for fault in Axe().run(page).response["violations"]
            if fault["id"] not in UPSTREAM
        }
        assert not faults, f"{mode}: {faults}"


def test_both_sides_and_every_type_stand_beside_the_verdict_as_text(timed: Server, visit: Visit) -> None:
    page = cycle_time(visit(timed, "workflow"))
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("cell", name="Three in four within")).to_be_visible()
    expect(main.get_by_role("cell", name="Theft <b>of a car</b>")).to_be_visible()
    expect(main.get_by_text(re.compile("Between cases of the same type the change is −"))).to_be_visible()
    expect(main.get_by_text(re.compile("The smallest effect that"))).to_be_visible()
    assert main.locator("b").count() == 0


def test_the_other_team_is_one_click_away(timed: Server, visit: Visit) -> None:
    page = cycle_time(visit(timed, "workflow"))
    before = page.get_by_role("heading", name=re.compile("Half of the cases")).inner_text()
    page.get_by_role("radio", name="Motor").click()
    expect(page.get_by_role("heading", name=before)).to_have_count(0)
    settled(page)
    expect(page.get_by_role("heading", name=re.compile("Half of the cases"))).to_be_visible()


def test_nothing_of_it_is_cut_off_or_wider_than_its_window(timed: Server, visit: Visit) -> None:
    page = cycle_time(visit(timed, "workflow"))
    for width, height in ((1280, 800), (820, 1180)):
        page.set_viewport_size({"width": width, "height": height})
        # A chart follows the width of its window a moment later.
        page.wait_for_function(
            "() => { const main = document.querySelector('[data-testid=stMain]'); "
            "return main.scrollWidth <= main.clientWidth }"
        )
