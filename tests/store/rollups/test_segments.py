"""Usage segments by Microsoft's rule (measures.md §1.3), against the peer library's own results and case by case."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlmodel import select

from opmodel.store.facts import Lists, ToolApp
from opmodel.store.rollup_tables import SegmentWeek, ToolWeek
from opmodel.store.rollups.segments import SEGMENTS, segment_of
from opmodel.store.weeks import label, majority_week
from tests.company import Company, week
from tests.shared_files import SHARED, needs_shared

ORACLE = SHARED / "oracles" / "01_viva_segments"
NAN = float("nan")


def segments(company: Company, name: str, span: int = 12, tool: str = "Copilot") -> dict[str, int]:
    rows = company.session.exec(
        select(SegmentWeek).where(
            SegmentWeek.week == week(name),
            SegmentWeek.span == span,
            SegmentWeek.tool_id == company.tools[tool],
            SegmentWeek.app_id == 0,
            SegmentWeek.team_id == 1,
        )
    )
    return {row.segment: row.people for row in rows}


def of(actions: list[float], span: int) -> str:
    return SEGMENTS[segment_of(np.array([actions], dtype=float), span)[0]]


@pytest.mark.parametrize(
    ("actions", "span", "expected"),
    [
        ([15.0] * 12, 12, "Power User"),
        ([14.92] * 12, 12, "Habitual User"),
        ([20.0] * 9 + [0.0] * 3, 12, "Power User"),
        ([19.0] * 9 + [0.0] * 3, 12, "Habitual User"),
        ([20.0] * 8 + [0.0] * 4, 12, "Novice User"),
        ([0.5] * 12, 12, "Low User"),
        ([0.0] * 12, 12, "Non-user"),
        ([NAN] * 12, 12, "Unclassified"),
        ([9.0] * 3, 12, "Novice User"),
        ([1.0] * 4, 4, "Habitual User"),
        ([15.0] * 4, 4, "Power User"),
        ([5.0, 5.0, 5.0, 0.0], 4, "Novice User"),
        ([9.0, NAN, 9.0, 9.0, 9.0], 4, "Novice User"),
        ([NAN, NAN, NAN, 0.9], 4, "Low User"),
    ],
)
def test_the_first_rule_that_fits_wins(actions: list[float], span: int, expected: str) -> None:
    assert of(actions, span) == expected


def test_the_window_is_of_calendar_weeks_not_of_rows(company: Company) -> None:
    """Microsoft's library takes four recorded weeks out of eight for "4 of 4"; its own DAX, by dates, does not."""
    company.panel("Copilot", {f"W{number}": {"ann": 5, "ben": 5} for number in (33, 35, 37, 39)})
    assert segments(company, "W39", span=4) == {"Novice User": 2}


def test_a_licensed_person_without_a_row_is_idle_in_a_covered_week(company: Company) -> None:
    company.seats("Copilot", date(2026, 8, 1), {"ann": {}, "ben": {}})
    company.panel("Copilot", {f"W{number}": {"ann": 5} for number in range(36, 40)}, lists=Lists.ACTIVE)
    assert segments(company, "W39", span=4) == {"Habitual User": 1, "Non-user": 1}


def test_who_is_too_new_for_a_habit_is_in_a_segment_and_said_apart(company: Company) -> None:
    company.panel(
        "Copilot", {f"W{number}": {"ann": 5} | ({"ben": 5} if number > 36 else {}) for number in range(30, 40)}
    )
    rows = company.session.exec(
        select(SegmentWeek).where(SegmentWeek.week == week("W39"), SegmentWeek.tool_id == 1, SegmentWeek.span == 12)
    ).all()
    assert {row.segment: (row.people, row.too_new) for row in rows} == {
        "Habitual User": (1, 0),
        "Novice User": (1, 1),
    }


def test_a_leaver_is_in_no_segment_after_the_last_week_with_a_licence(company: Company) -> None:
    company.panel("Copilot", {"W39": {"ann": 5, "ben": 5}, "W40": {"ben": 5}})
    assert sum(segments(company, "W40").values()) == 1


def test_a_blank_count_is_unknown(company: Company) -> None:
    company.panel("Copilot", {"W39": {"ann": None, "ben": 2}, "W40": {"ann": None, "ben": 2}})
    assert segments(company, "W40") == {"Unclassified": 1, "Novice User": 1}


def test_a_week_that_is_not_complete_enters_no_window(company: Company) -> None:
    company.panel("Copilot", {f"W{number}": {"ann": 5} for number in range(36, 40)})
    company.panel("Copilot", {"W40": {"ann": 0}}, days=(date(2026, 9, 28), date(2026, 9, 30)))
    assert segments(company, "W39", span=4) == {"Habitual User": 1}
    assert segments(company, "W40", span=4) == {}


def test_a_late_correction_of_a_week_moves_the_eleven_weeks_after_it(company: Company) -> None:
    company.panel("Copilot", {f"W{number}": {"ann": 5} for number in range(30, 40)}, report=date(2026, 9, 28))
    assert segments(company, "W39") == {"Habitual User": 1}
    corrected = company.panel("Copilot", {"W30": {"ann": 0}, "W31": {"ann": 0}}, report=date(2026, 9, 29))
    assert segments(company, "W39") == {"Novice User": 1}
    company.undo(corrected)
    assert segments(company, "W39") == {"Habitual User": 1}


def test_two_feeds_of_one_tool_count_the_larger_and_two_tools_are_added(company: Company) -> None:
    four = [f"W{number}" for number in range(36, 40)]
    company.panel("Copilot", {name: {"ann": 10} for name in four}, source="viva")
    company.panel("Copilot", {name: {"ann": 9} for name in four}, source="other")
    company.panel("Other", {name: {"ann": 6} for name in four})
    assert segments(company, "W39", span=4) == {"Habitual User": 1}
    any_tool = company.session.exec(
        select(SegmentWeek.segment).where(
            SegmentWeek.tool_id == 0, SegmentWeek.week == week("W39"), SegmentWeek.span == 4
        )
    ).all()
    assert any_tool == ["Power User"]


@pytest.fixture
def vendor(company: Company) -> Company:
    """The vendor's 300 people × 35 weeks, loaded."""
    people = pd.read_csv(ORACLE / "input_person_weeks.csv")
    people["week"] = [label(majority_week(date.fromisoformat(day))) for day in people["MetricDate"]]

    def counts(column: str) -> dict[str, dict[str, float]]:
        return {
            name: dict(zip(rows["PersonId"], rows[column].astype(float), strict=True))
            for name, rows in people.groupby("week")
        }

    company.tool("Copilot", apps=["Word", "Excel"])
    company.panel(
        "Copilot",
        counts("Total_Copilot_actions"),
        apps={
            app: {
                name: {person: count for person, count in of_week.items() if count}
                for name, of_week in counts(f"Copilot_actions_taken_in_{app}").items()
            }
            for app in ("Word", "Excel")
        },
    )
    return company


@needs_shared
def test_the_vendors_sample_gives_the_vendors_segments_and_weekly_active_people(vendor: Company) -> None:
    apps = dict(vendor.session.exec(select(ToolApp.name, ToolApp.id)).all())
    rows = pd.DataFrame([vars(row) for row in vendor.session.exec(select(SegmentWeek))])
    active = pd.DataFrame([vars(row) for row in vendor.session.exec(select(ToolWeek))])
    for metric, tool, app in (("total", 1, 0), ("total", 0, 0), ("word", 1, apps["Word"]), ("excel", 1, apps["Excel"])):
        for span in (12, 4):
            expected = pd.read_csv(ORACLE / f"expected_segments_{metric}_{span}w.csv", index_col=0).fillna(0)
            ours = (
                rows[(rows["tool_id"] == tool) & (rows["app_id"] == app) & (rows["span"] == span)]
                .pivot_table(index="week", columns="segment", values="people", fill_value=0)
                .reindex(columns=expected.columns, fill_value=0)
            )
            assert (ours.to_numpy() == expected.to_numpy()).all(), (metric, span)
        weekly = pd.read_csv(ORACLE / f"expected_weekly_active_{metric}.csv")
        found = active[(active["tool_id"] == tool) & (active["app_id"] == app)].sort_values("week")
        assert found["active"].tolist() == weekly["weekly_active"].tolist()
        assert found["licensed"].tolist() == weekly["people"].tolist()
