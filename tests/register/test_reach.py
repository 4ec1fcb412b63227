"""How far an edit reaches that is made by somebody of one team."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from opmodel.register.bringing_back import take_back
from opmodel.register.decisions import PilotDecision, decide_pilot
from opmodel.register.rollouts import BeginRollout, RolloutEntry, begin_rollout, record_milestone, save_rollout
from opmodel.register.teams import TeamEntry, save_team
from opmodel.register.workflows import WorkflowEntry, remove_workflow, save_workflow
from opmodel.store.asker import Asker, Refused, Role
from opmodel.store.engine import reading
from opmodel.store.meetings import Decision, DecisionKind
from opmodel.store.register import Milestone, RegisterChange, Rollout, Stage, Team, Workflow
from tests.askers import holding, steward
from tests.register.conftest import ago

Begin = Callable[..., int]
ADA = steward("ada")
FINANCE = holding(Role.STEWARD, name="fin", team="Finance")


@pytest.fixture
def teams(store: str) -> None:
    for name, parent in (("Finance", ""), ("Controlling", "Finance"), ("Legal", "")):
        save_team(store, TeamEntry(name=name, parent=parent), by=ADA)


@pytest.fixture
def begun(store: str, claims: int, teams: None) -> Begin:
    """Begins the workflow in a team as a pilot; the number of the rollout."""

    def begin(team: str, *, by: Asker = ADA) -> int:
        return begin_rollout(
            store,
            BeginRollout(
                workflow_id=claims, team=team, stage=Stage.PILOT, on=ago(40), reason="It is only a test of who may."
            ),
            by=by,
        )

    return begin


def test_rollouts_are_begun_and_kept_in_ones_own_team_and_those_below_it_alone(store: str, begun: Begin) -> None:
    mine = begun("Finance/Controlling", by=FINANCE)
    record_milestone(store, mine, "First week", on=ago(3), by=FINANCE)
    with pytest.raises(Refused, match="for Legal to edit the register"):
        begun("Legal", by=FINANCE)
    theirs = begun("Legal")
    with pytest.raises(Refused, match="for Legal"):
        record_milestone(store, theirs, "First week", on=ago(3), by=FINANCE)
    with pytest.raises(Refused, match="for Legal"):
        save_rollout(store, theirs, RolloutEntry(success_test="Faster"), by=FINANCE)
    with reading(store) as session:
        assert [row.rollout_id for row in session.exec(select(Milestone))] == [mine]
        assert session.exec(select(Rollout).where(Rollout.success_test == "Faster")).first() is None


def test_a_workflow_is_kept_by_a_team_while_it_is_rolled_out_nowhere_else(
    store: str, claims: int, begun: Begin
) -> None:
    entry = WorkflowEntry(name="Claims intake", outcome="Routed in an hour", owner="Grace Hopper")
    with pytest.raises(Refused, match="whole company"):
        save_workflow(store, entry, workflow_id=claims, by=FINANCE)
    begun("Finance")
    save_workflow(store, entry, workflow_id=claims, by=FINANCE)
    begun("Legal")
    with pytest.raises(Refused, match="for Legal"):
        save_workflow(store, entry.model_copy(update={"outcome": "Ours now"}), workflow_id=claims, by=FINANCE)
    with pytest.raises(Refused):
        remove_workflow(store, claims, by=FINANCE)
    with pytest.raises(Refused, match="whole company"):
        save_workflow(store, WorkflowEntry(name="Invoices", outcome="Paid", owner="Grace Hopper"), by=FINANCE)
    with reading(store) as session:
        assert [(row.name, row.outcome) for row in session.exec(select(Workflow))] == [
            ("Claims intake", "Routed in an hour")
        ]


def test_a_team_is_added_below_ones_own_and_none_is_moved_out_or_in(store: str, teams: None) -> None:
    save_team(store, TeamEntry(name="Payroll", parent="Finance"), by=FINANCE)
    with reading(store) as session:
        numbers = {team.path: team.id for team in session.exec(select(Team))}
    for entry, path in (
        (TeamEntry(name="Payroll", parent="Legal"), "Finance/Payroll"),
        (TeamEntry(name="Legal", parent="Finance"), "Legal"),
        (TeamEntry(name="Treasury", parent=""), None),
    ):
        with pytest.raises(Refused):
            save_team(store, entry, team_id=None if path is None else numbers[path], by=FINANCE)
    with reading(store) as session:
        assert {team.path for team in session.exec(select(Team))} == set(numbers)


def test_a_facilitator_decides_about_pilots_of_the_own_team_and_edits_nothing(store: str, begun: Begin) -> None:
    mine, theirs = begun("Finance"), begun("Legal")
    fay = holding(Role.FACILITATOR, name="fay", team="Finance")

    def decide(rollout: int) -> None:
        decide_pilot(
            store,
            PilotDecision(
                rollout_id=rollout, kind=DecisionKind.STOP, on=date.today(), why="It does not pay", owner="Grace"
            ),
            by=fay,
        )

    with pytest.raises(Refused, match="for Legal to record decisions"):
        decide(theirs)
    with pytest.raises(Refused, match="edit the register"):
        record_milestone(store, mine, "First week", on=ago(3), by=fay)
    decide(mine)
    with reading(store) as session:
        assert [(row.rollout_id, row.decided_by) for row in session.exec(select(Decision))] == [(mine, "fay")]


def test_an_edit_of_another_team_is_not_taken_back(store: str, begun: Begin) -> None:
    theirs = begun("Legal")
    record_milestone(store, theirs, "First week", on=ago(3), by=ADA)
    with reading(store) as session:
        edit = session.exec(select(RegisterChange.edit).where(RegisterChange.table_name == "milestone")).one()
    assert edit is not None
    with pytest.raises(Refused, match="for Legal"):
        take_back(store, edit, by=FINANCE)
    with reading(store) as session:
        assert session.exec(select(Milestone)).one().name == "First week"
