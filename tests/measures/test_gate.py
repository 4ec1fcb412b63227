"""The gate before the next team: each piece of evidence, met and missing."""

from datetime import date

import pytest

from opmodel.measures.gate import Gate, GateItem, gate
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope
from opmodel.store.register import Performer, Rollout, Stage
from tests.company import Company, week, whole

ROSTER = date(2026, 1, 1)
GO_LIVE = date(2026, 6, 1)
"""A Monday: W23 is the first week."""


class Claims:
    """A workflow that holds in one team, with everything else that the gate asks for, and the next team planned."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.people = company.crowd(20)
        company.roster(ROSTER, {"Claims/Motor": self.people, "Claims/Property": ["pip"]})
        company.workflow("Claims", owner="Ada")
        self.checkpoint = company.checkpoint("Claims", "Every tenth coding")
        self.motor = company.rollout("Claims", "Claims/Motor", {Stage.PILOT: GO_LIVE})
        self.next = company.rollout(
            "Claims",
            "Claims/Property",
            {Stage.PLANNED: date(2026, 7, 1)},
            receiving_owner_id=company.holder("Pip"),
            accepted_on=date(2026, 7, 20),
        )
        company.staff(self.checkpoint, self.next, "Ray", since=date(2027, 1, 1))
        company.play("Claims", 1, date(2026, 7, 1), by="Ada")
        company.baseline(self.motor, date(2025, 12, 1), date(2026, 5, 31), locked_on=date(2026, 5, 31))
        self.uses(16, 8)

    def uses(self, count: int, weeks: int, *, first: int = 23) -> None:
        active = self.people[:count]
        self.company.use("Claims", {f"W{first + number}": whole(active) for number in range(weeks)})

    def gate(self, rollout: int | None = None, *, as_of: str | None = None) -> Gate:
        asked = scope(self.company.session, Question(as_of=week(as_of) if as_of else None))
        return gate(
            self.company.session, asked, workflow_id=self.company.workflows["Claims"], rollout_id=rollout or self.next
        )

    def item(self, name: str) -> GateItem:
        return next(item for item in self.gate().items if item.name == name)

    def change(self, number: int, **values: object) -> None:
        row = self.company.session.get(Rollout, number)
        for name, value in values.items():
            setattr(row, name, value)
        self.company.refresh(register=True)


@pytest.fixture
def claims(company: Company) -> Claims:
    return Claims(company)


def test_all_the_evidence_is_named_and_only_cycle_time_is_missing(any_company: Company) -> None:
    found = Claims(any_company).gate()
    assert [(item.name, item.met) for item in found.items] == [
        ("holding", True),
        ("cycle_time", False),
        ("play", True),
        ("checkpoint", True),
        ("receiving_owner", True),
    ]
    assert [item.name for item in found.missing] == ["cycle_time"]
    assert found.open is False
    assert [item.says for item in found.items] == [
        "Motor has held 60% or more for 5 weeks in a row.",
        "Not enough evidence yet: no cases of Motor are uploaded; the baseline of Motor, 1 Dec 2025 to 31 May 2026, is locked.",
        "Version 1 was published by Ada on 1 Jul 2026.",
        "Ray looks at 1 checkpoint in Property.",
        "Pip accepted on 20 Jul 2026.",
    ]
    assert all(bool(item.next) is not item.met for item in found.items)


def test_with_a_verdict_of_faster_against_a_locked_baseline_nothing_is_missing(
    claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opmodel.measures import gate as the_gate
    from opmodel.measures.figure import Figure

    verdicts = ["faster"]

    def ask(_session: object, _name: str, _question: Question) -> Figure:
        part = Figure(
            name="Claims",
            unit="share",
            rule="cycle_time/1",
            kind="workflow",
            detail={
                "workflow_id": claims.company.workflows["Claims"],
                "verdict": verdicts[-1],
                "sentence": f"{verdicts[-1].capitalize()} in so many words",
            },
        )
        return Figure(name="cycle_time", unit="share", rule="cycle_time/1", parts=(part,))

    monkeypatch.setattr(the_gate, "ask", ask)
    assert claims.gate().open is True
    verdicts.append("not enough evidence")
    assert claims.item("cycle_time").says.startswith("Not enough evidence in so many words; the baseline of Motor")


def test_without_a_baseline_it_asks_for_one(company: Company) -> None:
    company.panel("Copilot", {"W30": {"ann": 1}})
    company.workflow("Claims", owner="Ada")
    company.rollout("Claims", "Motor", {Stage.PILOT: GO_LIVE})
    found = gate(
        company.session,
        scope(company.session, Question()),
        workflow_id=company.workflows["Claims"],
        rollout_id=None,
    )
    said = {item.name: (item.says, item.next) for item in found.items}
    assert said["cycle_time"] == (
        "Not enough evidence yet: no cases of Motor are uploaded, and no baseline is locked.",
        "Lock a baseline for Motor: its cases from before it went live. Ask Ada.",
    )
    assert said["holding"] == (
        "Whether it holds in Motor is not known.",
        "Upload its use, or wait for the first four weeks. Ask Ada.",
    )
    assert said["play"] == ("There is no play yet.", "Write the play, and publish it. Ask Ada.")
    assert said["checkpoint"][0] == "No checkpoint is named for “The step”."
    assert said["receiving_owner"] == (
        "No next team is named.",
        "Name the next team: plan a rollout there. Ask Ada.",
    )
    assert len(found.missing) == 5


class TestHolding:
    def test_it_must_have_held_for_the_set_number_of_weeks_in_a_row(self, claims: Claims) -> None:
        claims.company.setting("threshold.gate_holding_weeks", "6")
        item = claims.item("holding")
        assert (item.met, item.says) == (False, "Motor has held for 5 weeks in a row, 6 are asked for.")
        assert item.next == "Wait for 1 week more in Motor."
        claims.uses(16, 1, first=31)
        assert claims.item("holding").met

    def test_a_team_that_holds_no_more_says_how_near_it_comes(self, claims: Claims) -> None:
        claims.uses(4, 4, first=31)
        item = claims.item("holding")
        assert item.says == "No team holds: Motor comes nearest, at 20% over four weeks."
        assert item.next == "Bring Motor to 60% or more for 4 weeks in a row. Ask Ada."

    def test_a_tab_holds_nothing(self, company: Company) -> None:
        claims = Claims(company)
        company.workflow("Notes", performer=Performer.AI_ASSISTS)
        company.rollout("Notes", "Claims/Motor", {Stage.PILOT: GO_LIVE})
        company.use("Notes", {f"W{number}": whole(claims.people[:16]) for number in range(23, 31)})
        found = gate(
            company.session, scope(company.session, Question()), workflow_id=company.workflows["Notes"], rollout_id=None
        )
        assert found.items[0].says == "No team is live with it, redesigned."

    def test_the_next_team_does_not_speak_for_itself(self, claims: Claims) -> None:
        assert not next(item for item in claims.gate(claims.motor).items if item.name == "holding").met

    def test_a_team_too_small_to_show_is_not_known_to_hold(self, company: Company) -> None:
        people = company.crowd(6)
        company.roster(ROSTER, {"Motor": people})
        company.workflow("Claims")
        company.rollout("Claims", "Motor", {Stage.PILOT: GO_LIVE})
        company.use("Claims", {f"W{number}": whole(people) for number in range(23, 33)})
        found = gate(
            company.session,
            scope(company.session, Question()),
            workflow_id=company.workflows["Claims"],
            rollout_id=None,
        )
        assert found.items[0].says == "Whether it holds in Motor is not known."


def test_a_draft_is_no_published_play(company: Company) -> None:
    company.workflow("Claims", owner="Ada")
    company.play("Claims", 1)
    company.panel("Copilot", {"W30": {"ann": 1}})
    found = gate(
        company.session, scope(company.session, Question()), workflow_id=company.workflows["Claims"], rollout_id=None
    )
    play = found.items[2]
    assert (play.met, play.says, play.next) == (
        False,
        "Version 1 is written and not published.",
        "Publish it. Ask Ada.",
    )


class TestCheckpoint:
    def test_a_reviewer_of_the_next_team_may_begin_later_and_must_not_have_left(self, claims: Claims) -> None:
        assert claims.item("checkpoint").met
        claims.company.holder("Ray", person="ray")
        claims.company.roster(date(2026, 6, 1), {"Claims/Motor": [*claims.people, "ray"]})
        assert claims.item("checkpoint").met
        claims.company.roster(date(2026, 7, 1), {"Claims/Motor": claims.people})
        item = claims.item("checkpoint")
        assert item.says == "“Every tenth coding” has no reviewer in Property: Ray has left."
        assert item.next == "Name a reviewer for “The step” in Property. Ask Pip."

    def test_every_step_that_ai_does_or_assists_in_needs_one(self, claims: Claims) -> None:
        claims.company.step("Claims", "Write back", after=Performer.AI_ASSISTS)
        item = claims.item("checkpoint")
        assert (item.met, item.says) == (False, "No checkpoint is named for “Write back”.")

    def test_a_workflow_of_people_only_has_nothing_to_check(self, company: Company) -> None:
        company.panel("Copilot", {"W30": {"ann": 1}})
        company.workflow("Claims", performer=Performer.HUMAN)
        found = gate(
            company.session,
            scope(company.session, Question()),
            workflow_id=company.workflows["Claims"],
            rollout_id=None,
        )
        assert found.items[3].says == "AI does no step of it and assists in none."


class TestReceivingOwner:
    def test_somebody_named_has_not_accepted_yet(self, claims: Claims) -> None:
        claims.change(claims.next, accepted_on=None)
        item = claims.item("receiving_owner")
        assert (item.met, item.says) == (False, "Pip is named in Property and has not accepted.")
        assert item.next == "Have Pip accept it, with a date."

    def test_nobody_is_named(self, claims: Claims) -> None:
        claims.change(claims.next, receiving_owner_id=None)
        item = claims.item("receiving_owner")
        assert (item.met, item.says) == (False, "Nobody is named to take it on in Property.")
        assert item.next == "Name the receiving owner in Property. Ask Ada."

    def test_an_acceptance_after_the_week_asked_for_is_none_yet(self, claims: Claims) -> None:
        earlier = claims.gate(as_of="W28")
        assert not earlier.items[4].met


def test_a_rollout_that_is_about_to_begin_and_has_no_stage_is_judged_as_the_next_team(claims: Claims) -> None:
    rollout = claims.company.rollout("Claims", "Claims/Health", {}, receiving_owner_id=claims.company.holder("Hal"))
    found = claims.gate(rollout)
    assert found.rollout_id == rollout
    assert found.items[3].says == "“Every tenth coding” has no reviewer in Health: nobody is named."
    assert found.items[4].says == "Hal is named in Health and has not accepted."
