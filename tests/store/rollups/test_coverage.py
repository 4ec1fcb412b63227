"""Which import speaks for which week."""

from datetime import date

from sqlmodel import select

from opmodel.store.facts import Lists
from opmodel.store.rollup_tables import CoveredWeek, ToolWeek
from opmodel.store.weeks import monday, sunday
from tests.company import Company, week, whole

W40 = week("W40")
MON, SUN = monday(W40), sunday(W40)


def covering(company: Company, number: int = W40) -> dict[int, bool]:
    """Import → whether the week is complete, for the imports that count."""
    rows = company.session.exec(select(CoveredWeek).where(CoveredWeek.week == number))
    return {row.import_id: row.complete for row in rows}


def active(company: Company, label: str = "W40", tool: str = "Copilot") -> int:
    row = company.session.exec(
        select(ToolWeek).where(
            ToolWeek.week == week(label),
            ToolWeek.tool_id == company.tools[tool],
            ToolWeek.app_id == 0,
            ToolWeek.team_id == 1,
        )
    ).one()
    return row.active


def test_of_two_files_of_the_same_people_and_days_the_newer_report_replaces_the_older(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 3, "ben": 0}}, report=date(2026, 10, 5))
    newer = company.panel("Copilot", {"W40": {"ann": 3, "ben": 2}}, report=date(2026, 10, 7))
    assert covering(company) == {newer: True}
    assert active(company) == 2


def test_the_file_that_covers_more_days_beats_a_newer_one(company: Company) -> None:
    whole_week = company.panel("Copilot", {"W40": {"ann": 3, "ben": 1}}, report=SUN)
    company.panel("Copilot", {"W40": {"ann": 9}}, days=(MON, date(2026, 10, 2)), report=date(2026, 10, 9))
    assert covering(company) == {whole_week: True}
    assert active(company) == 2


def test_undo_brings_the_older_file_back(any_company: Company) -> None:
    older = any_company.panel("Copilot", {"W40": {"ann": 3, "ben": 0}}, report=date(2026, 10, 5))
    newer = any_company.panel("Copilot", {"W40": {"ann": 0, "ben": 0}}, report=date(2026, 10, 7))
    any_company.undo(newer)
    assert covering(any_company) == {older: True}
    assert active(any_company) == 1


def test_a_file_split_in_two_by_people_counts_whole(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 3}})
    company.panel("Copilot", {"W40": {"ben": 2}})
    assert len(covering(company)) == 2
    assert active(company) == 2


def test_a_week_split_in_two_by_days_is_complete_and_its_counts_are_added(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 0, "ben": 2}}, days=(MON, date(2026, 10, 1)))
    assert list(covering(company).values()) == [False]
    company.panel("Copilot", {"W40": {"ann": 4, "ben": 2}}, days=(date(2026, 10, 2), SUN))
    assert list(covering(company).values()) == [True, True]
    assert active(company) == 2


def test_days_that_the_vendor_still_adds_to_keep_a_week_incomplete(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 3}}, complete=False)
    assert list(covering(company).values()) == [False]


def test_two_sources_of_one_tool_both_count(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 3, "ben": 0}}, source="viva")
    company.panel("Copilot", {"W40": {"ann": 2, "ben": 2}}, source="other", lists=Lists.ACTIVE)
    assert len(covering(company)) == 2
    assert active(company) == 2


def test_one_source_that_misses_a_week_leaves_the_tool_incomplete_there(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 3}, "W41": {"ann": 3}}, source="viva")
    company.panel("Copilot", {"W40": {"ann": 3}}, source="other")
    rows = company.session.exec(select(ToolWeek).where(ToolWeek.tool_id == 1, ToolWeek.team_id == 1)).all()
    assert {row.week: row.complete for row in rows} == {W40: True, W40 + 1: False}


def test_a_source_is_not_missed_in_the_weeks_before_it_began(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 3}, "W41": {"ann": 3}}, source="viva")
    company.panel("Copilot", {"W41": {"ann": 3}}, source="other")
    rows = company.session.exec(select(ToolWeek).where(ToolWeek.tool_id == 1, ToolWeek.team_id == 1)).all()
    assert {row.week: row.complete for row in rows} == {W40: True, W40 + 1: True}


def test_a_seat_list_or_a_snapshot_covers_no_week(company: Company) -> None:
    listed = company.seats("Copilot", SUN, {"ann": {}}, later=True)
    company.cover(listed, "seats", SUN, SUN, tool="Copilot", lists=Lists.LICENSED)
    company.refresh(tools={1}, seats=True, coverage=True)
    assert covering(company) == {}


def test_a_wholly_idle_week_of_a_newer_file_is_covered_and_not_unknown(company: Company) -> None:
    both = company.panel("Copilot", {"W40": {"ann": 3}, "W42": {"ann": 1}}, days=(MON, sunday(week("W42"))))
    assert covering(company, week("W41")) == {both: True}


def test_the_same_people_under_another_identifier_are_recognised(company: Company) -> None:
    company.panel("Copilot", {"W40": whole(["ann@old"])}, report=date(2026, 10, 5))
    company.link("ann@old", "ann@new")
    newer = company.panel("Copilot", {"W40": whole(["ann@new"], 0)}, report=date(2026, 10, 6))
    assert covering(company) == {newer: True}
    assert active(company) == 0
