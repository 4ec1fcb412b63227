"""Whether the person key is there, is the right one, and is closed to others."""

import stat

from sqlmodel import Session, select

from opmodel.settings import settings
from opmodel.store.facts import Person
from opmodel.store.health.diagnosis import Diagnosis, Topic
from opmodel.store.key_fingerprint import known_fingerprint, made_with
from opmodel.store.person_key import PersonKeyError, key_file, key_place, present_key

_KEY = Topic(name="person_key", title="Person key")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def person_key_is_right(session: Session, url: str) -> Diagnosis:
    """Whether the secret that the store's people were made with is there, and only its owner can read it."""
    place, known = key_place(url), known_fingerprint(session)
    back = f"Put the key{f' with the fingerprint {known}' if known else ''} that this store was filled with back in its place."
    try:
        key = present_key(url)
    except PersonKeyError as fault:
        return _KEY.wrong(str(fault), do=back)
    if key is None:
        if session.exec(select(Person.id).limit(1)).first() is None:
            return _KEY.fine("The store has no people yet; the key is made when the first file is loaded.")
        return _KEY.wrong(f"There is no person key: {place} is missing.", do=back)
    if made_with(session, key) is False:
        return _KEY.wrong(
            f"The people of this store were made with another secret than {place} holds (fingerprint {key.fingerprint}).",
            do=back,
        )
    path = key_file(url)
    if settings().person_key is None and path.stat().st_mode & _OTHERS:
        return _KEY.wrong(f"Others on this machine can read {path}.", do=f"chmod 600 {path}")
    return _KEY.fine(f"The key is in {place}, fingerprint {key.fingerprint}.")
