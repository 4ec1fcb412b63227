"""The test on people behind a drift-back: did they use it less, each compared with themselves (measures.md §1.7)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlmodel import Session

from opmodel.measures.shapes.rule import Chance
from opmodel.store.closed import closed
from opmodel.store.memory_tables import FallMemory
from opmodel.store.rollups.people_weeks import shares_of_weeks


def chance_in(session: Session, rollout_id: int) -> Chance:
    """The test on one rollout's people, from the packed rollup: no person leaves it."""

    def chance(before: Sequence[int], after: Sequence[int]) -> float | None:
        return fall_by_chance(*shares_of_weeks(session, rollout_id, before=before, after=after))

    return chance


def chance_of_fall_in(session: Session, rollout_id: int) -> Chance:
    """The same for the fall from a peak: where the people of its weeks are kept no more, what the test said while they
    were.
    """
    first_open = closed(session).first_open
    chance_now = chance_in(session, rollout_id)

    def chance(before: Sequence[int], after: Sequence[int]) -> float | None:
        if min(before, default=first_open) >= first_open:
            return chance_now(before, after)
        remembered = session.get(FallMemory, rollout_id)
        return None if remembered is None else remembered.p

    return chance


def fall_by_chance(before: np.ndarray, after: np.ndarray) -> float | None:
    """One-sided Wilcoxon signed-rank test that people fell: p; None where there is nobody, 1 where nobody changed.

    Args:
        before: each person's share of active weeks then.
        after: the same people's, in the same order, later.
    """
    if not len(before):
        return None
    # Shares of thirds and quarters that differ by the same must tie, whatever floating point makes of them.
    change = np.round(np.asarray(before) - np.asarray(after), 9)
    if not change.any():
        return 1.0
    from scipy.stats import wilcoxon

    # The exact permutation that scipy would choose for up to 13 people takes half a second; this a moment, ties corrected.
    found: Any = wilcoxon(change, alternative="greater", method="asymptotic")  # type: ignore[call-overload]  # an older name there
    return float(found.pvalue)
