from datetime import date

from opmodel.measures.figure import Figure
from opmodel.store.weeks import parse_week
from opmodel.ui.sentences import board_sentence, bought, movement, to_majority

W46 = parse_week("2026-W46")
TODAY = date(2026, 11, 22)
NOTHING = Figure(name="licences", unit="seats", rule="licences/1", why_unknown="No contract.")


def adoption(**changes: object) -> Figure:
    known = {
        "name": "adoption",
        "unit": "share",
        "rule": "adoption/1",
        "value": 508 / 1240,
        "numerator": 508,
        "denominator": 1240,
        "as_of": W46,
    }
    return Figure(**{**known, **changes})  # type: ignore[arg-type]


def licences(bought_seats: float) -> Figure:
    return Figure(name="licences", unit="seats", rule="licences/1", value=bought_seats)


def active(people: float) -> Figure:
    return Figure(
        name="tool_activity",
        unit="share",
        rule="tool_activity/1",
        value=0.7,
        numerator=people,
        denominator=740,
        detail={"report_on": "2026-11-20"},
    )


def test_the_board_number_is_said_with_its_n_and_m() -> None:
    assert (
        board_sentence(adoption=adoption(as_of=W46), licences=NOTHING, activity=NOTHING, today=date(2026, 11, 18))
        == "508 of 1,240 people on target teams did their work the new way last week: 41%."
    )


def test_an_older_week_is_named_rather_than_called_last_week() -> None:
    sentence = board_sentence(adoption=adoption(), licences=NOTHING, activity=NOTHING, today=date(2026, 12, 20))
    assert "in week 2026-W46" in sentence


def test_uploads_without_a_register_still_say_something_true() -> None:
    none = adoption(
        value=None, numerator=None, denominator=None, why_unknown="No redesigned workflow is registered yet: x."
    )
    assert (
        board_sentence(adoption=none, licences=licences(740), activity=active(512), today=TODAY)
        == "740 licences bought, 512 people active in the last 7 days; no redesigned workflow registered yet."
    )


def test_a_group_too_small_gets_no_number() -> None:
    none = adoption(value=None, numerator=None, denominator=None, suppressed=True)
    sentence = board_sentence(adoption=none, licences=NOTHING, activity=NOTHING, team="Legal/EMEA")
    assert not any(letter.isdigit() for letter in sentence)


def test_a_teams_name_is_plain_text_in_the_sentence() -> None:
    sentence = board_sentence(adoption=adoption(), licences=NOTHING, activity=NOTHING, team="Ops/*<b>x*", today=TODAY)
    assert "<b>" not in sentence
    assert r"\*\<b\>x\*" in sentence


def test_a_move_is_told_in_points_over_four_weeks() -> None:
    assert movement(adoption(detail={"four_week_change": 6.2})) == "Up **6 points** in four weeks."
    assert movement(adoption(detail={"four_week_change": -1.0})) == "Down **1 point** in four weeks."
    assert movement(adoption(detail={"four_week_change": 0.2})) == "Unchanged over four weeks."


def test_no_move_is_told_where_the_week_before_is_unknown() -> None:
    assert movement(adoption()) == ""


def test_what_is_left_to_the_majority_is_a_count_of_people() -> None:
    assert (
        to_majority(adoption(detail={"people_to_majority": 236, "target": 0.6}))
        == "**236 more people** to reach a clear majority of 60%."
    )
    assert (
        to_majority(adoption(detail={"people_to_majority": 0, "target": 0.6}))
        == "That is a clear majority: 60% or more."
    )


def test_people_of_several_snapshots_are_not_added_up() -> None:
    tools = (
        Figure(name="Copilot", kind="tool", unit="share", rule="r/1", value=0.5, numerator=512, denominator=1000),
        Figure(name="GitHub", kind="tool", unit="share", rule="r/1", value=0.5, numerator=40, denominator=80),
    )
    several = Figure(name="tool_activity", unit="share", rule="r/1", why_unknown="Only snapshots.", parts=tools)
    none = adoption(
        value=None, numerator=None, denominator=None, why_unknown="No redesigned workflow is registered yet."
    )
    assert (
        board_sentence(adoption=none, licences=licences(740), activity=several, today=TODAY)
        == "740 licences bought, 512 active in Copilot, 40 active in GitHub; no redesigned workflow registered yet."
    )


def test_licences_are_struck_through() -> None:
    assert bought(licences(4100)) == "~~4,100 licences~~ is what was bought."
