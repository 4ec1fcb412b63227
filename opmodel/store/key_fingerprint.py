"""Which secret the people of a store were made with: the store knows its fingerprint, never the secret itself.

With another secret, everybody in the next file would be somebody new, and no figure could be compared with an older one.
So the first file that is loaded leaves the fingerprint, and every later one must come with the same secret.
"""

from sqlmodel import Session, col, select

from opmodel.store.facts import Identity, Person
from opmodel.store.person_key import PersonKey, PersonKeyError, key_place, normalised_identity, person_key, present_key
from opmodel.store.register import Setting

FINGERPRINT = "store.person_key"
"""The setting that keeps it."""

_TRIED = 20
"""Names that a secret is tried on in a store that does not know its fingerprint yet."""


def known_fingerprint(session: Session) -> str | None:
    """The fingerprint of the secret that the store's people were made with; None in a store that does not know it yet."""
    row = session.get(Setting, FINGERPRINT)
    return None if row is None else row.value


def own_key(session: Session, url: str) -> PersonKey:
    """The person key to load a file with; the store knows it from then on. Needs the writer's place.

    Raises:
        PersonKeyError: the store's people were made with another secret, or the secret cannot be read.
    """
    known = known_fingerprint(session)
    key = present_key(url)
    if key is None and known is not None:
        raise PersonKeyError(
            f"The person key of this store (fingerprint {known}) is missing: put {key_place(url)} back, or set "
            "OPMODEL_PERSON_KEY."
        )
    key = key or person_key(url)
    if made_with(session, key) is False:
        raise PersonKeyError(
            f"The people of this store were made with another secret{f' (fingerprint {known})' if known else ''} than "
            f"{key_place(url)} holds (fingerprint {key.fingerprint}): put the right one back, or nobody would be known again."
        )
    if known is None:
        session.add(Setting(key=FINGERPRINT, value=key.fingerprint))
        session.flush()
    return key


def made_with(session: Session, key: PersonKey) -> bool | None:
    """Whether the store's people were made with that secret; None where it cannot be told.

    A store that does not know its fingerprint yet is tried with a few of the addresses it keeps, which nobody is shown.
    """
    known = known_fingerprint(session)
    if known is not None:
        return known == key.fingerprint
    tried = session.exec(
        select(Identity.identifier, Person.key)
        .join(Person, col(Person.id) == Identity.person_id)
        .where(col(Identity.identifier).contains("@"))
        .limit(_TRIED)
    ).all()
    if not tried:
        return None
    return any(key.key(normalised_identity(identifier, system="")) == kept for identifier, kept in tried)
