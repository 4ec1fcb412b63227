"""Taking things out of the register with all that belongs to them."""

from opmodel.register.rollouts import BeginRollout, begin_rollout, change_stage
from opmodel.register.workflows import remove_workflow
from opmodel.store.engine import reading
from opmodel.store.register import Rollout, Stage, Workflow
from tests.askers import steward
from tests.register.conftest import ago


def test_a_workflow_that_was_relaunched_is_removed_with_every_attempt(store: str, claims: int) -> None:
    first = begin_rollout(store, BeginRollout(workflow_id=claims, team="Claims/Motor", on=ago(80)), by=steward("ada"))
    change_stage(store, first, Stage.STOPPED, on=ago(50), why="Nobody had the hours to run it.", by=steward("ada"))
    second = begin_rollout(store, BeginRollout(workflow_id=claims, team="Claims/Motor", on=ago(20)), by=steward("ada"))
    remove_workflow(store, claims, by=steward("ada"))
    with reading(store) as session:
        assert session.get(Workflow, claims) is None
        assert (session.get(Rollout, first), session.get(Rollout, second)) == (None, None)
