"""The shapes in words, for the Workflow page and the map of rollouts."""

from typing import Any

import pytest

from opmodel.measures.figure import Figure
from opmodel.ui.shapes import collapse_lines, of_workflow, shape_rows, shape_words, shapes_by_rollout, shapes_title


def a_part(shape: str | None = "holding", *, rollout: int = 1, team: str = "Claims/Motor", **changes: Any) -> Figure:
    detail = {
        "rollout_id": rollout,
        "workflow_id": 7,
        "team": team,
        "attempt": 1,
        "stage": "production",
        "shape": shape,
        "sentence": "peaked at 71% in week 3, now 24%",
        "first_quarter": {"says": "9 more people to reach 60% by week 13"},
        "busy_weeks": None,
        **changes,
    }
    return Figure(name="…", kind="rollout", unit="share", rule="shape/1", value=0.24, detail=detail)


@pytest.mark.parametrize(
    ("shapes", "says"),
    [
        (["drift-back"], "The one live team drifted back."),
        (["climbing"], "The one live team is climbing."),
        (["never started"], "The one live team is still to start."),
        (["drift-back", "holding", "level"], "1 of 3 live teams drifted back."),
        (["slow leak", "holding"], "None of 2 live teams drifted back, and 1 leaks slowly."),
        (["holding", "holding"], "None of 2 live teams drifted back."),
        ([None, None], "No live team has a shape yet."),
    ],
)
def test_the_title_says_what_the_shapes_come_to(shapes: list[str | None], says: str) -> None:
    assert shapes_title([a_part(shape, rollout=place) for place, shape in enumerate(shapes)]) == says


def test_a_row_says_the_shape_its_numbers_and_the_first_quarter() -> None:
    (row,) = shape_rows([a_part("drift-back")])
    assert row == {
        "Team": "Motor",
        "Shape": "drift\u2011back",
        "In numbers": "peaked at 71% in week 3, now 24%",
        "First quarter": "9 more people to reach 60% by week 13",
        "When work is busy": "",
    }


def test_a_team_that_gives_way_when_work_is_busy_is_said_to() -> None:
    busy = {"says": "31% in its 5 busy weeks, 58% in 16 normal weeks", "gives_way": True}
    assert shape_rows([a_part(busy_weeks=busy)])[0]["When work is busy"] == f"{busy['says']}: gives way"


def test_what_never_moved_is_said_of_live_teams_that_fell_and_names_are_plain_text() -> None:
    fallen = a_part(
        "drift-back",
        team="Claims/*Motor*",
        never_moved_says=["no checkpoint had a reviewer", "no play was published"],
        peak_ended_on="2026-06-28",
    )
    lines = collapse_lines([fallen, a_part("drift-back", stage="stopped"), a_part("climbing")])
    assert len(lines) == 1
    assert r"\*Motor\*" in lines[0]
    said = lines[0].replace("\\", "")
    assert "as of 28 Jun 2026 when the peak ended: no checkpoint had a reviewer; no play was published." in said
    moved = a_part("drift-back", never_moved_says=[], peak_ended_on="2026-06-28")
    assert "were in place" in collapse_lines([moved])[0]


def test_the_map_takes_a_word_for_each_rollout_that_has_a_shape() -> None:
    figure = Figure(
        name="shape", unit="rollouts", rule="shape/1", parts=(a_part("level"), a_part(None, rollout=2, stage="stopped"))
    )
    assert shape_words(shapes_by_rollout(figure)) == {1: "level"}
    assert [part.detail["rollout_id"] for part in of_workflow(figure, 7)] == [1, 2]
    assert of_workflow(figure, 8) == []
