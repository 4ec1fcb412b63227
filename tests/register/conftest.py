"""A register under edit, and short ways to see what it came to."""

from datetime import date, timedelta

import pytest

from opmodel.register.steps import StepEntry, save_steps
from opmodel.register.workflows import WorkflowEntry, save_workflow
from opmodel.store.audit import newest_change
from opmodel.store.engine import reading
from opmodel.store.register import Performer
from tests.askers import steward


def seen(url: str) -> int:
    """The number of the newest change."""
    with reading(url) as session:
        return newest_change(session)


def ago(days: int) -> date:
    return date.today() - timedelta(days=days)


@pytest.fixture
def claims(store: str) -> int:
    """Number of a workflow with one redesigned, checked step."""
    number = save_workflow(
        store,
        WorkflowEntry(name="Claims intake", outcome="Routed the same day", owner="Grace Hopper"),
        by=steward("ada"),
    )
    save_steps(
        store,
        number,
        [
            StepEntry(
                name="Register",
                performer_before=Performer.HUMAN,
                performer_after=Performer.AI_DOES,
                minutes_a_case=12,
                cases_a_week=100,
                checkpoint="Ten a day",
                cadence_days=7,
            )
        ],
        by=steward("ada"),
    )
    return number
