"""What a baseline's window must keep to: long enough, and before the work was redesigned (measures.md, Rulings)."""

from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from opmodel.store.register import LIVE, Rollout, StageChange

LEAST = timedelta(weeks=8)
"""The shortest window."""


def first_go_live(session: Session, rollout: Rollout) -> date | None:
    """The day the workflow first went live in the rollout's team, in any attempt."""
    return session.exec(
        select(func.min(StageChange.changed_on))
        .join(Rollout)
        .where(
            Rollout.workflow_id == rollout.workflow_id,
            Rollout.team_id == rollout.team_id,
            col(StageChange.stage).in_(LIVE),
        )
    ).one()
