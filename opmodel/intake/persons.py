"""Persons of a file in the store: found by key, made where they are new."""

import numpy as np
import pandas as pd
from sqlalchemy import func, select, text
from sqlmodel import Session

from opmodel.store.bulk import columns, load
from opmodel.store.facts import Identity, Person
from opmodel.store.person_key import PersonKey

_IN = 10_000
_READ_ALL = 0.1
"""Above this share of the store's persons, reading all keys is cheaper than asking for some."""


def person_ids(session: Session, people: pd.DataFrame, *, key: PersonKey, import_id: int) -> np.ndarray:
    """The id of each of a file's people, in their order; new ones are made. Needs the writer's place."""
    if len(people) == 0:
        return np.empty(0, dtype=np.int64)
    keys = key.keys(people["identity"].tolist())
    known = _known(session, keys)
    ids = np.zeros(len(keys), dtype=np.int64)
    if known:
        ids[:] = [known.get(one, 0) for one in keys]
    new = np.flatnonzero(ids == 0)
    if len(new):
        ids[new] = _next_id(session) + np.arange(len(new))
        load(
            session,
            Person,
            {"id": ids[new], "key": [keys[position] for position in new.tolist()], "import_id": import_id},
        )
        _move_sequence(session)
    return ids


def keep_identities(session: Session, people: pd.DataFrame, ids: np.ndarray, *, import_id: int) -> None:
    """Keep the readable names of people, as this file spells them."""
    load(
        session,
        Identity,
        {
            "person_id": ids,
            "import_id": import_id,
            "identifier": people["identifier"].fillna(""),
            "name": people["name"].fillna(""),
        },
    )


def _known(session: Session, keys: list[str]) -> dict[str, int]:
    person = columns(Person)
    connection = session.connection()
    stored: int = connection.execute(select(func.count()).select_from(person.id.table)).scalar_one()
    if stored == 0:
        return {}
    found = select(person.key, person.id)
    if len(keys) > stored * _READ_ALL:
        return {row.key: row.id for row in connection.execute(found)}
    known: dict[str, int] = {}
    for start in range(0, len(keys), _IN):
        some = connection.execute(found.where(person.key.in_(keys[start : start + _IN])))
        known.update({row.key: row.id for row in some})
    return known


def _next_id(session: Session) -> int:
    newest: int | None = session.connection().execute(select(func.max(columns(Person).id))).scalar()
    return (newest or 0) + 1


def _move_sequence(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence('person', 'id'), (SELECT max(id) FROM person))"))
