"""What happened over time: stretches named where there is room, marks on their days, names that never meet."""

from datetime import date

from opmodel.charts import pictures
from opmodel.charts.drawing import Drawing
from opmodel.charts.timeline import Lane, Mark, Stretch, timeline

UNTIL = date(2026, 11, 25)


def drawn(*lanes: Lane) -> Drawing:
    return timeline(lanes, until=UNTIL, title="First live on 10 Jul 2025.", measure="By day.", alt_text="…")


def a_lane(name: str = "Motor claims", text: str = "production since 14 Nov 2025") -> Lane:
    return Lane(
        name=name,
        text=text,
        stretches=[
            Stretch(name="Pilot", first=date(2025, 7, 10), last=date(2025, 11, 14), role="context", words_role="paper"),
            Stretch(name="Production", first=date(2025, 11, 14), last=UNTIL, role="accent", words_role="paper"),
        ],
        marks=[
            Mark(name="Milestone: 1,000 claims", day=date(2025, 9, 8), shape="circle"),
            Mark(name="Check: 20 seen", day=date(2026, 6, 1), shape="tick"),
        ],
    )


def test_a_lane_says_its_name_how_it_stands_and_its_stages() -> None:
    picture = pictures.as_svg(drawn(a_lane())).decode()
    for words in ("Motor claims", "production since 14 Nov 2025", "Pilot", "Production"):
        assert words in picture


def test_a_stretch_too_short_for_its_name_goes_without_it() -> None:
    brief = Stretch(name="Pilot", first=date(2026, 11, 20), last=date(2026, 11, 22), role="context")
    long = Stretch(name="Production", first=date(2025, 1, 1), last=date(2026, 11, 20), role="accent")
    rows = drawn(Lane(name="Team", text="", stretches=[long, brief])).rows
    assert dict(zip(rows["says"].dropna(), rows.loc[rows["part"] == "bar", "words"], strict=True)) == {
        "Production": "Production",
        "Pilot": "",
    }


def test_checks_stand_below_the_bar_and_what_happened_once_above_it() -> None:
    rows = drawn(a_lane()).rows
    bar = rows[rows["part"] == "bar"].iloc[0]
    assert rows.loc[rows["part"] == "mark", "pixel"].item() < bar["pixel"]
    assert rows.loc[rows["part"] == "tick", "pixel"].item() > bar["foot"]


def test_a_long_name_leaves_the_words_at_the_right_their_room() -> None:
    name = "Contact centre North and West office for commercial customers (attempt 2)"
    rows = drawn(a_lane(name=name)).rows
    names = rows[rows["part"] == "name"]
    assert " ".join(names["words"]) == name
    assert names.iloc[0]["text"] == "production since 14 Nov 2025"
    assert len(names.iloc[0]["words"]) * 7.4 + len(names.iloc[0]["text"]) * 6.6 <= 560


def test_lanes_stand_below_one_another() -> None:
    drawing = drawn(a_lane(), a_lane("Property claims"), Lane(name="The workflow", text="", marks=[a_lane().marks[0]]))
    rows = drawing.rows
    ends = rows.loc[rows["part"] == "bar", "foot"]
    assert rows.loc[rows["words"] == "Property claims", "pixel"].item() > ends.iloc[1]
    assert rows["pixel"].max() < drawing.height


def test_something_that_happened_on_the_last_day_alone_is_drawn() -> None:
    drawing = drawn(Lane(name="The workflow", text="", marks=[Mark(name="Edit", day=UNTIL, shape="tick")]))
    assert "The workflow" in pictures.as_svg(drawing).decode()
