"""Cycle time on the Workflow page: the verdict is the heading, the pictures follow, and what is missing is said."""

from streamlit.testing.v1 import AppTest

from opmodel.store.engine import writing
from tests.company import Company
from tests.pages.conftest import Open
from tests.timed_cases import FASTER, SAME, team

PAGE = "board/workflow.py"


def headings(test: AppTest) -> list[str]:
    return [str(heading.value).replace("\\", "") for heading in test.header]


def test_the_verdict_is_the_heading_and_three_pictures_follow(sqlite_store: str, opened: Open) -> None:
    with writing(sqlite_store) as session:
        team(Company(session), "Claims", FASTER)
    test = opened(sqlite_store, PAGE, workflow="Claims intake")
    found = headings(test)
    at = next(place for place, words in enumerate(found) if words.startswith("Faster by "))
    assert found[at + 1].startswith("Half of the cases were done within ")
    assert found[at + 2].startswith("Four weeks at a time, the median was ")
    assert "weeks since go-live" in found[at + 3]
    assert "smallest effect" in " ".join(str(line.value) for line in test.main.markdown)


def test_another_team_can_be_chosen_and_the_table_tells_of_all(sqlite_store: str, opened: Open) -> None:
    with writing(sqlite_store) as session:
        company = Company(session)
        team(company, "Claims", FASTER)
        team(company, "Motor", SAME, seed=2)
    test = opened(sqlite_store, PAGE, workflow="Claims intake")
    assert any(words.startswith("Faster in 1 of 2 teams") for words in headings(test))
    (choice,) = [one for one in test.button_group if "cycle-time-team" in str(one.key)]
    before = headings(test)
    choice.set_value("Motor").run()
    assert not test.exception
    assert headings(test) != before


def test_without_a_baseline_the_heading_makes_no_claim(sqlite_store: str, opened: Open) -> None:
    with writing(sqlite_store) as session:
        team(Company(session), "Claims", FASTER, lock=False)
    found = headings(opened(sqlite_store, PAGE, workflow="Claims intake"))
    assert any(words.startswith("No claim possible: no baseline is locked") for words in found)
