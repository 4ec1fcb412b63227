"""Who comes back: all together strong and named, cohorts thin, and no line at first use itself."""

import pandas as pd

from opmodel.charts.after_first_use import Cohort, after_first_use
from opmodel.charts.drawing import Drawing
from opmodel.charts.pictures import as_svg


def drawn() -> Drawing:
    return after_first_use(
        Cohort(name="All together", shares={1: 0.6, 2: 0.5, 3: 0.45}),
        [Cohort(name="2026-W23", shares={1: 0.7, 3: 0.5}), Cohort(name="2026-W24", shares={})],
        end="All together\n45%",
        title="Three weeks after first use, 45% are active.",
        measure="Share of people active in the week, by weeks since first use.",
        alt_text="…",
    )


def test_the_strong_line_is_named_at_its_end() -> None:
    picture = as_svg(drawn()).decode()
    for words in ("All together", "45%", "first use"):
        assert words in picture


def test_a_week_that_is_not_known_leaves_a_gap() -> None:
    rows = drawn().rows
    cohort = rows[(rows["part"] == "line") & (rows["cohort"] == "2026-W23")]
    assert cohort["after"].tolist() == [1, 2, 3]
    assert pd.isna(cohort["value"].tolist()[1])


def test_nothing_is_drawn_of_first_use_itself_or_of_a_cohort_without_a_week() -> None:
    rows = drawn().rows
    lines = rows[rows["part"] == "line"]
    assert lines["after"].min() == 1
    assert set(lines["cohort"]) == {"All together", "2026-W23"}
