"""The pages Workflow and Rollout in a real browser, on a store in which every text is an attack."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import select

from opmodel.store.engine import reading, writing
from opmodel.store.register import (
    Check,
    Checkpoint,
    CheckpointStaffing,
    GatePassage,
    OfficeHolder,
    Play,
    Rollout,
    Stage,
    Step,
    Team,
    Workflow,
)
from tests.browser.conftest import Server, choose, settled, start, stop
from tests.company import Company
from tests.ui import hostile_company as hostile

Visit = Callable[..., Page]

PAGES = ["workflow", "rollout"]
UPSTREAM = {"list", "listitem", "presentation-role-conflict"}
"""Faults of Streamlit's own widgets, as in test_pages."""

PLAY = """# How it is <b>done</b>

1. Read the notice, **boldly**
2. Call back

![x](https://example.org/x.png) [a link](https://example.org) :material/home: :smile: $x^2$ <script>alert(1)</script>

`:material/home: <i>code</i>`

```
[kept](https://example.org) <i>as it is</i>
```
"""


def in_two_teams(url: str) -> None:
    """The company of hostile names, its workflow with a play, a checked checkpoint and a planned second team."""
    hostile.fill(url)
    with writing(url) as session:
        workflow = session.exec(select(Workflow)).one()
        step = session.exec(select(Step)).one()
        rollout = session.exec(select(Rollout)).one()
        step.name, workflow.outcome = hostile.TOOL, hostile.WORKFLOW
        rollout.accountable_before = rollout.accountable_now = hostile.TEAM
        checkpoint = Checkpoint(step_id=step.id or 0, what_is_checked=hostile.FILE, cadence_days=7)
        reviewer = OfficeHolder(name=hostile.HOLDER)
        session.add_all([workflow, step, rollout, checkpoint, reviewer])
        session.flush()
        here = {"checkpoint_id": checkpoint.id or 0, "rollout_id": rollout.id or 0, "reviewer_id": reviewer.id}
        session.add(CheckpointStaffing(**here))
        session.add(Check(**here, looked_on=date(2026, 11, 2), seen=20, accepted=18, corrected=1, rejected=1))
        for version, body in ((1, PLAY), (2, PLAY.replace("Call back", "Call back <b>soon</b>"))):
            session.add(
                Play(
                    workflow_id=workflow.id or 0,
                    version=version,
                    body=body,
                    published_on=date(2026, version, 2),
                    published_by=hostile.OWNER,
                )
            )
        company = Company(session, workflows={hostile.WORKFLOW: workflow.id or 0})
        company.rollout(hostile.WORKFLOW, "Second <i>team", [(Stage.PLANNED, date(2026, 10, 5))])


@pytest.fixture(scope="module")
def two_teams(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on that store."""
    store = new_store("two-teams")
    in_two_teams(store)
    server = start(store, tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_opens_clean_and_reads_well_in_light_and_dark(two_teams: Server, visit: Visit, name: str) -> None:
    for mode in ("light", "dark"):
        page = settled(visit(two_teams, name, mode=mode))
        expect(page.locator(".vega-embed svg, .vega-embed canvas").first).to_be_visible()
        page.wait_for_timeout(400)
        faults = {
            fault["id"]: [node["html"][:160] for node in fault["nodes"]]
            for fault in Axe().run(page).response["violations"]
            if fault["id"] not in UPSTREAM
        }
        assert not faults, f"{name} in {mode}: {faults}"


@pytest.mark.parametrize("name", PAGES)
def test_hostile_texts_are_only_text(two_teams: Server, visit: Visit, name: str) -> None:
    page = settled(visit(two_teams, name))
    page.wait_for_timeout(400)
    main = page.get_by_test_id("stMain")
    for selector in ("script", "b", "i", "img", "a[href*='//example.org']", "a[href^='javascript']", ".katex"):
        assert main.locator(selector).count() == 0, selector
    shown = main.inner_text().replace("\u2060", "")
    assert hostile.WORKFLOW in shown


def test_a_play_is_read_with_its_headings_lists_and_code_and_nothing_else(two_teams: Server, visit: Visit) -> None:
    page = settled(visit(two_teams, "workflow"))
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("heading", level=3, name="How it is <b>done</b>")).to_be_visible()
    expect(main.locator("ol li").first).to_have_text("Read the notice, boldly")
    expect(main.locator("ol li strong").first).to_have_text("boldly")
    words = main.inner_text().replace("\u2060", "")
    for text in (
        "![x](https://example.org/x.png) [a link](https://example.org) :material/home: :smile: $x^2$",
        "<script>alert(1)</script>",
        ":material/home: <i>code</i>",
    ):
        assert text in words
    expect(main.get_by_test_id("stCode")).to_have_text("[kept](https://example.org) <i>as it is</i>")


def test_two_versions_of_the_play_are_compared_as_text(two_teams: Server, visit: Visit) -> None:
    page = settled(visit(two_teams, "workflow"))
    choose(page, "Compare with", "Version 1, 2 Jan 2026")
    expect(page.get_by_role("cell", name="Added", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="2. Call back <b>soon</b>")).to_be_visible()


def test_a_workflow_has_an_address_of_its_own_on_both_pages(two_teams: Server, visit: Visit) -> None:
    page = settled(visit(two_teams, "workflow?workflow=Nothing+of+that+name"))
    expect(page.get_by_text("There is no workflow called “Nothing of that name” in the register.")).to_be_visible()
    page = settled(visit(two_teams, "rollout?next=Second+%3Ci%3Eteam"))
    expect(page.get_by_role("button", name=re.compile("Begin in Second"))).to_be_visible()


def test_a_check_is_logged_one_step_from_the_workflow(two_teams: Server, visit: Visit) -> None:
    page = settled(visit(two_teams, "workflow"))
    page.get_by_test_id("stMain").get_by_role("link", name="Log a check").click()
    expect(page.get_by_role("button", name="Log this check")).to_be_visible()
    expect(page).to_have_url(re.compile("register.*part=Checks"))


def test_no_page_is_wider_than_its_window_down_to_a_tablet(two_teams: Server, visit: Visit) -> None:
    page = visit(two_teams, "workflow")
    for name in PAGES:
        page.goto(two_teams.url(name))
        settled(page)
        for width, height in ((1280, 800), (1024, 768), (820, 1180)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(250)
            main = page.get_by_test_id("stMain")
            assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0, f"{name} at {width}"


def test_the_next_team_begins_only_with_a_reason_and_the_map_follows(two_teams: Server, visit: Visit) -> None:
    page = settled(visit(two_teams, "rollout"))
    page.get_by_role("button", name=re.compile("Begin in Second")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("pieces of evidence are missing")).to_be_visible()
    dialog.get_by_role("button", name=re.compile("Begin in Second")).click()
    expect(dialog.get_by_text("The gate misses")).to_be_visible()
    reason = "The season begins on Monday; the team asked for it."
    dialog.get_by_role("textbox", name=re.compile("Reason to begin")).fill(reason)
    dialog.get_by_role("button", name=re.compile("Begin in Second")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 places")
    with reading(two_teams.store) as session:
        passage, team = session.exec(
            select(GatePassage, Team.path).where(Rollout.id == GatePassage.rollout_id, Team.id == Rollout.team_id)
        ).one()
    assert passage.reason == reason
    assert passage.missing
    assert team == "Second <i>team"
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Workflow").click()
    expect(page.get_by_role("heading", name="2 rollouts: 2 in pilot.")).to_be_visible()
