"""Saying how many of a file's people no roster knows, before anything is stored."""

import numpy as np
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.rollup_tables import Membership
from opmodel.store.rollups.links import one_person


def off_roster(session: Session, people: np.ndarray) -> list[str]:
    """A note where some of the people, by their ids, are on none of the rosters loaded; none without a roster."""
    (members,) = bulk.integers(session, columns(Membership).person_id, where=[])
    if not len(members):
        return []
    found = np.unique(one_person(session)[people])
    unknown = int((~np.isin(found, members)).sum())
    if not unknown:
        return []
    return [
        f"People on no roster: {unknown:,} of {len(found):,}. They are in no team, so their rows are kept and count in no "
        "team's adoption until a roster names them, or an identity map says who they are."
    ]
