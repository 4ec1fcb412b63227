"""The product in a real browser. Each visit is watched: no console error, no failed and no outside request."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import Server, choose, settled, start, stop
from tests.ui import hostile_company as hostile

Visit = Callable[..., Page]

PAGES = ["overview", "shelfware", "usage", "pilots", "uploads"]
WITHOUT_A_CHART = {"uploads", "usage"}
"""Of this store: its use is too young and its teams too small for a curve or a bar of segments."""

# Faults of Streamlit's own widgets, which no page of ours can mend.
UPSTREAM = {
    "list": "the sidebar's navigation puts section headings inside its list",
    "listitem": "the same navigation wraps its items",
    "presentation-role-conflict": "the drop zone of the uploader",
    "svg-img-alt": "the small line of a metric has no parameter for a text",
}


@pytest.fixture(scope="session")
def filled(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a store in which every name is an attack."""
    store = new_store("filled")
    hostile.fill(store)
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_clean_and_reads_well_in_light_and_dark(filled: Server, visit: Visit, name: str) -> None:
    for mode in ("light", "dark"):
        page = settled(visit(filled, name, mode=mode))
        if name not in WITHOUT_A_CHART:
            expect(page.locator(".vega-embed svg, .vega-embed canvas").first).to_be_visible()
        page.wait_for_timeout(400)
        found = Axe().run(page).response["violations"]
        ours = {
            fault["id"]: [node["html"][:160] for node in fault["nodes"]]
            for fault in found
            if fault["id"] not in UPSTREAM
        }
        assert not ours, f"{name} in {mode}: {ours}"


def test_a_deep_link_opens_the_same_view(filled: Server, visit: Visit) -> None:
    first = settled(visit(filled, "overview?week=2026-W42"))
    expect(first.get_by_role("heading", level=1)).to_contain_text("11 of 24 people")
    first.get_by_test_id("stSidebarNav").get_by_role("link", name="Pilots").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("pilot is open")
    expect(first).to_have_url(re.compile("week=2026-W42"))
    first.get_by_test_id("stSidebarNav").get_by_role("link", name="Overview").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("11 of 24 people")
    again = visit(filled, first.url.removeprefix(filled.address).lstrip("/"))
    expect(again.get_by_role("heading", level=1)).to_contain_text("11 of 24 people")


def test_a_team_chosen_on_the_page_goes_into_its_address(filled: Server, visit: Visit) -> None:
    page = settled(visit(filled, "overview"))
    choose(page, "Scope", "Team")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Team")
    expect(page).to_have_url(re.compile("team="))
    again = visit(filled, page.url.removeprefix(filled.address).lstrip("/"))
    expect(again.get_by_role("heading", level=1)).to_have_text(page.get_by_role("heading", level=1).inner_text())


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_name_is_only_text_on_every_page(filled: Server, visit: Visit, name: str) -> None:
    page = settled(visit(filled, name))
    page.wait_for_timeout(400)
    main = page.get_by_test_id("stMain")
    for selector in ("script", "b", "i", "img[src='x']", "a[href^='javascript']", ".katex"):
        assert main.locator(selector).count() == 0, selector
    # A link of ours may carry a name in its query; where it leads is what counts.
    assert not main.locator("a").evaluate_all("links => links.map(a => a.host).filter(host => host !== location.host)")
    if name == "overview":
        shown = main.inner_text().replace("\u2060", "")
        for text in (hostile.OWNER, hostile.WORKFLOW):
            assert text in shown


def taken(page: Page, button: str) -> Download:
    with page.expect_download() as started:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name=button).last.click()
    return started.value


def test_what_leaves_as_a_file_is_text_that_no_spreadsheet_runs(filled: Server, visit: Visit, tmp_path: Path) -> None:
    page = settled(visit(filled, "shelfware"))
    page.get_by_text("Show the holders by name").click()
    page.get_by_label("What the names are for").fill("Giving back idle seats before the renewal")
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_text("9 seats, the surest first")).to_be_visible()
    csv = tmp_path / "list.csv"
    taken(page, "CSV").save_as(csv)
    lines = csv.read_text("utf-8-sig")
    assert f"'{hostile.HOLDER}" in lines
    assert "\n=" not in lines
    assert ",=" not in lines
    xlsx = tmp_path / "list.xlsx"
    taken(page, "XLSX").save_as(xlsx)
    sheet = load_workbook(xlsx).active
    assert sheet is not None
    assert sheet.max_row == 10
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_table_leaves_only_by_the_buttons_that_write_no_formula(filled: Server, visit: Visit) -> None:
    page = settled(visit(filled, "shelfware"))
    table = page.get_by_test_id("stDataFrame").last
    table.hover()
    toolbar = page.get_by_test_id("stElementToolbarButton")
    expect(toolbar.first).to_be_visible()
    assert page.get_by_label("Download as CSV").count() == 0
    expect(page.get_by_test_id("stDownloadButton").get_by_role("button", name="CSV").last).to_be_visible()


def test_a_visitor_may_choose_light_or_dark_and_sees_nothing_for_developers(filled: Server, visit: Visit) -> None:
    page = settled(visit(filled, "overview"))
    page.get_by_test_id("stMainMenu").locator("button").click()
    for mode in ("System", "Light"):
        expect(page.get_by_role("menuitemradio", name=mode)).to_be_visible()
    for word in ("Rerun", "Clear cache", "Deploy"):
        assert page.get_by_text(word, exact=True).count() == 0
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(20, 24, 28)")


def test_a_scope_waits_while_a_page_without_one_is_shown(filled: Server, visit: Visit) -> None:
    page = settled(visit(filled, "overview?week=2026-W42"))
    navigation = page.get_by_test_id("stSidebarNav")
    navigation.get_by_role("link", name="Uploads").click()
    expect(page.get_by_text("What has been loaded")).to_be_visible()
    assert page.get_by_role("combobox", name="Scope").count() == 0
    navigation.get_by_role("link", name="Pilots").click()
    expect(page).to_have_url(re.compile("pilots.*week=2026-W42"))


def test_a_chart_leaves_as_png_and_svg(filled: Server, visit: Visit, tmp_path: Path) -> None:
    page = settled(visit(filled, "pilots"))
    png, svg = tmp_path / "chart.png", tmp_path / "chart.svg"
    taken(page, "PNG").save_as(png)
    taken(page, "SVG").save_as(svg)
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "<img" not in svg.read_text()
    assert "Source Serif" in svg.read_text()


def test_no_page_is_wider_than_its_window_down_to_a_tablet(filled: Server, visit: Visit) -> None:
    page = visit(filled, "overview")
    for name in PAGES:
        page.goto(filled.url(name))
        settled(page)
        for width, height in ((1280, 800), (1024, 768), (820, 1180)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(250)
            main = page.get_by_test_id("stMain")
            assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, f"{name} at {width}"


def test_the_fonts_are_the_products_own(filled: Server, visit: Visit) -> None:
    page = settled(visit(filled, "overview"))
    heading = page.get_by_role("heading", level=1)
    assert "Source Serif" in heading.evaluate("element => getComputedStyle(element).fontFamily")
    assert page.evaluate(
        "() => document.fonts.check('600 28px \"Source Serif\"') && document.fonts.check('15px Inter')"
    )


def test_the_product_answers_whoever_watches_over_it(filled: Server) -> None:
    for path in ("healthz", "readyz"):
        with urllib.request.urlopen(filled.url(path), timeout=10) as answer:
            assert json.loads(answer.read()) == {"status": "ok"}
