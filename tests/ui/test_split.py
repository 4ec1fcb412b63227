from collections.abc import Sequence
from dataclasses import replace

import pytest

from opmodel.measures.figure import Figure, Point
from opmodel.store.weeks import parse_week
from opmodel.ui.split import split_sentence, three_groups

W46 = parse_week("2026-W46")
Series = Sequence[float | None]


def group(name: str, teams: int, line: Series) -> Figure:
    first = W46 - len(line) + 1
    points = tuple(
        Point(week=first + place, value=value, numerator=None if value is None else value * 100, denominator=100)
        for place, value in enumerate(line)
    )
    return Figure(
        name=name, unit="teams", rule="company_split/1", kind="group", value=teams, numerator=teams, series=points
    )


def split(
    holding: Series = (), waiting: Series = (), tools: Series = (), *, teams: tuple[int, int, int] = (4, 10, 17)
) -> Figure:
    return Figure(
        name="company_split",
        unit="teams",
        rule="company_split/1",
        value=teams[0],
        numerator=teams[0],
        denominator=sum(teams),
        parts=(
            group("only_tools", teams[2], tools),
            group("redesigned_not_holding", teams[1], waiting),
            group("redesigned_holding", teams[0], holding),
        ),
    )


@pytest.mark.parametrize(
    ("teams", "said"),
    [
        (
            (4, 10, 17),
            "4 of 31 teams are redesigned and holding; 10 are redesigned and not holding; 17 have only tools.",
        ),
        (
            (1, 1, 1),
            "1 of 3 teams is redesigned and holding; 1 is redesigned and not holding; 1 has only tools.",
        ),
        ((2, 0, 0), "2 of 2 teams are redesigned and holding."),
        ((0, 1, 0), "0 of 1 team is redesigned and holding; 1 is redesigned and not holding."),
    ],
)
def test_the_sentence_counts_the_teams_of_each_group(teams: tuple[int, int, int], said: str) -> None:
    assert split_sentence(split(teams=teams)) == said


def test_teams_of_which_it_is_not_known_are_counted_apart_from_those_that_do_not_hold() -> None:
    found = split(teams=(1, 0, 0))
    unknown = replace(found, denominator=3, parts=(*found.parts, group("redesigned_not_known", 2, ())))
    assert split_sentence(unknown) == (
        "1 of 3 teams is redesigned and holding; 2 are redesigned, and whether the new way holds is not known or not shown."
    )


def test_without_any_team_the_sentence_says_why() -> None:
    none = Figure(name="company_split", unit="teams", rule="company_split/1", why_unknown="No team has a tool.")
    assert split_sentence(none) == "No team has a tool."


def test_the_groups_are_told_apart_without_a_word_on_what_the_tool_had_to_do_with_it() -> None:
    drawing = three_groups(split([0.3, 0.71], [0.4, 0.35], [0.6, 0.55]))
    assert drawing is not None
    assert drawing.title == "71% work the new way where it holds, 55% use a tool where only tools were bought."
    assert drawing.alt == (
        "In the newest week: Only tools 55%, 55 of 100, Redesigned, not holding 35%, 35 of 100, Redesigned, holding 71%, "
        "71 of 100."
    )


def test_each_set_of_lines_has_a_finding_of_its_own() -> None:
    findings = {
        "65% work the new way where it holds, 30% where it does not hold yet.": split([0.6, 0.65], [0.3, 0.3]),
        "65% work the new way where it holds.": split([0.6, 0.65]),
        "30% work the new way where the work was redesigned, and it holds nowhere yet.": split(
            waiting=[0.3, 0.3], tools=[0.5, 0.5]
        ),
        "Only tools were bought: 50% of those who have one use it.": split(tools=[0.5, 0.5]),
    }
    for title, figure in findings.items():
        drawing = three_groups(figure)
        assert drawing is not None
        assert drawing.title == title


def test_the_line_that_matters_is_drawn_on_top_and_unknown_weeks_stay_open() -> None:
    drawing = three_groups(split([0.3, None, 0.71], tools=[0.6, 0.6, 0.55]))
    assert drawing is not None
    drawn = drawing.rows[drawing.rows["part"] == "line"]
    assert list(dict.fromkeys(drawn["series"])) == ["Only tools", "Redesigned, holding"]
    assert drawn[drawn["series"] == "Redesigned, holding"]["value"].isna().tolist() == [False, True, False]


def test_under_two_known_weeks_there_is_no_line() -> None:
    assert three_groups(split([None, 0.7])) is None
    assert three_groups(split()) is None
