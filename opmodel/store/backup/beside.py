"""Writing a file so that there is never half of it: beside its place, then moved there in one step."""

import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opmodel.store.backup.error import BackupError

_UNFINISHED = ".unfinished"


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A folder in which the file `beside` is prepared, closed to other users and gone at the end.

    What a run that was killed left behind is removed too.

    Raises:
        BackupError: the folder cannot be made there.
    """
    try:
        for left in beside.parent.glob(f".{glob.escape(beside.name)}.*{_UNFINISHED}"):
            _remove_unless_in_use(left)
        folder = Path(tempfile.mkdtemp(prefix=f".{beside.name}.", suffix=_UNFINISHED, dir=beside.parent))
    except FileNotFoundError as fault:
        raise BackupError(f"There is no folder {beside.parent}; make it first.") from fault
    except OSError as fault:
        raise BackupError(f"Nothing can be written into {beside.parent}: {fault.strerror}.") from fault
    with _locked(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, which the system lets go of when a process dies, however it dies.

    Raises:
        BlockingIOError: another process holds it.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _remove_unless_in_use(folder: Path) -> None:
    try:
        with _locked(folder):
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return


def check_free(path: Path, *, force: bool) -> None:
    """Check that a file may be written at `path`.

    Raises:
        BackupError: something is there that is not to be overwritten.
    """
    if path.is_dir():
        raise BackupError(f"{path} is a folder; name the file to write.")
    if path.exists() and not force:
        raise BackupError(f"{path} exists already; choose another name, or say --force to replace it.")


def check_room(folder: Path, needed: int) -> None:
    """Check that so many bytes can be written into a folder.

    Raises:
        BackupError: they cannot.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            f"{folder} has {megabytes(free)} free, and {megabytes(needed)} are needed; make room or choose another disk."
        )


def megabytes(size: int) -> str:
    """A size as people read it: `84 MB`."""
    return f"{max(1, round(size / 1_000_000)):,} MB"


def put_in_place(draft: Path, path: Path, *, force: bool) -> None:
    """Move a finished file to its place, once it is safely on the disk.

    Raises:
        BackupError: something has come to be there meanwhile.
    """
    _onto_the_disk(draft)
    check_free(path, force=force)
    draft.replace(path)
    _onto_the_disk(path.parent)


def _onto_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
