"""The board number as a figure."""

from datetime import date

import pytest

from opmodel.measures.figure import Figure
from opmodel.measures.holiday_weeks import CLOSURES
from opmodel.measures.registry import Question, ask
from opmodel.store.facts import Grade
from opmodel.store.register import Performer, Setting, Stage
from opmodel.store.teams import UnknownTeam
from tests.company import Company, week, whole

LIVE = {Stage.PILOT: date(2026, 9, 1)}
ROSTER = date(2026, 1, 1)


def adoption(company: Company, team: str = "", as_of: str | None = None, *, series: bool = False) -> Figure:
    question = Question(team=team, as_of=week(as_of) if as_of else None, series=series)
    return ask(company.session, "adoption", question)


@pytest.fixture
def invoices(company: Company) -> Company:
    """40 people in two teams, one redesigned workflow live in both."""
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance/AP": people[:22], "Finance/AR": people[22:]})
    company.workflow("Invoices", owner="Ada")
    company.rollout("Invoices", "Finance/AP", LIVE)
    company.rollout("Invoices", "Finance/AR", LIVE)
    return company


def test_the_value_comes_with_n_of_m_week_sources_and_rule(invoices: Company) -> None:
    people = invoices.crowd(40)
    source = invoices.use("Invoices", {"W40": whole(people[:11] + people[22:32])})
    figure = adoption(invoices)
    assert (figure.value, figure.numerator, figure.denominator) == (0.525, 21, 40)
    assert (figure.as_of, figure.sources, figure.rule, figure.unit) == (week("W40"), (source,), "adoption/1", "share")
    assert [(part.name, part.numerator, part.denominator) for part in figure.parts_of("workflow")] == [
        ("Invoices", 21, 40)
    ]
    rollouts = figure.part("Invoices").parts_of("rollout")
    assert [(part.name, part.numerator, part.denominator) for part in rollouts] == [
        ("Finance/AP", 11, 22),
        ("Finance/AR", 10, 18),
    ]
    assert [part.name for part in figure.parts_of("team")] == ["Finance"]
    assert [part.name for part in adoption(invoices, "Finance").parts_of("team")] == ["AP", "AR"]


def test_it_says_how_many_more_people_make_the_majority_and_what_moved_in_four_weeks(invoices: Company) -> None:
    people = invoices.crowd(40)
    invoices.use("Invoices", {f"W{number}": whole(people[: number - 30]) for number in range(35, 41)})
    figure = adoption(invoices, "Finance")
    assert (figure.numerator, figure.detail["target"]) == (10, 0.6)
    assert figure.detail["people_to_majority"] == 14
    assert figure.detail["four_week_change"] == 10.0


def test_the_week_asked_for_is_the_newest_complete_one_up_to_it(invoices: Company) -> None:
    people = invoices.crowd(40)
    invoices.use("Invoices", {"W38": whole(people[:10]), "W39": whole(people[:20])})
    invoices.use("Invoices", {"W40": whole(people)}, days=(date(2026, 9, 28), date(2026, 9, 30)))
    assert adoption(invoices).numerator == 20
    assert adoption(invoices, as_of="W40").as_of == week("W39")
    assert adoption(invoices, as_of="W38").numerator == 10
    assert adoption(invoices, as_of="W30").value is None


def test_the_series_leaves_unknown_weeks_open(invoices: Company) -> None:
    people = invoices.crowd(40)
    invoices.use("Invoices", {"W37": whole(people[:8])})
    invoices.use("Invoices", {"W39": whole(people[:20])})
    series = adoption(invoices, series=True).series
    assert series is not None
    assert [(point.week - week("W37"), point.numerator, point.denominator) for point in series] == [
        (0, 8, 40),
        (1, None, None),
        (2, 20, 40),
    ]
    assert adoption(invoices).series is None


@pytest.mark.parametrize("measured", [True, False])
def test_a_small_team_is_hidden_with_its_only_neighbour_in_parts_and_series(company: Company, measured: bool) -> None:
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance/AP": people[:31], "Finance/AR": people[31:]})
    company.tool("Copilot")
    company.workflow("Invoices", tools=["Copilot"])
    company.rollout("Invoices", "Finance/AP", LIVE)
    company.rollout("Invoices", "Finance/AR", LIVE)
    if measured:
        company.use("Invoices", {"W40": whole(people[:15] + people[35:])})
    company.panel("Copilot", {"W40": whole(people[:15] + people[35:])})
    figure = adoption(company, "Finance", series=True)
    hidden = [*figure.parts_of("team"), *figure.part("Invoices").parts_of("rollout")]
    assert len(hidden) == (4 if measured else 2)
    for part in hidden:
        assert part.value is part.numerator is None
        assert part.suppressed is measured
        assert "at_most" not in part.detail
        assert all(point.value is None and point.numerator is None for point in part.series or ())
    assert (figure.numerator == 20) is measured


def test_nobody_in_a_group_just_over_the_limit_is_shown_as_a_bound(company: Company) -> None:
    people = company.crowd(12)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": whole(people, 0)})
    figure = adoption(company)
    assert (figure.value, figure.numerator, figure.suppressed, figure.detail["bound"]) == (None, None, True, "< 10%")
    document = figure.as_json()
    assert (document["value"], document["suppressed"], document["why_unknown"]) == (None, True, None)


def test_an_admin_may_lower_the_smallest_group(company: Company) -> None:
    people = company.crowd(8)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", LIVE)
    company.use("Invoices", {"W40": whole(people[:3])})
    assert adoption(company).suppressed
    company.session.add(Setting(key="threshold.minimum_group", value="5"))
    company.session.flush()
    assert adoption(company).value == 3 / 8


def test_what_is_missing_is_said_in_the_order_in_which_it_should_be_mended(company: Company) -> None:
    def why() -> str:
        figure = adoption(company)
        assert figure.value is None
        assert not figure.suppressed
        return figure.why_unknown or ""

    assert "redesigned" in why()
    company.workflow("A tab", performer=Performer.AI_ASSISTS)
    assert "No redesigned workflow is registered yet" in why()
    company.workflow("Invoices")
    assert "live" in why()
    company.panel("Copilot", {"W40": whole(company.crowd(20))})
    company.rollout("Invoices", "Finance", LIVE)
    assert "roster" in why()
    company.roster(ROSTER, {"Finance": company.crowd(20), "Legal": ["dee"]})
    assert "workflow use" in why()
    company.use("Invoices", {"W40": whole(company.crowd(20)[:5])}, complete=False)
    assert "completely" in why()
    company.use("Invoices", {"W39": whole(company.crowd(20)[:5])})
    assert adoption(company).value == 0.25
    assert "targets people of this team" in (adoption(company, "Legal").why_unknown or "")


def test_what_is_left_out_is_named(invoices: Company) -> None:
    people = invoices.crowd(40)
    invoices.tool("Copilot")
    invoices.workflow("Claims", tools=["Copilot"])
    invoices.rollout("Claims", "Finance/AP", LIVE)
    invoices.workflow("Contracts")
    invoices.rollout("Contracts", "Abroad", LIVE, stated_headcount=30)
    invoices.panel("Copilot", {"W40": whole(people[:15])})
    invoices.use("Invoices", {"W40": whole(people[:20]) | {people[20]: None, "stranger": 1.0}})
    figure = adoption(invoices)
    said = " ".join(figure.caveats)
    assert "Claims is left out: nobody has uploaded its use (22 target people)." in said
    assert "Contracts in Abroad is left out" in said
    assert "blank" in said
    assert "outside the target" in said
    claims = figure.part("Claims")
    assert claims.value is None
    assert claims.detail["at_most_people"] == 15
    assert "No workflow-use file" in (claims.why_unknown or "")


def test_an_unknown_team_is_refused(invoices: Company) -> None:
    with pytest.raises(UnknownTeam, match="Finance/AP"):
        adoption(invoices, "Nowhere")


def test_it_answers_on_both_databases(any_company: Company) -> None:
    people = any_company.crowd(20)
    any_company.roster(ROSTER, {"Finance": people})
    any_company.workflow("Invoices")
    any_company.rollout("Invoices", "Finance", LIVE)
    any_company.use("Invoices", {"W40": whole(people[:5])})
    assert adoption(any_company).value == 0.25


def test_it_says_how_good_the_evidence_is_and_who_came_and_went(invoices: Company) -> None:
    people = invoices.crowd(40)
    invoices.use("Invoices", {"W39": whole(people[:20]), "W40": whole(people[:20])})
    invoices.use("Invoices", {"W40": whole(people[20:24])}, grade=Grade.HANDLED, source="cases")
    invoices.roster(date(2026, 9, 28), {"Finance/AP": people[:22], "Finance/AR": [*people[23:], "new1", "new2"]})
    figure = adoption(invoices)
    kept = ("grade", "measured", "handled", "joined", "left")
    assert {name: figure.detail[name] for name in kept} == {
        "grade": "measured workflow use and handled cases",
        "measured": 20,
        "handled": 3,
        "joined": 2,
        "left": 1,
    }
    assert "Since the week before, 2 people came into the number and 1 person left it." in figure.caveats
    assert figure.part("Invoices").detail["grade"] == "measured workflow use and handled cases"


def test_tool_use_is_graded_an_upper_bound_and_stays_out_of_the_number(company: Company) -> None:
    people = company.crowd(40)
    company.roster(ROSTER, {"Finance": people[:20], "Legal": people[20:]})
    company.tool("Copilot")
    company.workflow("Invoices")
    company.workflow("Contracts", tools=["Copilot"])
    company.rollout("Invoices", "Finance", LIVE)
    company.rollout("Contracts", "Legal", LIVE)
    company.panel("Copilot", {"W40": whole(people[20:32])})
    company.use("Invoices", {"W40": whole(people[:11])})
    figure = adoption(company)
    assert (figure.numerator, figure.denominator, figure.detail["grade"]) == (11, 20, "measured workflow use")
    assert figure.part("Contracts").detail["grade"] == "upper bound from tool use"


def test_holiday_weeks_and_weeks_that_are_not_complete_are_marked(invoices: Company) -> None:
    people = invoices.crowd(40)
    invoices.setting(CLOSURES, '[["2026-09-14", "2026-09-18"]]')
    invoices.use("Invoices", {"W37": whole(people[:20]), "W38": whole(people[:11])})
    at_rest = adoption(invoices)
    assert "It was a holiday week: at least half of its working days were free." in at_rest.caveats
    invoices.use("Invoices", {"W40": whole(people[:20])})
    figure = adoption(invoices)
    assert figure.detail["holiday_weeks"] == ["2026-W38"]
    assert figure.detail["weeks_not_complete"] == ["2026-W39"]
    assert not any("holiday" in caveat for caveat in figure.caveats)


def test_of_a_group_too_small_to_show_nothing_is_said_about_its_evidence(invoices: Company) -> None:
    people = invoices.crowd(40)
    invoices.roster(date(2026, 1, 2), {"Finance/AP": people[:22], "Finance/AR": people[22:27]})
    invoices.use("Invoices", {"W40": whole(people[:20])})
    small = adoption(invoices, "Finance/AR")
    assert small.suppressed
    assert not {"measured", "handled", "joined", "left"} & set(small.detail)
