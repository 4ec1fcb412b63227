"""No answer given to one question lets a small group be worked out from the answers to others (measures.md §5, rule 2)."""

from datetime import date

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import Stage
from opmodel.store.weeks import monday
from tests.company import Company, week, whole

K = 10
TEAMS = {"Claims": 40, "Finance": 24, "Finance/Payable": 14, "Finance/Tax": 6, "Legal": 4, "Sales": 11}
SMALL = {"Legal", "Finance/Tax"}
SUNDAY = date(2026, 10, 4)
MEASURES = ("adoption", "tool_activity", "usage_segments", "shelfware", "licences")


@pytest.fixture
def parts_of_all_sizes(company: Company) -> Company:
    """Teams of 4 to 40 people, all targeted, licensed and seated, half of them active."""
    people = company.crowd(sum(TEAMS.values()))
    teams, start = {}, 0
    for path, size in TEAMS.items():
        teams[path] = people[start : start + size]
        start += size
    company.roster(date(2026, 1, 1), teams)
    company.workflow("Invoices", owner="Ada")
    for path in ("Claims", "Finance", "Legal", "Sales"):
        company.rollout("Invoices", path, {Stage.PILOT: date(2026, 6, 1)})
    active = people[::2]
    counts = {name: 5.0 if name in active else 0.0 for name in people}
    company.use("Invoices", {"W39": whole(active), "W40": whole(active)})
    company.panel("Copilot", {"W39": counts, "W40": counts})
    company.seats("Copilot", SUNDAY, {name: {"activity_known": True} for name in people})
    return company


def answered(company: Company, measure: str, team: str) -> Figure:
    return ask(company.session, measure, Question(team=team, as_of=week("W40"), series=True))


def said(figure: Figure) -> bool:
    """Whether a count of people can be read off, in the value or anywhere in the series."""
    if figure.name == "licences":
        return figure.numerator is not None
    return figure.numerator is not None or any(point.numerator is not None for point in figure.series or ())


@pytest.mark.parametrize("measure", MEASURES)
def test_a_team_under_the_minimum_is_hidden_when_asked_about_by_name(parts_of_all_sizes: Company, measure: str) -> None:
    for team in SMALL:
        figure = answered(parts_of_all_sizes, measure, team)
        assert figure.suppressed
        assert not said(figure)
        assert not any(said(part) for part in figure.parts)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_hidden_beside_a_shown_total_is_never_one_small_group(
    parts_of_all_sizes: Company, measure: str
) -> None:
    """A total less all that is shown of it leaves nobody, or at least the minimum."""
    for above, below in {
        "": ["Claims", "Finance", "Legal", "Sales"],
        "Finance": ["Finance/Payable", "Finance/Tax"],
    }.items():
        if not said(answered(parts_of_all_sizes, measure, above)):
            continue
        sizes = {team: sum(size for path, size in TEAMS.items() if f"{path}/".startswith(f"{team}/")) for team in below}
        hidden = [team for team in below if not said(answered(parts_of_all_sizes, measure, team))]
        everybody = sum(sizes.values()) if not above else sum(sizes.values()) + TEAMS[above]
        left = everybody - sum(sizes[team] for team in below if team not in hidden)
        assert left == 0 or left >= K, (measure, above, hidden)
        assert hidden != ["Legal"]


@pytest.mark.parametrize("measure", ["adoption", "tool_activity"])
def test_a_team_shows_the_same_whether_asked_about_or_read_off_the_whole(
    parts_of_all_sizes: Company, measure: str
) -> None:
    parts = {part.name: part for part in answered(parts_of_all_sizes, measure, "").parts_of("team")}
    for team, part in parts.items():
        alone = answered(parts_of_all_sizes, measure, team)
        assert (alone.suppressed, alone.numerator) == (part.suppressed, part.numerator), team


def test_one_workflow_of_a_team_does_not_give_away_the_team_beside_it(parts_of_all_sizes: Company) -> None:
    shown = {
        team: answered(parts_of_all_sizes, "adoption", team).parts for team in ("Claims", "Finance", "Legal", "Sales")
    }
    hidden = [team for team, parts in shown.items() if not any(said(part) for part in parts if part.kind == "workflow")]
    assert "Legal" in hidden
    assert len(hidden) >= 2


def test_a_workflow_that_leaves_a_small_team_over_from_the_board_number_stays_hidden(company: Company) -> None:
    finance, legal = company.crowd(30, "f"), company.crowd(5, "l")
    company.roster(monday(week("W36")), {"Finance": finance, "Legal": legal})
    for workflow, team in (("Invoices", "Finance"), ("Contracts", "Legal")):
        company.workflow(workflow)
        company.rollout(workflow, team, {Stage.PRODUCTION: monday(week("W36"))})
    company.use("Invoices", {"W40": dict.fromkeys(finance, 1.0)})
    company.use("Contracts", {"W40": dict.fromkeys(legal[:3], 1.0)})
    figure = ask(company.session, "adoption", Question(series=True))
    assert (figure.numerator, figure.denominator) == (33, 35)
    for workflow in figure.parts_of("workflow"):
        assert workflow.suppressed
        assert all(part.suppressed for part in workflow.parts)
        assert all(point.value is None for point in workflow.series or ())
