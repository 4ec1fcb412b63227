"""CasePack: the cases of a workflow in a team, as the newest import of each says, packed into few bytes; and BaselineSet:
what the window of each locked baseline holds now.

A verdict on a million cases reads one row of few megabytes instead of a million rows.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.case_set import hash_of, within
from opmodel.store.case_teams import teams_with_cases_of
from opmodel.store.closed import closed
from opmodel.store.end_status import Ending
from opmodel.store.facts import Case, Import
from opmodel.store.newest_cases import NewestCases, case_reports, newest_cases, together
from opmodel.store.register import Baseline, Rollout, Workflow
from opmodel.store.rollup_tables import BaselineSet, CasePack
from opmodel.store.rollups.touched import Touched
from opmodel.store.teams import team_tree

_MICROSECONDS = 1e6
_UNKNOWN_IMPORT = 0
_OPEN = np.int64(-1)
_ROW_BYTES = 8 + 8 + 1 + 2
_MOST_TYPES = np.iinfo("<u2").max
_REPORTS_LOOKED_AT = 3
"""Reports from before a baseline was locked that it may have been locked on: the newest few."""


@dataclass(frozen=True)
class Pack:
    """Cases as arrays of equal length, by start."""

    started: np.ndarray
    """Seconds since 1970."""
    finished: np.ndarray
    """The same; NaN for a case that has no finish."""
    ending: np.ndarray
    """Numbers of `Ending`."""
    case_type: np.ndarray
    """Place of its type in the row's `case_types`."""

    @staticmethod
    def unpacked(data: bytes) -> "Pack":
        """The pack that `packed` made the bytes of."""
        raw = zlib.decompress(data)
        count = len(raw) // _ROW_BYTES
        started = np.cumsum(np.frombuffer(raw, "<i8", count))
        took = np.frombuffer(raw, "<i8", count, 8 * count)
        finished = np.where(took == _OPEN, np.nan, (started + took) / _MICROSECONDS)
        return Pack(
            started=started / _MICROSECONDS,
            finished=finished,
            ending=np.frombuffer(raw, np.uint8, count, 16 * count),
            case_type=np.frombuffer(raw, "<u2", count, 17 * count),
        )


def packed(cases: NewestCases) -> bytes:
    """Cases in few bytes: the steps from start to start, how long each took, how it ended, its type."""
    started = cases.started.astype(np.int64)
    took = np.where(np.isnat(cases.finished), _OPEN, cases.finished.astype(np.int64) - started)
    order = np.lexsort((cases.case_type, cases.ending, took, started))
    steps = np.diff(started[order], prepend=0)
    parts = (
        steps.astype("<i8"),
        took[order].astype("<i8"),
        cases.ending[order].astype(np.uint8),
        np.minimum(cases.case_type[order], _MOST_TYPES).astype("<u2"),
    )
    return zlib.compress(b"".join(part.tobytes() for part in parts), 1)


def refresh_case_packs(session: Session, touched: Touched) -> None:
    """Pack the cases of the touched workflows anew, and look again at the baselines that stand on them."""
    stale = touched.workflows | _never_packed(session)
    fresh = {workflow: newest_cases(session, workflow) for workflow in sorted(stale)}
    first_open = closed(session).first_case_day
    for workflow, found in fresh.items():
        cases = found if first_open is None else _with_closed(session, workflow, found, first_open)
        spoke = {} if first_open is None else _imports_of(session, workflow)
        session.execute(delete(CasePack).where(columns(CasePack).workflow_id == workflow))
        rows = [_row(workflow, team, cases, spoke.get(team, ())) for team in np.unique(cases.team).tolist()]
        if rows:
            session.execute(insert(CasePack), rows)
    if fresh or touched.register or touched.baselines or touched.tree:
        _refresh_baselines(session, fresh, every=touched.tree)


def _never_packed(session: Session) -> set[int]:
    """Workflows with cases and no pack: those of a store from before there were packs."""
    case, imported, workflow, pack = columns(Case), columns(Import), columns(Workflow), columns(CasePack)
    has_cases = select(case.case_id).where(case.import_id == imported.id, case.workflow_id == workflow.id).exists()
    is_packed = select(pack.cases).where(pack.workflow_id == workflow.id).exists()
    found = select(workflow.id).join(imported.id.table, has_cases).where(~is_packed).distinct()
    return set(session.scalars(found))


def _with_closed(session: Session, workflow: int, found: NewestCases, first_open: date) -> NewestCases:
    """The cases from a day on, with those before it as they stand packed: they are there no more one by one."""
    begins = np.datetime64(first_open, "us")
    pack = columns(CasePack)
    parts = [found.chosen(found.started >= begins)]
    for team, types, data in session.execute(
        select(pack.team_id, pack.case_types, pack.packed).where(pack.workflow_id == workflow)
    ):
        old = Pack.unpacked(bytes(data))
        parts.append(_as_cases(old, team, tuple(types)).chosen(_moments(old.started) < begins))
    return together(parts)


def _imports_of(session: Session, workflow: int) -> dict[int, list[int]]:
    """Team → the imports that its stored pack speaks from."""
    pack = columns(CasePack)
    return {
        row[0]: row[1]
        for row in session.execute(select(pack.team_id, pack.imports).where(pack.workflow_id == workflow))
    }


def _as_cases(pack: Pack, team: int, types: tuple[str, ...]) -> NewestCases:
    """A pack as cases without ids; of which import each was is not known any more."""
    count = len(pack.started)
    return NewestCases(
        case_id=np.full(count, "", dtype=object),
        started=_moments(pack.started),
        finished=_moments(pack.finished),
        ending=pack.ending.astype(np.int64),
        case_type=pack.case_type.astype(np.int64),
        team=np.full(count, team, dtype=np.int64),
        import_id=np.full(count, _UNKNOWN_IMPORT, dtype=np.int64),
        types=types,
    )


def _moments(seconds: np.ndarray) -> np.ndarray:
    """Seconds since 1970 as `datetime64[us]`, NaT for NaN."""
    known = np.isfinite(seconds)
    micros = np.round(np.where(known, seconds, 0) * _MICROSECONDS).astype(np.int64)
    return np.where(known, micros.astype("datetime64[us]"), np.datetime64("NaT", "us"))


def _row(workflow: int, team: int, cases: NewestCases, spoke: Iterable[int]) -> dict[str, Any]:
    mine = cases.chosen(cases.team == team)
    return {
        "workflow_id": workflow,
        "team_id": team,
        "cases": len(mine),
        "unfinished": int((mine.ending == Ending.UNFINISHED).sum()),
        "first_day": _day(mine.started.min()),
        "last_day": _day(mine.started.max()),
        "imports": sorted({*np.unique(mine.import_id).tolist(), *spoke} - {_UNKNOWN_IMPORT}),
        "case_types": list(mine.types),
        "packed": packed(mine),
    }


def _day(moment: np.datetime64) -> date:
    return date.fromisoformat(str(moment.astype("datetime64[D]")))


def _refresh_baselines(session: Session, fresh: dict[int, NewestCases], *, every: bool) -> None:
    """The sets of baselines whose cases were packed anew, that are new, or (`every`) whose teams moved."""
    baseline, rollout, kept = columns(Baseline), columns(Rollout), columns(BaselineSet)
    known = set(session.scalars(select(kept.baseline_id)))
    locked = session.execute(
        select(baseline, rollout.workflow_id, rollout.team_id).join(rollout.id.table, rollout.id == baseline.rollout_id)
    ).all()
    first_open = closed(session).first_case_day or date.min
    stale = [
        row
        for row in locked
        if row.id not in known or (row.first_day >= first_open and (every or row.workflow_id in fresh))
    ]
    _forget(session, (known - {row.id for row in locked}) | {row.id for row in stale})
    if not stale:
        return
    tree = team_tree(session)
    rows = []
    for row in stale:
        if row.workflow_id not in fresh:
            fresh[row.workflow_id] = newest_cases(session, row.workflow_id)
        cases = fresh[row.workflow_id]
        teams = teams_with_cases_of(tree, row.team_id, named=np.unique(cases.team).tolist())
        found = within(cases, teams, row.first_day, row.last_day)
        rows.append({"baseline_id": row.id, "cases": len(found), "cases_hash": _hash_now(session, row, found)})
    session.execute(insert(BaselineSet), rows)


def _hash_now(session: Session, locked: Any, found: NewestCases) -> str:
    """The hash of a baseline's cases. Where all that came about since it was locked is that open cases were finished, it
    is the hash that was locked: they are the same cases.
    """
    now = hash_of(found)
    if now == locked.cases_hash:
        return now
    evening = np.datetime64(locked.locked_on, "D") + np.timedelta64(1, "D")
    reported = {report.reported for report in case_reports(session, locked.workflow_id) if report.reported < evening}
    for moment in sorted(reported, reverse=True)[:_REPORTS_LOOKED_AT]:
        if hash_of(found, known_at=moment) == locked.cases_hash:
            return str(locked.cases_hash)
    return now


def _forget(session: Session, numbers: Iterable[int]) -> None:
    session.execute(delete(BaselineSet).where(columns(BaselineSet).baseline_id.in_(list(numbers))))
