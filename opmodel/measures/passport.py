"""What stands behind a figure: its files, how fresh they are, what is left out, and what it was before.

A passport is worked out when somebody asks for it, never with the figure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from statistics import median

from sqlalchemy import select
from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Measure, all_measures
from opmodel.measures.reported import Reported, reported
from opmodel.store.bulk import columns
from opmodel.store.facts import Coverage, Import, ImportStatus
from opmodel.store.rollup_tables import ToolWeek
from opmodel.store.teams import UnknownTeam, team_tree
from opmodel.store.thresholds import all_thresholds

_HASH = 12
_FEWEST_REPORTS = 3
_LATE = 1.5
"""A source is late once it is so many of its usual gaps old, and a day more."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that the figure stands on."""

    import_id: int
    file: str
    sha256: str
    """The first digits of its hash: enough to tell the file again."""
    export: str
    report_on: date
    loaded_on: date
    loaded_by: str


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The files of one kind and subject, and how often they come."""

    export: str
    newest: date
    age_days: int
    every_days: float | None
    """Median days between two reports; None for fewer than three reports."""

    @property
    def late(self) -> bool:
        """Whether the next file should have come by now."""
        return self.every_days is not None and self.age_days > _LATE * self.every_days + 1


class Kind(StrEnum):
    """What a caveat is about."""

    NOT_PLACED = "not placed"
    EXCLUDED = "excluded"
    BOUND = "bound"
    NOTE = "note"


_WORDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.NOT_PLACED: ("not placed",),
    Kind.BOUND: ("upper bound", "At most"),
    Kind.EXCLUDED: (
        "left out",
        "leaves",
        "Without ",
        "not counted",
        "not in the number",
        "do not count",
        "does not count",
        "are not in",
        "is not in",
        "is no week",
    ),
}
"""What a caveat of each kind says, tried in this order; any other is a note."""


@dataclass(frozen=True, kw_only=True)
class Passport:
    """What stands behind one figure."""

    measure: Measure | None
    """None where the figure belongs to no measure of this version."""
    sources: tuple[Source, ...] = ()
    """The newest report first."""
    streams: tuple[Stream, ...] = ()
    """The late ones first, then the oldest."""
    caveats: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    not_placed: int | None = None
    """People active in the figure's week whom the roster does not know; None where it is no figure of active people."""
    thresholds: Mapping[str, float] = field(default_factory=dict)
    """The thresholds in the rule, as they are now."""
    history: tuple[Reported, ...] = ()
    """As it was reported, the newest first."""


def passport(session: Session, figure: Figure, *, today: date, whole_company: bool = True) -> Passport:
    """What stands behind a figure.

    Args:
        session: the store that the figure is of.
        figure: the figure, or a part of one.
        today: the day that ages are counted to.
        whole_company: whether the figure is about everybody: of teams' own figures no snapshots are kept.
    """
    measure = measure_of(figure)
    part = None if measure is None or figure.name == measure.name else (figure.kind, figure.name)
    limits = all_thresholds(session)
    keeps = measure is not None and whole_company and not figure.suppressed
    return Passport(
        measure=measure,
        sources=_sources(session, figure.sources),
        streams=_streams(session, figure.sources, today),
        caveats=sorted_caveats(figure.caveats),
        not_placed=_not_placed(session, figure, measure) if whole_company and part is None else None,
        thresholds={name: limits[name] for name in (measure.thresholds if measure else ())},
        history=reported(session, measure.name, part=part) if measure is not None and keeps else (),
    )


def measure_of(figure: Figure) -> Measure | None:
    """The measure that a figure, or a part of one, is an answer of: the one that its rule names."""
    return all_measures().get(figure.rule.partition("/")[0])


def sorted_caveats(caveats: Collection[str]) -> dict[Kind, tuple[str, ...]]:
    """Caveats by what they are about."""
    found: dict[Kind, list[str]] = {}
    for caveat in caveats:
        found.setdefault(_kind(caveat), []).append(caveat)
    return {kind: tuple(said) for kind, said in found.items()}


def _kind(caveat: str) -> Kind:
    return next((kind for kind, words in _WORDS.items() if any(one in caveat for one in words)), Kind.NOTE)


def _sources(session: Session, numbers: Collection[int]) -> tuple[Source, ...]:
    imported = columns(Import)
    rows = session.execute(
        select(
            imported.id,
            imported.file_name,
            imported.sha256,
            imported.export,
            imported.report_at,
            imported.imported_at,
            imported.imported_by,
        )
        .where(imported.id.in_(numbers))
        .order_by(imported.report_at.desc(), imported.id.desc())
    )
    return tuple(
        Source(
            import_id=row.id,
            file=row.file_name,
            sha256=row.sha256[:_HASH],
            export=row.export,
            report_on=row.report_at.date(),
            loaded_on=row.imported_at.date(),
            loaded_by=row.imported_by,
        )
        for row in rows
    )


Subject = tuple[str, int, int]
"""An export, and the tool or the workflow that its file speaks of (0: of none in particular)."""


def _streams(session: Session, numbers: Collection[int], today: date) -> tuple[Stream, ...]:
    """How often the files of the figure's kinds and subjects come, those that it does not stand on any more included."""
    mine = {subject for import_id, subject, _ in _reports(session) if import_id in numbers}
    streams = [stream for subject, stream in streams_by_subject(session, today).items() if subject in mine]
    return tuple(sorted(streams, key=lambda one: (not one.late, -one.age_days, one.export)))


def streams_by_subject(session: Session, today: date) -> dict[Subject, Stream]:
    """How often the files of each kind and subject come, as of a day.

    Args:
        session: the store.
        today: the day that ages are counted to; reports of a later day are none yet.
    """
    reports: dict[Subject, set[date]] = {}
    for _, subject, report_on in _reports(session):
        if report_on <= today:
            reports.setdefault(subject, set()).add(report_on)
    return {subject: _stream(subject[0], sorted(days), today) for subject, days in reports.items()}


def _reports(session: Session) -> list[tuple[int, Subject, date]]:
    imported, coverage = columns(Import), columns(Coverage)
    rows = session.execute(
        select(imported.id, imported.export, imported.report_at, coverage.tool_id, coverage.workflow_id)
        .outerjoin_from(imported.id.table, coverage.import_id.table, coverage.import_id == imported.id)
        .where(imported.status == ImportStatus.LOADED)
        .distinct()
    )
    return [(row[0], (row[1], row[3] or 0, row[4] or 0), row[2].date()) for row in rows]


def _stream(export: str, reports: list[date], today: date) -> Stream:
    gaps = [(after - before).days for before, after in pairwise(reports)]
    return Stream(
        export=export,
        newest=reports[-1],
        age_days=max(0, (today - reports[-1]).days),
        every_days=float(median(gaps)) if len(reports) >= _FEWEST_REPORTS else None,
    )


def _not_placed(session: Session, figure: Figure, measure: Measure | None) -> int | None:
    if measure is None or ToolWeek not in measure.reads or figure.as_of is None:
        return None
    try:
        company = team_tree(session).company
    except UnknownTeam:
        return None
    week = columns(ToolWeek)
    found = session.scalars(
        select(week.not_placed).where(
            week.tool_id == 0, week.app_id == 0, week.team_id == company, week.week == figure.as_of
        )
    ).first()
    return None if found is None else int(found)
