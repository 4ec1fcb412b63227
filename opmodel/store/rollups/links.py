"""Identity links: several identifiers, one person. Every rollup counts people by the one number of each person."""

import numpy as np
from sqlalchemy import delete, func, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.facts import Import, ImportStatus, Person, PersonLink
from opmodel.store.rollup_tables import SamePerson


def refresh_same_people(session: Session) -> bool:
    """Work out anew who is one person, and store it. Returns whether anything changed."""
    stands_for = _from_maps(session)
    person = np.flatnonzero(stands_for != np.arange(len(stands_for)))
    same = columns(SamePerson)
    stored = {row[0]: row[1] for row in session.execute(select(same.person_id, same.stands_for))}
    worked_out = dict(zip(person.tolist(), stands_for[person].tolist(), strict=True))
    if stored == worked_out:
        return False
    session.execute(delete(SamePerson))
    bulk.load(session, SamePerson, {"person_id": list(worked_out), "stands_for": list(worked_out.values())})
    return True


def one_person(session: Session) -> np.ndarray:
    """Person id → the id that stands for the same person; its own where no identity map says otherwise.

    Length is the highest person id + 1.
    """
    stands_for = _everyone(session)
    same = columns(SamePerson)
    person, other = bulk.integers(session, same.person_id, same.stands_for, where=[])
    stands_for[person] = other
    return stands_for


def _everyone(session: Session) -> np.ndarray:
    highest = session.execute(select(func.max(columns(Person).id))).scalar() or 0
    return np.arange(highest + 1, dtype=np.int64)


def _from_maps(session: Session) -> np.ndarray:
    """Chains of links are followed to their end; a ring of links is one person too, whichever way its lines stand."""
    stands_for = _everyone(session)
    link, imported = columns(PersonLink), columns(Import)
    links = session.execute(
        select(link.person_id, link.same_as_id).where(
            imported.id == link.import_id, imported.status == ImportStatus.LOADED
        )
    ).all()
    for one, other in links:
        first, second = _root(stands_for, one), _root(stands_for, other)
        stands_for[max(first, second)] = min(first, second)
    while not np.array_equal(settled := stands_for[stands_for], stands_for):
        stands_for = settled
    return stands_for


def _root(stands_for: np.ndarray, person: int) -> int:
    while (above := int(stands_for[person])) != person:
        stands_for[person] = stands_for[above]
        person = above
    return person
