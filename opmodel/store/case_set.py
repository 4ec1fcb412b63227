"""The set of cases that a baseline locks, as a fingerprint: the same cases, the same fingerprint."""

import hashlib
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.facts import Case, Import, ImportStatus


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
    found = _cases(session, workflow_id, team_ids, first_day, last_day)
    digest = hashlib.sha256()
    for case_id in sorted(found):
        row = found[case_id]
        finished = "" if row.finished_at is None else _utc(row.finished_at).isoformat(timespec="microseconds")
        started = _utc(row.started_at).isoformat(timespec="microseconds")
        digest.update(f"{case_id}\x1f{started}\x1f{finished}\x1e".encode())
    return digest.hexdigest()


def count_cases(
    session: Session, workflow_id: int, team_ids: Collection[int] | None, first_day: date, last_day: date
) -> int:
    """How many cases `cases_hash` stands on."""
    return len(_cases(session, workflow_id, team_ids, first_day, last_day))


def _cases(
    session: Session, workflow_id: int, team_ids: Collection[int] | None, first_day: date, last_day: date
) -> dict[str, Any]:
    """Case id → the row that speaks for it, of the cases that started in the window."""
    case, imported = columns(Case), columns(Import)
    rows = session.connection().execute(
        select(case.case_id, case.started_at, case.finished_at, case.team_id)
        .join(Import.__table__, imported.id == case.import_id)  # type: ignore[attr-defined]
        .where(case.workflow_id == workflow_id, imported.status == ImportStatus.LOADED)
        .order_by(imported.report_at, imported.id)
    )
    newest = {row.case_id: row for row in rows}
    begins = datetime.combine(first_day, time.min, UTC)
    ends = datetime.combine(last_day + timedelta(days=1), time.min, UTC)
    return {
        case_id: row
        for case_id, row in newest.items()
        if begins <= _utc(row.started_at) < ends and (team_ids is None or row.team_id in team_ids)
    }


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
