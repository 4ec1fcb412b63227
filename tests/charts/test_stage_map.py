"""Which workflow stands where: stage and standing in words on every tile, whatever its fill."""

from opmodel.charts import pictures
from opmodel.charts.drawing import Drawing
from opmodel.charts.stage_map import MapRow, Tile, stage_map

NARROW = 620
"""Pixels of the main block on a tablet."""
LETTER = 6.4


def drawn(*rows: MapRow) -> Drawing:
    return stage_map(rows, title="Claims intake has come the furthest.", measure="…", alt_text="…")


def a_row(name: str, *tiles: Tile, says: str = "holds in 1 of 2 live teams") -> MapRow:
    return MapRow(name=name, says=says, tiles=tiles)


HOLDS = Tile(name="Motor claims", says="Production, holds: 72%", look="filled")
BELOW = Tile(name="Contact centre North", says="Production, below: 48%", look="solid")
PILOT = Tile(name="Health claims", says="Pilot, below: 39%", look="tinted")
PLANNED = Tile(name="External adjusters", says="Planned", look="dashed")
STOPPED = Tile(name="Reinsurance", says="Stopped", look="bare")


def test_every_tile_says_its_team_its_stage_and_how_it_stands() -> None:
    picture = pictures.as_svg(drawn(a_row("Claims intake", HOLDS, BELOW, PILOT, PLANNED, STOPPED))).decode()
    for tile in (HOLDS, BELOW, PILOT, PLANNED, STOPPED):
        assert tile.name in picture
        assert tile.says in picture


def test_the_words_of_a_tile_stay_within_it_on_a_tablet() -> None:
    rows = drawn(a_row("Customer e-mail replies", BELOW, HOLDS, PILOT)).rows
    tiles = rows[rows["part"] == "tile"]
    for words in rows[rows["part"].isin(["team", "says"])].itertuples():
        right = tiles.loc[tiles["left"] == words.left, "right"].item()
        assert words.left * NARROW + 8 + len(words.words) * LETTER <= right * NARROW + 4


def test_more_teams_than_stand_side_by_side_go_on_below_without_touching() -> None:
    tiles = [Tile(name=f"Team {number}", says="Pilot, not measured", look="tinted") for number in range(25)]
    drawing = drawn(a_row("Claims intake", *tiles), a_row("Code review", HOLDS))
    boxes = drawing.rows[drawing.rows["part"] == "tile"].to_dict("records")
    assert len(boxes) == 26
    for place, box in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = (
                box["right"] <= other["left"]
                or other["right"] <= box["left"]
                or box["bottom"] <= other["top"]
                or other["bottom"] <= box["top"]
            )
            assert apart
    assert max(box["bottom"] for box in boxes) < drawing.height


def test_a_long_name_of_a_workflow_is_written_whole_over_several_lines() -> None:
    name = "Comparison of household quotes for independent brokers in the north"
    rows = drawn(a_row(name, HOLDS)).rows
    assert " ".join(rows.loc[rows["part"] == "name", "words"]) == name


def test_a_hostile_name_is_drawn_as_the_text_it_is() -> None:
    picture = pictures.as_svg(
        drawn(a_row("<img src=x>", Tile(name="<b>T</b>", says="Planned", look="dashed")))
    ).decode()
    assert "<img" not in picture
    assert "&lt;b&gt;T&lt;/b&gt;" in picture
