"""The steps of the workflows, and in which weeks each of them holds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.register import Performer, Step
from opmodel.store.weeks import monday, sunday


@dataclass(frozen=True, kw_only=True)
class StepRecord:
    """A step as it is registered."""

    id: int
    workflow_id: int
    name: str
    before: Performer
    after: Performer
    minutes_a_case: float | None
    cases_a_week: float | None
    valid_from: date | None
    valid_to: date | None

    def holds_in(self, week: int) -> bool:
        """Whether the step holds on a day of the week, as the board number reads it."""
        return not self.begins_after(sunday(week)) and (self.valid_to is None or self.valid_to >= monday(week))

    def holds_on(self, day: date) -> bool:
        """Whether the step holds on that day."""
        return not self.begins_after(day) and (self.valid_to is None or self.valid_to >= day)

    def begins_after(self, day: date) -> bool:
        """Whether the step begins only after that day."""
        return self.valid_from is not None and self.valid_from > day


def registered_steps(session: Session) -> dict[int, list[StepRecord]]:
    """Every workflow's steps, in their order, whatever their dates."""
    step = columns(Step)
    steps: dict[int, list[StepRecord]] = defaultdict(list)
    for row in session.execute(
        select(
            step.id,
            step.workflow_id,
            step.name,
            step.performer_before.label("before"),
            step.performer_after.label("after"),
            step.minutes_a_case,
            step.cases_a_week,
            step.valid_from,
            step.valid_to,
        ).order_by(step.position, step.id)
    ).mappings():
        steps[row["workflow_id"]].append(StepRecord(**row))
    return steps


def does_a_step(steps: Iterable[StepRecord]) -> bool:
    """Whether AI does at least one of the steps: what makes a redesign of a workflow."""
    return any(step.after == Performer.AI_DOES for step in steps)
