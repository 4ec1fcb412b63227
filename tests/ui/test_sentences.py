from datetime import date

from opmodel.measures.figure import Figure, Point
from opmodel.store.weeks import parse_week
from opmodel.ui.sentences import board_sentence, bought, change_over, movement, to_majority

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
        name="tool_activity", unit="share", rule="tool_activity/1", value=0.7, numerator=people, denominator=740
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
    none = adoption(value=None, numerator=None, denominator=None, why_unknown="No redesigned workflow.")
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


def series(*values: float | None) -> tuple[Point, ...]:
    first = W46 - len(values) + 1
    return tuple(Point(week=first + place, value=value) for place, value in enumerate(values))


def test_a_move_is_told_in_points_over_four_weeks() -> None:
    figure = adoption(series=series(0.35, 0.36, 0.37, 0.39, 0.41))
    assert movement(change_over(figure, 4)) == "Up **6 points** in four weeks."


def test_no_move_is_told_where_the_week_before_is_unknown() -> None:
    assert movement(change_over(adoption(series=series(None, 0.36, 0.37, 0.39, 0.41)), 4)) == ""


def test_what_is_left_to_the_majority_is_a_count_of_people() -> None:
    assert to_majority(adoption(), 0.6) == "**236 more people** to reach a clear majority of 60%."
    assert "clear majority" in to_majority(adoption(numerator=800, value=800 / 1240), 0.6)


def test_licences_are_struck_through() -> None:
    assert bought(licences(4100)) == "~~4,100 licences~~ is what was bought."
