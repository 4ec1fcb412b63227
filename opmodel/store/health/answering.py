"""Whether the store answers, and whether its tables are those of this OpModel."""

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from opmodel.store.backup.beside import megabytes
from opmodel.store.backup.contents import knows_revision, newest_revision, revision
from opmodel.store.backup.kinds import kept_at
from opmodel.store.engine import engine
from opmodel.store.health.diagnosis import Diagnosis, Topic

_STORE = Topic(name="store", title="Store")
_MIGRATIONS = Topic(name="migrations", title="Migrations")


def store_answers(url: str) -> Diagnosis:
    """Whether the store can be opened and read."""
    parsed = make_url(url)
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return _STORE.wrong(
            f"There is no store at {parsed.database}.",
            do="Check --store or OPMODEL_STORE. A new store is made by `opmodel serve`, a lost one by `opmodel restore FILE`.",
        )
    try:
        with engine(url).connect() as connection:
            at = revision(connection)
    except OperationalError as fault:
        return _STORE.wrong(
            f"{shown} does not answer: {_first_line(fault)}.",
            do="Check that the database runs, and that --store or OPMODEL_STORE names it and its role rightly.",
        )
    except DatabaseError as fault:
        return _STORE.wrong(
            f"{shown} cannot be read: {_first_line(fault)}.",
            do="Move the file away, and put the newest backup in its place: opmodel restore FILE.",
        )
    if at is None:
        return _STORE.wrong(f"{shown} answers, and has no tables yet.", do="`opmodel serve` makes them.")
    return _STORE.fine(f"{shown} answers, {megabytes(kept_at(url).size())}.")


def migrations_are_current(url: str) -> Diagnosis:
    """Whether the store stands at the newest migration. It must answer."""
    newest = newest_revision()
    with engine(url).connect() as connection:
        at = revision(connection)
    if at == newest:
        return _MIGRATIONS.fine(f"The tables stand at {newest}, the newest.")
    if at is None or knows_revision(at):
        return _MIGRATIONS.wrong(
            f"The tables stand at {at or 'none'}; this OpModel needs {newest}.",
            do="Take a backup (opmodel backup FILE), then start `opmodel serve`: it brings them up to date.",
        )
    return _MIGRATIONS.wrong(
        f"The tables stand at {at}, which this OpModel does not know; it knows up to {newest}.",
        do="A newer OpModel wrote this store: update this one.",
    )


def _first_line(fault: DatabaseError) -> str:
    return str(fault.orig).splitlines()[0].rstrip(".")
