"""What of the register somebody sees whose role is limited to a team: its rollouts, and the workflows that have one there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session, select

from opmodel.measures.workflow_history import Event, EventKind
from opmodel.register.book import Book
from opmodel.store.asker import Act, Asker
from opmodel.store.register import Rollout, Team


def within(book: Book, asker: Asker) -> Book:
    """The register as far as somebody may read it."""
    if asker.may(Act.READ):
        return book
    rollouts = [row for row in book.rollouts if asker.may(Act.READ, book.tree.paths[row.team_id])]
    kept, workflows = {row.id for row in rollouts}, {row.workflow_id for row in rollouts}
    steps = [row for row in book.steps if row.workflow_id in workflows]
    return replace(
        book,
        teams=[row for row in book.teams if row.path and asker.may(Act.READ, row.path)],
        workflows=[row for row in book.workflows if row.id in workflows],
        operators=[row for row in book.operators if row.workflow_id in workflows],
        steps=steps,
        checkpoints={
            row.id: book.checkpoints[row.id] for row in steps if row.id is not None and row.id in book.checkpoints
        },
        plays=[row for row in book.plays if row.workflow_id in workflows],
        rollouts=rollouts,
        stages={number: stages for number, stages in book.stages.items() if number in kept},
        staffing=[row for row in book.staffing if row.rollout_id in kept],
        checks=[row for row in book.checks if row.rollout_id in kept],
        baselines=[row for row in book.baselines if row.rollout_id in kept],
        tools_of={number: tools for number, tools in book.tools_of.items() if number in workflows},
    )


def workflows_within(session: Session, numbers: Mapping[str, int], asker: Asker) -> dict[str, int]:
    """Of some workflows, by name, those that have a rollout where somebody may read."""
    if asker.may(Act.READ):
        return dict(numbers)
    placed = session.exec(select(Rollout.workflow_id, Team.path).where(Rollout.team_id == Team.id))
    seen = {workflow for workflow, path in placed if asker.may(Act.READ, path)}
    return {name: number for name, number in numbers.items() if number in seen}


def told_to(asker: Asker, events: Sequence[Event]) -> list[Event]:
    """Of a workflow's history, what happened where somebody may read; an edit of many teams at once is the company's."""
    if asker.may(Act.READ):
        return list(events)
    return [
        event
        for event in events
        if (event.kind != EventKind.EDIT if not event.team else asker.may(Act.READ, event.team))
    ]
