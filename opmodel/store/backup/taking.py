"""Taking a backup of a store in use."""

import json
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import version
from pathlib import Path

from sqlmodel import Session

from opmodel.store.asker import Act, Asker
from opmodel.store.backup.beside import check_free, check_room, put_in_place, working_folder
from opmodel.store.backup.container import pack
from opmodel.store.backup.contents import newest_revision
from opmodel.store.backup.key_apart import KeyApart, key_apart
from opmodel.store.backup.kinds import Kept, kept_at
from opmodel.store.backup.manifest import Held, Manifest
from opmodel.store.backup.remembering import remember
from opmodel.store.backup.trial import tried_out
from opmodel.store.base import now
from opmodel.store.engine import writing
from opmodel.store.trail_entry import Deed

LAST_BACKUP = "store.backup"
"""The setting that says when the last backup was taken."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A backup that was taken, and tried out."""

    path: Path
    size: int
    """Bytes of the file."""
    manifest: Manifest
    key: KeyApart
    version: str
    """The data version of the store that it holds."""


def back_up(url: str, path: Path, *, by: Asker, force: bool = False) -> Taken:
    """Take a backup of the store at `url`, which may be in use, and try it out. The store remembers that it was taken, unless its
    tables are those of an older OpModel: those are left as they are.

    Args:
        url: the store.
        path: the file to write; it is there whole or not at all.
        by: who takes it, for the trail.
        force: whether a file that is there already is replaced.

    Raises:
        BackupError: it could not be taken, or did not hold the same as the store; nothing was written.
        Refused: whoever takes it may not.
    """
    by.require(Act.BACK_UP)
    store = kept_at(url)
    with store.alone():
        taken = take(store, url, path, force=force)
    if taken.manifest.revision == newest_revision():
        with writing(url) as session:
            _remember(session, taken, by=by.name)
    return taken


def take(store: Kept, url: str, path: Path, *, force: bool = False) -> Taken:
    """Like `back_up`, for whoever keeps the store to themselves already; it leaves no trace in the store."""
    path = path.absolute()
    check_free(path, force=force)
    with working_folder(path) as folder:
        check_room(folder, store.room_for_a_backup())
        dump, draft = folder / "store.dump", folder / path.name
        held = store.dump(dump)
        key = key_apart(url, held)
        manifest = pack(draft, _manifest(store, held, key), dump, is_compressed=store.dumps_are_compressed)
        dump.unlink()
        with tried_out(store, draft, manifest, folder):
            draft.chmod(0o600)
        put_in_place(draft, path, force=force)
    return Taken(path=path, size=path.stat().st_size, manifest=manifest, key=key, version=held.version)


def _manifest(store: Kept, held: Held, key: KeyApart) -> Manifest:
    return Manifest(
        made_on=now(),
        product_version=version("opmodel"),
        database=store.kind,
        revision=held.revision,
        tables=held.tables,
        person_key=key.fingerprint,
    )


def _remember(session: Session, taken: Taken, *, by: str) -> None:
    told = json.dumps(
        {
            "taken": taken.manifest.made_on.astimezone(UTC).isoformat(timespec="seconds"),
            "file": taken.path.name,
            "rows": taken.manifest.rows,
        }
    )
    remember(session, LAST_BACKUP, told, act=Deed.BACKUP, file=taken.path.name, by=by)
