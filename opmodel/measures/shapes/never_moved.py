"""What never moved under a rollout whose use collapsed: accountability, reviewer, reuse, on the day its peak ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.checkpoints import checkpoint_standings
from opmodel.measures.plays import plays
from opmodel.measures.rollouts import RolloutStanding, rollout_on
from opmodel.measures.steps import StepRecord
from opmodel.store.bulk import columns
from opmodel.store.register import Performer, RegisterChange

ACCOUNTABILITY, REVIEWER, REUSE = "accountability", "reviewer", "reuse"


@dataclass(frozen=True, kw_only=True)
class NeverMoved:
    """What was as before on a day, though the work was to change."""

    day: date
    what: tuple[str, ...]
    says: tuple[str, ...]
    """A clause for each, in the same order."""


def never_moved(
    session: Session, rollout_id: int, steps: Mapping[int, Sequence[StepRecord]], *, day: date
) -> NeverMoved:
    """What the register says of a rollout on that day.

    Who reviewed and which play was published are dated in the register. What the team was accountable for is not: it is
    read from the trail of changes, back to the day, or to the first that was ever recorded.
    """
    rollout = rollout_on(session, day, rollout_id)
    if rollout is None:
        return NeverMoved(day=day, what=(), says=())
    found = [
        (ACCOUNTABILITY, _same_accountability(session, rollout, day)),
        (REVIEWER, _no_reviewer(session, rollout, steps.get(rollout.workflow_id, ()), day)),
        (REUSE, _no_play(session, rollout, day)),
    ]
    return NeverMoved(
        day=day,
        what=tuple(name for name, says in found if says),
        says=tuple(says for _, says in found if says),
    )


def _same_accountability(session: Session, rollout: RolloutStanding, day: date) -> str:
    before, now = _accountable(session, rollout, day)
    if not now:
        return "nobody had said what the team is accountable for now"
    if before.casefold() == now.casefold():
        return f"the team was accountable for the same as before: {now}"
    return ""


def _accountable(session: Session, rollout: RolloutStanding, day: date) -> tuple[str, str]:
    """What was recorded, before and now, by the end of that day; the first record where there was none by then."""
    change = columns(RegisterChange)
    rows: Iterable[tuple[datetime, dict[str, Any] | None]] = (
        (row.changed_at, row.after)
        for row in session.execute(
            select(change.changed_at, change.after)
            .where(change.table_name == "rollout", change.row_key == f"[{rollout.id}]")
            .order_by(change.id)
        )
    )
    records = [(at, after) for at, after in rows if after is not None and "accountable_now" in after]
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    by_then = [after for at, after in records if _as_utc(at) < end]
    if not records:
        return rollout.accountable_before.strip(), rollout.accountable_now.strip()
    record = by_then[-1] if by_then else records[0][1]
    return str(record.get("accountable_before") or "").strip(), str(record["accountable_now"] or "").strip()


def _as_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _no_reviewer(session: Session, rollout: RolloutStanding, steps: Sequence[StepRecord], day: date) -> str:
    performed = [step for step in steps if step.holds_on(day) and step.after != Performer.HUMAN]
    standings = checkpoint_standings(session, [rollout], {rollout.workflow_id: performed}, day=day, days_added_up=1)
    if any(not one.vacancy for one in standings):
        return ""
    return "no checkpoint had a reviewer" if standings else "no step had a checkpoint"


def _no_play(session: Session, rollout: RolloutStanding, day: date) -> str:
    play = plays(session, day).get(rollout.workflow_id)
    return "" if play is not None and play.current is not None else "no play was published"
