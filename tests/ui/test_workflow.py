"""The sentences and rows of the Workflow page, from records and figures."""

from dataclasses import replace
from datetime import date
from typing import Any

from opmodel.measures.figure import Figure, Point
from opmodel.measures.holding import Fall, RolloutAdoption
from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.workflow_record import RecordedOperator, RecordedPlay, RecordedStep, WorkflowRecord
from opmodel.store.register import Decider, OperatorRole, Performer, Stage
from opmodel.store.weeks import parse_week
from opmodel.ui import workflow
from opmodel.ui.play import play_title
from opmodel.ui.since_go_live import adoption_since_go_live

W46 = parse_week("2026-W46")
TODAY = date(2026, 11, 18)
LIMITS = {"majority_share": 0.6, "majority_week": 13}


def a_step(after: Performer = Performer.AI_DOES, **changes: Any) -> RecordedStep:
    known: dict[str, Any] = {
        "name": "Read the notice",
        "before": Performer.HUMAN,
        "after": after,
        "decision": "",
        "decider": None,
        "minutes_a_case": 14.0,
        "checkpoint": "",
        "cadence_days": None,
    }
    return RecordedStep(**{**known, **changes})


def a_rollout(stage: Stage = Stage.PRODUCTION, **changes: Any) -> RolloutStanding:
    known: dict[str, Any] = {
        "id": 1,
        "workflow_id": 7,
        "workflow": "Claims intake",
        "team_id": 3,
        "team": "Claims/Motor claims",
        "attempt": 1,
        "stage": stage,
        "stage_since": date(2026, 3, 2),
        "go_live": None if stage == Stage.PLANNED else date(2026, 1, 5),
        "stopped_on": None,
        "play_version": None,
        "receiving_owner": "",
        "accepted_on": None,
        "accountable_before": "",
        "accountable_now": "",
        "stated_headcount": None,
    }
    return RolloutStanding(**{**known, **changes})


def a_record(**changes: Any) -> WorkflowRecord:
    known: dict[str, Any] = {
        "id": 7,
        "name": "Claims intake",
        "day": TODAY,
        "outcome": "",
        "owner": "",
        "tools": (),
        "operators": (),
        "steps": (a_step(),),
        "plays": (),
        "rollouts": (a_rollout(),),
        "baselines": {},
        "checkpoints": (),
        "decisions": (),
    }
    return WorkflowRecord(**{**known, **changes})


def an_adoption(*, holding: bool | None = True, level: float | None = 0.66, **changes: Any) -> RolloutAdoption:
    known: dict[str, Any] = {
        "rollout_id": 1,
        "workflow_id": 7,
        "workflow": "Claims intake",
        "team_id": 3,
        "team": "Claims/Motor claims",
        "attempt": 1,
        "stage": Stage.PRODUCTION,
        "stage_since": date(2026, 3, 2),
        "go_live": date(2026, 1, 5),
        "stopped_on": None,
        "is_redesign": True,
        "points": tuple(Point(week=W46 - 3 + at, value=0.66, numerator=99, denominator=150) for at in range(4)),
        "weeks_live": 4,
        "level": Figure(name="level", unit="share", rule="holding/1", value=level),
        "holding": holding,
        "holding_since": None,
        "holding_weeks": 12,
        "first_win_on": None,
        "fall": None,
    }
    return RolloutAdoption(**{**known, **changes})


def a_share(value: float | None = 277 / 440, **changes: Any) -> Figure:
    return Figure(
        **{
            "name": "Claims intake",
            "unit": "share",
            "rule": "adoption/1",
            "value": value,
            "numerator": 277,
            "denominator": 440,
            "as_of": W46,
            **changes,
        }
    )


def test_a_measured_workflow_opens_with_its_n_of_m() -> None:
    assert (
        workflow.headline(a_record(), a_share(), today=TODAY)
        == "Claims intake: 277 of 440 people worked the new way last week, 63%."
    )


def test_a_team_is_named_where_the_page_is_about_one() -> None:
    assert "277 of 440 people in Motor claims worked" in workflow.headline(
        a_record(), a_share(), team="Claims/Motor claims"
    )
    assert "live nowhere in Motor claims yet" in workflow.headline(
        a_record(rollouts=()), None, team="Claims/Motor claims"
    )


def test_a_workflow_in_which_ai_does_no_step_is_a_tab() -> None:
    one = a_record(steps=(a_step(Performer.AI_ASSISTS),))
    assert workflow.headline(one, None) == "Claims intake is a tab, not a redesign: AI does not do its one step."
    assert "stays out of the board number" in workflow.under_the_headline(one, [], None)
    many = a_record(steps=(a_step(Performer.HUMAN), a_step(Performer.AI_ASSISTS)))
    assert workflow.headline(many, None).endswith("AI does none of its 2 steps.")


def test_what_is_not_known_is_said_instead_of_a_number() -> None:
    assert "has no steps yet" in workflow.headline(a_record(steps=()), None)
    planned = a_record(rollouts=(a_rollout(Stage.PLANNED),))
    assert workflow.headline(planned, None) == "Claims intake is redesigned and live nowhere, planned in 1 team."
    stopped = a_record(rollouts=(a_rollout(Stage.STOPPED),))
    assert workflow.headline(stopped, None).endswith("live nowhere since it was stopped in 1 team.")
    assert "is not known yet" in workflow.headline(a_record(), None)
    hidden = replace(a_share(None, suppressed=True), caveats=("Not shown: a group of fewer than 10 people.",))
    assert workflow.headline(a_record(), hidden).endswith(
        "how the people work is not shown (a group of fewer than 10 people)."
    )
    nearly = replace(hidden, detail={"bound": "> 90%"}, denominator=10)
    assert "more than 90% of 10 people worked the new way" in workflow.headline(a_record(), nearly)


def test_a_hostile_name_is_only_text_in_the_headline() -> None:
    assert r"\<b\>x\<\/b\>" in workflow.headline(a_record(name="<b>x</b>"), None)


def test_holding_is_told_by_teams_and_a_team_without_figures_is_not_counted() -> None:
    two = [an_adoption(), an_adoption(rollout_id=2, holding=False, level=0.39), an_adoption(rollout_id=3, holding=None)]
    said = workflow.under_the_headline(a_record(), two, None)
    assert said == "A clear majority holds in **1 of 2 teams** measured. 1 live team is not measured yet."
    one = workflow.under_the_headline(a_record(), [an_adoption(holding=False)], None)
    assert one == "The one team measured does not hold a clear majority."


def test_missing_hours_and_missing_operators_are_asked_for() -> None:
    assert workflow.operators(()).startswith("Nobody is named.")
    said = workflow.operators(
        (
            RecordedOperator(name="Ada", role=OperatorRole.RUNS, hours_a_week=10),
            RecordedOperator(name="Grace", role=OperatorRole.SCALES, hours_a_week=None),
        )
    )
    assert "Ada runs it, 10 hours a week" in said
    assert "Grace scales it, **hours a week not said**" in said


def test_a_step_that_ai_has_a_part_in_and_nobody_checks_is_missing_its_checkpoint() -> None:
    record = a_record(
        steps=(
            a_step(checkpoint="Every tenth", cadence_days=7, decision="Which cover", decider=Decider.AI_WITHIN_LIMITS),
            a_step(Performer.AI_ASSISTS, minutes_a_case=None),
            a_step(Performer.HUMAN),
        )
    )
    rows = workflow.step_rows(record)
    assert [row["Checkpoint"] for row in rows] == ["Every tenth, every 7 days", "missing", "none"]
    assert [row["Decided by"] for row in rows] == ["AI within limits", "", ""]
    assert rows[1]["Minutes a case"] == "not said"
    assert workflow.steps_title(record) == "AI does 1 of 3 steps."


def test_a_team_accountable_for_the_same_as_before_is_told_so() -> None:
    same = a_rollout(accountable_before="Claims a day", accountable_now="claims a day")
    rows = workflow.rollout_rows(a_record(rollouts=(same, a_rollout(id=2))), [an_adoption()])
    changed = workflow.rollout_rows(a_record(rollouts=(a_rollout(accountable_now="Claims in two hours"),)), [])
    told = [row["Accountable for, before → now"] for row in (*rows, *changed)]
    assert told == ["Claims a day, the same as before", "not said", "not said → Claims in two hours"]
    assert [row["Adoption"] for row in rows] == ["holding, 66%", "not measured"]
    assert rows[0]["Receiving owner"] == "nobody named"


def test_cycle_time_says_what_it_needs_and_whether_a_baseline_is_locked() -> None:
    assert "No baseline is locked for any of 1 team" in workflow.cycle_time_missing(a_record())
    locked = workflow.cycle_time_missing(a_record(baselines={1: date(2026, 1, 2)}))
    assert locked.endswith("A baseline is locked for 1 of 1 team: Motor claims on 2 Jan 2026.")
    assert "before the first team goes live" in workflow.cycle_time_missing(a_record(rollouts=()))


def test_the_play_says_which_version_is_the_standard() -> None:
    assert play_title(a_record()).startswith("No play is published")
    draft = RecordedPlay(version=4, body="…", published_on=None, published_by="")
    standard = RecordedPlay(version=3, body="…", published_on=date(2026, 4, 13), published_by="Ada")
    assert play_title(a_record(plays=(draft, standard))) == "The play: version 3 is the standard since 13 Apr 2026."


def test_the_course_of_a_team_that_fell_back_is_told_with_its_peak() -> None:
    fallen = an_adoption(holding=False, level=0.26, fall=Fall(peak=0.71, peak_week=2, now=0.26))
    drawing = adoption_since_go_live([fallen], limits=LIMITS)
    assert drawing is not None
    assert drawing.title == "Motor claims peaked at 71% in week 2 and went back to 26%."
    assert set(drawing.rows.loc[drawing.rows["part"] == "line", "role"]) == {"red"}


def test_the_six_largest_teams_are_named_and_the_rest_stays_grey() -> None:
    teams = [
        an_adoption(
            rollout_id=size,
            team=f"Team {size}",
            points=(Point(week=W46, value=0.5, numerator=size / 2, denominator=size),),
        )
        for size in range(20, 28)
    ]
    drawing = adoption_since_go_live(teams, limits=LIMITS)
    assert drawing is not None
    named = drawing.rows.loc[drawing.rows["part"] == "name", "series"]
    assert set(named) - {"clear majority, 60%"} == {f"Team {size}" for size in range(22, 28)}
    grey = drawing.rows.loc[(drawing.rows["part"] == "line") & (drawing.rows["role"] == "quiet"), "series"]
    assert set(grey) == {"Team 20", "Team 21"}


def test_a_live_team_that_nothing_is_known_of_is_named_under_the_chart() -> None:
    unmeasured = replace(an_adoption(holding=None), team="Claims/Health claims", points=())
    drawing = adoption_since_go_live([an_adoption(), unmeasured], limits=LIMITS)
    assert drawing is not None
    assert drawing.measure.endswith("Not measured: Health claims.")
    assert adoption_since_go_live([unmeasured], limits=LIMITS) is None


def test_the_week_in_progress_and_holiday_weeks_are_drawn_and_explained() -> None:
    one = an_adoption()
    newest = one.points[-1].week
    running = replace(
        one,
        in_progress=Point(week=newest + 1, value=0.2, numerator=30, denominator=150),
        holidays=frozenset({one.points[0].week}),
    )
    drawing = adoption_since_go_live([running], limits=LIMITS)
    plain = adoption_since_go_live([one], limits=LIMITS)
    assert drawing is not None
    assert plain is not None
    assert drawing.measure == (
        f"{plain.measure} A cross is a holiday week of the team. "
        "A hollow point is the week in progress: who was active so far."
    )
    hollow = drawing.rows[drawing.rows["part"] == "in progress"]
    assert hollow["words"].tolist() == ["in progress: 30 of 150"]
    assert hollow["week"].tolist() == [len(one.points) + 1]
    assert drawing.title == plain.title


def test_the_page_opens_on_what_is_red_first_else_on_the_workflow_of_most_people() -> None:
    def found(*workflows: str) -> Figure:
        parts = tuple(
            Figure(name=name, unit="", rule="findings/1", kind="finding", detail={"workflow": name})
            for name in workflows
        )
        return Figure(name="findings", unit="findings", rule="findings/1", parts=parts)

    sizes = {"Broker quotes": 12, "Claims intake": 440, "Notes": None}
    parts = tuple(
        Figure(name=name, unit="share", rule="adoption/1", kind="workflow", denominator=size)
        for name, size in sizes.items()
    )
    adoption = Figure(name="adoption", unit="share", rule="adoption/1", parts=parts)
    assert workflow.most_pressing(found("", "Notes", "Claims intake"), adoption) == "Notes"
    assert workflow.most_pressing(found(""), adoption) == "Claims intake"
    assert workflow.most_pressing(found(), Figure(name="adoption", unit="share", rule="adoption/1")) == ""
