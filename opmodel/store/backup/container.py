"""The file a backup is: a zip archive with the database's own dump and a manifest, the same for both databases.

A zip keeps its directory at the end, so a file that was cut off is no zip any more, and any zip program can look inside.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from opmodel.store.backup.error import BackupError
from opmodel.store.backup.manifest import FORMAT, Manifest

_MANIFEST = "manifest.json"
_DUMP = "store.dump"
_CHUNK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError)


def pack(path: Path, manifest: Manifest, dump: Path, *, is_compressed: bool) -> Manifest:
    """Write a backup; returns its manifest, which then knows the dump's size and hash.

    Args:
        path: where to write it.
        manifest: everything else that is known of it.
        dump: the database's own dump.
        is_compressed: whether the dump is compressed already.
    """
    kind = zipfile.ZIP_STORED if is_compressed else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w", kind, compresslevel=1) as archive:
        with dump.open("rb") as source, archive.open(_DUMP, "w", force_zip64=True) as target:
            size, sha256 = _copied(source, target)
        whole = replace(manifest, size=size, sha256=sha256)
        archive.writestr(_MANIFEST, whole.as_json())
    return whole


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        BackupError: there is no such file, it is damaged or no backup, or a newer OpModel made it.
    """
    with _opened(path) as archive:
        manifest = Manifest.parsed(archive.read(_MANIFEST))
    if manifest.format > FORMAT:
        raise BackupError(
            f"{path.name} was made by a newer OpModel ({manifest.product_version}); update this one first."
        )
    return manifest


def unpack(path: Path, manifest: Manifest, into: Path) -> None:
    """Write a backup's dump into a file of its own.

    Raises:
        BackupError: the dump is not the one that was packed.
    """
    with _opened(path) as archive, archive.open(_DUMP) as source, into.open("wb") as target:
        found = _copied(source, target)
    if found != (manifest.size, manifest.sha256):
        raise _damaged(path)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as fault:
        raise BackupError(f"There is no file {path}; check the path.") from fault
    except _DAMAGE as fault:
        raise _damaged(path) from fault


def _damaged(path: Path) -> BackupError:
    return BackupError(f"{path.name} is damaged, or is no backup of OpModel; nothing was changed. Take another one.")


def _copied(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    """Copy a stream; returns its size and its SHA-256."""
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
        size += len(chunk)
    return size, digest.hexdigest()
