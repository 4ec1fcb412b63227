"""Who used the tools."""

from datetime import date

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.facts import Lists
from tests.company import Company, week, whole


def activity(company: Company, **question: object) -> Figure:
    return ask(company.session, "tool_activity", Question(**question))  # type: ignore[arg-type]


def test_any_tool_counts_a_person_once_and_each_tool_app_and_team_is_a_part(any_company: Company) -> None:
    people = any_company.crowd(40)
    any_company.roster(date(2026, 1, 1), {"Finance": people[:20], "Legal": people[20:]})
    any_company.tool("Copilot", apps=["Word"])
    any_company.panel(
        "Copilot", {"W40": whole(people, 0) | whole(people[:25])}, apps={"Word": {"W40": whole(people[:11])}}
    )
    any_company.panel("Other", {"W40": whole(people[20:30])}, lists=Lists.ACTIVE)
    figure = activity(any_company)
    assert (figure.numerator, figure.denominator, figure.as_of) == (30, 40, week("W40"))
    copilot = figure.part("Copilot")
    assert (copilot.numerator, copilot.kind) == (25, "tool")
    assert (copilot.part("Word").numerator, copilot.part("Word").kind) == (11, "app")
    assert (copilot.part("Legal").numerator, copilot.part("Legal").kind) == (5, "team")
    other = figure.part("Other")
    assert (other.value, other.numerator) == (None, 10)
    assert "seat list" in (other.why_unknown or "")


def test_a_running_week_is_not_the_as_of_week(company: Company) -> None:
    people = company.crowd(20)
    company.panel("Copilot", {"W39": whole(people[:12]) | whole(people[12:], 0)})
    company.panel("Copilot", {"W40": whole(people)}, complete=False)
    assert (activity(company).as_of, activity(company).numerator) == (week("W39"), 12)


def test_a_tool_known_by_snapshots_alone_shows_a_point_labelled_with_its_date(any_company: Company) -> None:
    people = any_company.crowd(30)
    day = date(2026, 10, 7)
    any_company.snapshot("Copilot", day, dict.fromkeys(people[:18], day) | dict.fromkeys(people[18:], None))
    figure = activity(any_company)
    assert (figure.value, figure.numerator, figure.denominator) == (0.6, 18, 30)
    assert figure.detail["report_on"] == "2026-10-07"
    assert "2026-10-07" in figure.caveats[0]
    assert activity(any_company, as_of=week("W40")).value is None


def test_a_panel_is_used_where_both_exist_and_never_joined_to_the_snapshot(company: Company) -> None:
    people = company.crowd(20)
    company.panel("Copilot", {"W40": whole(people[:12]) | whole(people[12:], 0)})
    day = date(2026, 10, 7)
    company.snapshot("Copilot", day, dict.fromkeys(people, day))
    figure = activity(company, series=True)
    assert figure.part("Copilot").numerator == 12
    assert [point.week for point in figure.part("Copilot").series or ()] == [week("W40")]


def test_people_of_several_snapshot_tools_are_not_added_up(company: Company) -> None:
    people = company.crowd(20)
    day = date(2026, 10, 7)
    for tool in ("Copilot", "Other"):
        company.snapshot(tool, day, dict.fromkeys(people[:12], day) | dict.fromkeys(people[12:], None))
    figure = activity(company)
    assert (figure.numerator, figure.denominator) == (12, 20)
    assert [part.value for part in figure.parts_of("tool")] == [0.6, 0.6]


def test_people_the_roster_does_not_know_are_said_and_do_not_hide_the_teams(company: Company) -> None:
    people = company.crowd(30)
    company.roster(date(2026, 1, 1), {"Finance": people[:20]})
    company.panel("Copilot", {"W40": whole(people)})
    figure = activity(company)
    assert figure.numerator == 30
    assert "10 active people are not placed" in figure.caveats[0]
    assert figure.part("Finance").numerator == 20


def test_a_small_group_is_hidden_in_the_figure_its_series_and_without_licences_too(company: Company) -> None:
    company.panel("Copilot", {"W40": whole(company.crowd(9))})
    company.panel("Other", {"W40": whole(company.crowd(9))}, lists=Lists.ACTIVE)
    figure = activity(company, series=True)
    for part in (figure, *figure.parts):
        assert part.suppressed
        assert part.value is part.numerator is None
        assert all(point.numerator is None for point in part.series or ())


def test_an_empty_store_says_so(any_company: Company) -> None:
    assert activity(any_company).why_unknown == "No tool usage is uploaded yet."


def test_with_only_snapshots_people_of_two_tools_count_once(company: Company) -> None:
    people = company.crowd(60)
    friday = date(2026, 10, 2)
    company.snapshot("Copilot", friday, dict.fromkeys(people[:30], friday))
    company.snapshot("GitHub", date(2026, 10, 1), dict.fromkeys(people[20:], date(2026, 10, 1)))
    figure = ask(company.session, "tool_activity")
    assert (figure.numerator, figure.denominator, figure.value) == (60, 60, 1.0)
    assert figure.detail["report_on"] == "2026-10-02"
    assert [(part.name, part.numerator) for part in figure.parts_of("tool")] == [("Copilot", 30), ("GitHub", 40)]


def test_a_tool_is_not_shown_where_any_tool_less_it_would_tell_of_a_few_people(company: Company) -> None:
    people = company.crowd(40)
    company.roster(date(2026, 1, 1), {"Claims": people})
    company.panel("Copilot", {"W40": {name: float(place % 2) for place, name in enumerate(people[:36])}})
    company.panel("GitHub", {"W40": dict.fromkeys(people[36:], 1.0)}, source="github")
    for team in ("", "Claims"):
        figure = ask(company.session, "tool_activity", Question(team=team, series=True))
        assert (figure.numerator, figure.denominator) == (22, 40)
        for part in figure.parts_of("tool"):
            assert part.suppressed
            assert all(point.numerator is None for point in part.series or ())


def test_a_snapshot_more_than_a_week_older_is_not_added_to_a_newer_one(company: Company) -> None:
    people = company.crowd(40)
    company.snapshot("GitHub", date(2026, 9, 1), dict.fromkeys(people[20:], date(2026, 9, 1)))
    old = company.snapshot("Copilot", date(2026, 10, 2), dict.fromkeys(people[:30], date(2026, 10, 2)))
    assert ask(company.session, "tool_activity").numerator == 30
    company.undo(old)
    assert ask(company.session, "tool_activity").numerator == 20
