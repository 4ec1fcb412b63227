"""The one way in: recognise, read, check, load, and say what it changed. Pages and the shell both come through here."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session, col, select

from opmodel.intake.export import Choices
from opmodel.intake.facts import Facts
from opmodel.intake.history import record
from opmodel.intake.loading import File, load_facts
from opmodel.intake.outcome import Outcome, columns_of, from_record, refused, rows_of, sample
from opmodel.intake.recognise import Recognised, recognise, widest_header
from opmodel.intake.refusal import Refused
from opmodel.intake.second_line import second_line
from opmodel.measures.snapshots import changes, headline, leave_snapshot
from opmodel.store.asker import Act, Asker
from opmodel.store.bulk import Progress
from opmodel.store.engine import reading, writing
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.key_fingerprint import own_key
from opmodel.store.person_key import PersonKey, PersonKeyError
from opmodel.store.register import RegisterChange
from opmodel.store.rollups.refresh import refresh
from opmodel.store.teams import ensure_company
from opmodel.store.trail import record_import
from opmodel.store.trail_words import Line, describe

__all__ = ["Outcome", "check", "load", "load_path", "preview"]


def check(data: bytes, file_name: str, choices: Choices) -> tuple[Recognised, Facts]:
    """Recognise, read and check a file, without a store.

    Raises:
        Refused: the file cannot be taken.
    """
    recognised = recognise(data, file_name, choices)
    return recognised, recognised.facts(choices)


def load_path(url: str, path: Path, choices: Choices, *, by: Asker, progress: Progress | None = None) -> Outcome:
    """Load a file from disk; see `load`."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        return refused(path.name, f"{path.name} cannot be read: {fault.strerror or fault}.")
    return load(url, data, path.name, choices, by=by, progress=progress)


def load(
    url: str, data: bytes, file_name: str, choices: Choices, *, by: Asker, progress: Progress | None = None
) -> Outcome:
    """Load a file into the store at `url`, in one transaction with its rollups and a snapshot of the headline figures.

    A file the store already holds changes nothing (status "duplicate"); one that cannot be taken comes back as
    "refused" with the reason.

    Raises:
        asker.Refused: `by` may not load files.
    """
    return _Door(url, data, file_name, choices, by=by, progress=progress).load()


def preview(
    url: str, data: bytes, file_name: str, choices: Choices, *, by: Asker, progress: Progress | None = None
) -> Outcome:
    """What `load` would do, worked out by loading and rolling back: nothing is stored. Status "dry-run".

    Raises:
        asker.Refused: `by` may not load files.
    """
    return _Door(url, data, file_name, choices, by=by, progress=progress).preview()


class _RolledBack(Exception):
    """Ends a preview's transaction."""


class _Door:
    """One file at the front door."""

    def __init__(
        self, url: str, data: bytes, file_name: str, choices: Choices, *, by: Asker, progress: Progress | None
    ) -> None:
        # A file speaks of the whole company, whatever it holds.
        by.require(Act.UPLOAD)
        self._url = url
        self._data = data
        self._name = Path(file_name).name
        self._choices = choices
        self._by = by
        self._tell = progress or _silent
        self._sha256 = hashlib.sha256(data).hexdigest()

    def load(self) -> Outcome:
        try:
            with self._checked() as (recognised, facts), writing(self._url) as session:
                return self._stored(session, recognised, facts, status="loaded")
        except _Answered as answer:
            return answer.outcome

    def preview(self) -> Outcome:
        found: list[Outcome] = []
        try:
            with self._checked() as (recognised, facts), writing(self._url) as session:
                ensure_company(session)
                before = headline(session)
                outcome = self._stored(session, recognised, facts, status="dry-run")
                found.append(replace(outcome, changes=changes(before, headline(session))))
                raise _RolledBack
        except _RolledBack:
            return found[0]
        except _Answered as answer:
            return answer.outcome

    @contextmanager
    def _checked(self) -> Iterator[tuple[Recognised, Facts]]:
        """The file's facts; whatever refuses them, here or while they are stored, becomes the answer."""
        with reading(self._url) as session:
            self._answer_duplicate(session)
        recognised: Recognised | None = None
        facts: Facts | None = None
        try:
            self._tell("Reading the file", 0.02)
            recognised = recognise(self._data, self._name, self._choices)
            self._tell(f"Checking {recognised.export.title}", 0.25)
            facts = recognised.facts(self._choices)
            yield recognised, facts
        except Refused as refusal:
            columns = () if recognised else widest_header(self._data, self._name)
            raise _Answered(
                refused(self._name, str(refusal), recognised=recognised, facts=facts, columns=columns)
            ) from refusal

    def _stored(self, session: Session, recognised: Recognised, facts: Facts, *, status: str) -> Outcome:
        # Another process may have loaded the same file while this one was reading it.
        self._answer_duplicate(session)
        self._tell("Loading the rows", 0.4)
        file = File(
            name=self._name,
            sha256=self._sha256,
            export=recognised.export,
            choices=self._choices,
            by=self._by.name,
        )
        row, touched = load_facts(session, file, facts, key=_key(session, self._url))
        self._tell("Counting people by week", 0.7)
        refresh(session, touched)
        self._tell("Working out the figures", 0.9)
        leave_snapshot(session, import_id=row.id, reason="import")
        if status == "loaded":
            record_import(session, row)
        self._tell("Saving", 0.98)
        outcome = from_record(record(row), status, rejections=tuple(facts.rejections), sample=sample(recognised))
        if facts.absences is not None:
            outcome = replace(outcome, notes=(*outcome.notes, second_line(session, row.last_week)))
        return replace(
            outcome,
            columns=columns_of(recognised),
            rows=rows_of(facts),
            import_id=row.id if status == "loaded" else None,
            lines=_lines(session, row),
        )

    def _answer_duplicate(self, session: Session) -> None:
        known = session.exec(
            select(Import).where(Import.sha256 == self._sha256, Import.status == ImportStatus.LOADED)
        ).all()
        for row in known:
            if _says_the_same(row, self._choices):
                outcome = from_record(record(row), "duplicate")
                raise _Answered(
                    replace(
                        outcome,
                        file=self._name,
                        notes=(f"This file is already in the store, as import {row.id}; nothing was changed.",),
                    )
                )


class _Answered(Exception):
    """The outcome is known before anything was stored."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.status)
        self.outcome = outcome


def _says_the_same(row: Import, choices: Choices) -> bool:
    """Whether a file was loaded under the same words: one event log may tell the times of two workflows."""
    if choices.export is not None and row.choices.get("export") not in {None, choices.export}:
        return False
    return all(
        (row.choices.get(name) or None) == getattr(choices, name) for name in ("workflow", "team", "start", "finish")
    )


def _key(session: Session, url: str) -> PersonKey:
    """The secret that the store's people are made with.

    Raises:
        Refused: it is another one, or cannot be read.
    """
    try:
        return own_key(session, url)
    except PersonKeyError as fault:
        raise Refused(str(fault)) from fault


def _lines(session: Session, row: Import) -> tuple[Line, ...]:
    """What the import changed in the register, each row once, in the order in which it was changed."""
    changes = session.exec(
        select(RegisterChange).where(RegisterChange.import_id == row.id).order_by(col(RegisterChange.id))
    ).all()
    return tuple(describe(session, changes, as_one=True)) if changes else ()


def _silent(_what: str, _share: float) -> None:
    """Nobody wants to know how far it is."""
