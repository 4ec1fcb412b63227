"""Reading CoveredWeek: the imports that count in a week, the weeks that are known, and for whom they are complete."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.facts import ABSENCES
from opmodel.store.rollup_tables import CoveredWeek
from opmodel.store.rollups.placement import Placement

_NEVER = 9_999_999


@dataclass(frozen=True)
class Feed:
    """One source of a tool or workflow in one week: the imports that count."""

    source: str
    imports: tuple[int, ...]
    licensed_lists: frozenset[int]
    """Those of them whose rows list everyone licensed."""
    teams: tuple[tuple[int | None, bool], ...]
    """For each import: the one team it covers (None: everybody) and whether the week is complete for that team."""


ANYBODY = 0
"""The one subject of absences: they are of no tool and no workflow."""


class Covered:
    """The covered weeks of the tools, of the workflows or of absences, by subject and week."""

    def __init__(self, session: Session, *, of: Literal["tool", "workflow", "absences"]) -> None:
        week = columns(CoveredWeek)
        subject_column = week.workflow_id if of == "workflow" else week.tool_id
        rows = session.execute(
            select(
                subject_column,
                week.week,
                week.source,
                week.import_id,
                week.team_id,
                week.lists_licensed,
                week.complete,
            )
            .where(week.source == ABSENCES if of == "absences" else subject_column != 0)
            .order_by(week.week, week.source, week.import_id)
        ).all()
        grouped: dict[tuple[int, int], dict[str, list[tuple[int, int | None, bool, bool]]]] = defaultdict(dict)
        self.first_week: dict[tuple[int, str], int] = {}
        """Subject and source → the first week it ever covered: before that it is no source yet."""
        for subject, number, source, import_id, team, lists, complete in rows:
            grouped[subject, number].setdefault(source, []).append((import_id, team, lists, complete))
            self.first_week.setdefault((subject, source), number)
        self._begun: dict[tuple[int, str], np.ndarray] | None = None
        self._feeds = {
            key: {source: _feed(source, imports) for source, imports in sources.items()}
            for key, sources in grouped.items()
        }

    def subjects(self) -> set[int]:
        """Every tool (or workflow) with a covered week."""
        return {subject for subject, _ in self.first_week}

    def weeks(self, subject: int | None = None) -> set[int]:
        """Weeks covered for one subject, or for any."""
        return {week for known, week in self._feeds if subject is None or known == subject}

    def feeds(self, subject: int, week: int) -> list[Feed]:
        """The sources that cover a subject in a week."""
        return list(self._feeds.get((subject, week), {}).values())

    def begun(self, subject: int, week: int, placement: Placement) -> dict[str, np.ndarray]:
        """Source → team index → whether the source had ever said anything about the team by that week."""
        return {
            source: first <= week
            for (known, source), first in self._first_weeks(placement).items()
            if known == subject and self.first_week[known, source] <= week
        }

    def _first_weeks(self, placement: Placement) -> dict[tuple[int, str], np.ndarray]:
        if self._begun is None:
            self._begun = {key: np.full(len(placement.teams), _NEVER) for key in self.first_week}
            for (subject, week), sources in self._feeds.items():
                for source, feed in sources.items():
                    first = self._begun[subject, source]
                    for team, _ in feed.teams:
                        held = _holds(team, placement)
                        first[held] = np.minimum(first[held], week)
        return self._begun

    def complete(self, subject: int, week: int, placement: Placement) -> np.ndarray:
        """Team index → whether every source the subject has had so far covers the whole week for that team."""
        here = self._feeds.get((subject, week), {})
        some = np.zeros(len(placement.teams), dtype=bool)
        everything = ~some
        for source, begun in self.begun(subject, week, placement).items():
            some |= begun
            everything &= ~begun | (_complete_for(here[source], placement) if source in here else False)
        return some & everything

    def covers(self, subject: int, week: int, placement: Placement) -> np.ndarray:
        """Team index → whether any source says anything about the team in that week."""
        anywhere = np.zeros(len(placement.teams), dtype=bool)
        for feed in self.feeds(subject, week):
            for team, _ in feed.teams:
                anywhere |= _holds(team, placement)
        return anywhere


def _feed(source: str, imports: list[tuple[int, int | None, bool, bool]]) -> Feed:
    return Feed(
        source=source,
        imports=tuple(import_id for import_id, _, _, _ in imports),
        licensed_lists=frozenset(import_id for import_id, _, lists, _ in imports if lists),
        teams=tuple((team, complete) for _, team, _, complete in imports),
    )


def _complete_for(feed: Feed, placement: Placement) -> np.ndarray:
    done = np.zeros(len(placement.teams), dtype=bool)
    for team, complete in feed.teams:
        if complete:
            done |= _holds(team, placement)
    return done


def _holds(team: int | None, placement: Placement) -> np.ndarray:
    """Team index → whether the population of a coverage row holds that team."""
    if team is None:
        return np.ones(len(placement.teams), dtype=bool)
    held = np.zeros(len(placement.teams), dtype=bool)
    if team in placement.index_of:
        held[placement.subtree(team)] = True
    return held


def every_import(feeds: Iterable[Feed]) -> list[int]:
    """The imports of several feeds."""
    return [import_id for feed in feeds for import_id in feed.imports]
