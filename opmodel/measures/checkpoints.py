"""The checkpoints in each rollout as they stand on a day: who looks, when the next look is due, what came of the last."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import RowMapping, case, func, select
from sqlmodel import Session

from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.steps import StepRecord
from opmodel.store.bulk import columns
from opmodel.store.register import Check, Checkpoint, CheckpointStaffing, OfficeHolder
from opmodel.store.rollup_tables import Membership, SamePerson


@dataclass(frozen=True, kw_only=True)
class CheckpointStanding:
    """A checkpoint in one rollout."""

    step: StepRecord
    what: str
    """What is checked."""
    cadence_days: int | None
    rollout: RolloutStanding
    reviewer: str
    """Whoever is named, even if they have left; empty where nobody is."""
    backup: str
    vacancy: str
    """Why nobody looks; empty where somebody does."""
    last_looked_on: date | None
    looked_on: date | None
    """The last look; None before the first."""
    due_on: date | None
    """When the next look is due, counted from the last one, else from go-live or from when it was first staffed."""
    seen: int
    """Outputs seen in the days that are added up; so are the next."""
    corrected_or_rejected: int

    def overdue_days(self, day: date) -> int:
        """Days that the next look is overdue; 0 where it is not."""
        return 0 if self.due_on is None else max(0, (day - self.due_on).days)

    @property
    def checks_a_week(self) -> float:
        """Looks that the cadence asks for."""
        return 7 / self.cadence_days if self.cadence_days else 0.0

    def is_rubber_stamp(self, *, outputs: float, share: float) -> bool:
        """Whether it saw at least so many outputs, and corrected or rejected a smaller share (measures.md, Rulings)."""
        return self.seen >= outputs and self.corrected_or_rejected < share * self.seen


def checkpoint_standings(
    session: Session,
    rollouts: Sequence[RolloutStanding],
    steps: Mapping[int, Sequence[StepRecord]],
    *,
    day: date,
    days_added_up: float,
) -> list[CheckpointStanding]:
    """Every checkpoint of the workflow's steps in each of its rollouts, in the order of rollouts and steps.

    Args:
        session: the store.
        rollouts: the rollouts asked about.
        steps: workflow → its steps that hold.
        day: the day it is read as of.
        days_added_up: over how many days checks are added up.
    """
    checkpoint = columns(Checkpoint)
    of_step: dict[int, list[RowMapping]] = defaultdict(list)
    for row in session.execute(select(checkpoint).order_by(checkpoint.id)).mappings():
        of_step[row["step_id"]].append(row)
    staffing, looks = _staffings(session), _looks(session, day=day, since=day - timedelta(days=round(days_added_up)))
    holder = columns(OfficeHolder)
    names = {row[0]: row[1] for row in session.execute(select(holder.id, holder.name))}
    left = _left(session, day)
    return [
        _standing(
            step,
            row,
            rollout,
            staffing[row["id"], rollout.id],
            looks.get((row["id"], rollout.id)),
            names=names,
            left=left,
            day=day,
        )
        for rollout in rollouts
        for step in steps.get(rollout.workflow_id, ())
        for row in of_step[step.id]
    ]


def checked_steps(session: Session) -> frozenset[int]:
    """The steps that have a checkpoint, staffed or not."""
    return frozenset(session.scalars(select(columns(Checkpoint).step_id).distinct()))


def _staffings(session: Session) -> dict[tuple[int, int], list[RowMapping]]:
    """(checkpoint, rollout) → who was named, the newest last."""
    staffing = columns(CheckpointStaffing)
    rows: dict[tuple[int, int], list[RowMapping]] = defaultdict(list)
    for row in session.execute(select(staffing).order_by(staffing.id)).mappings():
        rows[row["checkpoint_id"], row["rollout_id"]].append(row)
    return rows


def _looks(session: Session, *, day: date, since: date) -> dict[tuple[int, int], RowMapping]:
    """(checkpoint, rollout) → the last look, and what was seen and not accepted after `since`."""
    check = columns(Check)
    lately = check.looked_on > since
    rows = session.execute(
        select(
            check.checkpoint_id,
            check.rollout_id,
            func.max(check.looked_on).label("last"),
            func.sum(case((lately, check.seen), else_=0)).label("seen"),
            func.sum(case((lately, check.corrected + check.rejected), else_=0)).label("not_accepted"),
        )
        .where(check.looked_on <= day)
        .group_by(check.checkpoint_id, check.rollout_id)
    ).mappings()
    return {(row["checkpoint_id"], row["rollout_id"]): row for row in rows}


def _left(session: Session, day: date) -> set[int]:
    """Office holders whom a roster once placed, and none places on that day or later."""
    holder, same, member = columns(OfficeHolder), columns(SamePerson), columns(Membership)
    person = func.coalesce(same.stands_for, holder.person_id)
    return set(
        session.scalars(
            select(holder.id)
            .select_from(holder.id.table)
            .outerjoin(same.person_id.table, same.person_id == holder.person_id)
            .join(member.person_id.table, member.person_id == person)
            .group_by(holder.id)
            .having(func.max(func.coalesce(member.valid_to, date.max)) < day)
        )
    )


def _standing(
    step: StepRecord,
    checkpoint: RowMapping,
    rollout: RolloutStanding,
    staffings: Sequence[RowMapping],
    looks: RowMapping | None,
    *,
    names: Mapping[int | None, str],
    left: set[int],
    day: date,
) -> CheckpointStanding:
    named = next((row for row in reversed(staffings) if _holds(row, rollout, day)), None)
    reviewer = "" if named is None else names.get(named["reviewer_id"], "")
    backup = "" if named is None else names.get(named["backup_id"], "")
    vacancy = ""
    if named is None:
        vacancy = "nobody is named"
    elif not reviewer:
        vacancy = "no reviewer is named"
    elif named["reviewer_id"] in left:
        vacancy = f"{reviewer} has left"
    return CheckpointStanding(
        step=step,
        what=checkpoint["what_is_checked"] or step.name,
        cadence_days=checkpoint["cadence_days"],
        rollout=rollout,
        reviewer=reviewer,
        backup=backup,
        vacancy=vacancy,
        last_looked_on=None if looks is None else looks["last"],
        looked_on=None if looks is None else looks["last"],
        due_on=_due_on(step, checkpoint["cadence_days"], rollout, staffings, looks),
        seen=0 if looks is None else looks["seen"],
        corrected_or_rejected=0 if looks is None else looks["not_accepted"],
    )


def _holds(staffing: RowMapping, rollout: RolloutStanding, day: date) -> bool:
    """Whether a staffing holds on the day; for a rollout that is not live yet, a later day counts too."""
    begun = staffing["valid_from"] is None or staffing["valid_from"] <= day or not rollout.is_live
    return begun and (staffing["valid_to"] is None or staffing["valid_to"] >= day)


def _due_on(
    step: StepRecord,
    cadence_days: int | None,
    rollout: RolloutStanding,
    staffings: Sequence[RowMapping],
    looks: RowMapping | None,
) -> date | None:
    if cadence_days is None or not rollout.is_live:
        return None
    if looks is not None:
        last: date = looks["last"]
        return last + timedelta(days=cadence_days)
    first_staffed = [row["valid_from"] for row in staffings]
    since = [rollout.go_live, step.valid_from, None if None in first_staffed else min(first_staffed, default=None)]
    begun = [one for one in since if one is not None]
    return max(begun) + timedelta(days=cadence_days) if begun else None
