"""Trying a backup out: it is restored into a scratch store, and what that holds is counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opmodel.store.backup.container import unpack
from opmodel.store.backup.contents import held
from opmodel.store.backup.error import BackupError
from opmodel.store.backup.kinds import Kept
from opmodel.store.backup.manifest import Manifest
from opmodel.store.engine import engine


@contextmanager
def tried_out(store: Kept, path: Path, manifest: Manifest, workspace: Path) -> Iterator[str]:
    """A scratch store that holds what a backup holds: its URL.

    Args:
        store: the store that the backup was made of or is for.
        path: the backup.
        manifest: what it says of itself.
        workspace: a folder for the dump.

    Raises:
        BackupError: the backup does not hold what it says.
    """
    dump = workspace / "restored.dump"
    unpack(path, manifest, dump)
    with store.scratch(dump) as url:
        _check(url, path, manifest)
        yield url


def _check(url: str, path: Path, manifest: Manifest) -> None:
    with engine(url).connect() as connection:
        found = held(connection)
    if found.revision != manifest.revision:
        raise BackupError(f"{path.name} stands at migration {found.revision}, not {manifest.revision} as it says.")
    differing = [
        name for name in {*found.tables, *manifest.tables} if found.tables.get(name) != manifest.tables.get(name)
    ]
    if differing:
        name = min(differing)
        raise BackupError(
            f"{path.name} does not hold what it says: {found.tables.get(name, 0):,} rows of {name}, not "
            f"{manifest.tables.get(name, 0):,}. Take another one."
        )
