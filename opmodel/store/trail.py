"""Writing the audit trail: one entry for each thing that somebody did, in the transaction that did it.

The session must hold the store's writer's place (`engine.writing`): that is what puts the entries in one order.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from opmodel.store.base import now
from opmodel.store.engine import writing
from opmodel.store.facts import Import
from opmodel.store.register import RegisterChange
from opmodel.store.setting_words import setting_title, setting_value
from opmodel.store.trail_chain import changes_digest, entry_hash, head
from opmodel.store.trail_entry import Deed, TrailEntry
from opmodel.store.trail_words import Line, describe, thing
from opmodel.store.weeks import label

_DECIDING = frozenset({"decision", "action"})
_OF_FILES = frozenset({"tool_app", "tool_alias"})
"""Tables that files fill by themselves: their changes are in the digest, and in nobody's words."""
_MOST_LINES = 40
_LONGEST = 300
_MORE = "and more"
_THERE = "there"
"""Said of a thing that was added or removed and has nothing to it but its name."""
_NAMED = 3
"""Other things of an edit that its note names before it says how many more there are."""

Told = Mapping[str, Any]
"""What there is of a thing, by its name in words; JSON types."""


def record(
    session: Session,
    *,
    by: str,
    act: Deed,
    kind: str,
    name: str,
    note: str = "",
    purpose: str = "",
    before: Told | None = None,
    after: Told | None = None,
    changes: Sequence[RegisterChange] = (),
    import_id: int | None = None,
) -> TrailEntry:
    """Write an entry after the newest one.

    Args:
        session: a session that holds the writer's place.
        by: who did it: the name they are signed in under.
        act: what was done.
        kind: the kind of thing it was done to, as a reader calls it.
        name: which one.
        note: what else there is to say.
        purpose: why, where a purpose must be given.
        before: what it was, by names in words; never a usage subject.
        after: what it is now, likewise.
        changes: all that it changed in the register, oldest first.
        import_id: the import it is about.
    """
    session.flush()
    number, previous = head(session)
    values: dict[str, Any] = {
        "id": number + 1,
        "at": now(),
        "by": by,
        "act": act.value,
        "kind": kind,
        "name": name,
        "note": note,
        "purpose": purpose,
        "before": dict(before) if before else None,
        "after": dict(after) if after else None,
        "changes": _digested(changes),
        "import_id": import_id,
        "previous": previous,
    }
    entry = TrailEntry(**values, hash=entry_hash(values))
    session.add(entry)
    session.flush()
    return entry


def record_edit(session: Session, *, by: str, changes: Sequence[RegisterChange], note: str = "") -> TrailEntry:
    """Write the entry of an edit of the register: a setting where it set nothing else, a decision where it decided."""
    tables = {change.table_name for change in changes}
    act = _deed(tables)
    if act == Deed.SETTING:
        before, after = _settings(changes)
        things = [("Setting", name) for name in dict.fromkeys([*before, *after])]
    else:
        lines = sorted(_lines(session, changes), key=_rank)
        before, after = _told(lines)
        things = list(dict.fromkeys((line.thing, line.what) for line in lines))
    kind, name = things[0] if things else ("Register", "")
    return record(
        session,
        by=by,
        act=act,
        kind=kind,
        name=name,
        note="; ".join(filter(None, [note, _others(things[1:])])),
        before=before,
        after=after,
        changes=changes,
    )


def _deed(tables: set[str]) -> Deed:
    if tables == {"setting"}:
        return Deed.SETTING
    if "role_grant" in tables:
        return Deed.GRANT
    return Deed.DECISION if tables & _DECIDING else Deed.EDIT


def _rank(line: Line) -> int:
    """What an edit is about comes first: what was decided, then anything but the people named on the way."""
    if line.thing.casefold() in _DECIDING:
        return 0
    return 2 if line.thing == thing("office_holder") else 1


def _others(things: Sequence[tuple[str, str]]) -> str:
    if not things:
        return ""
    named = ", ".join(f"{kind} {name}".strip() for kind, name in things[:_NAMED])
    return f"with {named}" + (f" and {len(things) - _NAMED} more" if len(things) > _NAMED else "")


def record_import(session: Session, row: Import) -> TrailEntry:
    """Write the entry of an import that was loaded, with what it changed in the register."""
    changes = session.exec(
        select(RegisterChange).where(RegisterChange.import_id == row.id).order_by(col(RegisterChange.id))
    ).all()
    before, after = _told(_lines(session, changes))
    facts = {
        "Export": row.export,
        "Report of": row.report_at.date().isoformat(),
        "Rows kept": f"{row.rows_kept:,} of {row.rows_read:,}",
    }
    if row.first_week is not None and row.last_week is not None:
        facts["Weeks"] = f"{label(row.first_week)} to {label(row.last_week)}"
    return record(
        session,
        by=row.imported_by,
        act=Deed.IMPORT,
        kind="Import",
        name=row.file_name,
        before=before,
        after={**facts, **after},
        changes=changes,
        import_id=row.id,
    )


def record_undo(session: Session, row: Import, *, by: str, notes: Sequence[str] = ()) -> TrailEntry:
    """Write the entry of an import that was taken out."""
    return record(
        session,
        by=by,
        act=Deed.UNDO,
        kind="Import",
        name=row.file_name,
        note=" ".join(notes),
        before={"Export": row.export, "Rows kept": f"{row.rows_kept:,} of {row.rows_read:,}"},
        import_id=row.id,
    )


def record_alone(
    url: str,
    *,
    by: str,
    act: Deed,
    kind: str,
    name: str,
    note: str = "",
    purpose: str = "",
    before: Told | None = None,
    after: Told | None = None,
) -> None:
    """Write an entry about something that changes nothing else in the store at `url`, in a transaction of its own."""
    with writing(url) as session:
        record(
            session, by=by, act=act, kind=kind, name=name, note=note, purpose=purpose, before=before, after=after
        )  # fmt: skip


def record_look(url: str, *, by: str, what: str, purpose: str) -> None:
    """Write down that somebody looked at names, before they are shown.

    Args:
        url: the store.
        by: who looks.
        what: what was asked for: `Seats to give back, Copilot`; no name of anybody on it.
        purpose: why, in their words.

    Raises:
        ValueError: no purpose was given.
    """
    if not purpose.strip():
        raise ValueError("Say what the names are needed for.")
    record_alone(url, by=by, act=Deed.NAMES_SEEN, kind="Names", name=what, purpose=purpose.strip())


def record_export(url: str, *, by: str, what: str, purpose: str = "") -> None:
    """Write down that somebody took a file away."""
    record_alone(url, by=by, act=Deed.EXPORT, kind="File", name=what, purpose=purpose.strip())


def _digested(changes: Sequence[RegisterChange]) -> dict[str, Any] | None:
    if not changes:
        return None
    rows = [change.model_dump() for change in changes]
    return {"first": rows[0]["id"], "last": rows[-1]["id"], "count": len(rows), "digest": changes_digest(rows)}


def _lines(session: Session, changes: Sequence[RegisterChange]) -> list[Line]:
    told = [change for change in changes if change.table_name not in _OF_FILES]
    return describe(session, told, as_one=True) if told else []


def _told(lines: Iterable[Line]) -> tuple[dict[str, str], dict[str, str]]:
    """What lines say, before and after, by the name of the thing and of what changed in it."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for count, line in enumerate(lines):
        if count == _MOST_LINES:
            after[_MORE] = "the rest stands in the register's own trail"
            break
        name = _unused(f"{line.thing} {line.what}".strip() + (f": {line.column}" if line.column else ""), before, after)
        if line.did != "added":
            before[name] = _short(line.before or (_THERE if not line.column else ""))
        if line.did != "removed":
            after[name] = _short(line.after or (_THERE if not line.column else ""))
    return before, after


def _unused(name: str, *taken: Mapping[str, str]) -> str:
    number, found = 1, name
    while any(found in one for one in taken):
        number += 1
        found = f"{name} ({number})"
    return found


def _settings(changes: Sequence[RegisterChange]) -> tuple[dict[str, str], dict[str, str]]:
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for change in changes:
        if change.before is not None:
            before.setdefault(setting_title(change.before["key"]), _said(change.before))
        if change.after is not None:
            after[setting_title(change.after["key"])] = _said(change.after)
        elif change.before is not None:
            after.pop(setting_title(change.before["key"]), None)
    return before, after


def _said(setting: Told) -> str:
    return _short(setting_value(setting["key"], setting["value"]))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
