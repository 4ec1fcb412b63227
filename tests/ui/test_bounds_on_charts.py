"""What charts say of shares that are withheld, and of a last value that is not the newest."""

from datetime import date

from opmodel.charts.lines import Line
from opmodel.measures.privacy import Cell
from opmodel.measures.shares import share_figure
from opmodel.store.weeks import label, monday, week_of
from opmodel.ui.board import adoption_by, with_weeks

LAST = week_of(date(2026, 11, 15))


def test_a_bar_whose_bound_is_above_the_majority_counts_as_reaching_it() -> None:
    part = share_figure("Claims", "adoption/1", Cell(10, 10), 10)
    drawing = adoption_by((part,), majority=0.6, what="workflow")
    assert drawing is not None
    assert drawing.title.startswith("1 of 1 workflow reach")
    few = adoption_by((share_figure("Claims", "adoption/1", Cell(9, 9), 10),), majority=0.6, what="workflow")
    assert few is not None
    assert few.title == "No workflow has a figure that can be shown yet."


def test_a_last_value_that_is_older_than_the_newest_carries_its_week() -> None:
    weeks = [LAST - 1, LAST]

    def line(name: str, *values: float | None) -> Line:
        return Line(
            name=name, role="context", days=[monday(week) for week in weeks], weeks=[label(week) for week in weeks],
            values=values, end="9",
        )  # fmt: skip

    assert [one.end for one in with_weeks([line("Old", 9, None), line("New", 9, 9)])] == ["9 in 2026-W45", "9"]
