"""Quality beside speed: of the outputs that checks looked at, how many had to be corrected or were rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.rollouts import RolloutStanding
from opmodel.store.bulk import columns
from opmodel.store.register import Check


@dataclass(frozen=True, kw_only=True)
class Quality:
    """What the checks of a rollout came to, before go-live and since."""

    seen_before: int = 0
    mended_before: int = 0
    """Corrected or rejected."""
    seen_after: int = 0
    mended_after: int = 0

    @property
    def before(self) -> float | None:
        """Share corrected or rejected before go-live; None where no check was logged."""
        return self.mended_before / self.seen_before if self.seen_before else None

    @property
    def after(self) -> float | None:
        """The same since go-live."""
        return self.mended_after / self.seen_after if self.seen_after else None


def quality_by_rollout(session: Session, rollouts: Sequence[RolloutStanding], day: date) -> Mapping[int, Quality]:
    """Rollout → its checks up to that day; rollouts that never went live are missing."""
    check = columns(Check)
    lived = {one.id: one.go_live for one in rollouts if one.go_live is not None}
    counts: dict[int, list[int]] = {number: [0, 0, 0, 0] for number in lived}
    for number, looked_on, seen, mended in session.execute(
        select(check.rollout_id, check.looked_on, func.sum(check.seen), func.sum(check.corrected + check.rejected))
        .where(check.looked_on <= day, check.rollout_id.in_(list(lived)))
        .group_by(check.rollout_id, check.looked_on)
    ):
        place = 0 if looked_on < lived[number] else 2
        counts[number][place] += seen
        counts[number][place + 1] += mended
    return {
        number: Quality(seen_before=one[0], mended_before=one[1], seen_after=one[2], mended_after=one[3])
        for number, one in counts.items()
    }
