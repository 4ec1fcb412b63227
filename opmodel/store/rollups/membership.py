"""Who was in which team from when to when, worked out from the rosters in order of their report dates."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import delete, select
from sqlmodel import Session

from opmodel.store import bulk
from opmodel.store.bulk import columns
from opmodel.store.closed import closed
from opmodel.store.facts import Coverage, Import, ImportStatus, RosterEntry
from opmodel.store.rollup_tables import Membership
from opmodel.store.rollups.links import one_person
from opmodel.store.rollups.moments import ordinal
from opmodel.store.teams import TeamTree, ensure_company, team_tree
from opmodel.store.weeks import monday

EVER = 0
"""Day number of a membership without a first day."""
OPEN = 9_999_999
"""Day number of a membership without a last day."""


@dataclass(frozen=True)
class Spells:
    """Memberships as arrays of equal length; days are ordinals, EVER and OPEN where there is no bound."""

    person: np.ndarray
    team: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray

    @staticmethod
    def of(parts: "list[Spells]") -> "Spells":
        """Several in one."""
        if not parts:
            return Spells(*(np.empty(0, dtype=np.int64) for _ in range(4)))
        return Spells(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in ("person", "team", "first_day", "last_day")
            )
        )

    def that_last_until(self, day: int) -> "Spells":
        """Those of them that last until a day or longer."""
        lasts = self.last_day >= day
        return Spells(self.person[lasts], self.team[lasts], self.first_day[lasts], self.last_day[lasts])


def _first_day_asked(session: Session) -> int:
    """The first day on which anybody's team may still be asked for; EVER in a store where nothing is closed. Who left in
    the first open week is counted against the week before it.
    """
    first_open = closed(session).first_open
    return monday(first_open - 1).toordinal() if first_open else EVER


@dataclass(frozen=True)
class _Roster:
    import_id: int
    day: int
    complete: bool
    only_team: int | None


def refresh_memberships(session: Session) -> int | None:
    """Work the memberships out anew and store them where they differ.

    Returns the first day (an ordinal; EVER for "since ever") on which anybody's team changed; None where nobody's did.
    """
    worked_out = _spells_from_rosters(session).that_last_until(_first_day_asked(session))
    stored = spells(session)
    first_change = _first_change(stored, worked_out)
    if first_change is None:
        return None
    session.execute(delete(Membership))
    order = np.lexsort((worked_out.first_day, worked_out.person))
    person, first, last = worked_out.person[order], worked_out.first_day[order], worked_out.last_day[order]
    starts = np.flatnonzero(np.r_[True, person[1:] != person[:-1]]) if len(person) else np.empty(0, dtype=np.int64)
    begun = np.repeat(starts, np.diff(np.r_[starts, len(person)]))
    bulk.load(
        session,
        Membership,
        {
            "person_id": person,
            "spell": np.arange(len(person)) - begun + 1,
            "team_id": worked_out.team[order],
            "valid_from": _dates(first, without=EVER),
            "valid_to": _dates(last, without=OPEN),
        },
    )
    return first_change


def spells(session: Session) -> Spells:
    """The memberships as stored."""
    stored = columns(Membership)
    return Spells(
        *bulk.integers(
            session,
            stored.person_id,
            stored.team_id,
            ordinal(session, stored.valid_from, without=EVER),
            ordinal(session, stored.valid_to, without=OPEN),
            where=[],
        )
    )


def _dates(days: np.ndarray, *, without: int) -> list[date | None]:
    known = {day: date.fromordinal(day) for day in np.unique(days).tolist() if day != without}
    return [known.get(day) for day in days.tolist()]


def rosters_to_keep(session: Session, first_open: int) -> set[int]:
    """Imports whose rosters are needed to say who was where from the week before `first_open` on: those since the newest
    one of the whole company that was made by then. All of them, where there is no such one.
    """
    by = monday(first_open - 1).toordinal()
    rosters = _rosters(session)
    whole = [place for place, one in enumerate(rosters) if one.day <= by and one.complete and one.only_team is None]
    return {one.import_id for one in rosters[whole[-1] if whole else 0 :]}


def _rosters(session: Session) -> list[_Roster]:
    """Loaded rosters in order of their report dates; of two on one day, the newer report alone."""
    imported, entry, covering = columns(Import), columns(RosterEntry), columns(Coverage)
    imports = session.execute(
        select(imported.id, imported.report_at)
        .where(imported.status == ImportStatus.LOADED)
        .where(select(entry.person_id).where(entry.import_id == imported.id).exists())
        .order_by(imported.report_at, imported.id)
    ).all()
    speaks = {report_at.date().toordinal(): import_id for import_id, report_at in imports}
    rosters = []
    for day, import_id in speaks.items():
        covers = session.execute(
            select(covering.complete, covering.team_id).where(
                covering.import_id == import_id, covering.tool_id.is_(None), covering.workflow_id.is_(None)
            )
        ).all()
        teams = {team for _, team in covers}
        rosters.append(
            _Roster(
                import_id=import_id,
                day=day,
                complete=all(complete for complete, _ in covers),
                only_team=teams.pop() if len(teams) == 1 else None,
            )
        )
    return rosters


def _spells_from_rosters(session: Session) -> Spells:
    ensure_company(session)
    stands_for = one_person(session)
    tree = team_tree(session)
    entry = columns(RosterEntry)
    state = _State(len(stands_for))
    for number, roster in enumerate(_rosters(session)):
        person, team, starts, ends = bulk.integers(
            session,
            entry.person_id,
            entry.team_id,
            ordinal(session, entry.starts_on, without=EVER),
            ordinal(session, entry.ends_on, without=OPEN),
            where=[entry.import_id == roster.import_id],
        )
        # Of two identifiers of one person the later line of the roster speaks.
        person, last = np.unique(stands_for[person][::-1], return_index=True)
        chosen = len(team) - 1 - last
        state.read(
            roster,
            first=number == 0,
            person=person,
            team=team[chosen],
            starts=starts[chosen],
            ends=ends[chosen],
            tree=tree,
        )
    return state.finished()


class _State:
    """Everybody's present spell while the rosters are read in order."""

    def __init__(self, people: int) -> None:
        self.team = np.zeros(people, dtype=np.int64)
        """0: in no team now."""
        self.since = np.zeros(people, dtype=np.int64)
        self.until = np.full(people, OPEN, dtype=np.int64)
        self.last_out = np.full(people, EVER, dtype=np.int64)
        """Last day of the latest spell that ended."""
        self.ended: list[Spells] = []

    def read(
        self,
        roster: _Roster,
        *,
        first: bool,
        person: np.ndarray,
        team: np.ndarray,
        starts: np.ndarray,
        ends: np.ndarray,
        tree: TeamTree,
    ) -> None:
        listed = np.zeros(len(self.team), dtype=bool)
        listed[person] = True
        self._end(np.flatnonzero(self._leaves(roster, listed, tree)), before=roster.day)

        over = (self.team[person] != 0) & (self.until[person] < roster.day)
        self._end(person[over & (starts > self.until[person])], before=roster.day)

        present = self.team[person]
        moves = (present != 0) & (present != team)
        joins = present == 0
        self._end(person[moves], before=roster.day)
        begins = np.where(joins, self._joined_on(roster, first, person, starts), roster.day)
        fresh = moves | joins
        self.team[person[fresh]] = team[fresh]
        self.since[person[fresh]] = begins[fresh]
        self.until[person] = ends

    def _leaves(self, roster: _Roster, listed: np.ndarray, tree: TeamTree) -> np.ndarray:
        if not roster.complete:
            return np.zeros(len(listed), dtype=bool)
        absent: np.ndarray = (self.team != 0) & ~listed
        if roster.only_team is not None:
            absent &= np.isin(self.team, list(tree.subtree(roster.only_team)))
        return absent

    def _joined_on(self, roster: _Roster, first: bool, person: np.ndarray, starts: np.ndarray) -> np.ndarray:
        """A start date where there is one; else since ever on the first roster, the report's date on a later one.
        Somebody who comes back starts after the spell before.
        """
        unsaid = EVER if first else roster.day
        begins = np.where(starts == EVER, unsaid, starts)
        return np.where(self.last_out[person] != EVER, np.maximum(begins, self.last_out[person] + 1), begins)

    def _end(self, person: np.ndarray, *, before: int) -> None:
        last = np.minimum(self.until[person], before - 1)
        lasted = last >= self.since[person]
        self._keep(person[lasted], last[lasted])
        self.last_out[person[lasted]] = last[lasted]
        self.team[person] = 0
        self.until[person] = OPEN

    def _keep(self, person: np.ndarray, last: np.ndarray) -> None:
        self.ended.append(Spells(person, self.team[person].copy(), self.since[person].copy(), last))

    def finished(self) -> Spells:
        here = np.flatnonzero(self.team)
        here = here[self.until[here] >= self.since[here]]
        self._keep(here, self.until[here].copy())
        return Spells.of(self.ended)


def _first_change(before: Spells, after: Spells) -> int | None:
    keys = ["person", "team", "first_day"]
    both = pd.DataFrame(vars(before)).merge(pd.DataFrame(vars(after)), on=keys, how="outer", suffixes=("_old", "_new"))
    if both.empty:
        return None
    gone_or_new = both["last_day_old"].isna() | both["last_day_new"].isna()
    moved_end = ~gone_or_new & (both["last_day_old"] != both["last_day_new"])
    days = pd.concat(
        [both.loc[gone_or_new, "first_day"], both.loc[moved_end, ["last_day_old", "last_day_new"]].min(axis=1) + 1]
    )
    return None if days.empty else int(days.min())
