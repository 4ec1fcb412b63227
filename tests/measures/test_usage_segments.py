"""The segments as a figure."""

from datetime import date

from opmodel.measures.registry import Question, ask
from opmodel.store.facts import Lists
from tests.company import Company, week, whole

WEEKS = [f"W{number}" for number in range(29, 41)]


def test_the_value_is_the_share_with_a_habit_and_every_segment_is_findable(any_company: Company) -> None:
    people = any_company.crowd(40)
    any_company.tool("Copilot", apps=["Word"])
    use = whole(people[:10], 20) | whole(people[10:18], 5) | whole(people[18:30], 0) | whole(people[30:], 0.5)
    any_company.panel(
        "Copilot", dict.fromkeys(WEEKS, use), apps={"Word": {name: whole(people[:18], 2) for name in WEEKS}}
    )
    figure = ask(any_company.session, "usage_segments", Question(series=True))
    assert (figure.value, figure.numerator, figure.denominator, figure.as_of) == (0.45, 18, 40, week("W40"))
    assert {part.name: part.numerator for part in figure.parts_of("segment")} == {
        "Power User": 10,
        "Habitual User": 8,
        "Novice User": 0,
        "Low User": 10,
        "Non-user": 12,
    }
    assert figure.part("4 weeks").part("Power User").numerator == 10
    word = figure.part("Copilot").part("Word")
    assert (word.part("Habitual User").numerator, word.part("4 weeks").part("Habitual User").numerator) == (18, 18)
    series = figure.part("Power User").series
    assert series is not None
    assert [point.numerator for point in series] == [0] * 8 + [10] * 4


def test_too_new_is_said_beside_the_segments(company: Company) -> None:
    company.panel("Copilot", {"W39": whole(company.crowd(20)), "W40": whole(company.crowd(20))})
    figure = ask(company.session, "usage_segments")
    assert figure.detail["too_new"] == 20
    assert "too few weeks" in figure.caveats[0]


def test_a_team_smaller_than_the_smallest_group_is_hidden(company: Company) -> None:
    people = company.crowd(30)
    company.roster(date(2026, 1, 1), {"Finance": people[:8], "Legal": people[8:]})
    company.panel("Copilot", {name: whole(people) for name in WEEKS})
    figure = ask(company.session, "usage_segments", Question(team="Finance"))
    assert figure.suppressed
    assert "too_new" not in figure.detail
    assert all(part.suppressed for part in figure.parts_of("segment"))


def test_without_counted_actions_the_segments_are_unknown(company: Company) -> None:
    company.panel("Copilot", {"W40": dict.fromkeys(company.crowd(20), True)}, lists=Lists.ACTIVE)
    figure = ask(company.session, "usage_segments")
    assert figure.value is None
    assert figure.why_unknown
