from datetime import date

from opmodel.measures.figure import Figure
from opmodel.store.weeks import parse_week
from opmodel.ui.sentences import at_most, board_sentence, bought, movement, target, to_majority, under_the_headline

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
    assert movement(adoption(detail={"four_week_change": 0.5})) == "Unchanged over four weeks."


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
    assert bought(licences(4100)) == "Not the measure: ~~4,100 licences bought~~."


def bounded(name: str, people: int, of: int) -> Figure:
    return Figure(
        name=name,
        unit="share",
        rule="adoption/1",
        kind="workflow",
        denominator=of,
        detail={"at_most": people / of, "at_most_people": people},
    )


def unknown(name: str, why: str = "…") -> Figure:
    return Figure(name=name, unit="workflows", rule=f"{name}/1", why_unknown=why)


PROVEN = Figure(
    name="proven", unit="workflows", rule="proven/1", value=0, numerator=0, denominator=9, as_of=W46, detail={}
)


def test_the_lines_under_the_headline_tell_the_move_then_what_is_proven_beside_what_was_bought() -> None:
    lines = under_the_headline(
        adoption=adoption(detail={"four_week_change": 6.0, "people_to_majority": 236, "target": 0.6}),
        licences=licences(4100),
        proven=PROVEN,
        cycle_time=unknown("cycle_time", "No cases of a redesigned workflow are uploaded yet."),
        week=W46,
    )
    assert lines == [
        "Up **6 points** in four weeks. **236 more people** to reach a clear majority of 60%.",
        "None of 9 redesigned workflows is proven yet. No cases of a redesigned workflow are uploaded yet\\. "
        "Not the measure: ~~4,100 licences bought~~.",
    ]


def test_without_a_register_the_headline_has_said_it_all() -> None:
    none = adoption(
        value=None, numerator=None, denominator=None, why_unknown="No redesigned workflow is registered yet."
    )
    assert (
        under_the_headline(
            adoption=none, licences=licences(740), proven=unknown("proven"), cycle_time=unknown("cycle_time")
        )
        == []
    )


def test_where_only_tool_use_is_known_it_is_told_as_an_upper_bound_with_its_people() -> None:
    none = adoption(
        value=None,
        numerator=None,
        denominator=None,
        why_unknown="No workflow use is uploaded yet: tool activity alone does not say who works the new way.",
        parts=(bounded("Claims <intake>", 34, 100), bounded("Mail", 50, 80)),
    )
    assert under_the_headline(
        adoption=none, licences=licences(740), proven=PROVEN, cycle_time=unknown("cycle_time", "No cases."), week=W46
    ) == [
        r"Only tool activity is known: at most **62%** in Mail (50 of 80 people), **34%** in Claims \<intake\> (34 of 100 people). "
        "These are upper bounds, not the board number.",
        r"None of 9 redesigned workflows is proven yet. No cases\.",
    ]


def test_many_upper_bounds_are_three_and_a_count() -> None:
    none = adoption(value=None, parts=tuple(bounded(f"W{number}", 20 - number, 100) for number in range(5)))
    assert at_most(none).count("**") == 6
    assert "and 2 more workflows." in at_most(none)
    assert at_most(adoption(parts=(bounded("Mail", 50, 80),))) == ""


def test_a_group_too_small_still_gets_what_was_bought_and_what_is_proven_of_workflows() -> None:
    hidden = adoption(value=None, numerator=None, denominator=None, suppressed=True)
    (line,) = under_the_headline(
        adoption=hidden, licences=licences(12), proven=PROVEN, cycle_time=unknown("cycle_time", "No cases."), week=W46
    )
    assert line.endswith(r"No cases\. Not the measure: ~~12 licences bought~~.")


def test_the_target_on_the_card_is_a_count_of_people() -> None:
    assert target(adoption(detail={"people_to_majority": 1, "target": 0.6})) == "Target: 60%, 1 more person"
    assert target(adoption(detail={"people_to_majority": 0, "target": 0.6})) == "Target: 60%, reached"
    assert target(adoption()) == ""
