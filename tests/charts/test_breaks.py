"""A new definition breaks a line: a gap, a thin rule and words, and nothing where nothing changed."""

from datetime import date, timedelta

import pytest

from opmodel.charts import pictures
from opmodel.charts.drawing import Drawing
from opmodel.charts.lines import Break, Line, lines
from opmodel.charts.since_go_live import Course, since_go_live

DAYS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(20)]
WEEKS = [day.strftime("%G-W%V") for day in DAYS]


def drawn(*days: date, values: list[float | None] | None = None) -> Drawing:
    line = Line(name="Adoption", role="accent", days=DAYS, weeks=WEEKS, values=values or [0.4] * 20, end="40%")
    breaks = [Break(on=day, words=f"new definition from {day.isoformat()}") for day in days]
    return lines([line], title="…", measure="…", alt_text="…", share=True, breaks=breaks)


def pieces(drawing: Drawing) -> list[int]:
    rows = drawing.rows
    return [int(piece) for piece in rows[rows["part"] == "line"]["piece"]]


def rules(drawing: Drawing) -> list[date]:
    rows = drawing.rows
    return [day.date() for day in rows[rows["part"] == "break"]["day"]]


def test_a_line_without_a_new_definition_is_one_piece_without_a_rule() -> None:
    drawing = drawn()
    assert pieces(drawing) == [0] * 20
    assert rules(drawing) == []
    assert "new definition" not in pictures.as_svg(drawing).decode()


def test_a_week_that_ended_before_the_change_belongs_to_the_old_definition_and_the_next_one_to_the_new() -> None:
    wednesday = DAYS[9] + timedelta(days=2)
    assert pieces(drawn(wednesday)) == [0] * 9 + [1] * 11
    assert rules(drawn(wednesday)) == [DAYS[8] + timedelta(days=3)]


def test_a_change_on_a_monday_leaves_the_week_before_it_to_the_old_definition() -> None:
    assert pieces(drawn(DAYS[9])) == [0] * 9 + [1] * 11


def test_the_break_says_from_when_the_new_definition_counts() -> None:
    assert "new definition from 2026-03-04" in pictures.as_svg(drawn(date(2026, 3, 4))).decode()


def test_a_change_after_the_newest_week_stands_between_the_line_and_its_name() -> None:
    drawing = drawn(DAYS[-1] + timedelta(days=9))
    rows = drawing.rows
    assert pieces(drawing) == [0] * 20
    rule = rows[rows["part"] == "break"]["day"].iloc[0]
    assert rows[rows["part"] == "line"]["day"].max() < rule <= rows[rows["part"] == "end"]["day"].iloc[0]


def test_a_change_before_the_first_week_breaks_nothing() -> None:
    assert rules(drawn(DAYS[0] + timedelta(days=3))) == []


def test_a_week_that_stands_alone_between_two_breaks_is_drawn_as_a_dot() -> None:
    rows = drawn(DAYS[10], DAYS[11]).rows
    alone = rows[(rows["part"] == "line") & (rows["alone"] == True)]  # noqa: E712
    assert [day.date() for day in alone["day"]] == [DAYS[10]]


def test_words_of_breaks_near_each_other_stand_in_rows_of_their_own() -> None:
    rows = drawn(*DAYS[10:16]).rows
    places = list(rows[rows["part"] == "break"]["row"])
    assert len(places) == len(set(places)) == 3


@pytest.mark.parametrize(("first", "expected"), [(6, [0] * 5 + [1] * 5), (11, [0] * 10)])
def test_a_rollouts_line_is_broken_before_the_first_week_of_a_new_definition(first: int, expected: list[int]) -> None:
    course = Course(
        name="Finance",
        end="50%",
        values=[0.5] * 10,
        weeks=[f"2026-W{week}" for week in range(10, 20)],
        new_from=[first],
    )
    rows = since_go_live(
        [course], majority=(0.6, "majority"), by_week=(13, "by week 13"), title="…", measure="…", alt_text="…"
    ).rows
    assert [int(piece) for piece in rows[rows["part"] == "line"]["piece"]] == expected
    assert list(rows[rows["part"] == "break"]["week"]) == [first - 0.5]
