"""The second line of adoption and the week in progress, in words and in the drawings."""

from datetime import date

import pytest

from opmodel.charts import pictures
from opmodel.measures.at_work import TOO_FEW
from opmodel.measures.figure import Figure, Point
from opmodel.store.weeks import parse_week
from opmodel.ui.at_work import at_work_line
from opmodel.ui.board import bought_active_working
from opmodel.ui.evidence import counted

W46 = parse_week("2026-W46")


def adoption(*, second: Figure | None = None, in_progress: dict[str, object] | None = None) -> Figure:
    return Figure(
        name="adoption",
        unit="share",
        rule="adoption/1",
        value=40 / 59,
        numerator=40,
        denominator=59,
        as_of=W46,
        detail={} if in_progress is None else {"in_progress": in_progress},
        parts=() if second is None else (second,),
        series=tuple(Point(week=week, value=40 / 59, numerator=40, denominator=59) for week in range(W46 - 3, W46 + 1)),
    )


def of_those_at_work(**said: object) -> Figure:
    given = {"name": "of those at work", "unit": "share", "rule": "adoption/1", "kind": "at_work", "as_of": W46, **said}
    return Figure(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("second", "line"),
    [
        (
            of_those_at_work(value=38 / 47, numerator=38, denominator=47, detail={"away": 12}),
            "Of those at work in 2026-W46: 38 of 47 people, 81%; 12 people were away.",
        ),
        (
            of_those_at_work(value=40 / 59, numerator=40, denominator=59, detail={"away": 0}),
            "Of those at work in 2026-W46: 40 of 59 people, 68%; nobody was away.",
        ),
        (
            of_those_at_work(suppressed=True, caveats=(TOO_FEW,)),
            r"Of those at work in 2026-W46: not shown. Too few people were away to be told apart\.",
        ),
        (
            of_those_at_work(why_unknown="No absence file covers it."),
            r"Of those at work in 2026-W46: not known. No absence file covers it\.",
        ),
    ],
)
def test_the_second_line_says_how_many_and_how_many_were_away_or_why_not(second: Figure, line: str) -> None:
    assert at_work_line(adoption(second=second)) == line
    assert line in counted(adoption(second=second))


def test_without_absences_nothing_is_said() -> None:
    assert at_work_line(adoption()) == at_work_line(None) == ""
    assert not any("at work" in line for line in counted(adoption()))


def nothing(name: str) -> Figure:
    return Figure(name=name, unit="", rule="", why_unknown="No file.")


def test_the_week_in_progress_is_a_hollow_point_and_no_part_of_the_line() -> None:
    figure = adoption(in_progress={"week": "2026-W47", "active": 18, "targeted": 59})
    drawing = bought_active_working(licences=nothing("licences"), activity=nothing("tool_activity"), adoption=figure)
    assert drawing is not None
    rows = drawing.rows
    assert rows.loc[rows["part"] == "line", "day"].max().date() == date(2026, 11, 9)
    hollow = rows[rows["part"] == "so far"]
    assert hollow[["week", "value", "end"]].to_numpy().tolist() == [["2026-W47", 18, "in progress: 18"]]
    assert rows.loc[rows["part"] == "end", "end"].tolist() == ["Working the new way\n40\nin progress: 18"]
    assert drawing.title == "40 people work the new way."
    assert "in progress: 18" in pictures.as_svg(drawing).decode()


def test_without_a_week_in_progress_nothing_hollow_is_drawn() -> None:
    drawing = bought_active_working(
        licences=nothing("licences"), activity=nothing("tool_activity"), adoption=adoption()
    )
    assert drawing is not None
    assert "so far" not in set(drawing.rows["part"])
    assert "hollow" not in drawing.measure
