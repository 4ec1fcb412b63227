"""The one entry to the rollups: bring up to date exactly what an import, an undo or an edit made stale."""

from datetime import UTC, date, datetime, time

from sqlmodel import Session

from opmodel.store.closed import closed
from opmodel.store.rollups.adoption import Adoption
from opmodel.store.rollups.case_packs import refresh_case_packs
from opmodel.store.rollups.cohorts import Cohorts
from opmodel.store.rollups.coverage import refresh_coverage
from opmodel.store.rollups.covered import Covered
from opmodel.store.rollups.links import refresh_same_people
from opmodel.store.rollups.membership import EVER, refresh_memberships
from opmodel.store.rollups.panel_weeks import Panels
from opmodel.store.rollups.people_weeks import PeopleWeeks, never_kept
from opmodel.store.rollups.placement import placement
from opmodel.store.rollups.seats import Seats
from opmodel.store.rollups.segments import refresh_segments
from opmodel.store.rollups.tool_snapshots import refresh_tool_snapshots
from opmodel.store.rollups.tool_weeks import refresh_tool_weeks, stale_by_seat_list
from opmodel.store.rollups.touched import Touched
from opmodel.store.weeks import monday, week_of


def refresh(session: Session, touched: Touched) -> None:
    """Bring every stale rollup up to date, inside the session's transaction. The cost follows what changed.

    The facts and coverage of the store must already be as they are to be. Safe to call with too much named: whatever
    is worked out again comes out the same. `Touched(tools={…})` and nothing else means every week of those tools.
    """
    session.flush()
    _Refresh(session, touched).run()


class _Refresh:
    """One refresh: what changed, and what the rollups share while they are worked out."""

    def __init__(self, session: Session, touched: Touched) -> None:
        self.session = session
        self.touched = touched
        self.closed = closed(session)
        self.linked = touched.people and refresh_same_people(session)
        """Identity maps changed: any number of people may count differently, in any week."""
        moved = refresh_memberships(session) if touched.people else None
        self.people_changed = EVER if self.linked or touched.tree else moved
        """First day on which anybody counts elsewhere than before; None if nobody does."""
        self.restated = refresh_coverage(session, touched)
        self.placement = placement(session)
        self.tools = Covered(session, of="tool")
        self.workflows = Covered(session, of="workflow")
        self.absences = Covered(session, of="absences")
        self.panels = Panels(session)

    def run(self) -> None:
        """Each rollup after those it reads."""
        changed = self.closed.open_pairs(self._changed_tool_weeks())
        self.panels.refresh(self.placement.one_person, self.tools, changed)
        stale = self.closed.open_pairs(changed | self._recounted_tool_weeks())
        refresh_tool_weeks(self.session, self.placement, self.tools, self.panels, stale)
        refresh_segments(self.session, self.placement, self.tools, self.panels, stale)
        if self.touched.snapshots or self.touched.seats or self.people_changed is not None:
            some = self.touched.tools if self.people_changed is None and self.touched.tools else None
            refresh_tool_snapshots(self.session, self.placement, some)
        self._adoption()
        self._seats()
        refresh_case_packs(self.session, self.touched)

    def _changed_tool_weeks(self) -> set[tuple[int, int]]:
        """(tool, week) whose people or their use changed."""
        touched = self.touched
        changed = {(tool, week) for tool in touched.tools for week in touched.weeks} | self.restated.tools
        everything = self.linked or touched == Touched(tools=touched.tools)
        if everything:
            tools = self.tools.subjects() if self.linked else touched.tools
            changed |= {(tool, week) for tool in tools for week in self.tools.weeks(tool)}
        return changed

    def _recounted_tool_weeks(self) -> set[tuple[int, int]]:
        """(tool, week) whose people are the same, but placed, licensed or judged complete otherwise."""
        recounted = set(self.restated.tools_judged_anew)
        if self.people_changed is not None:
            first = _week_of_day(self.people_changed)
            recounted |= {
                (tool, week) for tool in self.tools.subjects() for week in self.tools.weeks(tool) if week >= first
            }
        if self.touched.seats:
            recounted |= stale_by_seat_list(self.session, self.placement, self.tools)
        return recounted

    def _adoption(self) -> None:
        adoption = Adoption(
            self.session,
            self.placement,
            self.panels,
            workflows=self.workflows,
            tools=self.tools,
            absences=self.absences,
        )
        known, stored = adoption.known_weeks(), adoption.stored_weeks()
        restated = self.restated
        stale = {week for _, week in restated.workflows | restated.workflows_judged_anew | restated.tools}
        stale |= restated.absences
        if self.touched.workflows or self.touched.tools or self.touched.absences:
            stale |= self.touched.weeks
        if self.people_changed is not None:
            stale |= {week for week in known if week >= _week_of_day(self.people_changed)}
        if self.touched.register:
            first = self.touched.register_since or 0
            stale |= {week for week in {*known, *stored} if week >= first}
        if stale:
            stale |= set(known) ^ set(stored)
        if stored and never_kept(self.session):
            stale |= set(known)
        # Who joined in a week is counted against the week before it.
        stale |= {week + 1 for week in stale if week + 1 in known}
        people = PeopleWeeks(self.session)
        adoption.refresh(self.closed.open_weeks(stale), people)
        cohorts = Cohorts(self.session, self.placement, adoption.register, people)
        cohorts.refresh(adoption.changed | people.changed)

    def _seats(self) -> None:
        """The points from the first moment at which anything is known otherwise."""
        seats = Seats(self.session, self.placement, self.tools, self.panels)
        since: dict[int, datetime | None] = dict(seats.changed_lists())
        for tool, week in sorted(
            self.restated.tools | {(t, w) for t in self.touched.tools for w in self.touched.weeks}
        ):
            since[tool] = _earlier(since.get(tool, _at(monday(week))), _at(monday(week)))
        if self.people_changed is not None:
            day = None if self.people_changed == EVER else _at(date.fromordinal(self.people_changed))
            since |= {tool: _earlier(since.get(tool, day), day) for tool in seats.tools()}
        if not since and (self.touched.snapshots or self.touched.seats):
            # Usage snapshots, contracts, exemptions and thresholds bear on points that have their seat list already.
            since |= dict.fromkeys(self.touched.tools or seats.tools())
        seats.refresh(since)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two moments; None stands for the beginning."""
    return None if one is None or other is None else min(one, other)


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _week_of_day(day: int) -> int:
    """The week of a day number; the first week of all for EVER."""
    return 0 if day == EVER else week_of(date.fromordinal(day))
