"""One workflow read whole: as of a day, within a team, with what is missing left empty rather than made up."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from opmodel.measures.registry import Question
from opmodel.measures.scope import scope
from opmodel.measures.workflow_record import UnknownWorkflow, WorkflowRecord, workflow_numbers, workflow_record
from opmodel.store.meetings import Decision, DecisionKind
from opmodel.store.register import (
    Baseline,
    Check,
    Checkpoint,
    CheckpointStaffing,
    OfficeHolder,
    Operator,
    OperatorRole,
    Performer,
    Play,
    Stage,
    Step,
    Workflow,
)
from opmodel.store.weeks import parse_week
from tests.company import Company


def record(company: Company, name: str = "Claims", **asked: object) -> WorkflowRecord:
    question = Question(**asked)  # type: ignore[arg-type]
    return workflow_record(
        company.session, scope(company.session, question), workflow_id=workflow_numbers(company.session)[name]
    )


def a_holder(company: Company, name: str) -> int:
    holder = OfficeHolder(name=name)
    company.session.add(holder)
    company.session.flush()
    assert holder.id is not None
    return holder.id


def test_a_workflow_nobody_wrote_about_has_empty_places(any_company: Company) -> None:
    any_company.workflow("Claims", performer=Performer.AI_ASSISTS)
    found = record(any_company)
    assert (found.owner, found.outcome, found.tools, found.operators, found.plays, found.rollouts) == (
        "", "", (), (), (), (),
    )  # fmt: skip
    assert not found.is_redesigned


def test_it_is_read_with_its_owner_tools_operators_and_steps(any_company: Company) -> None:
    number = any_company.workflow("Claims", owner="Grace", tools=["Copilot", "Agent"])
    any_company.session.add(
        Operator(workflow_id=number, holder_id=a_holder(any_company, "Ada"), role=OperatorRole.RUNS, hours_a_week=None)
    )
    found = record(any_company)
    assert found.owner == "Grace"
    assert found.tools == ("Agent", "Copilot")
    assert [(one.name, one.role, one.hours_a_week) for one in found.operators] == [("Ada", OperatorRole.RUNS, None)]
    assert found.is_redesigned


def test_a_step_that_ended_is_left_out(any_company: Company) -> None:
    any_company.workflow("Claims", valid_to=date(2026, 1, 31))
    assert record(any_company).steps == ()
    assert len(record(any_company, as_of=parse_week("2026-W03")).steps) == 1


def test_the_standard_is_the_newest_published_version_and_a_draft_is_none(any_company: Company) -> None:
    number = any_company.workflow("Claims")
    for version, day in ((1, date(2026, 2, 2)), (2, date(2026, 6, 1)), (3, None)):
        any_company.session.add(Play(workflow_id=number, version=version, body=f"v{version}", published_on=day))
    any_company.session.flush()
    found = record(any_company)
    assert [play.version for play in found.plays] == [3, 2, 1]
    assert found.published is not None
    assert found.published.version == 2
    before = record(any_company, as_of=parse_week("2026-W20"))
    assert before.published is not None
    assert before.published.version == 1


def test_a_team_sees_its_own_rollouts_and_those_below_it(any_company: Company) -> None:
    any_company.workflow("Claims")
    any_company.rollout("Claims", "Retail/North", [(Stage.PILOT, date(2026, 3, 2))])
    any_company.rollout("Claims", "Wholesale", [(Stage.PLANNED, date(2026, 3, 2))])
    assert [one.team for one in record(any_company).rollouts] == ["Retail/North", "Wholesale"]
    assert [one.team for one in record(any_company, team="Retail").rollouts] == ["Retail/North"]


def test_a_checkpoint_says_who_looks_when_it_was_looked_at_and_what_came_of_it(any_company: Company) -> None:
    number = any_company.workflow("Claims")
    live = any_company.rollout("Claims", "North", [(Stage.PRODUCTION, date(2026, 9, 7))])
    any_company.rollout("Claims", "South", [(Stage.PLANNED, date(2026, 9, 7))])
    step = any_company.session.exec(select(Step.id).where(Step.workflow_id == number)).one()
    checkpoint = Checkpoint(step_id=step or 0, what_is_checked="Every tenth", cadence_days=7)
    any_company.session.add(checkpoint)
    any_company.session.flush()
    reviewer = a_holder(any_company, "Ada")
    any_company.session.add(CheckpointStaffing(checkpoint_id=checkpoint.id or 0, rollout_id=live, reviewer_id=reviewer))
    any_company.session.add(
        Check(
            checkpoint_id=checkpoint.id or 0,
            rollout_id=live,
            looked_on=date(2026, 10, 5),
            seen=20,
            accepted=17,
            corrected=2,
            rejected=1,
            reviewer_id=reviewer,
        )
    )
    any_company.session.flush()
    (found,) = record(any_company, as_of=parse_week("2026-W45")).checkpoints
    assert (found.what, found.rollout.team, found.reviewer, found.vacancy) == ("Every tenth", "North", "Ada", "")
    assert (found.last_looked_on, found.due_on) == (date(2026, 10, 5), date(2026, 10, 12))
    assert (found.seen, found.corrected_or_rejected) == (20, 3)


def test_locked_baselines_are_told_by_rollout(any_company: Company) -> None:
    any_company.workflow("Claims")
    rollout = any_company.rollout("Claims", "North", [(Stage.PLANNED, date(2026, 3, 2))])
    any_company.session.add(
        Baseline(
            rollout_id=rollout,
            name="Before",
            first_day=date(2026, 1, 5),
            last_day=date(2026, 3, 1),
            cases_hash="0" * 64,
            locked_by="ada",
            locked_on=date(2026, 3, 2),
        )
    )
    any_company.session.flush()
    assert record(any_company).baselines == {rollout: date(2026, 3, 2)}


def test_decisions_about_the_workflow_and_its_rollouts_come_newest_first(any_company: Company) -> None:
    number = any_company.workflow("Claims")
    other = any_company.workflow("Contracts")
    rollout = any_company.rollout("Claims", "North", [(Stage.PILOT, date(2026, 3, 2))])
    for kind, about, month in (
        (DecisionKind.FIX_BY, {"rollout_id": rollout}, 4),
        (DecisionKind.ASSIGN_OWNER, {"workflow_id": number}, 6),
        (DecisionKind.STOP, {"workflow_id": other}, 7),
    ):
        any_company.session.add(Decision(kind=kind, decided_at=datetime(2026, month, 1, 12, tzinfo=UTC), **about))
    any_company.session.flush()
    found = record(any_company).decisions
    assert [(one.kind, one.team) for one in found] == [(DecisionKind.ASSIGN_OWNER, ""), (DecisionKind.FIX_BY, "North")]


def test_a_workflow_that_is_not_registered_is_refused(company: Company) -> None:
    with pytest.raises(UnknownWorkflow):
        workflow_record(company.session, scope(company.session, Question()), workflow_id=404)


def test_names_are_in_the_order_a_reader_looks_for_them(company: Company) -> None:
    for name in ("claims", "Billing", "Zoning", "aftercare"):
        company.session.add(Workflow(name=name))
    company.session.flush()
    assert list(workflow_numbers(company.session)) == ["aftercare", "Billing", "claims", "Zoning"]
