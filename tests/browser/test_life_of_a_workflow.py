"""The whole life of a workflow, from an empty store to its second team, by nothing but the pages.

One test: each part stands on the one before, as it does for whoever redesigns the work.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from opmodel.measures.registry import Question, ask
from opmodel.store.engine import reading
from opmodel.store.weeks import label, monday, week_of
from tests.browser.conftest import Server, settled, start, stop

Visit = Callable[..., Page]

LAST = week_of(date.today()) - 1
BEGAN = monday(LAST - 15)
"""The Monday on which the first team begins."""
SECOND = monday(LAST - 2)
"""The Monday on which the second team begins."""
PEOPLE = 20
ACTIVE = 16


@pytest.fixture(scope="module")
def fresh(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(new_store("life"), tmp_path_factory.mktemp("log"))
    yield server
    stop(server)


def person(team: str, number: int) -> str:
    return f"{team.lower()}{number:02d}@example.com"


def roster() -> str:
    lines = ["E-mail,Name,Team,Starts on"]
    lines += [
        f"{person(team, number)},{team} {number},{team},2024-01-01"
        for team in ("Claims", "Finance")
        for number in range(PEOPLE)
    ]
    return "\n".join(lines)


def cases() -> str:
    """One case a working day for 40 weeks before the pilot and since."""
    lines = ["Workflow,Case,Started,Finished,End status,Type,Team"]
    day = BEGAN - timedelta(weeks=40)
    while day <= monday(LAST) + timedelta(days=6):
        if day.weekday() < 5:
            lines.append(
                f"Claims intake,C-{day:%Y%m%d},{day} 09:00,{day + timedelta(days=2)} 11:00,Routed,Motor,Claims"
            )
        day += timedelta(days=1)
    return "\n".join(lines)


def use() -> str:
    lines = ["Workflow,Week,E-mail,Times used"]
    for week in range(LAST - 14, LAST + 1):
        lines += [
            f"Claims intake,{label(week)},{person('Claims', number)},{3 if number < ACTIVE else 0}"
            for number in range(PEOPLE)
        ]
    return "\n".join(lines)


def go(page: Page, name: str) -> Page:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    return settled(page)


def part(page: Page, name: str) -> Page:
    page.get_by_role("radiogroup", name="Part").get_by_text(name, exact=True).click()
    return settled(page)


def field(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def pick(page: Page | Locator, box: str, value: str) -> None:
    """Choose in a box, or enter what is new to it."""
    combobox = page.get_by_role("combobox", name=box, exact=True)
    combobox.click()
    combobox.fill(value)
    combobox.press("Enter")


def on(page: Page | Locator, box: str, day: date) -> None:
    """Type a day into a date box, part by part."""
    for part_of, digits in (("year", f"{day:%Y}"), ("month", f"{day:%m}"), ("day", f"{day:%d}")):
        part_box = page.get_by_role("spinbutton", name=f"{part_of}, {box}", exact=True)
        part_box.click()
        part_box.press_sequentially(digits)


def upload(page: Page, name: str, content: str) -> None:
    go(page, "Uploads")
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": content.encode()}]
    )
    page.get_by_role("button", name="Load this file").click()
    expect(page.get_by_text("Loaded as import")).to_be_visible()
    page.get_by_role("button", name="Clear the list").click()
    settled(page)


def press(page: Page, name: str) -> Page:
    page.get_by_role("button", name=name, exact=True).click()
    return settled(page)


def registered(page: Page) -> None:
    """A workflow with a step that AI does, its checkpoint, and a published play."""
    expect(page.get_by_role("heading", level=1)).to_have_text("No workflow is registered yet.")
    press(page, "Add workflow")
    expect(page.get_by_text("Must be filled in.")).to_have_count(3)
    field(page, "Name").fill("Claims intake")
    field(page, "Outcome").fill("Every claim is with the right handler the day it arrives")
    pick(page, "Accountable owner", "Grace Hopper")
    press(page, "Add workflow")
    expect(page.get_by_text("Claims intake is saved.")).to_be_visible()

    part(page, "Steps")
    field(page, "Step").fill("Register the claim")
    page.get_by_role("spinbutton", name="Minutes a case", exact=True).fill("12")
    field(page, "Checkpoint").fill("Ten claims a day: right handler, right cover")
    page.get_by_role("spinbutton", name="Cadence, days", exact=True).fill("7")
    press(page, "Add step")
    expect(page.get_by_text("Register the claim is added.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("One workflow is registered, and AI does a step of it.")

    part(page, "Play")
    field(page, "Version 1").fill(
        "## When to use it\n\nEvery new claim.\n\n## What the reviewer looks at\n\n- the cover"
    )
    press(page, "Publish")
    expect(page.get_by_text("The play is published: it is now the standard.")).to_be_visible()


def piloted(page: Page) -> None:
    """The first team begins, with its reviewer; there is no gate before it."""
    go(page, "Register")
    part(page, "Rollouts")
    pick(page, "Team", "Claims")
    on(page, "Since", BEGAN)
    pick(page, "Receiving owner", "Katherine Johnson")
    field(page, "Success test").fill("Nine of ten claims routed the same day")
    field(page, "Accountable before").fill("Claims registered")
    field(page, "Accountable now").fill("Claims with the right handler the same day")
    press(page, "Add rollout")
    expect(page.get_by_text("Claims intake is pilot in Claims.")).to_be_visible()


def baseline_locked(page: Page) -> None:
    go(page, "Register")
    part(page, "Rollouts")
    press(page, "Lock baseline")
    expect(page.get_by_text("The baseline is locked.")).to_be_visible()


def numbers(server: Server) -> dict[str, float | None]:
    """What the shell would print: the pages must say the same."""
    with reading(server.store) as session:
        return {
            "adoption": ask(session, "adoption", Question()).value,
            "crossed": ask(session, "pilots_to_production", Question()).numerator,
        }


def scaled(page: Page) -> None:
    """The pilot is decided: it goes into production."""
    go(page, "Pilots")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 pilot is open")
    press(page, "Decide")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Scale", exact=True).click()
    field(dialog, "Why").fill("Nine of ten claims are routed the same day, eight weeks running")
    expect(field(dialog, "Accepted by")).to_have_value("Katherine Johnson")
    dialog.get_by_role("button", name="Scale it", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 of 1 begun reached production")


def refused_at_the_gate(page: Page) -> None:
    """The next team: the gate says what is missing, and without a reason nothing begins."""
    go(page, "Rollout")
    pick(page, "Next team", "Finance")
    settled(page)
    for evidence in ("Claims has held 60% or more", "Version 1 was published"):
        expect(page.get_by_text(evidence)).to_be_visible()
    press(page, "Begin in Finance")
    dialog = page.get_by_role("dialog")
    for missing in ("Cycle time down", "Checkpoint staffed", "Receiving owner accepted"):
        expect(dialog.get_by_role("listitem").filter(has_text=missing)).to_be_visible()
    dialog.get_by_role("button", name="Begin in Finance", exact=True).click()
    expect(dialog.get_by_text("The gate misses 3 of 5.")).to_be_visible()


def through_the_gate(page: Page) -> None:
    """The same dialog, with the evidence: who takes it over and who reviews it; and why it goes on without the rest."""
    dialog = page.get_by_role("dialog")
    on(dialog, "Since", SECOND)
    pick(dialog, "Receiving owner", "Mary Jackson")
    on(dialog, "Accepted on", SECOND)
    pick(dialog, "Reviewer", "Dorothy Vaughan")
    dialog.get_by_role("button", name="Begin in Finance", exact=True).click()
    expect(dialog.get_by_text("The gate misses 1 of 5.")).to_be_visible()
    field(dialog, "Reason to begin although something is missing").fill(
        "Cycle time is measured from next month; Finance closes its books before that."
    )
    dialog.get_by_role("button", name="Begin in Finance", exact=True).click()
    expect(page.get_by_text("Claims intake is in pilot in Finance.")).to_be_visible()


def test_a_workflow_lives_from_an_empty_store_to_its_second_team(fresh: Server, visit: Visit) -> None:
    page = settled(visit(fresh, "register"))
    registered(page)
    upload(page, "roster.csv", roster())
    piloted(page)
    upload(page, "cases.csv", cases())
    baseline_locked(page)
    upload(page, "workflow_use.csv", use())

    go(page, "Overview")
    expect(page.get_by_role("heading", level=1)).to_contain_text("16 of 20 people on target teams")
    assert numbers(fresh) == {"adoption": 0.8, "crossed": 0}

    scaled(page)
    assert numbers(fresh) == {"adoption": 0.8, "crossed": 1}
    refused_at_the_gate(page)
    assert numbers(fresh) == {"adoption": 0.8, "crossed": 1}
    through_the_gate(page)
    assert numbers(fresh) == {"adoption": 0.4, "crossed": 1}

    expect(page.get_by_role("heading", level=1)).to_contain_text("1 redesigned workflow is live in 2 places")
    go(page, "Overview")
    expect(page.get_by_role("heading", level=1)).to_contain_text("16 of 40 people on target teams")
    go(page, "Pilots")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 pilot is open")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 of 2 begun reached production")
    go(page, "Workflow")
    expect(page.get_by_role("heading", level=1)).to_contain_text("16 of 40 people")
    expect(page.get_by_text("Mary Jackson, accepted").first).to_be_visible()
    expect(page.get_by_text("Cycle time is measured from next month").first).to_be_attached()
