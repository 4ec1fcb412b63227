"""Event logs: work after the finish is a case opened again; closing and archiving is not."""

import pytest

from opmodel.intake.export import Choices
from opmodel.intake.facts import Facts
from opmodel.intake.recognise import recognise
from tests.intake.files import csv_bytes

HEADER = ["Case ID", "Activity", "Timestamp"]
PLAIN = ("Register", "Check", "Settle", "Archive")


def read(cases: dict[str, tuple[str, ...]], **choices: str) -> Facts:
    """The facts of a log in which the events of a case follow each other by the hour."""
    rows = [
        [case, activity, f"2026-03-02T{hour:02d}:00:00Z"]
        for case, activities in cases.items()
        for hour, activity in enumerate(activities)
    ]
    asked = Choices(workflow="Claims intake", **choices)
    return recognise(csv_bytes([HEADER, *rows]), "log.csv", asked).facts(asked)


def told(facts: Facts) -> dict[str, tuple[str, int | None]]:
    """Case → its end status, and the hour in which it finished."""
    assert facts.cases is not None
    return {
        row.case_id: (
            row.end_status,
            None if row.finished_at is None or row.finished_at != row.finished_at else row.finished_at.hour,
        )
        for row in facts.cases.itertuples()
    }


USUAL = {f"U{number}": PLAIN for number in range(8)}


def test_what_always_comes_after_the_finish_opens_no_case_again() -> None:
    facts = read(USUAL, finish="Settle")
    assert set(told(facts).values()) == {("", 2)}
    assert not any("reopened" in note for note in facts.notes)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (("Register", "Check", "Settle", "Check", "Settle"), ("Reopened", 4)),
        (("Register", "Check", "Settle", "Check"), ("Reopened", 2)),
        (("Register", "Check", "Settle", "Wiedervorlage", "Settle"), ("Reopened", 4)),
        (("Register", "Check", "Settle", "Re-opened"), ("Reopened", None)),
        (("Register", "Check", "Settle", "Reopen", "Settle"), ("Reopened", 4)),
        (("Register", "Check", "Settle", "Settle"), ("", 3)),
        (("Register", "Check"), ("", None)),
    ],
)
def test_work_after_the_finish_opens_a_case_again(events: tuple[str, ...], expected: tuple[str, int | None]) -> None:
    facts = read({**USUAL, "X": events}, start="Register", finish="Settle")
    assert told(facts)["X"] == expected
    assert any("count as reopened: 1" in note for note in facts.notes) == (expected[0] == "Reopened")


def test_without_a_finish_named_the_usual_ending_counts() -> None:
    facts = read({**USUAL, "X": ("Register", "Check", "Archive", "Check", "Archive")})
    assert told(facts)["X"] == ("Reopened", 4)
    assert told(facts)["U0"] == ("", 3)
