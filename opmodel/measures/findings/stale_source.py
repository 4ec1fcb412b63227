"""Stale source: files that used to come have stopped coming."""

from opmodel.measures.component import in_words
from opmodel.measures.finding import Finding, Rule, Urgency, Where
from opmodel.measures.finding_reading import Reading, Source
from opmodel.measures.register_day import last_full_week
from opmodel.measures.shares import in_figures, plural
from opmodel.store.weeks import label

_BEHIND = 4
"""Weeks without which the mean of four weeks stands still."""

_ONCE = frozenset({"workflows", "identities", "contracts"})
"""Files that are uploaded when something changes: they are not late."""


def find(reading: Reading) -> list[Finding]:
    """One for each source that stopped, of the company."""
    return [
        _finding(reading, source)
        for source in reading.sources
        if _is_wanted(reading, source) and _stopped(reading, source)
    ]


def _is_wanted(reading: Reading, source: Source) -> bool:
    """Not a file that comes once, nor one about a workflow that runs nowhere any more."""
    return source.stream.export not in _ONCE and (not source.workflow_id or bool(reading.live_in(source.workflow_id)))


def _stopped(reading: Reading, source: Source) -> bool:
    if source.stream.every_days is not None:
        return source.stream.late
    return source.covered_until is not None and last_full_week(reading.asked.today) - source.covered_until >= _BEHIND


def _finding(reading: Reading, source: Source) -> Finding:
    stream = source.stream
    if stream.every_days is not None:
        usual = f"It used to come every {plural(round(stream.every_days), 'day')}"
    else:
        usual = f"It covers no week after {label(source.covered_until or 0)}"
    about = f" of {source.about}" if source.about else ""
    return Finding(
        rule=RULE.name,
        title=RULE.title,
        what=f"{stream.export.replace('_', ' ')}{about}",
        evidence=f"The newest file is of {in_words(stream.newest)}, {in_figures(stream.age_days)} days old. {usual}.",
        next_move="Export it again from its source, and upload it.",
        owner=reading.owner_of(source.workflow_id),
        urgency=RULE.urgency,
        where=Where.UPLOADS,
        workflow_id=source.workflow_id or None,
        workflow=source.about if source.workflow_id else "",
        subject=stream.export,
        as_of=source.covered_until,
    )


RULE = Rule(
    name="stale_source",
    title="Stale source",
    help="Figures that stand on it say what was, not what is.",
    rule="Files of a kind, about one tool or workflow, are older than one and a half times the median gap between their reports, "
    "from three reports on; with fewer, they cover none of the newest four weeks. Ages are counted to the as-of day. Files "
    "about a workflow that is live nowhere are not missed, nor are contracts, registers and identity maps.",
    next_move="Export it again, and upload it.",
    source="measures.md, Rulings: time and coverage",
    urgency=Urgency.UNGOVERNED,
    reads=("components", "shape"),
    find=find,
)
