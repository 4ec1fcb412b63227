"""Our absences template: from a list of leave to days away by week, and never why."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.recognise import recognise
from opmodel.intake.undo import undo
from opmodel.store.bulk import columns
from opmodel.store.engine import reading
from opmodel.store.facts import Absence, Coverage
from opmodel.store.weeks import label
from tests.askers import steward
from tests.intake.everything import differing, everything
from tests.intake.files import csv_bytes, xlsx_bytes

LEAVE = [
    ["E-mail", "First day", "Last day"],
    ["ada@example.com", "2025-11-03", "2025-11-14"],
    ["bo@example.com", "2025-11-05", "2025-11-05"],
    ["cy@example.com", "2025-11-13", "2025-11-19"],
]
REPORT = "absences_2025-12-01.csv"
WHO = ["ada@example.com", "bo@example.com", "cy@example.com", "di@example.com"]


def facts_of(rows: list[list[Any]], name: str = REPORT, **choices: Any) -> Any:
    recognised = recognise(csv_bytes(rows), name)
    assert recognised.export.name == "absences"
    return recognised.facts(Choices(**choices))


def days_away(facts: Any) -> dict[tuple[str, str], int]:
    """(person, week) → days."""
    people = facts.people["identifier"]
    return {(people[row.who], label(row.week)): row.days for row in facts.absences.itertuples()}


def test_leave_becomes_working_days_away_by_week() -> None:
    facts = facts_of(LEAVE)
    assert days_away(facts) == {
        ("ada@example.com", "2025-W45"): 5,
        ("bo@example.com", "2025-W45"): 1,
        ("ada@example.com", "2025-W46"): 5,
        ("cy@example.com", "2025-W46"): 2,
        ("cy@example.com", "2025-W47"): 3,
    }
    assert [(span.first_day.isoformat(), span.last_day.isoformat()) for span in facts.spans] == [
        ("2025-11-03", "2025-11-23")
    ]
    assert (facts.read, facts.kept, facts.rejected, facts.merged) == (3, 3, 0, 0)


def test_days_that_two_rows_name_count_once_and_week_ends_not_at_all() -> None:
    head = LEAVE[0]
    facts = facts_of(
        [head, [WHO[0], "2025-11-03", "2025-11-05"], [WHO[0], "2025-11-04", "2025-11-06"], [WHO[1], "2025-11-08", "2025-11-09"]]
    )  # fmt: skip
    assert days_away(facts) == {(WHO[0], "2025-W45"): 4}


def test_all_of_a_persons_own_working_days_count_as_five() -> None:
    facts = facts_of(
        [
            [*LEAVE[0], "Working days"],
            [WHO[0], "2025-11-03", "2025-11-05", "3"],
            [WHO[1], "2025-11-03", "2025-11-04", "3"],
            [WHO[2], "2025-11-03", "2025-11-05", ""],
        ]
    )
    assert days_away(facts) == {(WHO[0], "2025-W45"): 5, (WHO[1], "2025-W45"): 2, (WHO[2], "2025-W45"): 3}


def test_leave_that_began_years_ago_does_not_make_the_file_speak_for_years() -> None:
    facts = facts_of([*LEAVE, [WHO[3], "2024-01-01", ""]])
    assert facts.spans[0].first_day.isoformat() == "2025-11-03"
    assert min(week for _, week in days_away(facts)) == "2025-W45"
    assert days_away(facts)[WHO[3], "2025-W48"] == 5


def test_leave_that_is_only_planned_is_not_kept() -> None:
    facts = facts_of([*LEAVE, [WHO[3], "2025-11-17", "2026-02-27"]], "absences_2025-11-23.csv")
    assert facts.spans[0].last_day.isoformat() == "2025-11-23"
    assert max(week for _, week in days_away(facts)) == "2025-W47"


def test_a_report_made_on_a_wednesday_does_not_speak_for_the_rest_of_its_week() -> None:
    facts = facts_of([LEAVE[0], [WHO[0], "2025-11-03", "2025-11-21"]], "absences_2025-11-19.csv")
    assert facts.spans[0].last_day.isoformat() == "2025-11-19"


def test_weeks_with_days_away_are_another_way_to_say_it() -> None:
    facts = facts_of(
        [
            ["E-mail", "Week", "Days away"],
            [WHO[0], "2025-W45", "5"],
            [WHO[1], "2025-W45", "0"],
            [WHO[1], "2025-11-17", "2.5"],
            [WHO[1], "2025-W47", "1.5"],
        ]
    )
    assert days_away(facts) == {(WHO[0], "2025-W45"): 5, (WHO[1], "2025-W47"): 4}
    assert (facts.read, facts.kept, facts.merged) == (4, 3, 1)
    assert [(span.first_day.isoformat(), span.last_day.isoformat()) for span in facts.spans] == [
        ("2025-11-03", "2025-11-23")
    ]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (["", "2025-11-03", "2025-11-04"], "E-mail", "the row names no person"),
        ([WHO[0], "", "2025-11-04"], "First day", "the row does not say from when"),
        ([WHO[0], "2025-11-06", "2025-11-04"], "Last day", "the last day lies before the first"),
        ([WHO[0], "soon", "2025-11-04"], "First day", "is not a date"),
        ([WHO[0], "2026-01-05", ""], "First day", "lies after the report, and the row has no last day"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_and_the_others_kept(row: list[str], column: str, why: str) -> None:
    facts = facts_of([*LEAVE, row])
    assert [(item.row, item.column, item.why) for item in facts.rejections] == [(5, column, why)]
    assert (facts.read, facts.kept, facts.rejected) == (4, 3, 1)


def test_a_table_of_employment_is_not_one_of_absences() -> None:
    employed = [["E-mail", "Team", "Start date", "End date"], [WHO[0], "Finance", "2024-01-01", ""]]
    assert recognise(csv_bytes(employed), "people.csv").export.name == "roster"
    leave = [["Employee", "Absence type", "Start date", "End date"], [WHO[0], "Holiday", "2025-11-03", "2025-11-07"]]
    assert recognise(csv_bytes(leave), "leave.csv").export.name == "absences"


def load(url: str, data: bytes, name: str = REPORT, **choices: Any) -> Any:
    outcome = front_door.load(url, data, name, Choices(**choices), by=steward("Ada"))
    assert outcome.status == "loaded", outcome.why
    return outcome


def test_why_somebody_was_away_is_nowhere_in_the_store(store: str) -> None:
    rows = [[*LEAVE[0], "Kind"], *([*row, "Burnout"] for row in LEAVE[1:]), ["", "2025-11-03", "", "Burnout"]]
    outcome = load(store, xlsx_bytes({"Absences": rows}), "absences_2025-12-01.xlsx")
    assert "no reason for an absence is ever kept" in " ".join(outcome.notes)
    assert len(outcome.rejections) == 1
    assert "Burnout" not in repr(everything(store))


def test_an_import_says_its_weeks_and_is_taken_out_whole(store: str) -> None:
    empty = everything(store)
    outcome = load(store, csv_bytes(LEAVE))
    assert outcome.weeks == ("2025-W45", "2025-W47")
    with reading(store) as session:
        assert len(session.execute(select(*columns(Absence))).all()) == 5
        assert session.scalars(select(columns(Coverage).source)).all() == ["absences"]
    assert undo(store, outcome.import_id, by=steward("Ada")).status == "undone"
    # What stays is the company and the mark of the key that person keys are made with.
    assert set(differing(empty, everything(store))) <= {"team", "setting"}


cell = st.sampled_from(pd.date_range("2025-10-20", "2025-11-30").strftime("%Y-%m-%d").tolist())
leave = st.lists(st.tuples(st.sampled_from(WHO), cell, cell), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(leave, st.randoms())
def test_the_order_of_rows_changes_nothing(rows: list[tuple[str, str, str]], random: Any) -> None:
    ordered = [[who, min(days), max(days)] for who, *days in rows]
    shuffled = random.sample(ordered, len(ordered))
    one, other = facts_of([LEAVE[0], *ordered]), facts_of([LEAVE[0], *shuffled])
    assert days_away(one) == days_away(other)
    assert one.spans == other.spans


@settings(max_examples=60, deadline=None)
@given(leave)
def test_days_by_week_are_the_working_days_of_the_calendar(rows: list[tuple[str, str, str]]) -> None:
    facts = facts_of([LEAVE[0], *([who, min(days), max(days)] for who, *days in rows)])
    away: dict[tuple[str, str], set[str]] = {}
    for who, *days in rows:
        for day in pd.date_range(min(days), max(days)):
            if day.day_of_week < 5 and facts.spans[0].first_day <= day.date() <= facts.spans[0].last_day:
                away.setdefault((who, day.strftime("%G-W%V")), set()).add(str(day))
    assert days_away(facts) == {key: len(days) for key, days in away.items()}
