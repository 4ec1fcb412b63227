"""What holds the audit trail together: the hash of an entry, the digest of changes of the register, and checking both.

Whoever can write to the database could work every hash out anew. Who keeps the head elsewhere (`opmodel audit verify`
prints it) notices that too, and that entries at the end were taken away.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.register import RegisterChange
from opmodel.store.trail_entry import NOTHING_BEFORE, TrailEntry

_ENTRY = columns(TrailEntry)
_CHANGE = columns(RegisterChange)
_HASHED = tuple(column.name for column in _ENTRY if column.name != "hash")
_OF_A_CHANGE = ("id", "changed_at", "changed_by", "edit", "table_name", "row_key", "before", "after")
"""Not the import: a row of the register passes to the next import that needs it when the first is undone."""
_AT_ONCE = 5_000
_MOST_FAULTS = 100


@dataclass(frozen=True, kw_only=True)
class Chain:
    """What checking the trail has shown."""

    entries: int
    """How many were checked."""
    first: int
    """Number of the first that was checked; 1 for the whole trail, 0 for an empty one."""
    head: str
    """Hash of the newest entry; 64 zeros for an empty trail."""
    faults: tuple[str, ...]
    """A sentence for each fault, the first hundred."""
    head_found: bool | None = None
    """Whether the head that somebody kept stands in the trail; None where none was asked about."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and self.head_found is not False


def entry_hash(values: Mapping[str, Any]) -> str:
    """The hash of an entry, from its columns by name; its own hash is left out."""
    return _sha256({name: values[name] for name in _HASHED})


def changes_digest(changes: Iterable[Mapping[str, Any]]) -> str:
    """The digest of rows of `register_change`, oldest first, each as its columns by name."""
    digest = hashlib.sha256()
    for change in changes:
        digest.update(_canonical({name: change[name] for name in _OF_A_CHANGE}))
        digest.update(b"\n")
    return digest.hexdigest()


def changes_between(session: Session, first: int, last: int) -> Iterator[Mapping[str, Any]]:
    """The rows of `register_change` with those numbers, both included, oldest first."""
    found = session.execute(select(*_CHANGE).where(_CHANGE.id >= first, _CHANGE.id <= last).order_by(_CHANGE.id))
    for row in found.mappings():
        yield dict(row)


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the newest entry; 0 and 64 zeros for an empty trail."""
    row = session.execute(select(_ENTRY.id, _ENTRY.hash).order_by(_ENTRY.id.desc()).limit(1)).first()
    return (0, NOTHING_BEFORE) if row is None else (row[0], row[1])


def verify(session: Session, *, newest: int | None = None, kept_head: str | None = None) -> Chain:
    """Check the trail: every hash, every link, no number missing, and the register's changes against their digests.

    Args:
        session: a reading session.
        newest: check only so many of the newest entries; None for the whole trail.
        kept_head: a head that somebody wrote down earlier; it must stand somewhere in the trail.
    """
    top, hash_of_top = head(session)
    first = 1 if newest is None else max(1, top - newest + 1)
    checking = _Checking(session, first)
    checking.run()
    return Chain(
        entries=checking.entries,
        first=first if top else 0,
        head=hash_of_top,
        faults=tuple(checking.faults[:_MOST_FAULTS]),
        head_found=None if kept_head is None else _stands(session, kept_head),
    )


class _Checking:
    """One walk along the trail, the oldest entry first."""

    def __init__(self, session: Session, first: int) -> None:
        self._session = session
        self._first = first
        self._expected = first
        self._previous = self._hash_before(first)
        self._last_change = self._change_before(first)
        self.entries = 0
        self.faults: list[str] = []

    def run(self) -> None:
        """Check each entry, then that the register has no change that none of them made."""
        number = self._first - 1
        while rows := self._read_after(number):
            for row in rows:
                self._check(row)
            number = rows[-1]["id"]
        newest = self._session.scalar(select(func.max(_CHANGE.id)))
        self._unaccounted(newest or 0)

    def _read_after(self, number: int) -> list[dict[str, Any]]:
        wanted = select(*_ENTRY).where(_ENTRY.id > number).order_by(_ENTRY.id).limit(_AT_ONCE)
        return [dict(row) for row in self._session.execute(wanted).mappings()]

    def _check(self, row: Mapping[str, Any]) -> None:
        number = row["id"]
        if number != self._expected:
            missing = f"Entry {self._expected} is" if number == self._expected + 1 else f"Entries {self._expected} to {number - 1} are"  # fmt: skip
            self.faults.append(f"{missing} missing.")
        if row["previous"] != self._previous:
            self.faults.append(f"Entry {number} does not follow from the one before it.")
        if row["hash"] != entry_hash(row):
            self.faults.append(f"Entry {number} was changed after it was written.")
        if row["changes"]:
            self._check_changes(number, row["changes"])
        self._previous, self._expected = row["hash"], number + 1
        self.entries += 1

    def _check_changes(self, number: int, told: Mapping[str, Any]) -> None:
        self._unaccounted(told["first"] - 1)
        changes = list(changes_between(self._session, told["first"], told["last"]))
        if len(changes) != told["count"] or changes_digest(changes) != told["digest"]:
            self.faults.append(
                f"The register's changes {told['first']} to {told['last']} are not those that entry {number} made."
            )
        self._last_change = max(self._last_change, told["last"])

    def _unaccounted(self, until: int) -> None:
        """Look for changes of the register between the last that an entry told of and `until`."""
        between = (_CHANGE.id > self._last_change, _CHANGE.id <= until)
        count = self._session.scalar(select(func.count()).where(*between)) or 0
        if count:
            self.faults.append(f"{count:,} changes of the register after change {self._last_change} stand in no entry.")
        self._last_change = max(self._last_change, until)

    def _hash_before(self, first: int) -> str:
        found = self._session.scalar(select(_ENTRY.hash).where(_ENTRY.id == first - 1))
        return NOTHING_BEFORE if found is None else found

    def _change_before(self, first: int) -> int:
        """The last change of the register that an entry before `first` tells of."""
        earlier = (
            select(_ENTRY.changes)
            .where(_ENTRY.id < first, _ENTRY.changes.is_not(None))
            .order_by(_ENTRY.id.desc())
            .limit(1)
        )
        found = self._session.scalar(earlier)
        return found["last"] if found else 0


def _stands(session: Session, kept_head: str) -> bool:
    if kept_head == NOTHING_BEFORE:
        return True
    return session.scalar(select(_ENTRY.id).where(_ENTRY.hash == kept_head.strip().lower()).limit(1)) is not None


def _sha256(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(values)).hexdigest()


def _canonical(values: Mapping[str, Any]) -> bytes:
    """One way to write values: names in order, no spaces, moments in UTC to the microsecond."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_moment).encode()


def _moment(value: object) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
