"""One time line of what happened: dated things on their day, edits by the trail, one event an edit."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import select

from opmodel.measures.workflow_history import Event, EventKind, workflow_history
from opmodel.store.audit import Audit
from opmodel.store.meetings import Decision, DecisionKind
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    GatePassage,
    OfficeHolder,
    Performer,
    Play,
    Stage,
    Step,
    Workflow,
)
from tests.company import Company

TODAY = date(2026, 11, 25)


def history(company: Company, workflow: int, today: date = TODAY) -> list[Event]:
    company.session.flush()
    return workflow_history(company.session, workflow, today)


def test_everything_dated_stands_on_its_day_newest_first(any_company: Company) -> None:
    number = any_company.workflow("Claims")
    rollout = any_company.rollout(
        "Claims",
        "North",
        [(Stage.PILOT, date(2026, 2, 2)), (Stage.PRODUCTION, date(2026, 8, 3))],
        milestones=[date(2026, 4, 6)],
    )
    session = any_company.session
    reviewer = OfficeHolder(name="Ada")
    step = Step(
        workflow_id=number, position=2, name="S", performer_before=Performer.HUMAN, performer_after=Performer.AI_DOES
    )
    session.add_all([reviewer, step])
    session.flush()
    checkpoint = Checkpoint(step_id=step.id or 0, what_is_checked="All")
    session.add(checkpoint)
    session.flush()
    session.add_all(
        [
            Play(workflow_id=number, version=1, body="…", published_on=date(2026, 3, 2), published_by="Grace"),
            Play(workflow_id=number, version=2, body="a draft"),
            Check(
                checkpoint_id=checkpoint.id or 0, rollout_id=rollout, looked_on=date(2026, 5, 4), seen=20, accepted=17,
                corrected=2, rejected=1, reviewer_id=reviewer.id,
            ),
            Baseline(
                rollout_id=rollout, name="Before", first_day=date(2025, 9, 1), last_day=date(2026, 1, 31),
                cases_hash="0" * 64, locked_by="grace", locked_on=date(2026, 2, 1),
            ),
            GatePassage(rollout_id=rollout, passed_on=date(2026, 2, 2), passed_by="grace", missing=["Play published"],
                        reason="The season begins on Monday."),
            Decision(kind=DecisionKind.SCALE, rollout_id=rollout, why="It holds", decided_by="Board",
                     decided_at=datetime(2026, 7, 1, 9, tzinfo=UTC)),
        ]
    )  # fmt: skip
    told = [(event.day, event.kind, event.what, event.who, event.team) for event in history(any_company, number)]
    assert told == [
        (date(2026, 8, 3), EventKind.STAGE, "", "", "North"),
        (date(2026, 7, 1), EventKind.DECISION, "Scale: It holds", "Board", "North"),
        (date(2026, 5, 4), EventKind.CHECK, "20 outputs seen: 17 accepted, 2 corrected, 1 rejected", "Ada", "North"),
        (date(2026, 4, 6), EventKind.MILESTONE, "Step forward", "", "North"),
        (date(2026, 3, 2), EventKind.PLAY, "Version 1 published", "Grace", ""),
        (date(2026, 2, 2), EventKind.STAGE, "", "", "North"),
        (
            date(2026, 2, 2),
            EventKind.GATE,
            "Begun without Play published. Reason: The season begins on Monday.",
            "grace",
            "North",
        ),
        (date(2026, 2, 1), EventKind.BASELINE, "Baseline Before locked, 1 Sep 2025 to 31 Jan 2026", "grace", "North"),
    ]


def test_an_edit_is_one_event_however_many_rows_it_changed(any_company: Company) -> None:
    session = any_company.session
    audit = Audit(session, by="grace", edit="one")
    workflow = audit.add(Workflow(name="Claims"))
    for position in (1, 2):
        step = audit.add(
            Step(
                workflow_id=workflow.id,
                position=position,
                name=f"S{position}",
                performer_before=Performer.HUMAN,
                performer_after=Performer.AI_DOES,
            )
        )
    audit.add(Checkpoint(step_id=step.id, what_is_checked="All"))
    later = Audit(session, by="ada", edit="two")
    later.change(step, {"name": "Another name"})
    later.remove(step)
    events = history(any_company, workflow.id, date.today() + timedelta(days=1))
    assert [(event.kind, event.who) for event in events] == [(EventKind.EDIT, "grace"), (EventKind.EDIT, "ada")]
    assert [event.what for event in events] == [
        "The workflow, 2 steps and 1 checkpoint added",
        "Step S2 removed; Checkpoint Another name removed",
    ]


def test_a_small_edit_is_told_with_before_and_after(any_company: Company) -> None:
    number = any_company.workflow("Claims")
    step = any_company.session.exec(select(Step).where(Step.workflow_id == number)).one()
    Audit(any_company.session, by="ada", edit="one").change(step, {"performer_before": Performer.AI_ASSISTS})
    (event,) = history(any_company, number, date.today() + timedelta(days=1))
    assert event.what == "Step The step, performer before: human → ai assists"


def test_what_was_imported_names_its_file(any_company: Company) -> None:
    import_id = any_company.new_import("workflows", date(2026, 1, 5), file_name="register.xlsx")
    audit = Audit(any_company.session, by="grace", import_id=import_id)
    workflow = audit.add(Workflow(name="Claims"))
    (event,) = history(any_company, workflow.id, date.today() + timedelta(days=1))
    assert event.what == "Workflow added, by register.xlsx"


def test_another_workflows_edits_stay_out(any_company: Company) -> None:
    audit = Audit(any_company.session, by="grace", edit="one")
    one, other = audit.add(Workflow(name="One")), audit.add(Workflow(name="Other"))
    audit.change(other, {"outcome": "Something"})
    (event,) = history(any_company, one.id, date.today() + timedelta(days=1))
    assert event.what == "Workflow added"


def test_what_is_dated_after_the_day_is_not_told(company: Company) -> None:
    number = company.workflow("Claims")
    company.rollout("Claims", "North", [(Stage.PILOT, date(2026, 2, 2)), (Stage.STOPPED, date(2026, 8, 3))])
    assert [event.stage for event in history(company, number, date(2026, 5, 1))] == ["pilot"]
