"""A figure as it was reported, day by day, and why it moved; and the days from which a rule counts otherwise.

What was reported is read from the snapshots that every import, undo and edit leaves of the company's figures. It is never
worked out again: a figure of last March is the one that was shown last March.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from opmodel.measures.figure import Figure
from opmodel.measures.privacy import minimum_group
from opmodel.measures.registry import all_measures
from opmodel.measures.snapshots import THRESHOLDS, told
from opmodel.store.bulk import columns
from opmodel.store.facts import Import
from opmodel.store.register import RegisterChange
from opmodel.store.rollup_tables import Snapshot
from opmodel.store.weeks import parse_week

_READ = 400
"""Snapshots that a history is read from, the newest: about a year of weekly uploads of eight files."""
_READ_FOR_DEFINITIONS = 500


class Move(StrEnum):
    """Why a figure differs from the one reported before it."""

    FIRST = "first"
    DATA = "data"
    POPULATION = "population"
    """An import changed what the figure is a share of."""
    DEFINITION = "definition"
    """The version of the rule, or a threshold in it."""
    UNDO = "undo"
    EDIT = "edit"


@dataclass(frozen=True, kw_only=True)
class NewThreshold:
    """A threshold that was changed."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class NewDefinition:
    """From a day on a figure is counted otherwise: by another version of its rule, another threshold, or both."""

    on: date
    before: str
    after: str
    """The rule with its version; the same where only thresholds changed."""
    thresholds: tuple[NewThreshold, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A figure as it stood at the end of a day on which it moved."""

    on: date
    figure: Figure
    """Without its parts' parts, caveats and sources: what a snapshot keeps."""
    moves: tuple[Move, ...]
    files: tuple[str, ...] = ()
    """Names of the files that moved it by coming or going."""
    by: tuple[str, ...] = ()
    """Who loaded, took out or edited."""
    definition: NewDefinition | None = None
    """Set where the rule that it is counted by is another than the one before."""


@dataclass(frozen=True, kw_only=True)
class AsReported:
    """The company's figures as they stood at the end of a day."""

    on: date
    """The day of the snapshot: none was left between it and the day asked for."""
    figures: Mapping[str, Figure]
    """By the names of their measures; each with its parts, which have no parts of their own."""
    thresholds: Mapping[str, float] | None
    """Those in force; None where the snapshot did not keep them."""

    def definition_until(self, figure: Figure, thresholds: Mapping[str, float]) -> NewDefinition | None:
        """What is otherwise in the definition of a figure, a measure's whole, of later; None where nothing is.

        Args:
            figure: the later figure.
            thresholds: those in force when it was counted.
        """
        was = self.figures[figure.name]
        return _definition(self.on, (was.rule, self.thresholds), (figure.rule, thresholds), _thresholds_of(figure.name))


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What one snapshot keeps of the figure."""

    taken_at: datetime
    reason: str
    import_id: int | None
    rule: str
    thresholds: Mapping[str, float] | None
    figure: Figure | None


def reported(
    session: Session, measure: str, *, part: tuple[str | None, str] | None = None, most: int = 12
) -> tuple[Reported, ...]:
    """What was reported of the company's figure, the newest first: a line for each day on which it moved, two where the
    definition changed on the way.

    Groups that are too small to be shown now are not shown in what was reported either.

    Args:
        session: the store.
        measure: name of the measure.
        part: kind and name of one of its parts; the whole figure unless given.
        most: at most so many lines.
    """
    smallest = minimum_group(session)
    lines: list[tuple[list[_Kept], Reported]] = []
    before: _Kept | None = None
    for kept in _snapshots(session, measure, part):
        if kept.figure is None:
            continue
        moves, definition = _moved(before, kept)
        if moves:
            day = kept.taken_at.date()
            line = Reported(on=day, figure=_shown(kept.figure, smallest), moves=moves, definition=definition)
            behind: list[_Kept] = []
            if lines and lines[-1][1].on == day and definition is None:
                behind, earlier = lines.pop()
                line = _as_one(earlier, line)
            lines.append(([*behind, kept], line))
        before = kept
    return tuple(_told(session, behind, line) for behind, line in lines[::-1][:most])


def as_reported(session: Session, day: date) -> AsReported | None:
    """What was reported of the company at the end of a day, in UTC; None where nothing had been reported by then.

    Groups that are too small to be shown now are not shown in what was reported either.
    """
    snapshot = columns(Snapshot)
    ended = datetime.combine(day + timedelta(days=1), time(), UTC)
    row = session.execute(
        select(snapshot.taken_at, snapshot.figures)
        .where(snapshot.taken_at < ended)
        .order_by(snapshot.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    smallest = minimum_group(session)
    return AsReported(
        on=row[0].date(),
        figures={
            name: replace(
                _shown(_figure(whole, name), smallest),
                parts=tuple(_shown(_figure(part, name), smallest) for part in whole["parts"]),
            )
            for name, whole in row[1].items()
            if name != THRESHOLDS
        },
        thresholds=row[1].get(THRESHOLDS),
    )


def definitions(session: Session, measure: str, *, also: Sequence[str] = ()) -> tuple[NewDefinition, ...]:
    """The days from which a measure was counted otherwise, oldest first.

    Args:
        session: the store.
        measure: name of the measure.
        also: thresholds that count as part of the definition besides those of the measure's rule.
    """
    snapshot = columns(Snapshot)
    rows = session.execute(
        select(snapshot.taken_at, snapshot.figures[(measure, "rule")], snapshot.figures[THRESHOLDS])
        .order_by(snapshot.id.desc())
        .limit(_READ_FOR_DEFINITIONS)
    ).all()
    known = [row for row in reversed(rows) if row[1]]
    names = {*_thresholds_of(measure), *also}
    found = (
        _definition(after[0].date(), (before[1], before[2]), (after[1], after[2]), names)
        for before, after in pairwise(known)
    )
    return tuple(one for one in found if one is not None)


def _thresholds_of(measure: str) -> Sequence[str]:
    known = all_measures().get(measure)
    return known.thresholds if known is not None else ()


def _snapshots(session: Session, measure: str, part: tuple[str | None, str] | None) -> list[_Kept]:
    """What the newest snapshots keep of the figure, oldest first."""
    snapshot = columns(Snapshot)
    rows = session.execute(
        select(
            snapshot.taken_at,
            snapshot.reason,
            snapshot.import_id,
            snapshot.figures[measure],
            snapshot.figures[THRESHOLDS],
        )
        .order_by(snapshot.id.desc())
        .limit(_READ)
    ).all()
    names = _thresholds_of(measure)
    found = []
    for taken_at, reason, import_id, whole, thresholds in reversed(rows):
        document = _part(whole, part)
        found.append(
            _Kept(
                taken_at=taken_at,
                reason=reason,
                import_id=import_id,
                rule=(whole or {}).get("rule", ""),
                thresholds=None
                if thresholds is None
                else {name: thresholds[name] for name in names if name in thresholds},
                figure=None if document is None else _figure(document, measure),
            )
        )
    return found


def _part(whole: Mapping[str, Any] | None, part: tuple[str | None, str] | None) -> Mapping[str, Any] | None:
    if whole is None or part is None:
        return whole
    kind, name = part
    return next((one for one in whole["parts"] if one["name"] == name and one.get("kind") == kind), None)


def _figure(document: Mapping[str, Any], measure: str) -> Figure:
    week = document.get("as_of")
    return Figure(
        name=document.get("name", measure),
        unit=document["unit"],
        rule=document["rule"],
        value=document["value"],
        numerator=document["numerator"],
        denominator=document["denominator"],
        as_of=None if week is None else parse_week(week),
        why_unknown=document.get("why_unknown"),
        suppressed=document.get("suppressed", False),
        kind=document.get("kind"),
        detail=document.get("detail", {}),
    )


def _shown(figure: Figure, smallest: int) -> Figure:
    """The figure; suppressed where it is a share of people among too few by the present threshold."""
    if figure.unit != "share" or figure.denominator is None or figure.denominator >= smallest or figure.suppressed:
        return figure
    return replace(figure, value=None, numerator=None, suppressed=True)


def _moved(before: _Kept | None, now: _Kept) -> tuple[tuple[Move, ...], NewDefinition | None]:
    """Why the figure differs from the one kept before it; nothing where it does not."""
    if before is None:
        return (Move.FIRST,), None
    assert before.figure is not None
    assert now.figure is not None
    definition = _definition(
        now.taken_at.date(), (before.rule, before.thresholds), (now.rule, now.thresholds), _thresholds_in(before, now)
    )
    if definition is not None:
        # An edit that changed the definition is that change; an import beside it may have moved the figure as well.
        also = () if now.reason == "edit" or told(before.figure) == told(now.figure) else (_by_reason(before, now),)
        return (Move.DEFINITION, *also), definition
    if told(before.figure) == told(now.figure):
        return (), None
    return (_by_reason(before, now),), None


def _thresholds_in(*kept: _Kept) -> set[str]:
    return {name for one in kept for name in one.thresholds or ()}


def _by_reason(before: _Kept, now: _Kept) -> Move:
    assert before.figure is not None
    assert now.figure is not None
    if now.reason in {"undo", "edit"}:
        return Move.UNDO if now.reason == "undo" else Move.EDIT
    was, is_now = before.figure.denominator, now.figure.denominator
    return Move.POPULATION if was is not None and is_now is not None and was != is_now else Move.DATA


_Counted = tuple[str, Mapping[str, float] | None]
"""A rule with its version, and the thresholds in force; None where the snapshot did not keep them."""


def _definition(on: date, before: _Counted, now: _Counted, names: Collection[str]) -> NewDefinition | None:
    was, is_now = before[1] or {}, now[1] or {}
    changed = tuple(
        NewThreshold(name=name, before=was[name], after=is_now[name])
        for name in sorted(names)
        if name in was and name in is_now and was[name] != is_now[name]
    )
    if before[0] == now[0] and not changed:
        return None
    return NewDefinition(on=on, before=before[0], after=now[0], thresholds=changed)


def _as_one(earlier: Reported, later: Reported) -> Reported:
    """Two of one day as one: it stands as the later one, and moved for the reasons of both."""
    moves = tuple(dict.fromkeys((*earlier.moves, *later.moves)))
    return replace(
        later, moves=(Move.FIRST,) if Move.FIRST in moves else moves, definition=earlier.definition or later.definition
    )


def _told(session: Session, behind: Sequence[_Kept], line: Reported) -> Reported:
    """The line with the files and the people behind it."""
    numbers = {kept.import_id for kept in behind if kept.import_id is not None}
    imports = {row.id: row for row in session.exec(select_rows(Import).where(col(Import.id).in_(numbers)))}
    files, people = [], []
    for kept in behind:
        row = imports.get(kept.import_id)
        if row is not None:
            files.append(row.file_name)
            people.append(row.undone_by if kept.reason == "undo" else row.imported_by)
        elif kept.reason == "edit":
            people.append(_editor(session, kept.taken_at))
    return replace(line, files=tuple(dict.fromkeys(files)), by=tuple(dict.fromkeys(filter(None, people))))


def _editor(session: Session, until: datetime) -> str | None:
    """Who made the edit that left a snapshot at that moment."""
    change = columns(RegisterChange)
    return session.scalars(
        select(change.changed_by)
        .where(change.edit.is_not(None), change.changed_at <= until)
        .order_by(change.id.desc())
        .limit(1)
    ).first()
