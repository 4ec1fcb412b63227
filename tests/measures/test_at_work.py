"""The second line of adoption, of those at work: shown only where it says of no small group that it was away."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opmodel.measures.at_work import TOO_FEW
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import Stage
from tests.company import Company, week, whole

LIVE = {Stage.PILOT: date(2026, 9, 1)}
SIZES = {"Finance/AP": 40, "Finance/AR": 30, "Sales": 30}
K = 10


@pytest.fixture
def working(any_company: Company) -> Company:
    """100 people in three teams with one workflow; the first half of each uses it in W40 and W41."""
    return at_work_in(any_company)


def at_work_in(company: Company) -> Company:
    people = company.crowd(100)
    company.roster(date(2026, 1, 1), {team: members(team) for team in SIZES})
    company.workflow("Invoices", owner="Ada")
    for team in SIZES:
        company.rollout("Invoices", team, LIVE)
    half = [name for team, size in SIZES.items() for name in members(team)[: size // 2]]
    company.use("Invoices", dict.fromkeys(("W40", "W41"), whole(half)))
    assert len(people) == sum(SIZES.values())
    return company


def members(team: str) -> list[str]:
    start = sum(size for name, size in SIZES.items() if list(SIZES).index(name) < list(SIZES).index(team))
    return [f"p{number:03d}" for number in range(start, start + SIZES[team])]


def adoption(company: Company, team: str = "", *, series: bool = False) -> Figure:
    return ask(company.session, "adoption", Question(team=team, series=series))


def line(company: Company, team: str = "") -> Figure:
    (part,) = adoption(company, team, series=True).parts_of("at_work")
    return part


def last(team: str, count: int) -> dict[str, int]:
    """The last people of a team, none of whom uses the workflow, away for the whole week."""
    return dict.fromkeys(members(team)[SIZES[team] - count :], 5)


def test_without_absences_there_is_the_headline_and_nothing_else(working: Company) -> None:
    figure = adoption(working)
    assert (figure.numerator, figure.denominator) == (50, 100)
    assert figure.parts_of("at_work") == ()
    assert "at_work" not in json.dumps(figure.as_json())


def test_the_second_line_leaves_out_who_was_away_and_the_headline_keeps_them(working: Company) -> None:
    file = working.absences({"W41": {**last("Finance/AP", 12), members("Finance/AP")[0]: 5}})
    figure, second = adoption(working), line(working)
    assert (figure.numerator, figure.denominator) == (50, 100)
    assert file not in figure.sources
    assert (second.numerator, second.denominator, second.value) == (49, 87, pytest.approx(49 / 87))
    assert (second.name, second.as_of, second.sources) == ("of those at work", week("W41"), (file,))
    assert second.detail == {"away": 13}
    assert [(point.week, point.numerator, point.denominator) for point in second.series or ()] == [
        (week("W41"), 49, 87)
    ]


def test_nobody_away_is_shown(working: Company) -> None:
    working.absences({"W41": {}})
    assert (line(working).numerator, line(working).denominator, line(working).detail["away"]) == (50, 100, 0)


@pytest.mark.parametrize("away", [1, 2, K - 1])
def test_too_few_people_away_are_told_by_no_number(working: Company, away: int) -> None:
    working.absences({"W40": last("Sales", 12), "W41": last("Sales", away)})
    second = line(working)
    assert (second.value, second.numerator, second.denominator, second.suppressed) == (None, None, None, True)
    assert (second.caveats, second.detail) == ((TOO_FEW,), {})
    points = {point.week: point for point in second.series or ()}
    assert (points[week("W40")].numerator, points[week("W40")].denominator) == (50, 88)
    hidden = points[week("W41")]
    assert (hidden.value, hidden.numerator, hidden.denominator, hidden.suppressed) == (None, None, None, True)


def test_a_team_whose_absences_would_give_a_small_number_beside_it_away_stays_hidden(working: Company) -> None:
    working.absences({"W41": {**last("Sales", 12), **last("Finance/AP", 3)}})
    assert line(working).detail["away"] == 15
    assert line(working, "Finance").suppressed
    assert line(working, "Sales").suppressed, "15 in the company less 12 here would be 3 in Finance"


def test_a_week_of_which_nothing_is_known_is_unknown_and_not_nobody(working: Company) -> None:
    working.absences({"W40": last("Sales", 12)})
    second = line(working)
    assert (second.value, second.suppressed) == (None, False)
    assert second.why_unknown == "No absence file covers all of these people in the week."
    assert [point.denominator for point in second.series or ()] == [88, None]


def test_a_workflow_has_a_line_of_its_own_unless_the_board_number_less_it_would_tell(working: Company) -> None:
    working.absences({"W41": last("Sales", 12)})
    (own,) = adoption(working).part("Invoices").parts_of("at_work")
    assert (own.numerator, own.denominator) == (50, 88)
    working.workflow("Payroll", owner="Bo")
    working.roster(date(2026, 9, 1), {**{team: members(team) for team in SIZES}, "HR": working.crowd(20, "h")})
    working.rollout("Payroll", "HR", LIVE)
    working.use("Payroll", {"W41": whole(working.crowd(20, "h")[:12])})
    working.absences({"W41": {**last("Sales", 12), "h019": 5}}, report=date(2026, 11, 1))
    figure = adoption(working)
    assert figure.parts_of("at_work")[0].detail["away"] == 13
    for name in ("Invoices", "Payroll"):
        assert figure.part(name).parts_of("at_work")[0].suppressed, (
            "13 in all less 12 in Invoices would be 1 in Payroll"
        )


def test_a_figure_that_is_hidden_itself_has_no_second_line(company: Company) -> None:
    people = company.crowd(8)
    company.roster(date(2026, 1, 1), {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W41": whole(people[:4])})
    company.absences({"W41": {}})
    figure = adoption(company)
    assert figure.suppressed
    assert figure.parts_of("at_work") == ()


def bare(figure: Figure) -> str:
    """The figure as JSON, its parts too, without the second lines."""

    def without(document: dict[str, object]) -> dict[str, object]:
        parts = [part for part in document["parts"] if part.get("kind") != "at_work"]  # type: ignore[attr-defined]
        return {**document, "parts": [without(part) for part in parts]}

    return json.dumps(without(figure.as_json()), sort_keys=True)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.dictionaries(
        st.sampled_from(["W40", "W41", "W42"]), st.dictionaries(st.integers(0, 99), st.integers(1, 5), max_size=40)
    ).filter(bool)
)
def test_adding_absences_never_changes_the_headline_and_no_small_number_of_people_away_follows(
    company: Company, file: dict[str, dict[int, int]]
) -> None:
    if not company.workflows:
        at_work_in(company)
    teams = ["", "Finance", *SIZES]
    before = {team: bare(adoption(company, team, series=True)) for team in teams}
    import_id = company.absences(
        {label: {f"p{who:03d}": days for who, days in away.items()} for label, away in file.items()}
    )
    figures = {team: adoption(company, team, series=True) for team in teams}
    assert {team: bare(figure) for team, figure in figures.items()} == before
    shown = {
        (team, point.week): (figure_point.denominator or 0) - point.denominator
        for team, figure in figures.items()
        for part in figure.parts_of("at_work")
        for point in part.series or ()
        for figure_point in figure.series or ()
        if figure_point.week == point.week and point.denominator is not None
    }
    assert all(away == 0 or away >= K for away in shown.values())
    for (team, at), away in shown.items():
        below = {"": ["Finance", "Sales"], "Finance": ["Finance/AP", "Finance/AR"]}.get(team, [])
        if below:
            left = away - sum(shown[one, at] for one in below if (one, at) in shown)
            assert left == 0 or left >= K
    company.undo(import_id)
