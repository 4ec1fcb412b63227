"""What is said of matched teams: the finding, both sides with their n, and the word observational."""

from collections.abc import Sequence
from typing import Any

import pytest

from opmodel.measures.figure import Figure, Point
from opmodel.store.weeks import parse_week
from opmodel.ui import same_tools

W46 = parse_week("2026-W46")
MOTOR = {"share": -0.32, "ci_low": -0.42, "ci_high": -0.2}
DESK = {"share": 0.02, "ci_low": -0.05, "ci_high": 0.09}


def part(name: str, kind: str, of: int, *used: int, **more: Any) -> Figure:
    points = [
        Point(week=W46 - len(used) + 1 + place, value=active / of, numerator=active, denominator=of)
        for place, active in enumerate(used)
    ]
    return Figure(
        name=name,
        unit="share",
        rule="same_tools/1",
        kind=kind,
        value=used[-1] / of if used else None,
        numerator=used[-1] if used else None,
        denominator=of,
        as_of=W46,
        series=tuple(points),
        **more,
    )


def cases(value: float | None = -0.33, *, others: dict[str, float] | None = DESK, **more: Any) -> Figure:
    detail = {
        "own_change": MOTOR,
        "others_change": others,
        "ci_low": -0.43,
        "ci_high": -0.21,
        "cases_before": 1221,
        "cases_after": 4260,
        "teams": 1,
        "who": "teams that do the same task the old way",
        "indicative": True,
    }
    return Figure(
        name="Claims intake, Motor",
        unit="share",
        rule="same_tools/1",
        kind="cases",
        value=value,
        detail=detail if value is not None else {},
        **more,
    )


def tool(redesigned: Sequence[int] = (60, 66), only_tool: Sequence[int] = (60, 55), *more: Figure) -> Figure:
    desk = part("Desk", "team", 48, 24, detail={"people": 50, "first_week": "2026-W02"})
    pair = part("Motor", "pair", 60, 45, detail={"people": 90, "first_week": "2026-W01"}, parts=(desk,))
    left_out = Figure(
        name="Depot",
        unit="teams",
        rule="same_tools/1",
        kind="left_out",
        why_unknown="Not compared: a redesigned workflow was live in it before.",
        detail={"side": "only_tool", "people": 130},
    )
    return Figure(
        name="Copilot",
        unit="teams",
        rule="same_tools/1",
        kind="tool",
        value=2,
        numerator=2,
        denominator=3,
        caveats=("Observational: no proof.",),
        detail={
            "since": "2026-W06",
            "redesigned": {"teams": 2, "people": 1183, "people_with_it": 100},
            "only_tool": {"teams": 4, "people": 445, "people_with_it": 100},
            "uses_it_more": 1,
            "only_tools_without_it": 3,
        },
        parts=(
            part("redesigned", "side", 100, *redesigned),
            part("only_tool", "side", 100, *only_tool),
            part("new_way", "adoption", 100, 40, 52),
            pair,
            left_out,
            *more,
        ),
    )


@pytest.mark.parametrize(
    ("redesigned", "only_tool", "said"),
    [
        (66, 55, "Same tool, two results: 66% of those who have Copilot use it in redesigned teams, 55%"),
        (60, 55, "Same tool, used alike: 60% of those who have Copilot use it in redesigned teams, 55%"),
        (40, 55, "Same tool, used less where the work was redesigned: 40% of those who have Copilot use it"),
    ],
)
def test_the_title_says_what_the_newest_week_shows(redesigned: int, only_tool: int, said: str) -> None:
    drawing = same_tools.two_sides(tool((60, redesigned), (60, only_tool)))
    assert drawing is not None
    assert drawing.title.startswith(said)
    assert drawing.title.endswith("in teams with only the tool.")


def test_the_caption_has_the_measure_n_on_both_sides_and_the_word_observational() -> None:
    said = same_tools.measured(tool())
    assert "Observational" in said
    assert "since 2026-W06" in said
    assert "2 redesigned teams with 100 people who have the tool" in said
    assert "4 teams with only the tool and 100 people who have it" in said


def test_the_tool_is_drawn_on_both_sides_and_the_new_way_apart_for_it_is_of_other_people() -> None:
    drawing = same_tools.two_sides(tool())
    assert drawing is not None
    assert drawing.alt == "In the newest week: Only the tool 55%, 55 of 100, Redesigned 66%, 66 of 100."
    drawn = drawing.rows[drawing.rows["part"] == "line"]
    assert list(dict.fromkeys(drawn["series"])) == ["Only the tool", "Redesigned"]
    apart = same_tools.new_way(tool())
    assert apart is not None
    assert apart.title == "52% of the target people of these redesigned teams work the new way."
    assert apart.alt == "In the newest week: The new way 52%, 52 of 100."
    assert "whether they have the tool or not" in apart.measure


def test_with_one_side_only_no_line_is_drawn_and_no_result_named() -> None:
    assert same_tools.two_sides(tool((60, 66), ())) is None
    assert same_tools.finding(tool((60, 66), ())) == (
        "Of Copilot, too few people are known on one side to compare its use."
    )


def test_it_says_who_stands_beside_whom_and_in_how_many_matches_the_tool_is_used_more() -> None:
    assert same_tools.who_lines(tool()) == [
        "2 of 3 redesigned teams whose work stands on Copilot stand beside 4 teams of like size and start with only the tool: "
        "1,183 people beside 445.",
        "In 1 of 2 matches the redesigned team uses it more than the teams beside it.",
        "Apart from the tool: 52 of 100 target people of these redesigned teams worked the new way in 2026-W46, 52%.",
    ]


def test_the_time_is_told_against_the_other_side_and_how_sure_that_is() -> None:
    unknown = cases(None, why_unknown="Not compared: no baseline is locked, so no claim is possible.")
    told = tool((60, 66), (60, 55), cases(), unknown)
    assert same_tools.time_lines(told) == [
        "Against teams with only the tool over the same weeks, the work takes 33% less time, compared in 1 of 2 rollouts. In "
        "1 of 1 the fall is more than chance explains (95% CI).",
        "In 1 of 1 fewer than five teams could be compared with, so take it as a hint.",
    ]
    several = tool((60, 66), (60, 55), cases(-0.36), cases(-0.19))
    assert "takes 19% to 36% less time" in same_tools.time_lines(several)[0]
    both_ways = tool((60, 66), (60, 55), cases(-0.36), cases(0.04))
    assert "takes between 36% less and 4% more time" in same_tools.time_lines(both_ways)[0]
    assert same_tools.change_rows(told) == [
        {
            "Rollout": "Claims intake, Motor",
            "Time, redesigned": "−32%",
            "Time, only the tool": "+2%",
            "Difference": "−33% (95% CI −43% to −21%)",
        }
    ]
    rows = same_tools.case_rows(told)
    assert rows[0]["Time, only the tool, same weeks"] == "+2% (95% CI −5% to +9%)"
    assert "1,221 cases before, 4,260 after; 1 team" in rows[0]["Difference"]
    assert (rows[1]["Time, redesigned"], rows[1]["Difference"]) == ("–", unknown.why_unknown)


def test_what_the_others_did_meanwhile_stays_unknown_where_it_is() -> None:
    told = tool((60, 66), (60, 55), cases(others=None))
    assert same_tools.change_rows(told)[0]["Time, only the tool"] == "not known"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((), "Time the work takes: no redesigned work of these teams has cases."),
        (
            (cases(None),),
            "Time the work takes: compared in 0 of 1 rollout; a locked baseline and cases on both sides are needed.",
        ),
    ],
)
def test_without_cases_to_compare_it_says_what_is_needed(more: tuple[Figure, ...], said: str) -> None:
    assert same_tools.time_lines(tool((60, 66), (60, 55), *more)) == [said]


def test_pairs_and_those_left_out_are_rows_of_a_table() -> None:
    assert list(same_tools.pair_rows(tool())[0].values()) == [
        "Motor",
        90,
        "45 of 60 · 75%",
        "2026-W01",
        "Desk",
        50,
        "24 of 48 · 50%",
        "2026-W02",
    ]
    assert list(same_tools.left_out_rows(tool())[0].values()) == [
        "Depot",
        "Only the tool",
        130,
        "Not compared: a redesigned workflow was live in it before.",
    ]


def test_nothing_is_told_before_a_tool_has_teams_on_both_sides() -> None:
    def whole(*parts: Figure) -> Figure:
        return Figure(name="same_tools", unit="teams", rule="same_tools/1", value=len(parts), parts=parts)

    assert same_tools.is_told(whole(tool()))
    nobody = Figure(name="Copilot", unit="teams", rule="same_tools/1", kind="tool", why_unknown="Nobody.")
    assert not same_tools.is_told(whole(nobody))
    assert not same_tools.is_told(Figure(name="same_tools", unit="teams", rule="same_tools/1", why_unknown="Nobody."))
