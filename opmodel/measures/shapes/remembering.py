"""Keeping what the test on people said of a fall, before the people of the peak are kept no more."""

from sqlmodel import Session

from opmodel.measures.holding import RolloutAdoption, rollout_adoptions
from opmodel.measures.registry import Question
from opmodel.measures.scope import scope
from opmodel.measures.shapes.peak import PEAK_WITHIN, peak_of
from opmodel.measures.shapes.people import chance_of_fall_in
from opmodel.measures.shapes.rule import chance_of
from opmodel.store.memory_tables import FallMemory


def remember_falls(session: Session, *, first_open: int) -> None:
    """Keep the test's outcome of every rollout whose peak lies before `first_open`: of where it stands now, if that is below
    the peak, else of the clearest fall that it ever showed.
    """
    for one in rollout_adoptions(session, scope(session, Question())):
        p = _tested(session, one, first_open)
        if p is not None:
            session.merge(FallMemory(rollout_id=one.rollout_id, p=p))
    session.flush()


def _tested(session: Session, one: RolloutAdoption, first_open: int) -> float | None:
    counted = [p for p in one.points if (p.value is not None or p.suppressed) and p.week not in one.holidays]
    if any(point.suppressed for point in counted):
        return None
    chance = chance_of_fall_in(session, one.rollout_id)
    peaks = [peak_of(counted[:end], first_week=one.points[0].week) for end in range(PEAK_WITHIN, len(counted) + 1)]
    fallen = [peak for peak in peaks if peak is not None and peak.has_leaked and min(peak.weeks) < first_open]
    if fallen and fallen[-1] is peaks[-1]:
        return chance_of(chance, fallen[-1])
    return min((p for peak in fallen if (p := chance_of(chance, peak)) is not None), default=None)
