"""Looking at a whole store. Nothing is changed, nothing is made: a store that is not there is not created by looking."""

from collections.abc import Iterator

from sqlalchemy.engine import make_url

from opmodel.store.backup.kinds import kept_at
from opmodel.store.engine import reading
from opmodel.store.health.answering import migrations_are_current, store_answers
from opmodel.store.health.backups import backup_is_recent, postgres_can_be_backed_up
from opmodel.store.health.diagnosis import Diagnosis
from opmodel.store.health.disk import disk_has_room, folder_can_be_written
from opmodel.store.health.key import person_key_is_right
from opmodel.store.health.rollups import rollups_are_in_step
from opmodel.store.health.sane_thresholds import thresholds_make_sense
from opmodel.store.health.sqlite_file import file_is_sound, log_is_in_use_and_small


def examine(url: str) -> list[Diagnosis]:
    """What every check finds. Where the store does not answer, is damaged, or has the tables of another OpModel, what would
    have to be read in it is not looked at.

    Raises:
        StoreError: the URL is neither SQLite nor PostgreSQL.
    """
    return list(_examined(url))


def _examined(url: str) -> Iterator[Diagnosis]:
    store = kept_at(url)
    answers = store_answers(url)
    yield answers
    if store.folder.is_dir():
        yield folder_can_be_written(store)
    if not answers.fine:
        return
    if store.folder.is_dir():
        yield disk_has_room(store)
    if make_url(url).get_backend_name() == "sqlite":
        sound = file_is_sound(url)
        yield sound
        if not sound.fine:
            return
        yield log_is_in_use_and_small(url)
    else:
        yield postgres_can_be_backed_up(url)
    migrations = migrations_are_current(url)
    yield migrations
    if not migrations.fine:
        return
    with reading(url) as session:
        yield person_key_is_right(session, url)
        yield thresholds_make_sense(session)
        yield rollups_are_in_step(session)
        yield backup_is_recent(session)


def is_readable(diagnoses: list[Diagnosis]) -> bool:
    """Whether the store answers and its tables are those of this OpModel, so that more can be asked of it."""
    by_name = {one.name: one.fine for one in diagnoses}
    return by_name.get("store", False) and by_name.get("migrations", False)
