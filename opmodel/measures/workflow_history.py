"""What happened to one workflow, day by day: stages, play versions, checks, decisions, milestones, the gate, and edits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, or_, select

from opmodel.store.facts import Import
from opmodel.store.meetings import Decision
from opmodel.store.register import (
    Baseline,
    Check,
    GatePassage,
    Milestone,
    OfficeHolder,
    Play,
    RegisterChange,
    Rollout,
    StageChange,
    Team,
)
from opmodel.store.trail_words import BETWEEN, Did, Line, TrailWords, describe


class EventKind(StrEnum):
    """What sort of thing happened."""

    STAGE = "stage"
    PLAY = "play"
    BASELINE = "baseline"
    MILESTONE = "milestone"
    CHECK = "check"
    GATE = "gate"
    DECISION = "decision"
    EDIT = "edit"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened."""

    day: date
    kind: EventKind
    what: str
    """A few words, or a sentence; text as people wrote it."""
    who: str
    """Empty where nobody is named."""
    team: str
    """Path of the team it happened in; empty where it was about the whole workflow."""
    attempt: int = 1
    stage: str = ""
    """The stage that a stage change led to."""


_ABOUT = {
    "workflow": "the workflow",
    "workflow_tool": "tool",
    "operator": "operator",
    "step": "step",
    "checkpoint": "checkpoint",
    "checkpoint_staffing": "reviewer",
    "rollout": "rollout",
}
"""Tables whose rows carry no day of their own, and what one of their rows is called: their history is the trail's."""

_VERBS = ("added", "changed", "removed")
_FEW = 3
"""An edit of so many rows and lines is told in full."""


def workflow_history(session: Session, workflow_id: int, today: date) -> list[Event]:
    """Everything known to have happened by `today`, newest first.

    One edit or one import is one event, however many rows it changed.
    """
    teams = {
        row.id: (team.path or team.name, row.attempt)
        for row, team in session.exec(
            select(Rollout, Team).where(Rollout.team_id == Team.id, Rollout.workflow_id == workflow_id)
        )
        if row.id is not None
    }
    names = {row.id: row.name for row in session.exec(select(OfficeHolder))}
    found = [
        *_of_rollouts(session, teams, names),
        *_plays(session, workflow_id),
        *_decisions(session, workflow_id, teams, names),
        *_edits(session, workflow_id),
    ]
    return sorted(
        (event for event in found if event.day <= today),
        key=lambda event: (-event.day.toordinal(), list(EventKind).index(event.kind), event.team.casefold()),
    )


def _of_rollouts(session: Session, teams: dict[int, tuple[str, int]], names: dict[int | None, str]) -> Iterator[Event]:
    def rows(model: type[Any]) -> Iterable[Any]:
        return session.exec(select(model).where(col(model.rollout_id).in_(list(teams)))).all()

    def event(rollout_id: int, day: date, kind: EventKind, what: str, who: str, *, stage: str = "") -> Event:
        team, attempt = teams[rollout_id]
        return Event(day=day, kind=kind, what=what, who=who, team=team, attempt=attempt, stage=stage)

    for row in rows(StageChange):
        yield event(row.rollout_id, row.changed_on, EventKind.STAGE, row.why, row.changed_by, stage=row.stage.value)
    for row in rows(Milestone):
        yield event(row.rollout_id, row.reached_on, EventKind.MILESTONE, row.name, "")
    for row in rows(Check):
        said = f"{row.seen} outputs seen: {row.accepted} accepted, {row.corrected} corrected, {row.rejected} rejected"
        yield event(row.rollout_id, row.looked_on, EventKind.CHECK, said, names.get(row.reviewer_id, ""))
    for row in rows(Baseline):
        said = f"Baseline {row.name} locked, {_day(row.first_day)} to {_day(row.last_day)}"
        yield event(row.rollout_id, row.locked_on, EventKind.BASELINE, said, row.locked_by)
    for row in rows(GatePassage):
        yield event(row.rollout_id, row.passed_on, EventKind.GATE, _passage(row), row.passed_by)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _passage(row: GatePassage) -> str:
    if not row.missing:
        return "Passed with nothing missing"
    return f"Begun without {', '.join(row.missing)}. Reason: {row.reason}"


def _plays(session: Session, workflow_id: int) -> Iterator[Event]:
    for play in session.exec(select(Play).where(Play.workflow_id == workflow_id)):
        if play.published_on is not None:
            yield Event(
                day=play.published_on,
                kind=EventKind.PLAY,
                what=f"Version {play.version} published",
                who=play.published_by,
                team="",
            )


def _decisions(
    session: Session, workflow_id: int, teams: dict[int, tuple[str, int]], names: dict[int | None, str]
) -> Iterator[Event]:
    for row in session.exec(
        select(Decision).where(or_(col(Decision.workflow_id) == workflow_id, col(Decision.rollout_id).in_(list(teams))))
    ):
        team, attempt = teams.get(row.rollout_id or 0, ("", 1))
        what = row.kind.value.replace("_", " ").capitalize()
        yield Event(
            day=row.decided_at.date(),
            kind=EventKind.DECISION,
            what=f"{what}: {row.why}" if row.why else what,
            who=row.decided_by or names.get(row.owner_id, ""),
            team=team,
            attempt=attempt,
        )


def _edits(session: Session, workflow_id: int) -> Iterator[Event]:
    """The trail's entries about the workflow, one event an edit or import."""
    changes = session.exec(
        select(RegisterChange).where(col(RegisterChange.table_name).in_(list(_ABOUT))).order_by(col(RegisterChange.id))
    ).all()
    ours = _rows_of(changes, workflow_id)
    files = {row.id: row.file_name for row in session.exec(select(Import))}
    grouped: dict[tuple[object, ...], list[RegisterChange]] = defaultdict(list)
    for change in changes:
        if (change.table_name, change.row_key) in ours:
            # A change that neither an edit nor an import made stands alone.
            key = change.edit or change.import_id or change.id
            grouped[type(key).__name__ if change.import_id else "edit", key].append(change)
    words = TrailWords(session)
    for together in grouped.values():
        first = together[0]
        file = files.get(first.import_id)
        yield Event(
            day=first.changed_at.date(),
            kind=EventKind.EDIT,
            what=_said(session, together, words) + (f", by {file}" if file else ""),
            who=first.changed_by,
            team="",
        )


def _rows_of(changes: Iterable[RegisterChange], workflow_id: int) -> set[tuple[str, str]]:
    """The rows of the trail that are the workflow's or below it, those removed since too."""
    ours = {("workflow", f"[{workflow_id}]")}
    below: dict[str, tuple[str, str]] = {
        "step": ("workflow", "workflow_id"),
        "rollout": ("workflow", "workflow_id"),
        "operator": ("workflow", "workflow_id"),
        "workflow_tool": ("workflow", "workflow_id"),
        "checkpoint": ("step", "step_id"),
        "checkpoint_staffing": ("rollout", "rollout_id"),
    }
    listed = list(changes)
    # Parents before their children: a step is known to be ours before its checkpoint is asked about.
    for table, (parent, column) in below.items():
        for change in listed:
            if change.table_name != table:
                continue
            for values in (change.before, change.after):
                if values and (parent, f"[{values.get(column)}]") in ours:
                    ours.add((table, change.row_key))
    return ours


def _said(session: Session, changes: Sequence[RegisterChange], words: TrailWords) -> str:
    """A small edit line by line; a large one by what it counts up to: `3 steps added, 1 rollout changed`."""
    if len(changes) <= _FEW:
        lines = describe(session, changes, as_one=True, words=words)
        if 0 < len(lines) <= _FEW:
            return "; ".join(map(_line, lines))
    return _counted(changes)


def _line(line: Line) -> str:
    own = line.what.partition(BETWEEN)[2]
    name = f"{line.thing} {own}" if own else line.thing
    if line.did != Did.CHANGED:
        return f"{name} {line.did.value}"
    return f"{name}, {line.column.lower()}: {line.before or 'nothing'} → {line.after or 'nothing'}"


def _counted(changes: Iterable[RegisterChange]) -> str:
    counts: Counter[tuple[str, str]] = Counter()
    for change in changes:
        verb = "added" if change.before is None else "removed" if change.after is None else "changed"
        counts[verb, _ABOUT[change.table_name]] += 1
    clauses = []
    for verb in _VERBS:
        things = [_things(name, count) for (of, name), count in counts.items() if of == verb]
        if things:
            listed = things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
            clauses.append(f"{listed} {verb}")
    said = ", ".join(clauses)
    return f"{said[:1].upper()}{said[1:]}"


def _things(name: str, count: int) -> str:
    return name if name.startswith("the ") else f"{count} {name}{'' if count == 1 else 's'}"
