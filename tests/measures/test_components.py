"""The four components of a workflow: each state, its evidence, and the very next thing to do."""

from datetime import date, timedelta
from typing import Any

import pytest

from opmodel.measures.components import COMPONENTS
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.store.register import OperatorRole, Performer, Rollout, Stage, Step
from tests.company import Company, week, whole

ROSTER = date(2026, 1, 1)
GO_LIVE = date(2026, 6, 3)
TODAY = date(2026, 10, 4)
"""The Sunday of W40."""
WEEKS = [f"W{number}" for number in range(24, 41)]
SAID = {"accountable_before": "Claims registered a day", "accountable_now": "Claims coded within two hours"}


def components(company: Company, team: str = "", as_of: str | None = None) -> Figure:
    return ask(company.session, "components", Question(team=team, as_of=week(as_of) if as_of else None))


def workflow(company: Company, name: str = "Claims") -> Figure:
    (found,) = [part for part in components(company).parts_of("workflow") if part.name == name]
    return found


def detail(company: Company, component: str, name: str = "Claims") -> dict[str, Any]:
    return dict(workflow(company, name).part(component).detail)


class Claims:
    """A workflow with all four in place: live in two teams that hold, checked, with a play."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.people = company.crowd(60)
        company.roster(
            ROSTER, {"Claims/Motor": self.people[:30], "Claims/Property": self.people[30:], "Legal": ["ray", "mo"]}
        )
        company.workflow("Claims", owner="Ada", performer=None)
        self.step = company.step("Claims", "Code the cover", minutes=12, cases_a_week=50)
        company.step("Claims", "Call back", after=Performer.HUMAN, minutes=9)
        self.checkpoint = company.checkpoint("Claims", "Every tenth coding", step="Code the cover", cadence=7)
        company.holder("Ray", person="ray")
        company.play("Claims", 1, date(2026, 7, 1), by="Ada")
        company.operator("Claims", "Ada", OperatorRole.RUNS, 6)
        self.rollouts = {
            team: company.rollout("Claims", team, {Stage.PILOT: GO_LIVE}, play_version=1, **SAID)
            for team in ("Claims/Motor", "Claims/Property")
        }
        for rollout in self.rollouts.values():
            company.staff(self.checkpoint, rollout, "Ray")
            company.check(self.checkpoint, rollout, TODAY - timedelta(days=3), seen=40, corrected=2)
        company.use("Claims", {label: whole(self.people[:21] + self.people[30:51]) for label in WEEKS})

    @property
    def motor(self) -> int:
        return self.rollouts["Claims/Motor"]

    def change(self, model: type[Any], number: int, **values: Any) -> None:
        row = self.company.session.get(model, number)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
        self.company.refresh(register=True)


@pytest.fixture
def claims(company: Company) -> Claims:
    return Claims(company)


def test_a_workflow_counts_where_all_four_are_in_place(any_company: Company) -> None:
    Claims(any_company)
    any_company.workflow("Notes", performer=Performer.AI_ASSISTS)
    figure = components(any_company)
    assert (figure.value, figure.numerator, figure.denominator, figure.unit) == (1, 1, 2, "workflows")
    assert (figure.as_of, figure.rule, bool(figure.sources)) == (week("W40"), "components/1", True)
    assert [(part.name, part.numerator, part.denominator) for part in figure.parts_of("component")] == [
        (name, 1, 2) for name in COMPONENTS
    ]
    whole_one = figure.part("Claims")
    assert (whole_one.value, whole_one.denominator, whole_one.unit) == (4, 4, "components")
    assert {part.detail["state"] for part in whole_one.parts} == {"in_place"}
    assert all(part.detail["next"] == "" for part in whole_one.parts)
    assert all(part.detail["evidence"] for part in whole_one.parts)
    assert whole_one.detail == {
        "workflow_id": any_company.workflows["Claims"],
        "owner": "Ada",
        "outcome": "",
        "is_redesign": True,
        "tab_not_a_redesign": False,
        "operators": [{"name": "Ada", "role": "runs", "hours_a_week": 6}],
        "operating_hours_a_week": 6,
    }


def test_a_team_is_shown_the_workflows_rolled_out_to_it_or_below_with_the_same_states(claims: Claims) -> None:
    claims.company.workflow("Notes")
    claims.company.rollout("Notes", "Legal", {Stage.PILOT: GO_LIVE})
    assert [part.name for part in components(claims.company, "Claims").parts_of("workflow")] == ["Claims"]
    motor = components(claims.company, "Claims/Motor")
    assert (motor.value, motor.denominator) == (1, 1)
    assert motor.part("Claims").part("scale").detail["teams_live"] == 2
    assert components(claims.company, "Claims/Property").part("Claims").value == 4


def test_without_workflows_it_is_unknown(company: Company) -> None:
    assert components(company).why_unknown == "No workflow is registered yet."
    company.workflow("Claims")
    company.team("Legal")
    assert components(company, "Legal").why_unknown == "No registered workflow has a rollout in this team."


def test_it_is_read_as_of_the_week_asked_for(claims: Claims) -> None:
    earlier = components(claims.company, as_of="W26").part("Claims")
    assert earlier.part("standardization").detail["published_version"] is None
    assert earlier.part("standardization").detail["state"] == "missing"


class TestScope:
    def test_in_place_says_what_leaves_the_human_queue(self, claims: Claims) -> None:
        found = detail(claims.company, "scope")
        assert (found["steps_ai_does"], found["steps_ai_assists"], found["steps_human"]) == (1, 0, 1)
        assert (found["minutes_a_case"], found["cases_a_week"], found["cases_source"]) == (12, 50, "stated")
        assert found["hours_a_week"] == 10
        assert found["evidence"][1] == (
            "12 minutes a case leave the human queue: 10 hours a week at 50 cases a week, as stated in the register."
        )

    def test_a_step_that_ai_assists_in_is_never_counted_as_scope(self, claims: Claims) -> None:
        claims.company.step("Claims", "Write back", after=Performer.AI_ASSISTS, minutes=30)
        found = detail(claims.company, "scope")
        assert (found["steps_ai_assists"], found["minutes_a_case"]) == (1, 12)

    def test_a_workflow_without_a_step_that_ai_does_is_a_tab_not_a_redesign(self, claims: Claims) -> None:
        claims.change(Step, claims.step, performer_after=Performer.AI_ASSISTS)
        found = detail(claims.company, "scope")
        assert found["state"] == "missing"
        assert found["evidence"] == ["A tab, not a redesign: AI assists in “Code the cover” and does no step."]
        assert found["next"] == "Decide whether AI is to do “Code the cover” rather than assist in it. Ask Ada."
        assert workflow(claims.company).detail["tab_not_a_redesign"] is True
        assert workflow(claims.company).detail["is_redesign"] is False

    def test_a_workflow_of_people_only_is_a_tab_too_and_one_without_steps_is_asked_for_them(
        self, company: Company
    ) -> None:
        company.workflow("Claims", performer=Performer.HUMAN)
        assert detail(company, "scope")["evidence"] == ["A tab, not a redesign: people do its one step, “The step”."]
        company.workflow("Notes", performer=None)
        found = detail(company, "scope", "Notes")
        assert (found["state"], found["evidence"]) == ("missing", ["No step is registered yet."])
        assert workflow(company, "Notes").detail["tab_not_a_redesign"] is False

    def test_unknown_minutes_or_cases_leave_it_partly_in_place(self, claims: Claims) -> None:
        claims.change(Step, claims.step, cases_a_week=None)
        found = detail(claims.company, "scope")
        assert (found["state"], found["cases_a_week"], found["hours_a_week"]) == ("partly", None, None)
        assert found["next"] == "Upload the cases of Claims, or say how many a week brings. Ask Ada."
        claims.change(Step, claims.step, minutes_a_case=None)
        found = detail(claims.company, "scope")
        assert (found["state"], found["minutes_a_case"]) == ("partly", None)
        assert found["next"] == "Say how many minutes a case “Code the cover” took a person. Ask Ada."

    def test_a_step_that_begins_later_is_partly(self, claims: Claims) -> None:
        claims.change(Step, claims.step, valid_from=date(2027, 2, 1))
        found = detail(claims.company, "scope")
        assert (found["state"], found["steps_ai_does"]) == ("partly", 0)
        assert found["next"] == "Begin with “Code the cover” on 1 Feb 2027. Ask Ada."
        assert workflow(claims.company).detail["tab_not_a_redesign"] is False

    def test_what_ai_did_before_takes_no_minutes_out_of_the_human_queue(self, claims: Claims) -> None:
        claims.change(Step, claims.step, performer_before=Performer.AI_DOES, minutes_a_case=None)
        found = detail(claims.company, "scope")
        assert (found["state"], found["minutes_a_case"], found["hours_a_week"]) == ("in_place", 0, 0)

    def test_each_step_counts_with_the_cases_it_sees(self, claims: Claims) -> None:
        claims.company.step("Claims", "Check for fraud", minutes=30, cases_a_week=4)
        found = detail(claims.company, "scope")
        assert (found["minutes_a_case"], found["cases_a_week"]) == (42, 50)
        assert found["hours_a_week"] == (12 * 50 + 30 * 4) / 60

    def test_uploaded_cases_count_before_what_is_stated(self, any_company: Company) -> None:
        Claims(any_company)
        started = {TODAY - timedelta(days=days): 3 for days in range(13 * 7 + 20)}
        any_company.cases("Claims", started, report=TODAY, team="Claims/Motor")
        found = detail(any_company, "scope")
        assert (found["cases_a_week"], found["cases_source"], found["hours_a_week"]) == (21, "cases", 4.2)
        assert found["evidence"][1].endswith("the mean of the last 13 weeks.")

    def test_cases_of_teams_that_work_the_old_way_take_nothing_out_of_the_queue(self, claims: Claims) -> None:
        started = {TODAY - timedelta(days=days): 1 for days in range(28)}
        claims.company.cases("Claims", started, report=TODAY, team="Legal", prefix="L")
        claims.company.cases("Claims", started, report=TODAY, team="Claims/Motor", prefix="M")
        claims.company.cases("Claims", started, report=TODAY, prefix="N")
        assert detail(claims.company, "scope")["cases_a_week"] == 14

    def test_a_case_that_two_files_name_is_one_case_and_a_week_in_part_is_none(self, claims: Claims) -> None:
        started = {TODAY - timedelta(days=days): 1 for days in range(16)}
        claims.company.cases("Claims", started, report=TODAY - timedelta(days=2))
        claims.company.cases("Claims", started, report=TODAY)
        found = detail(claims.company, "scope")
        assert found["cases_a_week"] == 7
        assert found["evidence"][1].endswith("the mean of the last 2 weeks.")


class TestOwnership:
    def test_in_place_counts_what_was_seen_and_what_each_reviewer_owes(self, claims: Claims) -> None:
        found = detail(claims.company, "ownership")
        assert (found["ai_steps"], found["covered"], found["vacant"], found["overdue"]) == (1, 1, [], [])
        assert found["checks_due_a_week"] == [{"reviewer": "Ray", "checks": 2}]
        assert (found["outputs_seen"], found["corrected_or_rejected"]) == (80, 4)
        assert found["corrected_or_rejected_share"] == 0.05
        assert found["rubber_stamp"] is False
        assert found["evidence"] == [
            "A named reviewer checks 1 of 1 AI step in every live team.",
            "4 of 80 outputs seen in 90 days were corrected or rejected: 5%.",
            "Ray owes 2 checks a week.",
        ]

    def test_an_ai_step_without_a_checkpoint_comes_before_everything_else(self, claims: Claims) -> None:
        claims.company.step("Claims", "Write back", after=Performer.AI_ASSISTS)
        claims.company.step("Claims", "Register")
        found = detail(claims.company, "ownership")
        assert (found["state"], found["ai_steps"], found["covered"]) == ("partly", 3, 1)
        assert found["next"] == "Say what a person checks of “Register”, and how often. Ask Ada."
        assert "No checkpoint is named for “Register” and “Write back”." in found["evidence"]

    @pytest.mark.parametrize("vacancy", ["nobody", "blank", "ended", "not begun"])
    def test_a_checkpoint_without_a_reviewer_in_one_live_team_is_vacant(self, claims: Claims, vacancy: str) -> None:
        company = claims.company
        legal = company.rollout(
            "Claims", "Legal", {Stage.PILOT: TODAY}, play_version=1, receiving_owner_id=company.holder("Lea"), **SAID
        )
        match vacancy:
            case "blank":
                company.staff(claims.checkpoint, legal, backup="Mo")
            case "ended":
                company.staff(claims.checkpoint, legal, "Mo", until=TODAY - timedelta(days=1))
            case "not begun":
                company.staff(claims.checkpoint, legal, "Mo", since=date(2027, 1, 1))
        found = detail(company, "ownership")
        assert (found["state"], found["covered"]) == ("missing", 0)
        (vacant,) = found["vacant"]
        assert (vacant["checkpoint"], vacant["team"]) == ("Every tenth coding", "Legal")
        assert vacant["why"] == ("no reviewer is named" if vacancy == "blank" else "nobody is named")
        assert found["next"] == "Name a reviewer for “Code the cover” in Legal. Ask Lea."
        if vacancy == "blank":
            assert any(said.endswith("no reviewer is named; Mo stands in.") for said in found["evidence"])

    def test_a_reviewer_who_left_the_roster_leaves_a_vacancy(self, any_company: Company) -> None:
        claims = Claims(any_company)
        any_company.roster(
            date(2026, 9, 1),
            {"Claims/Motor": claims.people[:30], "Claims/Property": claims.people[30:], "Legal": ["mo"]},
        )
        found = detail(any_company, "ownership")
        assert [vacant["why"] for vacant in found["vacant"]] == ["Ray has left", "Ray has left"]
        assert found["checks_due_a_week"] == []
        assert components(any_company, as_of="W34").part("Claims").part("ownership").detail["vacant"] == []

    def test_a_reviewer_known_under_another_identifier_has_not_left(self, claims: Claims) -> None:
        company = claims.company
        company.link("ray", "raymond")
        company.roster(
            date(2026, 9, 1),
            {"Claims/Motor": claims.people[:30], "Claims/Property": claims.people[30:], "Legal": ["raymond"]},
        )
        assert detail(company, "ownership")["vacant"] == []

    def test_a_reviewer_from_outside_whom_no_roster_ever_knew_has_not_left(self, claims: Claims) -> None:
        claims.company.holder("Ray", person="contractor")
        assert detail(claims.company, "ownership")["vacant"] == []

    def test_a_look_later_than_the_cadence_is_overdue(self, claims: Claims) -> None:
        company = claims.company
        late = company.rollout("Claims", "Legal", {Stage.PILOT: date(2026, 9, 1)}, play_version=1, **SAID)
        company.staff(claims.checkpoint, late, "Ray")
        found = detail(company, "ownership")
        assert (found["state"], found["covered"]) == ("partly", 1)
        assert found["overdue"] == [
            {
                "checkpoint": "Every tenth coding",
                "step": "Code the cover",
                "team": "Legal",
                "rollout_id": late,
                "people": 2,
                "reviewer": "Ray",
                "days": 26,
                "due": "2026-09-08",
                "counted_to": TODAY.isoformat(),
            }
        ]
        assert "has never been looked at; the first look was due on 8 Sep 2026." in " ".join(found["evidence"])
        assert found["next"] == "Look at “Every tenth coding” in Legal and log it. Ask Ray."
        company.check(claims.checkpoint, late, TODAY - timedelta(days=8))
        found = detail(company, "ownership")
        assert [overdue["days"] for overdue in found["overdue"]] == [1]
        company.check(claims.checkpoint, late, TODAY - timedelta(days=7))
        assert detail(company, "ownership")["overdue"] == []

    def test_a_first_look_is_due_from_when_the_checkpoint_was_first_staffed(self, claims: Claims) -> None:
        company = claims.company
        late = company.rollout("Claims", "Legal", {Stage.PILOT: GO_LIVE}, play_version=1, **SAID)
        company.staff(claims.checkpoint, late, "Ray", since=TODAY - timedelta(days=6))
        assert detail(company, "ownership")["overdue"] == []

    @pytest.mark.parametrize(
        ("seen", "corrected", "stamp"), [(19, 0, False), (20, 0, True), (100, 1, False), (101, 1, True)]
    )
    def test_almost_no_correction_over_enough_outputs_is_a_rubber_stamp(
        self, claims: Claims, seen: int, corrected: int, stamp: bool
    ) -> None:
        company = claims.company
        legal = company.rollout("Claims", "Legal", {Stage.PILOT: GO_LIVE}, play_version=1, **SAID)
        company.staff(claims.checkpoint, legal, "Mo")
        company.check(claims.checkpoint, legal, TODAY - timedelta(days=91), seen=100, corrected=50)
        company.check(claims.checkpoint, legal, TODAY, seen=seen, corrected=corrected)
        found = detail(company, "ownership")
        assert found["rubber_stamp"] is stamp
        assert found["state"] == ("partly" if stamp else "in_place")
        if stamp:
            (one,) = found["rubber_stamps"]
            assert (one["team"], one["reviewer"], one["seen"], one["corrected_or_rejected"]) == (
                "Legal",
                "Mo",
                seen,
                corrected,
            )
            assert found["next"].startswith("Look again, with a second person,")

    def test_before_a_team_is_live_nobody_is_named_so_it_is_partly_at_best(self, company: Company) -> None:
        company.workflow("Claims", owner="Ada")
        assert detail(company, "ownership")["state"] == "missing"
        company.checkpoint("Claims")
        company.rollout("Claims", "Legal", {Stage.PLANNED: GO_LIVE})
        found = detail(company, "ownership")
        assert (found["state"], found["covered"]) == ("partly", 1)
        assert found["next"] == "Name who reviews “The step” in Legal before it begins. Ask Ada."

    def test_a_workflow_of_people_only_has_nothing_to_own(self, company: Company) -> None:
        company.workflow("Claims", performer=Performer.HUMAN)
        found = detail(company, "ownership")
        assert (found["state"], found["next"]) == ("missing", "")


class TestStandardization:
    def test_in_place_says_who_published_which_version(self, claims: Claims) -> None:
        found = detail(claims.company, "standardization")
        assert (found["published_version"], found["published_on"], found["drafts"]) == (1, "2026-07-01", 0)
        assert (found["rollouts_on_current"], found["rollouts_live"], found["lagging"]) == (2, 2, [])
        assert found["evidence"] == [
            "Version 1 of the play was published by Ada on 1 Jul 2026.",
            "2 of 2 live rollouts run it.",
        ]

    def test_a_rollout_on_an_older_version_lags(self, claims: Claims) -> None:
        claims.company.play("Claims", 2, date(2026, 8, 1))
        claims.company.play("Claims", 3, date(2026, 9, 1))
        claims.company.play("Claims", 4)
        claims.change(Rollout, claims.motor, play_version=3)
        found = detail(claims.company, "standardization")
        assert (found["state"], found["rollouts_on_current"], found["drafts"]) == ("partly", 1, 1)
        (lagging,) = found["lagging"]
        assert (lagging["team"], lagging["version"], lagging["lag"]) == ("Claims/Property", 1, 2)
        assert found["next"] == "Bring Property to version 3 of the play. Ask Ada."

    def test_a_rollout_of_which_nobody_says_the_version_lags(self, claims: Claims) -> None:
        claims.change(Rollout, claims.motor, play_version=None)
        found = detail(claims.company, "standardization")
        (lagging,) = found["lagging"]
        assert (found["state"], lagging["version"], lagging["lag"]) == ("partly", None, 1)

    def test_a_draft_alone_is_partly_and_asked_to_be_published(self, company: Company) -> None:
        company.workflow("Claims", owner="Ada")
        company.play("Claims")
        found = detail(company, "standardization")
        assert (found["state"], found["drafts"]) == ("partly", 1)
        assert found["next"] == "Publish version 1 of the play. Ask Ada."

    @pytest.mark.parametrize(("weeks", "lucky"), [(4, False), (7, False), (8, True)])
    def test_a_win_of_more_than_thirty_days_without_a_play_is_a_lucky_prompt(
        self, company: Company, weeks: int, lucky: bool
    ) -> None:
        people = company.crowd(20)
        company.roster(ROSTER, {"Finance": people})
        company.workflow("Claims", owner="Ada")
        company.rollout("Claims", "Finance", {Stage.PILOT: date(2026, 6, 1)})
        company.use("Claims", {f"W{23 + number}": whole(people[:16]) for number in range(weeks)})
        found = detail(company, "standardization")
        assert found["state"] == "missing"
        assert found["lucky_prompt"] is lucky
        wins = [(won["team"], won["since"], won["people"]) for won in found["wins_without_play"]]
        assert wins == ([("Finance", "2026-06-22", 20)] if lucky else [])
        assert found["next"] == "Write down how Finance works, as version 1 of the play. Ask Ada."
        company.play("Claims", 1, date(2026, 6, 1))
        assert detail(company, "standardization")["lucky_prompt"] is False


class TestScale:
    def test_in_place_says_how_long_the_second_team_took(self, claims: Claims) -> None:
        found = detail(claims.company, "scale")
        assert (found["teams_live"], found["first_win_on"], found["second_team_on"]) == (2, "2026-06-29", "2026-06-03")
        assert found["days_to_second_team"] is None
        assert (found["next_teams"], found["accountability_missing"], found["operating_capacity_missing"]) == (
            [],
            [],
            False,
        )
        legal = claims.company.rollout("Claims", "Legal", {Stage.PLANNED: TODAY})
        assert detail(claims.company, "scale")["next_teams"] == [
            {"team": "Legal", "stage": "planned", "rollout_id": legal}
        ]

    def test_days_from_the_first_win_to_the_second_team(self, company: Company) -> None:
        people = company.crowd(20)
        company.roster(ROSTER, {"Finance": people})
        company.workflow("Claims", owner="Ada")
        company.rollout("Claims", "Finance", {Stage.PILOT: date(2026, 6, 1)})
        company.use("Claims", {f"W{number}": whole(people[:16]) for number in range(23, 41)})
        found = detail(company, "scale")
        assert (found["state"], found["second_team_on"]) == ("missing", None)
        assert "No second team has gone live in the 104 days since." in found["evidence"]
        assert found["next"] == "Name the team that follows Finance. Ask Ada."
        company.rollout("Claims", "Legal", {Stage.PILOT: date(2026, 7, 2)})
        found = detail(company, "scale")
        assert (found["state"], found["days_to_second_team"]) == ("in_place", 10)

    def test_one_team_live_and_the_next_planned_is_partly(self, company: Company) -> None:
        company.workflow("Claims", owner="Ada")
        company.rollout("Claims", "Finance", {Stage.PRODUCTION: GO_LIVE})
        company.rollout("Claims", "Legal", {Stage.PLANNED: GO_LIVE}, receiving_owner_id=company.holder("Lea"))
        found = detail(company, "scale")
        assert (found["state"], found["teams_live"]) == ("partly", 1)
        assert found["next"] == "Bring the evidence that Legal needs to begin. Ask Lea."

    def test_no_team_live_is_missing(self, company: Company) -> None:
        company.workflow("Claims", owner="Ada")
        assert detail(company, "scale")["next"] == "Name the team that begins. Ask Ada."
        company.rollout("Claims", "Finance", {Stage.PILOT: GO_LIVE, Stage.STOPPED: TODAY})
        found = detail(company, "scale")
        assert (found["state"], found["evidence"][0]) == ("missing", "No team is live; it was stopped in Finance.")
        assert found["next"] == "Decide whether Claims is tried again, and in which team. Ask Ada."

    def test_two_attempts_in_one_team_are_one_team(self, company: Company) -> None:
        company.workflow("Claims")
        company.rollout("Claims", "Finance", {Stage.PILOT: GO_LIVE, Stage.STOPPED: TODAY})
        company.rollout("Claims", "Finance", {Stage.PILOT: TODAY}, attempt=2)
        found = detail(company, "scale")
        assert (found["teams_live"], found["second_team_on"], found["state"]) == (1, None, "missing")

    def test_a_rollout_of_the_whole_company_has_no_next_team_to_go_to(self, company: Company) -> None:
        company.workflow("Claims")
        company.rollout("Claims", "", {Stage.PRODUCTION: GO_LIVE})
        assert detail(company, "scale")["state"] == "in_place"

    def test_what_a_team_is_accountable_for_and_who_runs_it_is_asked_for_and_decides_nothing(
        self, claims: Claims
    ) -> None:
        claims.change(Rollout, claims.motor, accountable_now="  ")
        found = detail(claims.company, "scale")
        assert (found["state"], found["accountability_missing"]) == ("in_place", ["Claims/Motor"])
        assert found["next"] == "Say what Motor was accountable for, and is now. Ask Ada."
        claims.company.workflow("Notes", owner="Bo")
        claims.company.operator("Notes", "Bo", OperatorRole.SCALES)
        claims.company.rollout("Notes", "", {Stage.PRODUCTION: GO_LIVE}, **SAID)
        found = detail(claims.company, "scale", "Notes")
        assert found["operating_capacity_missing"] is True
        assert found["next"] == "Say who runs Notes, with how many hours a week. Ask Bo."
        assert workflow(claims.company, "Notes").detail["operating_hours_a_week"] is None

    @pytest.mark.parametrize(
        ("before", "now", "said"),
        [
            ("", "Hours", "Nobody says what Motor was accountable for before."),
            ("Claims", "", "Nobody says what Motor is accountable for now."),
            ("", "", "Nobody says what Motor was accountable for before, and is now."),
        ],
    )
    def test_what_is_not_said_is_named(self, claims: Claims, before: str, now: str, said: str) -> None:
        claims.change(Rollout, claims.motor, accountable_before=before, accountable_now=now)
        assert said in detail(claims.company, "scale")["evidence"]

    def test_a_team_that_fell_back_is_named_with_its_peak(self, company: Company) -> None:
        people = company.crowd(20)
        company.roster(ROSTER, {"Finance": people})
        company.workflow("Claims")
        rollout = company.rollout("Claims", "Finance", {Stage.PILOT: date(2026, 6, 1)})
        company.use("Claims", {f"W{23 + at}": whole(people[:count]) for at, count in enumerate([4, 14, 14] + [3] * 8)})
        found = detail(company, "scale")
        (fallen,) = found["fallen"]
        assert (fallen["team"], fallen["rollout_id"], fallen["people"]) == ("Finance", rollout, 20)
        assert "Finance peaked at 70% in week 2, now 15%." in found["evidence"]


def test_a_small_team_leaves_no_trace_in_the_components(company: Company) -> None:
    people = company.crowd(6)
    company.roster(ROSTER, {"Finance": people})
    company.workflow("Claims")
    company.rollout("Claims", "Finance", {Stage.PILOT: GO_LIVE})
    company.use("Claims", {label: whole(people) for label in WEEKS})
    assert detail(company, "standardization")["wins_without_play"] == []
    found = detail(company, "scale")
    assert (found["first_win_on"], found["fallen"]) == (None, [])
