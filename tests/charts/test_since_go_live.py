"""Rollouts by weeks since go-live: names that never lie on a line or on one another, and marks that say what they are."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from opmodel.charts import pictures
from opmodel.charts.drawing import Drawing
from opmodel.charts.since_go_live import MOST_NAMED, Course, InProgress, since_go_live

LINE = 15
"""Pixels that a line of words takes."""


def a_course(name: str, values: list[float | None], *, named: bool = True, role: str = "context") -> Course:
    return Course(
        name=name,
        end="66%, 99 of 150",
        values=values,
        weeks=[f"2026-W{week:02d}" for week in range(1, len(values) + 1)],
        role=role,
        named=named,
    )


def drawn(courses: list[Course]) -> Drawing:
    return since_go_live(
        courses,
        majority=(0.6, "clear majority, 60%"),
        by_week=(13, "to be reached by week 13"),
        title="2 of 3 teams hold a clear majority.",
        measure="Share of target people.",
        alt_text="…",
    )


def test_every_rollout_is_named_at_the_right_with_its_figure_and_there_is_no_legend() -> None:
    picture = pictures.as_svg(drawn([a_course("Motor claims", [0.2, 0.5, 0.7]), a_course("Health", [0.1])])).decode()
    for words in ("Motor claims", "Health", "66%, 99 of 150", "clear majority, 60%", "to be reached by week 13"):
        assert words in picture
    assert "role-legend" not in picture


def test_a_long_name_goes_on_to_the_next_line_whole() -> None:
    drawing = drawn([a_course("Contact centre North and West office", [0.5] * 20)])
    written = drawing.rows.loc[drawing.rows["part"] == "name", "words"].iloc[0].split("\n")
    assert " ".join(written[:-1]) == "Contact centre North and West office"
    assert max(map(len, written)) <= 22


shares = st.lists(st.floats(0, 1) | st.none(), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(shares, min_size=1, max_size=MOST_NAMED), st.booleans())
def test_no_name_lies_on_a_line_or_on_another_name(series: list[list[float | None]], long: bool) -> None:
    name = "Contact centre North and West office" if long else "Motor claims"
    drawing = drawn([a_course(f"{name} {number}", values) for number, values in enumerate(series)])
    rows = drawing.rows
    names = rows[rows["part"] == "name"]
    if names.empty:
        return
    assert (names["week"] > rows.loc[rows["part"] == "line", "week"].max()).all()
    ceiling = rows.loc[rows["part"] == "by", "to_value"].item()
    pixels = sorted(
        (place / ceiling * drawing.height, len(words.split("\n")) * LINE)
        for place, words in zip(names["value"], names["words"], strict=True)
    )
    for (below, its_height), (above, other_height) in pairwise(pixels):
        assert above - below >= (its_height + other_height) / 2 - 1e-6


def test_a_rollout_beyond_the_named_ones_is_drawn_and_has_no_words() -> None:
    drawing = drawn([a_course("Small team", [0.3, 0.4], named=False, role="quiet"), a_course("Large team", [0.5])])
    names = drawing.rows[(drawing.rows["part"] == "name") & (drawing.rows["series"] != "clear majority, 60%")]
    assert set(names["series"]) == {"Large team"}
    assert set(drawing.rows.loc[drawing.rows["part"] == "line", "series"]) == {"Small team", "Large team"}


def test_the_week_to_reach_the_majority_by_is_marked_on_a_young_rollout_too() -> None:
    drawing = drawn([a_course("Young", [0.1, 0.2])])
    assert drawing.rows.loc[drawing.rows["part"] == "by", "week"].item() == 13
    assert "week 13" in pictures.as_svg(drawing).decode()


def test_a_hostile_name_is_drawn_as_the_text_it_is() -> None:
    picture = pictures.as_svg(drawn([a_course("<script>x</script> & *y*", [0.4])])).decode()
    assert "<script>" not in picture
    assert "&lt;script&gt;x&lt;/script" in picture


def test_the_week_in_progress_is_hollow_named_at_the_right_and_no_part_of_the_line() -> None:
    running = InProgress(number=4, week="2026-W04", value=0.2, words="in progress: 30 of 150")
    drawing = drawn([replace(a_course("Motor claims", [0.2, 0.5, 0.7]), in_progress=running)])
    rows = drawing.rows
    assert rows.loc[rows["part"] == "line", "week"].max() == 3
    assert rows.loc[rows["part"] == "in progress", ["week", "value"]].to_numpy().tolist() == [[4.0, 0.2]]
    assert rows.loc[rows["part"] == "dot", ["week", "value"]].to_numpy().tolist() == [[3.0, 0.7]]
    assert rows.loc[rows["part"] == "name", "words"].iloc[0].endswith("66%, 99 of 150\nin progress: 30 of 150")


def test_holiday_weeks_are_marked_on_the_line_where_its_value_is_known() -> None:
    drawing = drawn([replace(a_course("Motor claims", [0.2, None, 0.7]), holidays=(2, 3))])
    marks = drawing.rows.loc[drawing.rows["part"] == "holiday", ["week", "value"]]
    assert marks.to_numpy().tolist() == [[3.0, 0.7]]
