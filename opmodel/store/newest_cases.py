"""The cases of a workflow as the newest import of each says: of several files that name a case, the newest report
speaks for it; of reports of one moment, the later import.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.end_status import ending
from opmodel.store.facts import Case, Import, ImportStatus

NO_TEAM = 0


@dataclass(frozen=True)
class NewestCases:
    """Cases in no particular order, as arrays of equal length."""

    case_id: np.ndarray
    """Text."""
    started: np.ndarray
    """`datetime64[us]`, UTC."""
    finished: np.ndarray
    """The same; NaT while it has no finish."""
    ending: np.ndarray
    """Numbers of `Ending`."""
    case_type: np.ndarray
    """Place of its type in `types`."""
    team: np.ndarray
    """`NO_TEAM` where the file does not say."""
    import_id: np.ndarray
    types: tuple[str, ...]
    """The names of the types, in order."""

    def __len__(self) -> int:
        return len(self.started)

    def chosen(self, which: np.ndarray) -> "NewestCases":
        """Some of the cases, by their places or by a mask."""
        return NewestCases(**{name: getattr(self, name)[which] for name in _ARRAYS}, types=self.types)


_ARRAYS = tuple(field.name for field in fields(NewestCases) if field.name != "types")


def newest_cases(session: Session, workflow_id: int) -> NewestCases:
    """Every case of a workflow. Reads the driver's own rows: a million take a few seconds."""
    rank = _ranks(session, workflow_id)
    parts = list(_parts(session, workflow_id, sorted(rank)))
    merged = together(parts)
    if len(rank) <= 1:
        return merged
    ranks = np.zeros(max(rank) + 1, dtype=np.int64)
    ranks[list(rank)] = list(rank.values())
    ordered = merged.chosen(np.argsort(ranks[merged.import_id], kind="stable"))
    return ordered.chosen(~pd.Series(ordered.case_id).duplicated(keep="last").to_numpy())


def _ranks(session: Session, workflow_id: int) -> dict[int, int]:
    """Import with cases of the workflow → its place, the newest report last."""
    case, imported = columns(Case), columns(Import)
    named = select(case.case_id).where(case.import_id == imported.id, case.workflow_id == workflow_id)
    found = session.connection().execute(
        select(imported.id)
        .where(imported.status == ImportStatus.LOADED, named.exists())
        .order_by(imported.report_at, imported.id)
    )
    return {number: place for place, number in enumerate(found.scalars())}


def _parts(session: Session, workflow_id: int, imports: list[int]) -> Iterator[NewestCases]:
    """The cases import by import, a stretch at a time, so that no more than a stretch of plain rows is in memory."""
    case = columns(Case)
    for number in imports:
        chosen = [case.import_id == number, case.workflow_id == workflow_id]
        wanted = (
            case.case_id,
            _in_utc(session, case.started_at),
            _in_utc(session, case.finished_at),
            case.end_status,
            case.case_type,
            func.coalesce(case.team_id, NO_TEAM),
        )
        for rows in bulk.stretches(session, *wanted, where=chosen):
            yield _as_arrays(rows, number)


def _in_utc(session: Session, moment: Any) -> Any:
    """PostgreSQL gives a moment with its offset, which NumPy does not know; SQLite gives its text, in UTC."""
    return moment if session.connection().dialect.name == "sqlite" else func.timezone("UTC", moment)


def _as_arrays(rows: list[tuple[Any, ...]], import_id: int) -> NewestCases:
    ids, started, finished, status, kind, team = zip(*rows, strict=True)
    codes, types = pd.factorize(np.array(kind, dtype=object), sort=True)
    finishes = np.array(finished, dtype="datetime64[us]")
    return NewestCases(
        case_id=np.array(ids, dtype=object),
        started=np.array(started, dtype="datetime64[us]"),
        finished=finishes,
        ending=_endings(np.array(status, dtype=object), ~np.isnat(finishes)),
        case_type=codes.astype(np.int64),
        team=np.array(team, dtype=np.int64),
        import_id=np.full(len(rows), import_id, dtype=np.int64),
        types=tuple(str(name) for name in types),
    )


def _endings(status: np.ndarray, has_finish: np.ndarray) -> np.ndarray:
    codes, words = pd.factorize(status)
    with_finish, without = (
        np.array([ending(word, has_finish=has) for word in words], dtype=np.int64) for has in (True, False)
    )
    return np.where(has_finish, with_finish[codes], without[codes])


def together(parts: list[NewestCases]) -> NewestCases:
    """Several in one, the types of all of them in order."""
    types = sorted({name for part in parts for name in part.types})
    place = {name: number for number, name in enumerate(types)}
    if not parts:
        return _nothing()
    coded = [np.array([place[name] for name in part.types], dtype=np.int64)[part.case_type] for part in parts]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    return NewestCases(**{**joined, "case_type": np.concatenate(coded)}, types=tuple(types))


def _nothing() -> NewestCases:
    moments, numbers = np.empty(0, dtype="datetime64[us]"), np.empty(0, dtype=np.int64)
    return NewestCases(
        case_id=np.empty(0, dtype=object),
        started=moments,
        finished=moments,
        ending=numbers,
        case_type=numbers,
        team=numbers,
        import_id=numbers,
        types=(),
    )
