"""Putting a backup in the place of a store. It is tried out and brought up to date elsewhere first; then it takes the
store's place all at once, so that a damaged backup, a wrong key or a lack of room changes nothing.
"""

from dataclasses import dataclass
from pathlib import Path

from opmodel.store.asker import Act, Asker
from opmodel.store.backup.beside import check_room, working_folder
from opmodel.store.backup.container import read_manifest
from opmodel.store.backup.contents import knows_revision, newest_revision
from opmodel.store.backup.error import BackupError
from opmodel.store.backup.kinds import Kept, kept_at
from opmodel.store.backup.manifest import Manifest
from opmodel.store.backup.remembering import remember
from opmodel.store.backup.taking import Taken, take
from opmodel.store.backup.trial import tried_out
from opmodel.store.base import now
from opmodel.store.engine import dispose, upgrade, writing
from opmodel.store.person_key import key_place, present_key
from opmodel.store.trail_entry import Deed
from opmodel.store.version import RESTORED

_NAMES = {"sqlite": "a SQLite store (sqlite:///…)", "postgresql": "a PostgreSQL store (postgresql://…)"}


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A backup that took the place of a store."""

    manifest: Manifest
    revision: str
    """The migration that it was brought to."""
    kept: Taken | None
    """The backup of what was there before; None where there was nothing."""


def restore(
    url: str, path: Path, *, by: Asker, replace: bool = False, keep: Path | None = None, without_key: bool = False
) -> Restored:
    """Put a backup in the place of the store at `url`, which may be in use.

    Args:
        url: the store.
        path: the backup.
        by: who restores it, for the trail.
        replace: whether it may take the place of a store that holds something; a backup of that is taken first.
        keep: where that backup goes; beside the store unless given.
        without_key: whether to restore although the person key is lost.

    Raises:
        BackupError: it cannot be restored; nothing was changed.
        Refused: whoever restores it may not.
    """
    by.require(Act.BACK_UP)
    manifest, store = read_manifest(path), kept_at(url)
    _check_fits(store, path, manifest)
    _check_key(url, manifest, without_key=without_key)
    if not store.is_empty() and not replace:
        raise BackupError(
            "The store holds something already. Name an empty one with --store, or say --replace, which takes a backup of "
            "what is there first."
        )
    store.folder.mkdir(parents=True, exist_ok=True)
    with store.alone(), working_folder(store.folder / "restore") as workspace:
        check_room(workspace, 2 * manifest.size)
        with tried_out(store, path, manifest, workspace) as scratch:
            _bring_up_to_date(scratch, path, manifest, by=by.name)
            kept = None if store.is_empty() else take(store, url, keep or _beside(store))
            # A write between this look and the exchange would be lost: a moment, not the minutes of the backup.
            if kept is not None and store.held().version != kept.version:
                raise BackupError(
                    f"The store was changed while it was being backed up into {kept.path.name}; nothing was restored. Let "
                    "imports and edits rest, then restore again."
                )
            store.replace_with(scratch, workspace)
    return Restored(manifest=manifest, revision=newest_revision(), kept=kept)


def _check_fits(store: Kept, path: Path, manifest: Manifest) -> None:
    if manifest.database != store.kind:
        made_of, wanted = _NAMES.get(manifest.database, manifest.database), _NAMES[store.kind]
        raise BackupError(
            f"{path.name} was made of {made_of} and is not for {wanted}; name one of its kind with --store."
        )
    if not knows_revision(manifest.revision):
        raise BackupError(
            f"{path.name} was made by a newer OpModel ({manifest.product_version}, migration {manifest.revision}); this one "
            f"knows up to {newest_revision()}: update it first."
        )


def _check_key(url: str, manifest: Manifest, *, without_key: bool) -> None:
    present = present_key(url)
    if manifest.person_key is None or without_key:
        return
    if present is None:
        raise BackupError(
            f"The person key of this backup (fingerprint {manifest.person_key}) is not here: put it into {key_place(url)} in "
            "the store's folder, or set OPMODEL_PERSON_KEY. If it is lost, --without-key restores what can be read, "
            "and no file about people can be loaded any more."
        )
    if present.fingerprint != manifest.person_key:
        raise BackupError(
            f"The people of this backup were made with another secret (fingerprint {manifest.person_key}) than "
            f"{key_place(url)} holds (fingerprint {present.fingerprint}): put the right one in its place first."
        )


def _bring_up_to_date(scratch: str, path: Path, manifest: Manifest, *, by: str) -> None:
    """Migrate the scratch store, and let its trail and its version say that it was restored."""
    upgrade(scratch)
    told = f"{now().isoformat()} from {path.name}, made {manifest.made_on:%Y-%m-%d %H:%M} UTC"
    with writing(scratch) as session:
        remember(session, RESTORED, told, act=Deed.RESTORE, file=path.name, by=by)
    dispose(scratch)


def _beside(store: Kept) -> Path:
    return store.folder / f"before-restore-{now():%Y%m%d-%H%M%S}.backup"
