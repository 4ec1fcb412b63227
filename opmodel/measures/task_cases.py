"""The cases of a workflow's task, team by team, out of their packs: no case row is read."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.verdict.runs import Cases, seconds_of
from opmodel.store.bulk import columns
from opmodel.store.end_status import Ending
from opmodel.store.facts import Import
from opmodel.store.newest_cases import NO_TEAM, counted_between
from opmodel.store.rollup_tables import CasePack
from opmodel.store.rollups.case_packs import Pack

_PACK = columns(CasePack)


@dataclass(frozen=True)
class TaskCases:
    """The cases of some teams. Two are equal where they were packed from the same cases, whatever store they lie in."""

    digest: str
    """Of the packed cases and the names of their types."""
    known_until: float
    """Seconds since 1970: the newest report that speaks for one of them. What happened later is not known."""
    cases: Cases = field(compare=False, repr=False)
    """Those that are finished or open, in no particular order."""
    case_type: np.ndarray = field(compare=False, repr=False)
    """The type of each, as a place in `types`."""
    types: tuple[str, ...] = field(compare=False, repr=False)
    reopened: np.ndarray = field(compare=False, repr=False)
    """Whether each was opened again after it had been finished."""
    unfinished: np.ndarray = field(compare=False, repr=False)
    """Starts of those that ended without being finished: they are not compared."""
    imports: frozenset[int] = field(compare=False, repr=False)
    """The files that speak for them."""
    counted: tuple[str, ...] = field(compare=False, repr=False)
    """The ways in which the files say what a case is counted from and to, where uploaders said: more than one is a change of
    definition.
    """

    @property
    def first_start(self) -> float:
        """Seconds since 1970 of the oldest start; infinite without cases."""
        return float(self.cases.started.min()) if len(self.cases) else float("inf")


@dataclass(frozen=True, kw_only=True)
class _Row:
    team: int
    packed: bytes
    types: list[str]
    imports: list[int]


@dataclass(frozen=True, kw_only=True)
class _File:
    reported: float
    """Seconds since 1970."""
    counted: str
    """From which event and to which, in words; empty where the uploader named none."""


class Packs:
    """The packed cases of the store, each read at most once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[int, list[_Row]] = {}
        self._files: dict[int, _File] | None = None
        self._teams: dict[int, set[int]] | None = None

    def workflows(self) -> list[int]:
        """The workflows that have cases."""
        return sorted(self._by_workflow())

    def teams(self, workflow_id: int) -> set[int]:
        """The teams that have cases of a workflow, `NO_TEAM` for cases of no known team."""
        return self._by_workflow().get(workflow_id, set())

    def _by_workflow(self) -> dict[int, set[int]]:
        if self._teams is None:
            self._teams = defaultdict(set)
            for workflow, team in self._session.execute(select(_PACK.workflow_id, _PACK.team_id)):
                self._teams[workflow].add(team)
        return self._teams

    def named_teams(self, workflow_id: int) -> set[int]:
        """Those of the teams that are known."""
        return self.teams(workflow_id) - {NO_TEAM}

    def of(self, workflow_id: int, teams: Collection[int]) -> TaskCases | None:
        """The cases of the workflow in any of the teams; None where there are none."""
        if not self.teams(workflow_id) & set(teams):
            return None
        chosen = [row for row in self._read(workflow_id) if row.team in teams]
        digest = hashlib.sha256()
        for row in chosen:
            digest.update(hashlib.sha256(row.packed).digest())
            digest.update(json.dumps(row.types).encode())
        packs = [Pack.unpacked(row.packed) for row in chosen]
        types, codes = _types_together(chosen, packs)
        started, finished, ended = (
            np.concatenate([getattr(pack, name) for pack in packs]) for name in ("started", "finished", "ending")
        )
        compared = ended != Ending.UNFINISHED
        imports = frozenset(number for row in chosen for number in row.imports)
        return TaskCases(
            digest=digest.hexdigest(),
            known_until=self._known_until(imports),
            cases=Cases(started[compared], finished[compared]),
            case_type=codes[compared],
            types=types,
            reopened=ended[compared] == Ending.REOPENED,
            unfinished=started[~compared],
            imports=imports,
            counted=self._counted(imports),
        )

    def _read(self, workflow_id: int) -> list[_Row]:
        if workflow_id not in self._rows:
            found = self._session.execute(
                select(_PACK.team_id, _PACK.packed, _PACK.case_types, _PACK.imports)
                .where(_PACK.workflow_id == workflow_id)
                .order_by(_PACK.team_id)
            )
            self._rows[workflow_id] = [
                _Row(team=team, packed=packed, types=types, imports=imports) for team, packed, types, imports in found
            ]
        return self._rows[workflow_id]

    def _known_until(self, imports: Iterable[int]) -> float:
        return max(self._file(number).reported for number in imports)

    def _counted(self, imports: Iterable[int]) -> tuple[str, ...]:
        return tuple(sorted({self._file(number).counted for number in imports}))

    def _file(self, import_id: int) -> _File:
        if self._files is None:
            imported = columns(Import)
            found = self._session.execute(select(imported.id, imported.report_at, imported.choices))
            self._files = {
                number: _File(reported=seconds_of(_naive(at)), counted=counted_between(choices))
                for number, at, choices in found
            }
        return self._files[import_id]


def _types_together(rows: list[_Row], packs: list[Pack]) -> tuple[tuple[str, ...], np.ndarray]:
    """One list of types for packs that each have their own, and each case's place in it."""
    types = sorted({name for row in rows for name in row.types})
    place = {name: number for number, name in enumerate(types)}
    codes = [
        np.array([place[name] for name in row.types], dtype=np.int64)[pack.case_type]
        for row, pack in zip(rows, packs, strict=True)
    ]
    return tuple(types), np.concatenate(codes)


def midnight(day: date) -> float:
    """The first moment of a day in UTC, as seconds since 1970."""
    return seconds_of(datetime(day.year, day.month, day.day))


def _naive(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
