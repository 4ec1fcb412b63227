"""Weeks around a go-live, and strips of cases: what is named, what is left out, how much is drawn."""

from datetime import date, timedelta

import numpy as np
import pytest

from opmodel.charts import pictures
from opmodel.charts.around_go_live import Level, Week, around_go_live
from opmodel.charts.strips import Strip, strips

LIVE_ON = date(2026, 3, 2)


def weeks(values: list[float | None], first: int = -4) -> list[Week]:
    return [
        Week(number=first + place, starts_on=LIVE_ON + timedelta(weeks=first + place), value=value)
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize("joined", [True, False])
def test_go_live_and_every_level_are_named_in_the_picture(joined: bool) -> None:
    drawing = around_go_live(
        weeks([5.0, 6.0, None, 5.5, 4.0, 3.5, 3.0]),
        unit="days",
        title="The running median was 5.5 days at go-live and is 3.0 days now.",
        measure="Median.",
        alt_text="…",
        levels=[Level(value=6.0, name="upper natural limit"), Level(value=4.9, name="mean before", dashed=False)],
        joined=joined,
    )
    picture = pictures.as_svg(drawing).decode()
    for words in ("go-live", "upper natural limit", "mean before", "days"):
        assert words in picture
    assert "role-legend" not in picture


def test_levels_that_lie_close_are_named_apart() -> None:
    levels = [Level(value=value, name=str(value)) for value in (5.0, 5.01, 5.02)]
    drawing = around_go_live(
        weeks([5.0] * 8), unit="days", title="…", measure="…", alt_text="…", levels=levels, height=260
    )
    places = sorted(drawing.rows.loc[drawing.rows["part"] == "level name", "value"])
    ceiling = float(drawing.rows["to_value"].max())
    assert np.diff(places).min() >= 0.99 * 17 / 260 * ceiling


def test_before_and_after_are_two_lines_and_a_week_without_a_value_is_a_gap() -> None:
    rows = around_go_live(weeks([5.0, None, 4.0, 4.0, 3.0]), unit="days", title="…", measure="…", alt_text="…").rows
    drawn = rows[rows["part"] == "week"]
    assert drawn.groupby("side").size().to_dict() == {"before": 4, "after": 1}
    assert drawn["value"].isna().sum() == 1


@pytest.mark.parametrize(("shortest", "longest"), [(0.01, 90.0), (2.1, 6.4), (0.0, 3.0)])
def test_a_strip_draws_every_time_it_is_given_on_an_axis_of_round_times(shortest: float, longest: float) -> None:
    times = np.linspace(shortest, longest, 100).tolist()
    rows = [
        Strip(
            name="Before go-live, 100 finished cases", times=times, median=longest / 2, says="median", role="context"
        ),
        Strip(
            name="Since go-live, 3 finished cases",
            times=times[:3],
            median=times[1] or 0.5,
            says="median",
            role="accent",
        ),
    ]
    drawing = strips(rows, unit="days", title="…", measure="…", alt_text="…")
    assert (drawing.rows["part"] == "dot").sum() == 103
    assert (drawing.rows["time"].dropna() > 0).all()
    picture = pictures.as_svg(drawing).decode()
    assert "Before go-live, 100 finished cases" in picture
