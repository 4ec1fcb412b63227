"""Cycle time before and after go-live, as the store's packed cases, baselines and rollouts say."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlmodel import select

from opmodel.measures.cycle_time_pictures import DOTS, by_rank, pictures
from opmodel.measures.figure import Figure
from opmodel.measures.register_day import as_registered
from opmodel.measures.registry import Question, ask
from opmodel.measures.rollout_cycle_time import rollout_cycle_times
from opmodel.measures.scope import scope
from opmodel.measures.verdict.runs import Cases
from opmodel.measures.working_time import CALENDAR
from opmodel.store.facts import Import
from opmodel.store.register import Baseline, Performer, Stage
from opmodel.store.weeks import week_of
from tests.company import Company
from tests.histories import history
from tests.timed_cases import (
    BASELINE,
    FASTER,
    LIVE_ON,
    SAME,
    at,
    ends,
    file_of_cases,
    known_week,
    lock_baseline,
    made,
    team,
)


def answer(company: Company, **question: Any) -> Figure:
    return ask(company.session, "cycle_time", Question(**question))


def rollout_of(found: Figure, name: str) -> Figure:
    return found.parts[0].part(name)


def test_a_team_that_got_twice_as_fast_is_found_faster_with_both_counts(any_company: Company) -> None:
    team(any_company, "Claims", FASTER)
    found = answer(any_company)
    assert (found.value, found.numerator, found.denominator) == (1, 1, 1)
    (workflow,) = found.parts_of("workflow")
    (rollout,) = workflow.parts_of("rollout")
    assert workflow.detail["verdict"] == rollout.detail["verdict"] == "faster"
    assert rollout.detail["checked"]
    assert rollout.value == pytest.approx(-0.5, abs=0.08)
    assert rollout.detail["ci_low"] < -0.5 < rollout.detail["ci_high"] < 0
    whole = history(FASTER, np.random.default_rng(1)).judged()
    assert (rollout.detail["before"], rollout.detail["after"]) == (whole.before, whole.after)
    assert whole.change is not None
    assert rollout.value == pytest.approx(whole.change.share, abs=1e-6)
    assert rollout.detail["sentence"].startswith("Faster by ")
    assert f"{whole.before:,} cases before, {whole.after:,} after" in rollout.detail["sentence"]


def test_without_a_locked_baseline_no_claim_is_possible_whatever_the_cases_show(company: Company) -> None:
    team(company, "Claims", FASTER, lock=False)
    found = answer(company)
    (rollout,) = found.parts[0].parts
    assert found.value == 0
    assert rollout.detail["verdict"] == "no claim possible"
    assert rollout.value is None
    assert rollout.detail["sentence"].startswith("No claim possible: no baseline is locked; ")
    assert rollout.detail["baseline_locked"] is False


def test_work_that_did_not_change_is_not_enough_evidence(company: Company) -> None:
    team(company, "Claims", SAME)
    (rollout,) = answer(company).parts[0].parts
    assert rollout.detail["verdict"] == "not enough evidence"
    assert "includes no change" in rollout.detail["sentence"]
    assert 0 < rollout.detail["smallest_effect"] < 0.5


def test_with_little_history_the_wording_is_weaker_and_nothing_is_proven(company: Company) -> None:
    team(company, "Claims", replace(FASTER, history=0))
    found = answer(company)
    (rollout,) = found.parts[0].parts
    assert "not checked against earlier swings" in rollout.detail["sentence"]
    assert (rollout.detail["verdict"], rollout.detail["checked"]) == ("faster", False)
    assert (found.value, found.parts[0].detail["verdict"]) == (0, "not enough evidence")


def test_too_early_it_says_how_many_more_cases_it_takes(company: Company) -> None:
    team(company, "Claims", replace(FASTER, weeks_after=3, cases_a_week=6, median=1))
    (rollout,) = answer(company).parts[0].parts
    assert rollout.detail["more_needed"] == 20 - rollout.detail["used_after"]
    assert f"Not enough evidence yet: {rollout.detail['more_needed']} more cases" in rollout.detail["sentence"]


def test_a_workflow_is_faster_where_one_team_is_and_none_is_slower(company: Company) -> None:
    team(company, "Claims", FASTER)
    team(company, "Motor", SAME, seed=2)
    (workflow,) = answer(company).parts
    assert workflow.detail["verdict"] == "faster"
    assert workflow.detail["sentence"].startswith("Faster in 1 of 2 teams, by ")
    assert workflow.value == rollout_of(answer(company), "Claims").value
    team(company, "Home", replace(FASTER, change=2.0), seed=4)
    (mixed,) = answer(company).parts
    assert mixed.detail["verdict"] == "not enough evidence"
    assert "slower in Home" in mixed.detail["sentence"]


def test_a_team_answers_for_its_own_rollouts_only(company: Company) -> None:
    team(company, "Claims", FASTER)
    team(company, "Motor", SAME, seed=2)
    assert answer(company, team="Motor").value == 0
    assert answer(company, team="Claims").value == 1


def test_as_of_an_earlier_week_later_finishes_are_open_cases(company: Company) -> None:
    team(company, "Claims", FASTER)
    early = LIVE_ON + timedelta(weeks=4)
    (rollout,) = answer(company, as_of=week_of(early)).parts[0].parts
    known = made(FASTER).known_at(at(early + timedelta(days=7)).timestamp())
    assert rollout.detail["after"] == int((known.started >= at(LIVE_ON).timestamp()).sum())
    assert rollout.detail["open"] > 0
    assert rollout.detail["known_until"] == (early + timedelta(days=6)).isoformat()


def test_open_cases_are_open_as_of_the_newest_file_not_as_of_today(company: Company) -> None:
    team(company, "Claims", FASTER)
    known_week(company, ends() + timedelta(weeks=8))
    (rollout,) = answer(company).parts[0].parts
    assert rollout.detail["known_until"] == (ends() - timedelta(days=1)).isoformat()


def test_cases_are_known_up_to_their_own_newest_file_however_far_the_files_of_use_have_come(company: Company) -> None:
    team(company, "Claims", replace(FASTER, weeks_after=4))
    file_of_cases(company, "Claims intake", made(FASTER), team="Claims", report=at(ends()), prefix="Claims-1-")
    assert rollout_of(answer(company), "Claims").detail["known_until"] == (ends() - timedelta(days=1)).isoformat()


def test_cases_that_were_given_up_leave_the_comparison_and_their_share_is_shown(company: Company) -> None:
    cases = made(FASTER)
    status = np.where(np.arange(len(cases)) % 4 == 0, "Withdrawn", "")
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    file_of_cases(company, "Claims intake", cases, team="Claims", report=at(ends()), end_status=status)
    lock_baseline(company, rollout, "Claims")
    (found,) = answer(company).parts[0].parts
    assert found.detail["sides"]["before"]["ended_without_finishing_share"] == pytest.approx(0.25, abs=0.03)
    whole = history(FASTER, np.random.default_rng(1)).judged()
    assert found.detail["before"] < 0.8 * whole.before


def test_a_set_of_cases_that_changed_since_it_was_locked_is_said_to_have_changed(company: Company) -> None:
    team(company, "Claims", FASTER)
    assert not rollout_of(answer(company), "Claims").detail["baseline_changed"]
    late = Cases(np.array([at(BASELINE[0]).timestamp()]), np.array([at(BASELINE[1]).timestamp()]))
    file_of_cases(company, "Claims intake", late, team="Claims", report=at(ends()), ids=["one more"])
    found = rollout_of(answer(company), "Claims")
    assert found.detail["baseline_changed"]
    assert found.detail["sentence"].endswith("the set of cases is not the one that was locked")
    assert "changed since the baseline “Before” was locked" in found.caveats[0]


def test_before_is_the_locked_window_and_nothing_between_it_and_go_live(company: Company) -> None:
    window = (LIVE_ON - timedelta(days=100), LIVE_ON - timedelta(days=20))
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    file_of_cases(company, "Claims intake", made(FASTER), team="Claims", report=at(ends()))
    lock_baseline(company, rollout, "Claims", window)
    detail = rollout_of(answer(company), "Claims").detail
    started = made(FASTER).started
    inside = (started >= at(window[0]).timestamp()) & (started < at(window[1] + timedelta(days=1)).timestamp())
    assert detail["before"] == int(inside.sum())
    assert (detail["first_day"], detail["last_day"]) == tuple(day.isoformat() for day in window)


def test_a_stopped_rollout_is_judged_as_of_the_day_it_stopped(company: Company) -> None:
    company.workflow("Claims intake")
    known_week(company, ends())
    stopped = LIVE_ON + timedelta(weeks=10)
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON, Stage.STOPPED: stopped})
    file_of_cases(company, "Claims intake", made(FASTER), team="Claims", report=at(ends()))
    lock_baseline(company, rollout, "Claims")
    detail = rollout_of(answer(company), "Claims").detail
    assert detail["known_until"] == (stopped - timedelta(days=1)).isoformat()
    assert detail["weeks_after"] < 10


def test_few_cases_or_few_people_show_nothing(company: Company) -> None:
    few = Cases(*(side[:9] for side in (made(FASTER).started, made(FASTER).finished)))
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    file_of_cases(company, "Claims intake", few, team="Claims", report=at(ends()))
    lock_baseline(company, rollout, "Claims", (LIVE_ON - timedelta(weeks=86), BASELINE[1]))
    found = rollout_of(answer(company), "Claims")
    assert found.suppressed
    assert not {"before", "median_before_hours", "sides"} & set(found.detail)


def test_teams_that_were_not_redesigned_stand_beside_the_verdict_indicative_while_few(company: Company) -> None:
    team(company, "Claims", FASTER)
    file_of_cases(company, "Claims intake", made(SAME, 5), team="Motor", report=at(ends()), prefix="M")
    beside = rollout_of(answer(company), "Claims").detail["compared_with"]
    assert beside["who"] == "teams that do the same task the old way"
    assert (beside["teams"], beside["indicative"], beside["rank"]) == (1, True, 1)
    assert beside["change"] == pytest.approx(-0.5, abs=0.1)


def test_where_no_team_does_the_task_the_old_way_work_that_was_not_redesigned_stands_in(company: Company) -> None:
    team(company, "Claims", FASTER)
    company.workflow("Old work", performer=Performer.AI_ASSISTS)
    file_of_cases(company, "Old work", made(SAME, 5), team="Motor", report=at(ends()), prefix="O")
    assert rollout_of(answer(company), "Claims").detail["compared_with"]["who"] == "teams whose work was not redesigned"


def test_the_slowest_of_the_teams_before_go_live_carries_a_warning(company: Company) -> None:
    team(company, "Claims", replace(FASTER, median=4.0))
    for number, path in enumerate(("Motor", "Home")):
        file_of_cases(company, "Claims intake", made(SAME, 5 + number), team=path, report=at(ends()), prefix=path)
    assert any("slowest of 3 teams" in said for said in rollout_of(answer(company), "Claims").caveats)


def test_quality_stands_beside_speed(company: Company) -> None:
    rollout = team(company, "Claims", FASTER)
    checkpoint = company.checkpoint("Claims intake")
    company.check(checkpoint, rollout, LIVE_ON - timedelta(days=9), 50, corrected=5)
    company.check(checkpoint, rollout, LIVE_ON + timedelta(days=9), 40, corrected=1, rejected=1)
    quality = rollout_of(answer(company), "Claims").detail["quality"]
    assert (quality["before"], quality["after"]) == (0.1, 0.05)


def test_working_hours_are_a_second_line_where_a_calendar_is_set(company: Company) -> None:
    team(company, "Claims", FASTER)
    assert "working_hours" not in rollout_of(answer(company), "Claims").detail
    company.setting(CALENDAR, '{"days": [0,1,2,3,4], "from": "09:00", "to": "17:00"}')
    detail = rollout_of(answer(company), "Claims").detail
    assert 0 < detail["working_hours"]["after"] < detail["median_after_hours"]


def test_what_could_fake_an_effect_is_said(company: Company) -> None:
    cases = made(FASTER)
    after = cases.started >= at(LIVE_ON).timestamp()
    kind = np.where(after & (np.arange(len(cases)) % 2 == 0), "Easy", "Hard")
    finished = np.where(after & (np.arange(len(cases)) % 5 == 0), cases.started, cases.finished)
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    file_of_cases(
        company,
        "Claims intake",
        Cases(cases.started, finished),
        team="Claims",
        report=at(ends()),
        case_type=kind,
    )
    lock_baseline(company, rollout, "Claims")
    said = " ".join(rollout_of(answer(company), "Claims").caveats)
    assert "“Easy” went from 0% to 50%" in said
    assert "no time at all went from 0% to 20%" in said


def test_a_file_split_in_two_and_loaded_in_any_order_gives_the_same_answer(company: Company) -> None:
    cases = made(FASTER)
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    whole = file_of_cases(company, "Claims intake", cases, team="Claims", report=at(ends()))
    lock_baseline(company, rollout, "Claims")
    before = answer(company)
    company.undo(whole)
    half = np.arange(len(cases)) % 2 == 0
    for chosen in (~half, half):
        names = [f"C{number:06d}" for number in np.flatnonzero(chosen)]
        part = Cases(cases.started[chosen], cases.finished[chosen])
        file_of_cases(company, "Claims intake", part, team="Claims", report=at(ends()), ids=names)
    after = answer(company)
    assert replace(after, sources=(), parts=()) == replace(before, sources=(), parts=())
    assert rollout_of(after, "Claims").detail == rollout_of(before, "Claims").detail


def test_the_pictures_stay_small_and_lie_as_the_cases_do(company: Company) -> None:
    team(company, "Claims", FASTER)
    asked = as_registered(company.session, scope(company.session, Question()))
    (one,) = rollout_cycle_times(company.session, asked)
    drawn = pictures(one)
    assert drawn is not None
    assert len(drawn.before) == len(drawn.after) == DOTS
    assert one.comparison is not None
    assert np.median(drawn.after) == pytest.approx(one.comparison.after.median, rel=0.1)
    assert [week.number for week in drawn.weeks] == list(range(-26, one.comparison.verdict.weeks_after))
    assert drawn.limits is not None
    assert drawn.limits.low < drawn.limits.centre < drawn.limits.high
    assert len(drawn.outside) > 5


def test_a_sample_by_rank_is_the_same_every_time_and_keeps_few_cases_whole() -> None:
    hours = np.random.default_rng(3).permutation(np.arange(1_000.0))
    assert by_rank(hours) == by_rank(hours[::-1])
    assert by_rank(np.array([3.0, 1.0])) == (1.0, 3.0)
    assert len(by_rank(hours, most=10)) == 10


def test_a_store_without_redesigned_work_says_what_it_lacks(company: Company) -> None:
    assert answer(company).why_unknown == "No redesigned workflow has gone live yet."
    company.workflow("Claims intake")
    company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    known_week(company, ends())
    found = answer(company)
    assert (found.value, found.why_unknown) == (None, "No cases of a redesigned workflow are uploaded yet.")


def test_cases_that_name_no_team_are_those_of_the_one_team_that_went_live_and_it_is_said(company: Company) -> None:
    company.workflow("Claims intake")
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    known_week(company, ends())
    file_of_cases(company, "Claims intake", made(FASTER), team=None, report=at(ends()))
    lock_baseline(company, rollout, "Claims")
    found = rollout_of(answer(company), "Claims")
    assert (found.detail["verdict"], found.detail["baseline_changed"]) == ("faster", False)
    assert "name no team: all cases of the workflow are taken for those of Claims" in " ".join(found.caveats)


def test_where_several_teams_went_live_cases_that_name_no_team_are_nobodys(company: Company) -> None:
    company.workflow("Claims intake")
    for path in ("Claims", "Motor"):
        company.rollout("Claims intake", path, {Stage.PILOT: LIVE_ON})
    known_week(company, ends())
    file_of_cases(company, "Claims intake", made(FASTER), team=None, report=at(ends()))
    for rollout in answer(company).parts[0].parts:
        assert "name no team" in rollout.detail["sentence"]


def test_a_second_team_that_is_only_planned_takes_no_case_from_the_first(company: Company) -> None:
    team(company, "Claims", FASTER)
    before = answer(company)
    company.rollout("Claims intake", "Motor", {Stage.PLANNED: ends() - timedelta(days=1)})
    assert rollout_of(answer(company), "Claims").detail == rollout_of(before, "Claims").detail


def test_a_baseline_stands_while_cases_that_were_open_when_it_was_locked_are_finished(company: Company) -> None:
    cases, locked = made(FASTER), LIVE_ON
    early = cases.known_at(at(locked).timestamp())
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    names = [f"C{number:06d}" for number in range(len(cases))]
    begun = np.flatnonzero(cases.started < at(locked).timestamp())
    file_of_cases(
        company, "Claims intake", early, team="Claims", report=at(locked), ids=[names[place] for place in begun]
    )
    lock_baseline(company, rollout, "Claims")
    file_of_cases(company, "Claims intake", cases, team="Claims", report=at(ends()), ids=names)
    assert np.isnan(early.finished).any()
    assert not rollout_of(answer(company), "Claims").detail["baseline_changed"]
    earlier = Cases(
        cases.started, np.where(cases.started < at(LIVE_ON).timestamp(), cases.finished + 60, cases.finished)
    )
    file_of_cases(company, "Claims intake", earlier, team="Claims", report=at(ends()), ids=names)
    assert rollout_of(answer(company), "Claims").detail["baseline_changed"]


def test_a_baseline_locked_before_its_cases_were_uploaded_and_after_go_live_says_both(company: Company) -> None:
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    lock_baseline(company, rollout, "Claims")
    row = company.session.exec(select(Baseline)).one()
    row.locked_on = LIVE_ON + timedelta(weeks=6)
    company.session.add(row)
    company.session.flush()
    file_of_cases(company, "Claims intake", made(FASTER), team="Claims", report=at(ends()))
    found = rollout_of(answer(company), "Claims")
    assert found.detail["sentence"].endswith(
        "; its baseline was locked 6 weeks after go-live; the baseline was locked before its cases were uploaded"
    )
    assert found.detail["locked_late"] == "6 weeks"
    assert "locked before any case of its window was uploaded" in found.caveats[0]
    assert "was locked 6 weeks after go-live" in found.caveats[1]


def lock_late(company: Company, rollout: int, by: timedelta) -> None:
    row = company.session.exec(select(Baseline).where(Baseline.rollout_id == rollout)).one()
    row.locked_on = LIVE_ON + by
    company.session.add(row)
    company.session.flush()


def test_a_baseline_locked_on_the_day_of_go_live_or_before_is_not_late(company: Company) -> None:
    lock_late(company, team(company, "Claims", FASTER), timedelta(0))
    found = rollout_of(answer(company), "Claims")
    assert found.detail["locked_late"] is None
    assert "after go-live" not in found.detail["sentence"]


def test_a_verdict_over_several_teams_says_in_which_its_baseline_was_locked_late(company: Company) -> None:
    lock_late(company, team(company, "Claims", FASTER), timedelta(days=3))
    team(company, "Motor", FASTER, seed=2)
    (workflow,) = answer(company).parts
    assert workflow.detail["sentence"].endswith("; its baseline was locked 3 days after go-live in Claims")


def mixed(company: Company, *, easy_after: float, hours_easy: float = 2, change: float = 1.0) -> Figure:
    """Claims, of which the easy ones take two hours and the hard ones forty; the share of easy ones moves at go-live."""
    rng = np.random.default_rng(8)
    cases = made(SAME)
    after = cases.started >= at(LIVE_ON).timestamp()
    easy = rng.random(len(cases)) < np.where(after, easy_after, 0.3)
    hours = np.where(easy, hours_easy, 40) * np.exp(rng.normal(0, 0.4, len(cases))) * np.where(after, change, 1)
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    file_of_cases(
        company,
        "Claims intake",
        Cases(cases.started, cases.started + hours * 3600),
        team="Claims",
        report=at(ends()),
        case_type=np.where(easy, "Easy", "Hard"),
    )
    lock_baseline(company, rollout, "Claims")
    return rollout_of(answer(company), "Claims")


def test_where_only_more_easy_cases_came_the_comparison_within_types_says_so_beside_the_verdict(
    company: Company,
) -> None:
    found = mixed(company, easy_after=0.8)
    assert found.detail["verdict"] == "faster"
    within = found.detail["within_types"]
    assert within["ci_low"] < 0 < within["ci_high"]
    assert abs(within["change"]) < 0.1
    (said,) = [one for one in found.caveats if "mix of cases changed" in one]
    assert "Between cases of the same type the change is" in said
    assert "which cases came may be all that changed" in said
    assert [one["name"] for one in within["types"]] == ["Easy", "Hard"] or within["kinds"] == 2


def test_where_every_type_got_faster_the_comparison_within_types_finds_it(company: Company) -> None:
    found = mixed(company, easy_after=0.5, change=0.5)
    within = found.detail["within_types"]
    assert within["change"] == pytest.approx(-0.5, abs=0.05)
    assert all(one["ci_high"] < 0 for one in within["types"])
    assert (within["covered"], within["of"]) == (found.detail["used_after"], found.detail["used_after"])
    assert any("the same way" in said for said in found.caveats)


def test_where_no_type_is_told_nothing_is_compared_within_types(company: Company) -> None:
    team(company, "Claims", FASTER)
    assert rollout_of(answer(company), "Claims").detail["within_types"] is None


def test_cases_opened_again_stand_beside_speed_and_more_of_them_carry_a_warning(company: Company) -> None:
    cases = made(FASTER)
    after = cases.started >= at(LIVE_ON).timestamp()
    status = np.where(after & (np.arange(len(cases)) % 5 == 0), "Reopened", "")
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    file_of_cases(company, "Claims intake", cases, team="Claims", report=at(ends()), end_status=status)
    lock_baseline(company, rollout, "Claims")
    found = rollout_of(answer(company), "Claims")
    sides = found.detail["sides"]
    assert (sides["before"]["reopened"], sides["after"]["reopened_share"]) == (0, pytest.approx(0.2, abs=0.03))
    assert any("opened again after they were finished went from 0 of" in said for said in found.caveats)
    assert found.detail["verdict"] == "faster"


def test_more_corrections_after_go_live_carry_a_warning(company: Company) -> None:
    rollout = team(company, "Claims", FASTER)
    checkpoint = company.checkpoint("Claims intake")
    company.check(checkpoint, rollout, LIVE_ON - timedelta(days=9), 50, corrected=1)
    company.check(checkpoint, rollout, LIVE_ON + timedelta(days=9), 40, corrected=8)
    assert any(
        "corrected or rejected went from 1 of 50 (2%) to 8 of 40 (20%)" in said
        for said in rollout_of(answer(company), "Claims").caveats
    )


def test_times_in_whole_days_say_what_the_change_is_in(company: Company) -> None:
    cases = made(FASTER)
    days = [np.floor(side / 86_400) * 86_400 for side in (cases.started, cases.finished)]
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    file_of_cases(company, "Claims intake", Cases(days[0], days[1]), team="Claims", report=at(ends()))
    lock_baseline(company, rollout, "Claims")
    assert any("days without an hour" in said for said in rollout_of(answer(company), "Claims").caveats)


def test_few_cases_since_go_live_show_no_times_of_their_own(company: Company) -> None:
    team(company, "Claims", replace(FASTER, weeks_after=3, cases_a_week=4, median=0.5))
    sides = rollout_of(answer(company), "Claims").detail["sides"]
    assert 0 < sides["after"]["finished"] < 10
    assert sides["after"]["median_hours"] is sides["after"]["p90_hours"] is None
    assert sides["before"]["median_hours"] > 0


def test_files_counted_to_different_events_carry_a_warning(company: Company) -> None:
    cases = made(FASTER)
    first = np.arange(len(cases)) % 2 == 0
    company.workflow("Claims intake")
    known_week(company, ends())
    rollout = company.rollout("Claims intake", "Claims", {Stage.PILOT: LIVE_ON})
    for chosen, finish in ((first, "Settle"), (~first, "Close")):
        part = Cases(cases.started[chosen], cases.finished[chosen])
        made_of = file_of_cases(company, "Claims intake", part, team="Claims", report=at(ends()), prefix=finish)
        row = company.session.get(Import, made_of)
        assert row is not None
        row.choices = {"start": "Register", "finish": finish}
        company.session.add(row)
        company.session.flush()
    lock_baseline(company, rollout, "Claims")
    assert any(
        "finish “Close”; start “Register” and finish “Settle”" in said
        for said in rollout_of(answer(company), "Claims").caveats
    )
