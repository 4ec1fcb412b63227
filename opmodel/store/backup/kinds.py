"""The two kinds of store, as a backup sees them."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url

from opmodel.store.backup.manifest import Held
from opmodel.store.backup.postgres import PostgresStore
from opmodel.store.backup.sqlite import SqliteStore
from opmodel.store.engine import StoreError


class Kept(Protocol):
    """A store that can be dumped whole, tried out elsewhere and replaced whole, all while it is in use."""

    kind: str
    dumps_are_compressed: bool
    folder: Path
    """The folder on this machine that the store or its key file lies in."""

    def is_empty(self) -> bool:
        """Whether there is nothing in it."""

    def size(self) -> int:
        """Bytes that it takes up."""

    def room_for_a_backup(self) -> int:
        """Bytes that taking a backup needs for a while on this machine."""

    def alone(self) -> AbstractContextManager[None]:
        """Keeps off a second backup or restore where the two would get in each other's way."""

    def held(self) -> Held:
        """What it holds now."""

    def dump(self, into: Path) -> Held:
        """Write the whole of it into a file, as it is at one moment."""

    def scratch(self, dump: Path) -> AbstractContextManager[str]:
        """A store made of a dump, to try it out in: its URL."""

    def replace_with(self, scratch: str, workspace: Path) -> None:
        """Put a scratch store in its place, all at once."""


def kept_at(url: str) -> Kept:
    """The store at `url`.

    Raises:
        StoreError: it is neither SQLite nor PostgreSQL.
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        return SqliteStore(url)
    if backend == "postgresql":
        return PostgresStore(url)
    raise StoreError(f"A store is sqlite:///… or postgresql://…, not {backend}.")
