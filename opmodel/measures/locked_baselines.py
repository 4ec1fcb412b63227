"""The locked baselines of the rollouts, and whether the cases that each locked are still the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.rollouts import RolloutStanding
from opmodel.measures.shares import plural
from opmodel.store.bulk import columns
from opmodel.store.case_set import NO_CASES
from opmodel.store.register import Baseline
from opmodel.store.rollup_tables import BaselineSet

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class LockedBaseline:
    """A baseline as it was locked, and its set of cases as it is now."""

    id: int
    name: str
    first_day: date
    last_day: date
    locked_on: date
    cases_hash: str
    """As locked."""
    hash_now: str | None
    """Over the same window of the cases as they are now; None where nothing was counted since."""
    cases_now: int | None

    @property
    def has_changed(self) -> bool:
        """Whether the set of cases is another than the one that was locked."""
        return self.hash_now is not None and self.hash_now != self.cases_hash

    @property
    def was_empty(self) -> bool:
        """Whether it was locked on no case at all, and has some now."""
        return self.cases_hash == NO_CASES and bool(self.cases_now)

    def weeks_before(self, go_live: date) -> int:
        """Weeks counted back from go-live that reach its first day."""
        return max(1, -((self.first_day - go_live) // _WEEK))

    def locked_late(self, go_live: date) -> str:
        """How long after go-live it was locked, `12 weeks`; empty where it was locked by then."""
        late = self.locked_on - go_live
        if late <= timedelta(0):
            return ""
        return plural(late.days, "day") if late < _WEEK else plural(late // _WEEK, "week")


def locked_baselines(session: Session, rollouts: Sequence[RolloutStanding], day: date) -> Mapping[int, LockedBaseline]:
    """Rollout → the baseline it is held against on that day: its own, else that of an earlier attempt in the team."""
    baseline, now = columns(Baseline), columns(BaselineSet)
    own = {
        row["rollout_id"]: LockedBaseline(**{name: row[name] for name in row if name != "rollout_id"})
        for row in session.execute(
            select(
                baseline.rollout_id,
                baseline.id,
                baseline.name,
                baseline.first_day,
                baseline.last_day,
                baseline.locked_on,
                baseline.cases_hash,
                now.cases_hash.label("hash_now"),
                now.cases.label("cases_now"),
            )
            .select_from(baseline.id.table)
            .outerjoin(now.baseline_id.table, now.baseline_id == baseline.id)
            .where(baseline.locked_on <= day)
            .order_by(baseline.id.desc())
        ).mappings()
    }
    found = {}
    for one in sorted(rollouts, key=lambda rollout: rollout.attempt):
        of_team = [other for other in rollouts if (other.workflow_id, other.team_id) == (one.workflow_id, one.team_id)]
        for attempt in sorted(of_team, key=lambda rollout: -rollout.attempt):
            if attempt.attempt <= one.attempt and attempt.id in own:
                found[one.id] = own[attempt.id]
                break
    return found
