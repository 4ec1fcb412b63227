"""The company split on the Overview, and where what is red about workflows leads."""

from datetime import date

import pytest

from opmodel.measures.registry import all_measures
from opmodel.store.engine import writing
from opmodel.store.register import Stage
from opmodel.ui.plain import plain
from tests.company import Company, whole
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile


def test_the_split_is_told_with_its_lines_and_can_be_asked_how_it_was_counted(filled_store: str, opened: Open) -> None:
    test = opened(filled_store)
    said = [line.value for line in test.markdown]
    assert plain("0 of 1 team is redesigned and holding; 1 is redesigned and not holding.") in said
    assert any(heading.value.endswith("it holds nowhere yet\\.") for heading in test.header)
    test.button(key=f"how-{all_measures()['company_split'].rule_id}--company_split").click().run()
    assert plain(all_measures()["company_split"].rule) in [line.value for line in test.markdown]


def test_the_split_is_of_the_team_in_the_address(filled_store: str, opened: Open) -> None:
    test = opened(filled_store, team=hostile.TEAM)
    assert any(line.value.startswith("0 of 1 team is redesigned") for line in test.main.markdown)


@pytest.fixture
def collapsed_store(sqlite_store: str) -> str:
    """A redesigned workflow that spiked and fell, with a vacant checkpoint and no play."""
    with writing(sqlite_store) as session:
        company = Company(session)
        people = company.crowd(20)
        company.roster(date(2026, 1, 1), {"Legal": people})
        company.workflow("Contract <b>review</b>", owner="Ada")
        company.checkpoint("Contract <b>review</b>", "*Every* tenth")
        company.rollout("Contract <b>review</b>", "Legal", {Stage.PILOT: date(2026, 6, 1)})
        active = [4, 14, 14, 3, 3, 3, 3, 3, 3, 3]
        company.use("Contract <b>review</b>", {f"W{23 + at}": whole(people[:count]) for at, count in enumerate(active)})
    return sqlite_store


def test_what_is_red_about_a_workflow_opens_its_page_with_its_name(collapsed_store: str, opened: Open) -> None:
    test = opened(collapsed_store)
    said = [line.value for line in test.markdown]
    assert [line for line in said if line.startswith(":red[")] == [":red[**Collapse**]", ":red[**Vacancy**]"]
    assert any(plain("“*Every* tenth” has no reviewer in Legal: nobody is named.") in line for line in said)
    fell = "Peaked at 70% (14 of 20 people) in week 2 after go-live, now 15% over the newest four weeks (3 of 20 people in 2026-W32)."
    assert any(plain(fell) in line for line in said)
    assert f":gray[Next:] {plain('Name a reviewer for “The step” in Legal.')}" in said
    links = [link.proto for link in test.main.get("page_link")]
    assert [link.query_string for link in links if link.label == "Open"] == [
        "workflow=Contract+%3Cb%3Ereview%3C%2Fb%3E"
    ] * 2
