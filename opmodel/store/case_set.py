"""The set of cases that a baseline locks, as a fingerprint: the same cases, the same fingerprint."""

import hashlib
from collections.abc import Collection
from datetime import date

import numpy as np
from sqlmodel import Session

from opmodel.store.newest_cases import NewestCases, newest_cases


def cases_hash(
    session: Session, workflow_id: int, team_ids: Collection[int] | None, first_day: date, last_day: date
) -> str:
    """SHA-256 over the case ids, starts and finishes of a window, 64 hex digits; sorted, so that the order of loading
    does not matter.

    The newest import of a case id speaks for it, here as everywhere. Days are days in UTC, as the times are kept.

    Args:
        session: a session of the store.
        workflow_id: whose cases.
        team_ids: the teams whose cases count, usually a team with all below it; None for every case, those of no known
            team too.
        first_day: first day on which a case may have started.
        last_day: last day, inclusive.
    """
    return hash_of(_cases(session, workflow_id, team_ids, first_day, last_day))


NO_CASES = hashlib.sha256().hexdigest()
"""The fingerprint of no cases at all."""


def hash_of(found: NewestCases, *, known_at: np.datetime64 | None = None) -> str:
    """The fingerprint of cases that are read already; as it was at a moment, what was finished later counts as open."""
    digest = hashlib.sha256()
    for place in np.argsort(found.case_id, kind="stable").tolist():
        finish = found.finished[place]
        is_open = np.isnat(finish) or (known_at is not None and finish > known_at)
        finished = "" if is_open else _iso(finish)
        digest.update(f"{found.case_id[place]}\x1f{_iso(found.started[place])}\x1f{finished}\x1e".encode())
    return digest.hexdigest()


def count_cases(
    session: Session, workflow_id: int, team_ids: Collection[int] | None, first_day: date, last_day: date
) -> int:
    """How many cases `cases_hash` stands on."""
    return len(_cases(session, workflow_id, team_ids, first_day, last_day))


def _cases(
    session: Session, workflow_id: int, team_ids: Collection[int] | None, first_day: date, last_day: date
) -> NewestCases:
    """The cases that started in the window."""
    return within(newest_cases(session, workflow_id), team_ids, first_day, last_day)


def within(cases: NewestCases, team_ids: Collection[int] | None, first_day: date, last_day: date) -> NewestCases:
    """Those of the teams (None: all, and those of no known team) that started in a window, both days included."""
    begins = np.datetime64(first_day, "us")
    ends = np.datetime64(last_day, "D") + np.timedelta64(1, "D")
    chosen = (cases.started >= begins) & (cases.started < ends)
    if team_ids is not None:
        chosen &= np.isin(cases.team, list(team_ids))
    return cases.chosen(chosen)


def _iso(moment: np.datetime64) -> str:
    return f"{moment}+00:00"
