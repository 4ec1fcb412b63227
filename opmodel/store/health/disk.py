"""Whether there is room on the disk, and whether what OpModel keeps there can be written."""

import shutil
import tempfile

from opmodel.store.backup.beside import megabytes
from opmodel.store.backup.kinds import Kept
from opmodel.store.health.diagnosis import Diagnosis, Topic

_ROOM = Topic(name="disk", title="Disk")
_FOLDER = Topic(name="data_folder", title="Data folder")
_LEAST = 500_000_000
"""Bytes that ought to be free whatever the size of the store."""


def disk_has_room(store: Kept) -> Diagnosis:
    """Whether there is room for the store to be copied once, as a migration or a backup does."""
    free = shutil.disk_usage(store.folder).free
    needed = max(_LEAST, store.room_for_a_backup())
    if free >= needed:
        return _ROOM.fine(f"{megabytes(free)} are free in {store.folder}.")
    return _ROOM.wrong(
        f"{megabytes(free)} are free in {store.folder}; a backup or a migration of this store needs {megabytes(needed)}.",
        do="Make room on that disk, or move the store to a larger one.",
    )


def folder_can_be_written(store: Kept) -> Diagnosis:
    """Whether a file can be made where the store or its key lies."""
    try:
        with tempfile.TemporaryFile(dir=store.folder):
            return _FOLDER.fine(f"{store.folder} can be written.")
    except OSError as fault:
        return _FOLDER.wrong(
            f"Nothing can be written into {store.folder}: {fault.strerror}.",
            do="Give the user that runs OpModel the right to write there.",
        )
