"""The one entry to the rollups: bring up to date exactly what an import, an undo or an edit made stale."""

from datetime import UTC, date, datetime, time

from sqlmodel import Session

from opmodel.store.rollups.adoption import Adoption
from opmodel.store.rollups.coverage import Restated, refresh_coverage
from opmodel.store.rollups.covered import Covered
from opmodel.store.rollups.links import refresh_same_people
from opmodel.store.rollups.membership import EVER, refresh_memberships
from opmodel.store.rollups.placement import Placement, placement
from opmodel.store.rollups.seats import Seats
from opmodel.store.rollups.segments import refresh_segments
from opmodel.store.rollups.tool_snapshots import refresh_tool_snapshots
from opmodel.store.rollups.tool_weeks import refresh_tool_weeks, stale_by_seat_list
from opmodel.store.rollups.touched import Touched
from opmodel.store.weeks import monday


def refresh(session: Session, touched: Touched) -> None:
    """Bring every stale rollup up to date, inside the session's transaction. The cost follows what changed.

    The facts and coverage of the store must already be as they are to be. Safe to call with too much named: whatever
    is worked out again comes out the same.
    """
    session.flush()
    people_changed = _people(session, touched)
    restated = refresh_coverage(session, touched)
    placed = placement(session)
    tools, workflows = Covered(session, of="tool"), Covered(session, of="workflow")
    stale = _stale_tool_weeks(session, touched, placed, tools, people_changed) | restated.tools
    refresh_tool_weeks(session, placed, tools, stale)
    if touched.snapshots or touched.seats or people_changed is not None:
        some = touched.tools if people_changed is None and touched.tools else None
        refresh_tool_snapshots(session, placed, some)
    refresh_segments(session, placed, tools, stale)
    _refresh_adoption(session, touched, placed, workflows, tools, people_changed, restated)
    _refresh_seats(session, touched, placed, tools, people_changed, restated)


def _refresh_seats(
    session: Session,
    touched: Touched,
    placed: Placement,
    tools: Covered,
    people_changed: int | None,
    restated: Restated,
) -> None:
    seats = Seats(session, placed, tools)
    since: dict[int, datetime | None] = dict(seats.changed_lists())
    weeks_of: dict[int, int] = {}
    for tool, week in restated.tools | {(tool, week) for tool in touched.tools for week in touched.weeks}:
        weeks_of[tool] = min(week, weeks_of.get(tool, week))
    for tool, week in weeks_of.items():
        begin = datetime.combine(monday(week), time.min, UTC)
        known = since.get(tool, begin)
        since[tool] = known and min(begin, known)
    if people_changed is not None:
        everyone = None if people_changed == EVER else datetime.combine(date.fromordinal(people_changed), time.min, UTC)
        for tool in seats.tools():
            known = since.get(tool, everyone)
            since[tool] = None if known is None or everyone is None else min(known, everyone)
    elif touched.snapshots or (touched.seats and not since):
        # A usage snapshot speaks for its report's moment and after; contracts, exemptions and thresholds for any.
        since |= dict.fromkeys(touched.tools or seats.tools())
    seats.refresh(since)


def _refresh_adoption(
    session: Session,
    touched: Touched,
    placed: Placement,
    workflows: Covered,
    tools: Covered,
    people_changed: int | None,
    restated: Restated,
) -> None:
    adoption = Adoption(session, placed, workflows, tools)
    known = adoption.known_weeks()
    stale = {week for _, week in restated.workflows | restated.tools}
    if touched.workflows or touched.tools:
        stale |= touched.weeks
    if people_changed is not None:
        stale |= {week for week in known if week >= week_of_ordinal(people_changed)}
    stored = adoption.stored_weeks()
    if touched.register:
        stale |= {*known, *stored}
    if stale:
        stale |= set(known) - stored
    adoption.refresh(stale)


def week_of_ordinal(day: int) -> int:
    """The week of a day number; the first week of all for EVER."""
    return max(0, (day - 1) // 7)


def _people(session: Session, touched: Touched) -> int | None:
    """First day on which anybody counts elsewhere than before; None if nobody does."""
    if not touched.people:
        return None
    linked = refresh_same_people(session)
    first_change = refresh_memberships(session)
    return EVER if linked else first_change


def _stale_tool_weeks(
    session: Session, touched: Touched, placed: Placement, tools: Covered, people_changed: int | None
) -> set[tuple[int, int]]:
    stale = {(tool, week) for tool in touched.tools for week in touched.weeks or tools.weeks(tool)}
    if people_changed is not None:
        first_week = week_of_ordinal(people_changed)
        stale |= {(tool, week) for tool in tools.subjects() for week in tools.weeks(tool) if week >= first_week}
    if touched.seats:
        stale |= stale_by_seat_list(session, placed, tools)
    return stale
