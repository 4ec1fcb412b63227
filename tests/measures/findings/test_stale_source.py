from datetime import date, timedelta

import pytest

from tests.company import Company, week, whole
from tests.measures.findings.governed import TODAY, Governed, found


def tool_files(company: Company, *days: date) -> None:
    for day in days:
        company.panel("Copilot", {"W36": whole(company.crowd(12))}, source="viva_person_query", report=day)


def test_files_that_used_to_come_every_week_and_stopped_are_stale(any_company: Company) -> None:
    Governed(any_company).staffed()
    tool_files(any_company, *(TODAY - timedelta(days=days) for days in (42, 35, 28)))
    (one,) = found(any_company, "stale_source")
    assert one["what"] == "viva person query of Copilot"
    assert one["evidence"] == "The newest file is of 6 Sep 2026, 28 days old. It used to come every 7 days."
    assert (one["where"], one["subject"], one["stake"]) == ("uploads", "viva_person_query", None)
    assert found(any_company, "stale_source", team="Claims") == []


def test_a_file_that_is_only_a_few_days_behind_its_habit_is_not(company: Company) -> None:
    Governed(company).staffed()
    tool_files(company, *(TODAY - timedelta(days=days) for days in (25, 18, 11)))
    assert found(company, "stale_source") == []


@pytest.mark.parametrize(("weeks", "stale"), [(4, True), (3, False)])
def test_without_a_habit_it_is_the_newest_four_weeks_that_count(company: Company, weeks: int, stale: bool) -> None:
    Governed(company).staffed()
    company.panel("Copilot", {f"W{40 - weeks}": whole(company.crowd(12))}, report=TODAY)
    told = found(company, "stale_source")
    assert [one["evidence"] for one in told] == (
        [f"The newest file is of 4 Oct 2026, 0 days old. It covers no week after 2026-W{40 - weeks}."] if stale else []
    )


def test_as_of_the_week_in_which_it_still_came_it_was_not(company: Company) -> None:
    Governed(company).staffed()
    tool_files(company, *(TODAY - timedelta(days=days) for days in (42, 35, 28)))
    assert found(company, "stale_source", as_of=week("W36")) == []
