"""Workflows by hand: names, owners, tools, operators, and taking one out."""

from datetime import date

import pytest
from sqlmodel import select

from opmodel.register.bringing_back import take_back
from opmodel.register.editing import Invalid
from opmodel.register.rollouts import BeginRollout, begin_rollout, change_stage
from opmodel.register.workflows import (
    OperatorEntry,
    WorkflowEntry,
    remove_workflow,
    save_operators,
    save_workflow,
)
from opmodel.store.engine import reading, writing
from opmodel.store.facts import Tool, ToolAlias
from opmodel.store.register import (
    Operator,
    OperatorRole,
    RegisterChange,
    Rollout,
    Stage,
    Step,
    Workflow,
    WorkflowTool,
)
from tests.askers import steward
from tests.company import Company
from tests.register.conftest import ago


def entry(**values: object) -> WorkflowEntry:
    return WorkflowEntry(**{"name": "Claims intake", "outcome": "Routed", "owner": "Grace", **values})  # type: ignore[arg-type]


def test_two_workflows_cannot_go_by_one_name_whatever_its_case(store: str, claims: int) -> None:
    with pytest.raises(Invalid, match="called Claims intake already"):
        save_workflow(store, entry(name="CLAIMS INTAKE"), by=steward("ada"))
    save_workflow(store, entry(name="CLAIMS INTAKE"), by=steward("ada"), workflow_id=claims)


def test_a_tool_goes_by_any_of_its_names_and_a_new_one_is_made(store: str, claims: int) -> None:
    with writing(store) as session:
        tool = Company(session).tool("Microsoft 365 Copilot")
        session.add(ToolAlias(alias="m365copilot", tool_id=tool))
    save_workflow(store, entry(tools=("M365 Copilot", "Our own model")), by=steward("ada"), workflow_id=claims)
    with reading(store) as session:
        names = session.exec(
            select(Tool.name).join(WorkflowTool, WorkflowTool.tool_id == Tool.id).order_by(Tool.name)
        ).all()
    assert names == ["Microsoft 365 Copilot", "Our own model"]
    save_workflow(store, entry(tools=("Our own model",)), by=steward("ada"), workflow_id=claims)
    with reading(store) as session:
        assert len(session.exec(select(WorkflowTool)).all()) == 1


def test_operators_are_added_changed_and_removed_together(store: str, claims: int) -> None:
    save_operators(
        store,
        claims,
        [
            OperatorEntry(name="Ann", role=OperatorRole.RUNS, hours_a_week=4),
            OperatorEntry(name="Bo", role=OperatorRole.SCALES),
        ],
        by=steward("ada"),
    )
    with reading(store) as session:
        ann = session.exec(select(Operator).where(Operator.role == OperatorRole.RUNS)).one()
    save_operators(
        store, claims, [OperatorEntry(id=ann.id, name="Ann", role=OperatorRole.RUNS, hours_a_week=6)], by=steward("ada")
    )
    with reading(store) as session:
        assert [(row.id, row.hours_a_week) for row in session.exec(select(Operator))] == [(ann.id, 6)]
    twice = [OperatorEntry(name="Ann", role=OperatorRole.RUNS), OperatorEntry(name="ann", role=OperatorRole.RUNS)]
    with pytest.raises(Invalid, match="stands twice"):
        save_operators(store, claims, twice, by=steward("ada"))


def test_a_workflow_that_files_speak_of_stays_and_the_sentence_names_them(store: str) -> None:
    with writing(store) as session:
        company = Company(session)
        number = company.workflow("Claims intake")
        company.use("Claims intake", {"W40": {"ada": 1.0}}, report=date(2026, 10, 5))
    with pytest.raises(Invalid, match=r"workflow_use\.csv \(import 1\)"):
        remove_workflow(store, number, by=steward("ada"))


def test_a_removed_workflow_comes_back_with_everything_it_had(store: str, claims: int) -> None:
    save_operators(
        store, claims, [OperatorEntry(name="Ann", role=OperatorRole.RUNS, hours_a_week=4)], by=steward("ada")
    )
    remove_workflow(store, claims, by=steward("bob"))
    with reading(store) as session:
        assert session.exec(select(Workflow)).first() is None
        removal = session.exec(select(RegisterChange).where(RegisterChange.changed_by == "bob")).all()[-1].edit
    assert removal is not None
    take_back(store, removal, by=steward("ada"))
    with reading(store) as session:
        assert session.exec(select(Workflow)).one().id == claims
        assert session.exec(select(Step)).one().name == "Register"
        assert session.exec(select(Operator)).one().hours_a_week == 4


def test_a_workflow_with_a_relaunch_is_removed_and_comes_back_with_both_attempts(store: str, claims: int) -> None:
    for attempt in range(2):
        entry = BeginRollout(workflow_id=claims, team="Claims", on=ago(60 - 20 * attempt))
        rollout = begin_rollout(store, entry, by=steward("ada"))
        if attempt == 0:
            change_stage(store, rollout, Stage.STOPPED, on=ago(50), why="Nobody reviewed it", by=steward("ada"))
    remove_workflow(store, claims, by=steward("bob"))
    with reading(store) as session:
        assert session.exec(select(Rollout)).all() == []
        removal = session.exec(select(RegisterChange).where(RegisterChange.changed_by == "bob")).all()[-1].edit
    assert removal is not None
    take_back(store, removal, by=steward("ada"))
    with reading(store) as session:
        assert sorted(session.exec(select(Rollout.attempt))) == [1, 2]
