"""Use in busy weeks against normal weeks: does a rollout drift back the first time work gets busy (measures.md, Rulings)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.measures.figure import Point
from opmodel.measures.register_day import last_full_week
from opmodel.measures.shapes.rule import BY_CHANCE, Chance
from opmodel.measures.shares import percent, plural
from opmodel.store.bulk import columns
from opmodel.store.facts import Coverage
from opmodel.store.rollup_tables import CasePack
from opmodel.store.rollups.case_packs import Pack

FEWEST_WEEKS = 8
_TOP = 0.75
_LOWER_POINTS = 0.10
"""From so far below normal weeks on, people are asked whether it is more than chance."""

_NO_TEAM = 0
_UNIX_EPOCH_WEEK = (719_163 - 1) // 7
_SECONDS_A_DAY = 86_400
_THURSDAY = 3
"""1 January 1970 was the fourth day of its week."""


@dataclass(frozen=True, kw_only=True)
class BusyWeeks:
    """Adoption of one rollout in its busy weeks and in the others; holiday weeks are neither."""

    busy: float
    normal: float
    weeks_busy: int
    weeks_normal: int
    nearby: float
    """In the normal weeks next to the busy ones, before and after: what else changed over time is left out by them."""
    p: float | None
    """Of the test on people, busy weeks against those nearby; None where use was not well below it."""

    @property
    def gives_way(self) -> bool:
        """Whether people fall back to the old way when work gets busy, beyond chance."""
        return self.p is not None and self.p < BY_CHANCE

    @property
    def says(self) -> str:
        """`31% in its 5 busy weeks, 58% in 16 normal weeks`."""
        return (
            f"{percent(self.busy)} in its {plural(self.weeks_busy, 'busy week')}, "
            f"{percent(self.normal)} in {plural(self.weeks_normal, 'normal week')}"
        )

    def as_detail(self) -> dict[str, Any]:
        """As JSON values, for a figure's detail."""
        return {
            "busy": self.busy,
            "normal": self.normal,
            "weeks_busy": self.weeks_busy,
            "weeks_normal": self.weeks_normal,
            "nearby": self.nearby,
            "p": self.p,
            "gives_way": self.gives_way,
            "says": self.says,
        }


class CaseWeeks:
    """Cases started by ISO week, of each workflow and team; each workflow is read at most once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[int, tuple[dict[int, Mapping[int, int]], int]] = {}

    def of(self, workflow: int, teams: set[int]) -> Mapping[int, int]:
        """Week → cases of the teams; where the files name no team at all, of the workflow. Weeks that the case files
        cover to their end, from the first case on.
        """
        by_team, last = self._weeks(workflow)
        chosen = [weeks for team, weeks in by_team.items() if team in teams]
        if by_team.keys() == {_NO_TEAM}:
            chosen = [by_team[_NO_TEAM]]
        started: dict[int, int] = {}
        for weeks in chosen:
            for week, cases in weeks.items():
                started[week] = started.get(week, 0) + cases
        return {week: started.get(week, 0) for week in range(min(started), last + 1)} if started else {}

    def _weeks(self, workflow: int) -> tuple[dict[int, Mapping[int, int]], int]:
        if workflow not in self._read:
            pack, cover = columns(CasePack), columns(Coverage)
            rows = self._session.execute(
                select(pack.team_id, pack.packed, pack.imports).where(pack.workflow_id == workflow)
            ).all()
            imports = sorted({number for row in rows for number in row.imports})
            newest = self._session.scalar(
                select(func.max(cover.last_day)).where(cover.workflow_id == workflow, cover.import_id.in_(imports))
            )
            last = -1 if newest is None else last_full_week(newest)
            self._read[workflow] = ({row.team_id: _by_week(Pack.unpacked(row.packed)) for row in rows}, last)
        return self._read[workflow]


def _by_week(pack: Pack) -> Mapping[int, int]:
    days = np.floor(pack.started / _SECONDS_A_DAY).astype(np.int64)
    weeks, counts = np.unique(_UNIX_EPOCH_WEEK + (days + _THURSDAY) // 7, return_counts=True)
    return dict(zip(weeks.tolist(), counts.tolist(), strict=True))


def busy_weeks(counted: Sequence[Point], cases: Mapping[int, int], chance: Chance) -> BusyWeeks | None:
    """Use in the weeks of the top quarter of case volume against the others; None under eight weeks that both know.

    Args:
        counted: the complete weeks since go-live that are no holiday weeks.
        cases: week → cases started.
        chance: the test on people; asked only where use was well below normal.
    """
    known = [point for point in counted if point.value is not None and point.week in cases]
    if len(known) < FEWEST_WEEKS:
        return None
    volume = np.array([cases[point.week] for point in known])
    busy = volume > np.quantile(volume, _TOP)
    if not busy.any():
        return None
    places = np.flatnonzero(busy).tolist()
    in_busy, in_normal = _points(known, places), _points(known, np.flatnonzero(~busy).tolist())
    beside = _points(known, sorted(set(_beside(busy, places))))
    p = None
    if _mean(beside) - _mean(in_busy) >= _LOWER_POINTS:
        p = chance([point.week for point in beside], [point.week for point in in_busy])
    return BusyWeeks(
        busy=_mean(in_busy),
        normal=_mean(in_normal),
        weeks_busy=len(in_busy),
        weeks_normal=len(in_normal),
        nearby=_mean(beside),
        p=p,
    )


def _beside(busy: np.ndarray, places: Sequence[int]) -> Iterator[int]:
    """The nearest normal week before each busy one, and the nearest after it."""
    normal = np.flatnonzero(~busy)
    for place in places:
        after = int(np.searchsorted(normal, place))
        yield from normal[max(0, after - 1) : after + 1].tolist()


def _points(known: Sequence[Point], places: Sequence[int]) -> list[Point]:
    return [known[place] for place in places]


def _mean(points: Sequence[Point]) -> float:
    return fmean(point.value or 0.0 for point in points)
