"""Whether the files that the figures stand on are recent."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from opmodel.intake.upload_next import Freshness, freshness
from opmodel.store.bulk import columns
from opmodel.store.health.diagnosis import Diagnosis, Topic
from opmodel.store.rollup_tables import CoveredWeek
from opmodel.store.weeks import label

_SOURCES = Topic(name="sources", title="Sources")
_LONGEST = {"contracts": None, "workflows": None, "identities": None, "roster": 92, "viva_org_data": 92}
"""Days that the newest report of a source may be old; None: it holds until somebody changes it."""
_OF_USE = 21
"""The same for use, seats and cases: three weeks of silence are a gap in the figures."""
_NAMED = 3


def sources_are_fresh(session: Session, *, today: date | None = None) -> Diagnosis:
    """Whether something of every source was loaded lately, and no week is missing in between. What a source says of one tool
    or workflow may have ended; the Uploads page tells each apart.

    Args:
        session: the store.
        today: the day ages are counted to; the present one unless given.
    """
    newest: dict[str, Freshness] = {}
    for one in freshness(session, today=today):
        newest[one.source] = min(one, newest.get(one.source, one), key=lambda seen: seen.age_days)
    if not newest:
        return _SOURCES.fine("Nothing has been loaded yet; the Uploads page says what to begin with.")
    gaps = _gaps(session)
    said = [f"{one.title}: the newest report is {one.age_days} days old." for one in newest.values() if _is_old(one)]
    said += [
        f"{one.title}: no file covers {_weeks(gaps[source])}." for source, one in newest.items() if gaps.get(source)
    ]
    if not said:
        return _SOURCES.fine(f"{len(newest)} are in the store; the newest report of each is recent enough.")
    return _SOURCES.wrong(
        " ".join(said),
        do="Export these again for the weeks that are missing, and load them (the Uploads page says where).",
    )


def _is_old(source: Freshness) -> bool:
    longest = _LONGEST.get(source.source, _OF_USE)
    return longest is not None and source.age_days > longest


def _gaps(session: Session) -> dict[str, list[int]]:
    """Weeks between the first and the last of a source that none of its files covers."""
    covered = columns(CoveredWeek)
    weeks: dict[str, set[int]] = {}
    for source, week in session.connection().execute(select(covered.source, covered.week).distinct()):
        weeks.setdefault(source, set()).add(week)
    return {source: sorted(set(range(min(known), max(known))) - known) for source, known in weeks.items()}


def _weeks(missing: Sequence[int]) -> str:
    more = len(missing) - _NAMED
    return ", ".join(map(label, missing[:_NAMED])) + (f" and {more} weeks more" if more > 0 else "")
