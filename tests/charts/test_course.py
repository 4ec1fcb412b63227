"""Bands with age: they fill the whole, are named at their end, and mark the ages that matter."""

import pytest

from opmodel.charts.course import Band, Mark, course
from opmodel.charts.drawing import Drawing
from opmodel.charts.pictures import as_svg


def three_bands() -> Drawing:
    return course(
        [
            Band(name="In production", role="accent", words="accent", shares=[0, 0.2, 0.3], end="30%"),
            Band(name="Undecided", role="rule", words="context", shares=[1, 0.7, 0.4], end="40%"),
            Band(name="Stopped", role="quiet", words="context", shares=[0, 0.1, 0.3], end="30%"),
        ],
        ages=[0, 100, 400],
        title="No pilot crossed between the ages of 203 and 384 days.",
        measure="Share of all pilots begun, by age in days.",
        alt_text="…",
        marks=[Mark(age=180, name="on watch"), Mark(age=900, name="never drawn")],
    )


def test_every_band_is_named_at_its_end_with_its_share() -> None:
    picture = as_svg(three_bands()).decode()
    for words in ("In production", "Undecided", "Stopped", "30%", "40%", "400 days"):
        assert words in picture


def test_the_bands_lie_on_each_other_and_fill_the_whole() -> None:
    rows = three_bands().rows
    bands = rows[rows["part"] == "band"]
    for _, at in bands.groupby("age"):
        assert at["low"].tolist() == pytest.approx([0, *at["high"].tolist()[:-1]])
        assert at["high"].max() == pytest.approx(1)


def test_an_age_beyond_the_drawing_is_not_marked() -> None:
    picture = as_svg(three_bands()).decode()
    assert "on watch" in picture
    assert "never drawn" not in picture


def test_names_of_thin_bands_do_not_lie_on_each_other() -> None:
    drawing = course(
        [
            Band(name=name, role="accent", words="accent", shares=[share, share], end="…")
            for name, share in (("A", 0.98), ("B", 0.01), ("C", 0.01))
        ],
        ages=[0, 100],
        title="…",
        measure="…",
        alt_text="…",
    )
    places = sorted(drawing.rows[drawing.rows["part"] == "end"]["low"])
    assert places[1] - places[0] >= 0.1
    assert places[2] - places[1] >= 0.1
