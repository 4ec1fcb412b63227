"""Who comes back: cohorts, activation, kept in week 13, time to first use, stickiness; and what of it may be shown."""

from datetime import date
from typing import Any

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import Performer, Stage
from opmodel.store.weeks import label
from tests.company import Company, week, whole

GO_LIVE = date(2026, 6, 1)
"""A Monday: W23 is week 1."""
FIRST = week("W23")
ROSTER = date(2026, 1, 1)


@pytest.fixture
def invoices(company: Company) -> Company:
    """60 people, a redesigned workflow in production."""
    company.roster(ROSTER, {"Finance": company.crowd(60)})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PRODUCTION: GO_LIVE})
    return company


def uses(company: Company, by_week: dict[int, list[str]], workflow: str = "Invoices") -> int:
    """Week since go-live → who used it; every week from the first to the last is covered."""
    last = max(by_week)
    return company.use(
        workflow, {label(FIRST + since - 1): whole(by_week.get(since, [])) for since in range(1, last + 1)}
    )


def retention(company: Company, **question: Any) -> Figure:
    return ask(company.session, "retention", Question(**question))


def rate(figure: Figure, name: str) -> Figure:
    return next(part for part in figure.parts if part.name == name)


def test_kept_in_week_13_is_two_of_its_last_four_weeks_of_those_who_began_by_week_4(invoices: Company) -> None:
    people = invoices.crowd(60)
    early, late = people[:30], people[30:50]
    uses(
        invoices,
        {1: early[:20], 4: early[20:], 5: late, 9: early, 10: early[:12], 11: early[6:18], 12: late, 13: early[24:26]},
    )
    figure = retention(invoices)
    # Two of weeks 10 to 13: only those between 6 and 12; those who began later count on no side.
    assert (figure.numerator, figure.denominator) == (6, 30)
    assert figure.as_of == FIRST + 12
    assert figure.part("Invoices").numerator == 6
    assert retention(invoices, as_of=FIRST + 11).why_unknown == (
        "No rollout has 13 complete weeks since go-live that the files cover."
    )


def test_who_left_by_week_13_is_out_of_it_and_counted_apart(invoices: Company) -> None:
    people = invoices.crowd(60)
    invoices.roster(date(2026, 8, 3), {"Finance": people[5:]})
    uses(invoices, {1: people[:30], 10: people[:30], 11: people[:20], 13: []})
    figure = retention(invoices)
    assert (figure.numerator, figure.denominator, figure.detail["left"]) == (15, 25, 5)


def test_a_cohort_is_who_first_used_it_in_one_week_and_leavers_are_censored(any_company: Company) -> None:
    company = any_company
    people = company.crowd(60)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PRODUCTION: GO_LIVE})
    company.roster(date(2026, 6, 15), {"Finance": people[4:]})
    uses(company, {1: people[:30], 2: [*people[:15], *people[30:50]], 3: people[10:40]})
    figure = retention(company, series=True)
    first, second = figure.parts_of("cohort")
    assert (first.name, first.detail["size"], first.detail["left"]) == ("2026-W23", 30, 4)
    assert [(point.week - FIRST, point.numerator, point.denominator) for point in first.series or ()] == [
        (1, 15, 30),
        (2, 20, 26),
    ]
    assert (second.detail["size"], second.numerator, second.denominator) == (20, 10, 20)
    curve = rate(figure, "use after first use")
    assert [(point["after"], point["active"], point["people"]) for point in curve.detail["by_week"]] == [
        (1, 25, 50),
        (2, 20, 26),
    ]


def test_activation_is_of_the_people_targeted_now(invoices: Company) -> None:
    people = invoices.crowd(60)
    uses(invoices, {1: people[:20], 2: people[10:30], 3: people[:2]})
    found = rate(retention(invoices), "activation")
    assert (found.numerator, found.denominator) == (30, 60)
    assert rate(retention(invoices, as_of=FIRST), "activation").numerator == 20


def test_stickiness_is_mean_weekly_people_of_the_people_of_four_weeks(invoices: Company) -> None:
    people = invoices.crowd(60)
    uses(invoices, {1: people[:40], 2: people[:10], 3: people[:20], 4: people[10:30], 5: people[:30]})
    found = rate(retention(invoices), "stickiness")
    assert (found.numerator, found.denominator) == (20, 30)
    early = rate(retention(invoices, as_of=FIRST + 2), "stickiness")
    assert (early.value, early.why_unknown) == (None, "The newest 4 weeks are not all complete.")


def test_time_to_first_use_counts_those_still_waiting_and_leaves_out_who_went(invoices: Company) -> None:
    people = invoices.crowd(60)
    uses(invoices, {1: people[:20], 3: people[20:40], 6: people[:5]})
    found = rate(retention(invoices), "time to first use")
    assert (found.value, found.numerator, found.denominator, found.unit) == (3, 40, 60, "weeks")
    assert found.detail["used_by_week"] == [
        {"week": 1, "share": pytest.approx(1 / 3)},
        {"week": 4, "share": pytest.approx(2 / 3)},
    ]
    invoices.roster(date(2026, 6, 8), {"Finance": people[:40]})
    # 20 people waited one week and were then targeted no more: all of the other 40 used it in the end, the last in week 3.
    found = rate(retention(invoices), "time to first use")
    assert (found.value, found.numerator, found.denominator) == (3, 40, 60)
    assert found.detail["used_by_week"] == [{"week": 1, "share": pytest.approx(1 / 3)}]


def test_the_weeks_between_two_attempts_are_no_waiting(company: Company) -> None:
    people = company.crowd(60)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", [(Stage.PILOT, GO_LIVE), (Stage.STOPPED, date(2026, 6, 15))])
    company.rollout("Invoices", "Finance", [(Stage.PILOT, date(2026, 8, 3))], attempt=2)
    uses(company, {1: people[:15], 10: people[15:50]})
    found = rate(retention(company), "time to first use")
    # Two weeks of the first attempt and the first of the second.
    assert found.value == 3


def test_somebody_who_joins_later_begins_to_wait_then(invoices: Company) -> None:
    people = [*invoices.crowd(60), *invoices.crowd(20, prefix="new")]
    invoices.roster(date(2026, 6, 22), {"Finance": people})
    uses(invoices, {1: people[:60], 4: people[60:]})
    assert rate(retention(invoices), "time to first use").value == 1


def test_the_company_counts_a_person_once_over_redesigned_workflows_and_leaves_tabs_out(company: Company) -> None:
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance": people})
    for name, performer in (
        ("Invoices", Performer.AI_DOES),
        ("Claims", Performer.AI_DOES),
        ("A tab", Performer.AI_ASSISTS),
    ):
        company.workflow(name, performer=performer)
        company.rollout(name, "Finance", {Stage.PRODUCTION: GO_LIVE})
    uses(company, {1: people[:20], 2: []})
    uses(company, {1: [], 2: people[10:30]}, "Claims")
    uses(company, {1: people, 2: people}, "A tab")
    figure = retention(company)
    assert rate(figure, "activation").numerator == 30
    assert [part.detail["size"] for part in figure.parts_of("cohort") if "size" in part.detail] == [20, 10]
    assert {part.name: part.detail["is_redesign"] for part in figure.parts_of("workflow")} == {
        "A tab": False,
        "Claims": True,
        "Invoices": True,
    }


@pytest.fixture
def in_teams(any_company: Company) -> Company:
    """Three teams of 40, 30 and 24 people with one workflow; half of each begin in week 1."""
    company = any_company
    company.roster(ROSTER, {team: members(company, team) for team in TEAMS})
    company.workflow("Invoices")
    for team in TEAMS:
        company.rollout("Invoices", team, {Stage.PRODUCTION: GO_LIVE})
    return company


TEAMS = {"Finance/AP": 40, "Finance/AR": 30, "Sales": 24}


def members(company: Company, team: str) -> list[str]:
    return company.crowd(TEAMS[team], prefix=team[-2:])


def test_a_team_has_what_was_kept_in_its_rollouts_and_no_cohorts(in_teams: Company) -> None:
    begun = {team: members(in_teams, team)[: size // 2] for team, size in TEAMS.items()}
    kept = [name for people in begun.values() for name in people[:-4]]
    uses(in_teams, {1: [name for people in begun.values() for name in people], 11: kept, 13: kept})
    whole_company, finance = retention(in_teams), retention(in_teams, team="Finance")
    assert (whole_company.numerator, whole_company.denominator) == (35, 47)
    assert (finance.numerator, finance.denominator, finance.detail["rollouts"]) == (27, 35, 2)
    assert (finance.as_of, finance.part("Invoices").numerator) == (FIRST + 12, 27)
    assert {part.kind for part in finance.parts} == {"workflow"}
    assert "of too few people" in finance.caveats[0]
    assert retention(in_teams, team="Finance/AP").numerator == 16
    early = retention(in_teams, team="Finance", as_of=FIRST + 11)
    assert early.why_unknown == "No rollout has 13 complete weeks since go-live that the files cover."


def test_a_team_of_few_who_began_is_hidden_with_the_one_that_would_give_it_away(in_teams: Company) -> None:
    begun = [*members(in_teams, "Finance/AP")[:20], *members(in_teams, "Finance/AR")[:5], *members(in_teams, "Sales")]
    kept = [name for place, name in enumerate(begun) if place % 3]
    uses(in_teams, {1: begun, 11: kept, 13: kept})
    for team, shown in {"": True, "Finance": True, "Sales": True, "Finance/AP": False, "Finance/AR": False}.items():
        figure = retention(in_teams, team=team)
        assert (figure.numerator is not None) is shown, team
        assert (figure.part("Invoices").numerator is not None) is shown, team
        assert shown or "left" not in figure.detail


def test_a_small_workflow_does_not_follow_from_the_others_of_the_company(company: Company) -> None:
    people = company.crowd(60)
    company.roster(ROSTER, {"Finance": people[:50], "HR": people[50:]})
    for name, team in (("Claims", "Finance"), ("Invoices", "Finance"), ("Payroll", "HR")):
        company.workflow(name)
        company.rollout(name, team, {Stage.PRODUCTION: GO_LIVE})
    for name, begun in (("Claims", people[:40]), ("Invoices", people[:20]), ("Payroll", people[50:55])):
        uses(company, {1: begun, 11: begun[2:], 13: begun[2:]}, name)
    figure = retention(company)
    assert (figure.numerator, figure.denominator) == (59, 65)
    assert {part.name: part.denominator for part in figure.parts_of("workflow") if part.numerator is not None} == {
        "Claims": 40
    }


def test_a_small_cohort_and_the_one_that_would_give_it_away_are_hidden(invoices: Company) -> None:
    people = invoices.crowd(60)
    # 25, then 6, then 22 people begin: with two cohorts shown, the third would follow from all who ever used it.
    uses(invoices, {1: people[:25], 2: people[25:31], 3: people[31:53], 4: people[:30], 5: people[:3]})
    figure = retention(invoices, series=True)
    shown = {part.name: part.detail.get("size") for part in figure.parts_of("cohort")}
    assert shown == {"2026-W23": 25, "2026-W24": None, "2026-W25": None}
    hidden = [part for part in figure.parts_of("cohort") if part.suppressed and "size" not in part.detail]
    assert all((part.value, part.numerator, part.denominator, part.series) == (None,) * 4 for part in hidden)


def test_nothing_shown_is_of_fewer_people_than_the_smallest_group(invoices: Company) -> None:
    people = invoices.crowd(60)
    invoices.roster(date(2026, 7, 6), {"Finance": people[20:]})
    uses(
        invoices,
        {
            1: people[:12],
            2: people[12:30],
            3: people[3:9],
            4: people[30:45],
            5: people[:50],
            7: people[22:29],
            9: people,
        },
    )

    def numbers(figure: Figure) -> list[tuple[float, float]]:
        found = [(figure.numerator, figure.denominator)]
        found += [(point.numerator, point.denominator) for point in figure.series or ()]
        found += [(point["active"], point["people"]) for point in figure.detail.get("by_week", [])]
        mine = [(n, of) for n, of in found if n is not None and of is not None]
        return mine + [pair for part in figure.parts for pair in numbers(part)]

    shown = numbers(retention(invoices, series=True))
    assert len(shown) > 10
    for numerator, denominator in shown:
        assert denominator >= 10
        assert denominator >= 20 or 0 < numerator < denominator


def test_before_anything_is_measured_it_says_so(company: Company) -> None:
    figure = retention(company)
    assert figure.value is None
    assert "covered completely" in (figure.why_unknown or "")


def test_shifting_every_date_renaming_people_and_splitting_the_file_change_nothing(any_company: Company) -> None:
    company = any_company

    def built(prefix: str, *, by: int, split: bool) -> dict[str, Any]:
        name, path = f"Invoices {prefix}", f"{prefix}/Finance"
        people = company.crowd(60, prefix=prefix)
        company.roster(date(2026, 1, 1 + by), {path: people}, complete=False)
        company.workflow(name)
        company.rollout(name, path, {Stage.PRODUCTION: date.fromordinal(GO_LIVE.toordinal() + 7 * by)})
        use = {label(FIRST + by + since): whole(people[since : 20 + 3 * since]) for since in range(14)}
        halves = [dict(list(use.items())[:5]), dict(list(use.items())[5:])] if split else [use]
        for half in halves:
            company.use(name, half)
        figure = ask(company.session, "retention").part(name)
        return {
            "kept": (figure.numerator, figure.denominator),
            **{part.name: (part.value, part.numerator, part.denominator) for part in figure.parts[:4]},
            "cohorts": [(part.numerator, part.denominator, part.suppressed) for part in figure.parts_of("cohort")],
        }

    assert built("a", by=0, split=False) == built("bb", by=3, split=True)
