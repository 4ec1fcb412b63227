"""The cases of a workflow as the newest import of each says: of several files that name a case, the newest report
speaks for it; of reports of one moment, the later import. What the older ones said tells which cases were opened again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.end_status import Ending, ending
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
    reports = case_reports(session, workflow_id)
    parts = list(_parts(session, workflow_id, sorted(report.import_id for report in reports)))
    merged = together(parts)
    if len(reports) <= 1:
        return merged
    place = np.zeros(max(report.import_id for report in reports) + 1, dtype=np.int64)
    place[[report.import_id for report in reports]] = np.arange(len(reports))
    ordered = merged.chosen(np.argsort(place[merged.import_id], kind="stable"))
    speaks = ~pd.Series(ordered.case_id).duplicated(keep="last").to_numpy()
    if speaks.all():
        return ordered
    again = _opened_again(ordered, speaks, place[ordered.import_id], reports)
    return replace(ordered, ending=np.where(again, Ending.REOPENED, ordered.ending)).chosen(speaks)


@dataclass(frozen=True, kw_only=True)
class CaseReport:
    """An import with cases of a workflow."""

    import_id: int
    reported: np.datetime64
    """UTC."""
    counted: str
    """Which events it counts from and to, where the uploader said."""


def case_reports(session: Session, workflow_id: int) -> list[CaseReport]:
    """The imports with cases of a workflow, the newest report last."""
    case, imported = columns(Case), columns(Import)
    named = select(case.case_id).where(case.import_id == imported.id, case.workflow_id == workflow_id)
    found = session.connection().execute(
        select(imported.id, imported.report_at, imported.choices)
        .where(imported.status == ImportStatus.LOADED, named.exists())
        .order_by(imported.report_at, imported.id)
    )
    return [
        CaseReport(import_id=number, reported=_moment(reported), counted=counted_between(choices))
        for number, reported, choices in found
    ]


def counted_between(choices: Mapping[str, Any]) -> str:
    """The start and the finish that an uploader named, as a sentence names them; empty where neither was."""
    said = [f"{name} “{choices[name]}”" for name in ("start", "finish") if choices.get(name)]
    return " and ".join(said)


def _moment(reported: datetime) -> np.datetime64:
    naive = reported if reported.tzinfo is None else reported.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(naive, "us")


def _opened_again(ordered: NewestCases, speaks: np.ndarray, place: np.ndarray, reports: list[CaseReport]) -> np.ndarray:
    """Whether each of the rows that speak is of a case that an older report had as finished, and that is open now or was
    finished only after that report. Reports that count to another event say nothing of each other.
    """
    codes, _ = pd.factorize(ordered.case_id)
    newest = np.zeros(codes.max() + 1, dtype=np.int64)
    newest[codes[speaks]] = np.flatnonzero(speaks)
    older = np.flatnonzero(~speaks & ~np.isnat(ordered.finished))
    now = newest[codes[older]]
    reported = np.array([report.reported for report in reports], dtype="datetime64[us]")
    counted, _ = pd.factorize(np.array([report.counted for report in reports], dtype=object))
    alike = counted[place[older]] == counted[place[now]]
    finish = ordered.finished[now]
    later = np.isnat(finish) | (finish > np.maximum(reported[place[older]], ordered.finished[older]))
    compared = ordered.ending[now] != Ending.UNFINISHED
    again = np.zeros(len(ordered), dtype=bool)
    again[now[alike & later & compared]] = True
    return again


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
