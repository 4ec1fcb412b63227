"""Which team is next: the planned ones, and those beside a team where a redesigned workflow holds."""

from datetime import date

from opmodel.measures.next_teams import NextTeam, next_teams
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope
from opmodel.store.register import Performer, Stage
from tests.company import Company

WEEKS = [f"W{number}" for number in range(30, 47)]


def next_of(company: Company, team: str = "") -> list[NextTeam]:
    return next_teams(company.session, scope(company.session, Question(team=team)))


def holding_in_north(company: Company, *, share: float = 0.8, performer: Performer = Performer.AI_DOES) -> None:
    """A workflow in use in Retail/North, beside South and East; Wholesale/West lies further away."""
    people = company.crowd(20)
    company.roster(date(2026, 1, 5), {"Retail/North": people})
    for team in ("Retail/South", "Retail/East", "Wholesale/West"):
        company.team(team)
    company.workflow("Claims", performer=performer)
    company.rollout("Claims", "Retail/North", [(Stage.PRODUCTION, date(2026, 7, 20))])
    active = people[: round(len(people) * share)]
    company.use("Claims", {label: dict.fromkeys(active, 1.0) for label in WEEKS})


def test_a_team_beside_one_that_holds_is_next_and_one_further_away_is_not(any_company: Company) -> None:
    holding_in_north(any_company)
    found = next_of(any_company)
    assert [(one.workflow, one.team, one.neighbour) for one in found] == [
        ("Claims", "Retail/East", "Retail/North"),
        ("Claims", "Retail/South", "Retail/North"),
    ]
    assert all(one.rollout_id is None and one.planned_since is None for one in found)
    assert min(one.holding_weeks for one in found) > 4


def test_beside_a_team_that_does_not_hold_nobody_is_next(company: Company) -> None:
    holding_in_north(company, share=0.4)
    assert next_of(company) == []


def test_a_tab_is_not_taken_to_another_team(company: Company) -> None:
    holding_in_north(company, performer=Performer.AI_ASSISTS)
    company.rollout("Claims", "Retail/South", [(Stage.PLANNED, date(2026, 10, 5))])
    assert next_of(company) == []


def test_a_planned_team_comes_first_wherever_it_is(company: Company) -> None:
    holding_in_north(company)
    rollout = company.rollout("Claims", "Wholesale/West", [(Stage.PLANNED, date(2026, 10, 5))])
    first, *others = next_of(company)
    assert (first.team, first.rollout_id, first.planned_since, first.neighbour) == (
        "Wholesale/West", rollout, date(2026, 10, 5), "",
    )  # fmt: skip
    assert [one.team for one in others] == ["Retail/East", "Retail/South"]


def test_a_team_where_it_runs_or_was_stopped_is_not_next(company: Company) -> None:
    holding_in_north(company)
    company.rollout("Claims", "Retail/South", [(Stage.PILOT, date(2026, 10, 5))])
    company.rollout("Claims", "Retail/East", [(Stage.PILOT, date(2026, 3, 2)), (Stage.STOPPED, date(2026, 5, 4))])
    assert next_of(company) == []


def test_a_team_sees_only_its_own_next_teams(company: Company) -> None:
    holding_in_north(company)
    assert [one.team for one in next_of(company, team="Retail/South")] == ["Retail/South"]
    assert next_of(company, team="Wholesale") == []


def test_a_workflow_of_the_whole_company_has_no_next_team(company: Company) -> None:
    people = company.crowd(20)
    company.roster(date(2026, 1, 5), {"Retail": people})
    company.workflow("Claims")
    company.rollout("Claims", "", [(Stage.PRODUCTION, date(2026, 7, 20))])
    company.use("Claims", {label: dict.fromkeys(people, 1.0) for label in WEEKS})
    assert next_of(company) == []
