"""Charts as pictures: what is drawn is read back from the SVG, words and colours alike."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from opmodel.charts import pictures
from opmodel.charts.bars import Bar, Level, bars
from opmodel.charts.drawing import Drawing
from opmodel.charts.lines import Line, lines
from opmodel.charts.stacked import Part, Whole, stacked
from opmodel.charts.theme import PALETTES

ROOT = Path(__file__).resolve().parents[2]
DAYS = [date(2026, 1, 5) + timedelta(weeks=week) for week in range(30)]
WEEKS = [day.strftime("%G-W%V") for day in DAYS]


def a_line(name: str, values: list[float | None], *, role: str = "context", dashed: bool = False) -> Line:
    last = next(value for value in reversed(values) if value is not None)
    return Line(name=name, role=role, days=DAYS, weeks=WEEKS, values=values, end=f"{last:,.0f}", dashed=dashed)


def three_lines() -> Drawing:
    return lines(
        [
            a_line("Licences bought", [4100.0] * 30, dashed=True),
            a_line("Active in a tool", [1330.0] * 30),
            a_line("Working the new way", [None] * 5 + [20.0 * week for week in range(25)], role="accent"),
        ],
        title="4,100 licences were bought; 480 people work the new way.",
        measure="People, by week.",
        alt_text="…",
    )


def svg(drawing: Drawing, mode: str = "light") -> str:
    return pictures.as_svg(drawing, mode).decode()  # type: ignore[arg-type]


def test_every_line_is_named_at_its_end_and_there_is_no_legend() -> None:
    picture = svg(three_lines())
    for words in ("Licences bought", "4,100", "Active in a tool", "1,330", "Working the new way", "480"):
        assert words in picture
    assert "role-legend" not in picture


def test_what_was_bought_is_dashed_and_what_is_used_is_not() -> None:
    assert picture_dashes(svg(three_lines())) == {"4,3"}


def picture_dashes(picture: str) -> set[str]:
    return {dashes for dashes in re.findall(r'stroke-dasharray="([^"]+)"', picture) if dashes not in {"1,0", ""}}


def test_the_target_line_says_what_it_is() -> None:
    drawing = lines(
        [Line(name="Adoption", role="accent", days=DAYS, weeks=WEEKS, values=[0.4] * 30, end="40%")],
        title="…",
        measure="…",
        alt_text="…",
        share=True,
        target=(0.6, "clear majority, 60%"),
    )
    assert "clear majority, 60%" in svg(drawing)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_picture_wears_the_palette_of_its_mode(mode: str) -> None:
    picture = svg(three_lines(), mode)
    palette = PALETTES[mode]  # type: ignore[index]
    assert palette.accent.lower() in picture.lower()
    assert palette.paper.lower() in picture.lower()


def test_the_finding_and_the_measure_stand_in_the_picture_in_the_fonts_of_the_product() -> None:
    picture = svg(three_lines())
    assert "4,100 licences were bought; 480 people work the new way." in picture
    assert "People, by week." in picture
    assert "Source Serif" in picture
    assert "Inter" in picture


def test_a_bar_names_its_row_its_figure_and_the_level_it_is_held_against() -> None:
    drawing = bars(
        [
            Bar(name="Invoice matching", value=0.74, text="23 of 31 · 74%"),
            Bar(name="Claims", value=None, text="too small"),
        ],
        title="…",
        measure="…",
        alt_text="…",
        levels=[Level(value=0.6, name="clear majority, 60%")],
        most=1,
    )
    picture = svg(drawing)
    for words in ("Invoice matching", "23 of 31 · 74%", "Claims", "too small", "clear majority, 60%"):
        assert words in picture


def test_a_name_from_a_file_is_drawn_as_the_text_it_is() -> None:
    drawing = bars([Bar(name="<script>x</script> & *y*", value=1, text="1")], title="…", measure="…", alt_text="…")
    picture = svg(drawing)
    assert "<script>" not in picture
    assert "&lt;script&gt;x&lt;/script&gt; &amp; *y*" in picture


def a_whole(values: list[float]) -> Whole:
    names = ["Active", "New", "Not known", "Idle 30–59 days", "Idle 60–89 days", "Idle 90 days or more", "Never used"]
    parts = [
        Part(name=name, value=value, text=f"{value:g}", role="red") for name, value in zip(names, values, strict=True)
    ]
    return Whole(name="Copilot", text="paid", parts=parts)


def test_no_line_of_a_stacked_bar_passes_through_the_words_of_another_part() -> None:
    drawing = stacked([a_whole([900, 4, 3, 40, 2, 60, 11])], title="…", measure="…", alt_text="…")
    parts = drawing.rows[drawing.rows["part"] == "bar"]
    full = parts["end"].max()
    narrow = 480
    for left in parts.itertuples():
        words = (left.start / full * narrow, left.start / full * narrow + len(left.label) * 6.0)
        for right in parts.itertuples():
            at = right.start / full * narrow
            if words[0] < at < words[1]:
                assert right.stem_to < left.label_pixel - 8


def test_a_part_of_nothing_is_left_out_of_a_stacked_bar() -> None:
    drawing = stacked([a_whole([5, 0, 0, 0, 0, 0, 5])], title="…", measure="…", alt_text="…")
    assert set(drawing.rows["name"].dropna()) == {"Copilot", "Active", "Never used"}


def test_a_png_is_made_at_twice_its_size() -> None:
    picture = pictures.as_png(three_lines())
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) > 2 * pictures.WIDTH


def test_the_screen_and_the_pictures_share_one_palette() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    for mode, palette in PALETTES.items():
        assert config["theme"][mode]["chartCategoricalColors"] == palette.colours()


@pytest.mark.parametrize("role", ["accent", "context", "red", "ink"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_that_carries_words_has_the_contrast_of_wcag_aa(mode: str, role: str) -> None:
    palette = PALETTES[mode]  # type: ignore[index]
    light, dark = sorted((luminance(getattr(palette, role)), luminance(palette.paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_words_beside_a_thin_last_part_have_room_within_the_scale() -> None:
    whole = Whole(
        name="Copilot",
        text="8 of 1,000 idle",
        parts=[
            Part(name="Active", value=992, text="992", role="accent"),
            Part(name="Idle 90 days or more", value=8, text="8", role="red"),
        ],
    )
    drawn = stacked([whole], title="t", measure="m", alt_text="a")
    ends = [layer["encoding"]["x"]["scale"]["domain"][1] for layer in drawn.spec["layer"][:4]]
    assert len(set(ends)) == 1
    assert ends[0] > 1_000
