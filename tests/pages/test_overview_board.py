"""The board's part of the Overview: the lines under the headline, the cards, and what moved since the last review."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from opmodel.measures.since_review import LAST_REVIEW
from opmodel.store.engine import writing
from opmodel.store.register import Setting
from opmodel.ui.plain import plain
from tests.company import Company
from tests.pages.conftest import Open
from tests.ui import hostile_company as hostile

DAY = date(2026, 11, 15)


def said(test: AppTest) -> str:
    return " ".join(line.value for line in test.main.markdown).replace("\u00a0", " ")


def headings(test: AppTest) -> list[str]:
    return [heading.value for heading in test.header]


def reviewed(url: str, day: str) -> None:
    with writing(url) as session:
        session.merge(Setting(key=LAST_REVIEW, value=day))


def test_under_the_headline_stands_what_is_proven_beside_what_was_bought(filled_store: str, opened: Open) -> None:
    lines = [line.value for line in opened(filled_store).main.markdown]
    assert any(
        line.startswith("The one redesigned workflow is not proven yet.")
        and plain("No cases of a redesigned workflow are uploaded yet.") in line
        and "~~30 licences bought~~" in line
        for line in lines
    )


def test_the_cards_name_people_seats_and_pilots_and_the_outcome_stands_beside_adoption(
    filled_store: str, opened: Open
) -> None:
    cards = {metric.label: metric for metric in opened(filled_store).metric}
    assert list(cards) == ["Adoption", "Workflows that got faster", "In production by month 12", "Idle money a year"]
    assert cards["Adoption"].delta == "15 of 24 people"
    assert cards["Idle money a year"].delta == "15 of 30 paid seats"


def test_fewer_pilots_than_make_a_share_are_told_as_counts(filled_store: str, opened: Open) -> None:
    assert plain("0 of 1 pilots so far; 1 still open, 0 stopped") in said(opened(filled_store))


def test_without_a_review_it_looks_back_a_quarter_and_says_so(filled_store: str, opened: Open) -> None:
    test = opened(filled_store)
    assert "Nothing moved in thirteen weeks" in headings(test)
    assert plain("Compared with week 2026-W33, thirteen weeks ago") in said(test)


def test_what_moved_since_the_last_review_is_told_with_its_people(filled_store: str, opened: Open) -> None:
    reviewed(filled_store, "2026-10-21")
    test = opened(filled_store)
    assert "What moved since the last board review" in headings(test)
    assert plain("Since the review of 21 Oct 2026, week 2026-W42.") in said(test)
    assert "**Adoption 46% → 62%** (11 of 24 people → 15 of 24)." in said(test)


def test_what_moved_in_a_team_is_of_the_team(filled_store: str, opened: Open) -> None:
    reviewed(filled_store, "2026-10-21")
    assert "(11 of 24 people → 15 of 24)" in said(opened(filled_store, team=hostile.TEAM))


def test_what_moved_stands_before_what_needs_a_decision(filled_store: str, opened: Open) -> None:
    found = headings(opened(filled_store))
    assert found.index("Nothing moved in thirteen weeks") < found.index("2 things need a decision")


@pytest.fixture
def only_uploads(sqlite_store: str) -> str:
    """A tool with a contract and weekly use, and nothing registered."""
    with writing(sqlite_store) as session:
        company = Company(session)
        people = company.crowd(40)
        company.panel("Copilot", {f"W{at}": dict.fromkeys(people[:25], 3.0) for at in range(30, 47)})
        company.seats("Copilot", DAY, {name: {} for name in people})
        company.contract("Copilot", 50, 360)
    return sqlite_store


def test_without_a_register_use_stands_where_the_outcome_would_and_nothing_is_said_of_proof(
    only_uploads: str, opened: Open
) -> None:
    test = opened(only_uploads)
    assert [metric.label for metric in test.metric][:2] == ["Adoption", "Active in a tool"]
    assert test.metric[1].delta == "25 of 25 people"
    assert "proven" not in said(test)
    assert "~~" not in said(test)


def test_nothing_of_then_is_no_heading(sqlite_store: str, opened: Open) -> None:
    with writing(sqlite_store) as session:
        Company(session).panel("Copilot", {"W46": dict.fromkeys(["ann"], 3.0)})
    assert not [one for one in headings(opened(sqlite_store)) if "moved" in one]
