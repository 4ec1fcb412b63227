"""Whether a rollout holds, since when, and what of it may be shown."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.holiday_weeks import CLOSURES
from opmodel.measures.registry import Question, ask
from opmodel.measures.scope import scope
from opmodel.store.register import Performer, Stage
from opmodel.store.weeks import monday
from tests.company import Company, week, whole

ROSTER = date(2026, 1, 1)
GO_LIVE = date(2026, 8, 26)
"""A Wednesday: W36 is the first full week."""
FIRST = week("W36")


def adoptions(company: Company, team: str = "", as_of: str | None = None) -> list[RolloutAdoption]:
    question = Question(team=team, as_of=week(as_of) if as_of else None)
    return rollout_adoptions(company.session, scope(company.session, question))


def only(company: Company, team: str = "", as_of: str | None = None) -> RolloutAdoption:
    (one,) = adoptions(company, team, as_of)
    return one


def team_of(company: Company, size: int, *, path: str = "Finance") -> list[str]:
    people = company.crowd(size)
    company.roster(ROSTER, {path: people})
    return people


def uses(company: Company, active: Mapping[int, int], people: list[str], workflow: str = "Invoices") -> None:
    """Week since go-live → how many of the people used it."""
    company.use(workflow, {f"W{35 + since}": whole(people[:count]) for since, count in active.items()})


@pytest.fixture
def invoices(company: Company) -> Company:
    """20 people, a redesigned workflow in pilot."""
    team_of(company, 20)
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PILOT: GO_LIVE})
    return company


def test_the_level_is_the_mean_of_the_newest_four_weeks_with_its_weeks_and_people(invoices: Company) -> None:
    uses(invoices, {1: 4, 2: 10, 3: 12, 4: 12, 5: 14}, invoices.crowd(20))
    one = only(invoices)
    assert one.level.value == pytest.approx((10 + 12 + 12 + 14) / 80)
    assert one.level.denominator == 20
    assert one.level.detail == {"weeks": ["2026-W37", "2026-W38", "2026-W39", "2026-W40"], "target": 0.6, "active": 14}
    assert (one.level.unit, one.level.as_of) == ("share", week("W40"))
    assert one.holding is True
    assert (one.workflow, one.team, one.stage, one.go_live) == ("Invoices", "Finance", Stage.PILOT, GO_LIVE)


def test_points_begin_with_the_first_full_week_and_leave_unknown_weeks_open(invoices: Company) -> None:
    uses(invoices, {0: 20, 1: 4}, invoices.crowd(20))
    uses(invoices, {3: 12}, invoices.crowd(20))
    one = only(invoices)
    assert [(point.week - FIRST, point.numerator) for point in one.points] == [(0, 4), (1, None), (2, 12)]
    assert one.weeks_live == 3


def test_a_monday_begins_the_first_week(company: Company) -> None:
    people = team_of(company, 20)
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PILOT: monday(FIRST)})
    uses(company, {1: 4}, people)
    assert [point.week for point in only(company).points] == [FIRST]


def test_it_holds_at_exactly_the_majority_and_not_below(invoices: Company) -> None:
    people = invoices.crowd(20)
    uses(invoices, {1: 12, 2: 12, 3: 12, 4: 12}, people)
    assert only(invoices).holding is True
    uses(invoices, {5: 11}, people)
    assert only(invoices).holding is False
    assert only(invoices).holding_since is None


def test_one_high_week_does_not_hold(invoices: Company) -> None:
    uses(invoices, {1: 4, 2: 4, 3: 4, 4: 20}, invoices.crowd(20))
    assert only(invoices).holding is False


def test_under_four_complete_weeks_it_is_too_early_to_say(invoices: Company) -> None:
    uses(invoices, {1: 20, 2: 20, 3: 20}, invoices.crowd(20))
    one = only(invoices)
    assert (one.holding, one.level.value) == (None, None)
    assert one.level.why_unknown == "Too early: 3 complete weeks since go-live, 4 are needed."


def test_the_run_goes_back_to_the_first_week_of_the_present_stretch(invoices: Company) -> None:
    high, low = 16, 2
    active = [high] * 5 + [low] * 4 + [high] * 7
    uses(invoices, dict(enumerate(active, start=1)), invoices.crowd(20))
    one = only(invoices)
    # A mean of four weeks is at the majority again in the week that makes three of its four high.
    assert one.holding_since == monday(FIRST + 11)
    assert one.holding_weeks == 5
    assert one.first_win_on == monday(FIRST + 3)


def test_a_holiday_week_is_shown_and_left_out_of_the_mean(invoices: Company) -> None:
    invoices.setting(CLOSURES, json.dumps([["2026-09-21", "2026-09-25"]]))
    uses(invoices, {1: 14, 2: 14, 3: 14, 4: 1, 5: 14}, invoices.crowd(20))
    one = only(invoices)
    assert one.points[3].numerator == 1
    assert one.level.detail["weeks"] == ["2026-W36", "2026-W37", "2026-W38", "2026-W40"]
    assert one.holding is True
    assert one.holding_weeks == 1


def test_a_week_that_nobody_uploaded_is_not_counted_as_idle(invoices: Company) -> None:
    people = invoices.crowd(20)
    uses(invoices, {1: 14, 2: 14}, people)
    uses(invoices, {4: 14, 5: 14}, people)
    one = only(invoices)
    assert one.level.detail["weeks"] == ["2026-W36", "2026-W37", "2026-W39", "2026-W40"]
    assert one.holding is True


def test_there_is_no_win_while_ai_does_no_step(company: Company) -> None:
    people = team_of(company, 20)
    company.workflow("Invoices", performer=None)
    company.step("Invoices", "Match", after=Performer.AI_DOES, valid_from=monday(FIRST + 5))
    company.rollout("Invoices", "Finance", {Stage.PILOT: GO_LIVE})
    uses(company, dict.fromkeys(range(1, 7), 16), people)
    before = only(company, as_of="W40")
    assert before.holding is True
    assert (before.is_redesign, before.first_win_on) == (False, None)
    since = only(company, as_of="W41")
    assert (since.is_redesign, since.first_win_on) == (True, monday(FIRST + 5))


def test_a_tab_is_no_redesign_however_much_it_is_used(company: Company) -> None:
    people = team_of(company, 20)
    company.workflow("Notes", performer=Performer.AI_ASSISTS)
    company.rollout("Notes", "Finance", {Stage.PILOT: GO_LIVE})
    uses(company, dict.fromkeys(range(1, 5), 20), people, "Notes")
    one = only(company)
    assert (one.is_redesign, one.holding, one.first_win_on) == (False, True, None)


def test_a_stopped_attempt_ends_with_its_last_whole_week_and_does_not_hold(company: Company) -> None:
    people = team_of(company, 20)
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", [(Stage.PILOT, GO_LIVE), (Stage.STOPPED, monday(FIRST + 4))])
    company.rollout("Invoices", "Finance", [(Stage.PILOT, monday(FIRST + 6))], attempt=2)
    uses(company, dict.fromkeys(range(1, 8), 16), people)
    first, second = adoptions(company)
    assert (first.attempt, first.stage, first.stopped_on) == (1, Stage.STOPPED, monday(FIRST + 4))
    assert (first.weeks_live, first.level.value) == (4, 0.8)
    assert (first.holding, first.holding_since, first.holding_weeks) == (False, None, 0)
    assert first.first_win_on == monday(FIRST + 3)
    assert (second.attempt, second.weeks_live, second.holding) == (2, 1, None)


def test_a_planned_rollout_and_one_known_as_a_headcount_say_why_nothing_is_known(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 1}})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PLANNED: GO_LIVE})
    company.rollout("Invoices", "Partners", {Stage.PILOT: GO_LIVE}, stated_headcount=60)
    planned, partners = adoptions(company)
    assert (planned.go_live, planned.points, planned.holding) == (None, (), None)
    assert planned.level.why_unknown == "It is not live yet."
    assert partners.holding is None
    assert "headcount" in (partners.level.why_unknown or "")


def test_use_that_rose_and_went_back_is_told_with_its_peak(invoices: Company) -> None:
    uses(invoices, dict(enumerate([4, 10, 15, 14, 6, 5, 5, 5, 4, 4], start=1)), invoices.crowd(20))
    fall = only(invoices).fall
    assert fall is not None
    assert (fall.peak, fall.peak_week, fall.now) == (0.7, 3, 0.225)


@pytest.mark.parametrize(
    "active",
    [
        [4, 14, 15, 14, 6, 5, 5],  # under eight weeks nothing is said
        [14, 15, 14, 13, 12, 12, 11, 11, 11, 11],  # settles
        [5, 5, 5, 4, 4, 3, 3, 3, 2, 2],  # from 25% to 12%: fewer than 15 points
    ],
)
def test_settling_is_not_falling_back(invoices: Company, active: list[int]) -> None:
    uses(invoices, dict(enumerate(active, start=1)), invoices.crowd(20))
    assert only(invoices).fall is None


def test_of_a_start_that_nobody_measured_there_is_no_peak(company: Company) -> None:
    people = team_of(company, 20)
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PILOT: date(2026, 7, 1)})
    uses(company, dict(enumerate([4, 10, 15, 14, 6, 5, 5, 5, 4, 4], start=1)), people)
    assert only(company).fall is None


def test_it_is_worked_out_as_of_the_week_asked_for(invoices: Company) -> None:
    uses(invoices, {1: 14, 2: 14, 3: 14, 4: 14, 5: 0, 6: 0}, invoices.crowd(20))
    assert only(invoices).holding is False
    earlier = only(invoices, as_of="W39")
    assert (earlier.holding, earlier.weeks_live) == (True, 4)
    assert adoptions(invoices, as_of="W34") == []


def test_what_was_decided_after_the_newest_week_holds_all_the_same(invoices: Company) -> None:
    uses(invoices, {1: 14}, invoices.crowd(20))
    invoices.rollout("Invoices", "Legal", {Stage.PILOT: date(2026, 9, 9)})
    legal = adoptions(invoices)[1]
    assert (legal.stage, legal.weeks_live) == (Stage.PILOT, 0)
    assert len(adoptions(invoices, as_of="W36")) == 1


def test_a_team_sees_the_rollouts_in_it_and_below(company: Company) -> None:
    company.panel("Copilot", {"W40": {"ann": 1}})
    company.workflow("Invoices")
    for path in ("Finance/AP", "Legal", "Finance/AR"):
        company.rollout("Invoices", path, {Stage.PILOT: GO_LIVE})
    assert [one.team for one in adoptions(company)] == ["Finance/AP", "Finance/AR", "Legal"]
    assert [one.team for one in adoptions(company, "Finance")] == ["Finance/AP", "Finance/AR"]


def test_a_small_team_and_the_one_that_would_give_it_away_are_hidden_whichever_team_asks(any_company: Company) -> None:
    company = any_company
    people = company.crowd(60)
    company.roster(ROSTER, {"Finance/AP": people[:24], "Finance/AR": people[24:29], "Legal": people[29:]})
    company.workflow("Invoices")
    for path in ("Finance/AP", "Finance/AR", "Legal"):
        company.rollout("Invoices", path, {Stage.PILOT: GO_LIVE})
    uses(company, dict.fromkeys(range(1, 6), 60), people)
    for team in ("", "Finance", "Finance/AP", "Finance/AR"):
        for one in adoptions(company, team):
            if one.team == "Legal":
                assert one.holding is True
                continue
            assert one.level.suppressed
            assert (one.level.value, one.holding, one.holding_since, one.first_win_on) == (None, None, None, None)
            assert "active" not in one.level.detail
            assert all(point.value is None and point.numerator is None for point in one.points)


def test_a_rollout_is_hidden_where_its_teams_board_number_is(company: Company) -> None:
    """Beside it a small team does another workflow: with the total of both, one gives the other away."""
    people = company.crowd(35)
    company.roster(ROSTER, {"Finance": people[:30], "Legal": people[30:]})
    company.workflow("Invoices")
    company.workflow("Contracts")
    company.rollout("Invoices", "Finance", {Stage.PILOT: GO_LIVE})
    company.rollout("Contracts", "Legal", {Stage.PILOT: GO_LIVE})
    for workflow in ("Invoices", "Contracts"):
        uses(company, dict.fromkeys(range(1, 6), 33), people, workflow)
    assert ask(company.session, "adoption").value is not None
    assert ask(company.session, "adoption", Question(team="Finance")).suppressed
    assert all(one.level.suppressed for one in adoptions(company))


def test_of_rollouts_of_one_size_the_same_is_hidden_as_in_the_board_number(company: Company) -> None:
    """Otherwise what one figure hides for the sake of a small team, the other would give."""
    paths = ["Claims/D", "Claims/C", "Claims/B", "Claims/A"]
    people = company.crowd(41)
    company.roster(ROSTER, {path: people[place * 12 : place * 12 + 12] for place, path in enumerate(paths)})
    company.workflow("Invoices")
    for path in paths:
        company.rollout("Invoices", path, {Stage.PILOT: GO_LIVE})
    uses(company, dict.fromkeys(range(1, 6), 41), [*people[:8], *people[12:20], *people[24:32], *people[36:]])
    board = ask(company.session, "adoption").part("Invoices")
    hidden = {part.detail["team"] for part in board.parts_of("rollout") if part.suppressed}
    assert hidden == {"Claims/A", "Claims/B"}
    assert {one.team for one in adoptions(company) if one.level.suppressed} == hidden


def test_one_hidden_week_hides_the_means_that_it_is_part_of_and_its_bound_says_whether_it_holds(
    company: Company,
) -> None:
    people = company.crowd(11)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PILOT: GO_LIVE})
    # 11 of 11 would say the same of everybody, so that week is hidden.
    uses(company, {1: 8, 2: 8, 3: 8, 4: 8, 5: 11, 6: 8, 7: 8, 8: 8}, people)
    one = only(company)
    assert [point.suppressed for point in one.points] == [False] * 4 + [True] + [False] * 3
    assert (one.points[4].bound, one.points[4].value) == ("> 90%", None)
    assert (one.level.suppressed, one.level.value, one.level.detail.get("bound")) == (True, None, None)
    # More than 90% in one week and 73% in three is a clear majority, whatever the exact share.
    assert (one.holding, one.holding_weeks) == (True, 5)
    uses(company, {9: 8}, people)
    assert (only(company).holding, only(company).level.suppressed) == (True, False)


@pytest.mark.parametrize(("active", "bound", "holding"), [(10, "> 90%", True), (0, "< 10%", False)])
def test_a_team_of_which_everybody_or_nobody_works_that_way_has_the_bound_and_never_the_share(
    any_company: Company, active: int, bound: str, holding: bool
) -> None:
    people = any_company.crowd(10)
    any_company.roster(ROSTER, {"Finance": people})
    any_company.workflow("Invoices")
    any_company.rollout("Invoices", "Finance", {Stage.PILOT: GO_LIVE})
    hours = {name: 1.0 if place < active else 0.0 for place, name in enumerate(people)}
    any_company.use("Invoices", {f"W{35 + since}": hours for since in range(1, 7)})
    one = only(any_company)
    assert one.holding is holding
    assert (one.level.value, one.level.numerator, one.level.detail["bound"]) == (None, None, bound)
    assert "it would say the same of everybody in the group" in one.level.caveats[0]
    assert all((point.value, point.numerator) == (None, None) for point in one.points)


def test_a_team_under_the_smallest_group_has_no_bound_and_is_not_known_to_hold_or_not(company: Company) -> None:
    people = company.crowd(9)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Invoices")
    company.rollout("Invoices", "Finance", {Stage.PILOT: GO_LIVE})
    uses(company, dict.fromkeys(range(1, 7), 9), people)
    one = only(company)
    assert (one.holding, one.level.detail.get("bound"), one.level.detail["fewer_than"]) == (None, None, 10)
    assert one.level.caveats == ("Not shown: a group of fewer than 10 people.",)
