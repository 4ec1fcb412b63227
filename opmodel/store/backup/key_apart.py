"""Where the person key of a backup is, which no backup holds."""

from dataclasses import dataclass

from opmodel.store.backup.manifest import Held
from opmodel.store.engine import reading
from opmodel.store.key_fingerprint import made_with
from opmodel.store.person_key import key_place, present_key


@dataclass(frozen=True, kw_only=True)
class KeyApart:
    """What is known of the secret that a backup's people were made with."""

    fingerprint: str | None
    """None where it is not known."""
    place: str
    """Where the key is looked for: `the key file opmodel.key`."""
    is_there: bool
    """Whether that very key is there now."""
    has_people: bool
    """Whether anybody was made with it."""

    @property
    def says(self) -> str:
        """What to keep, where and why."""
        if not self.has_people:
            return "The store has no people yet, so there is no person key to keep."
        if self.fingerprint is None:
            return (
                f"The person key of this backup is not in {self.place}, and not in the backup either: find it, since no "
                "file about people can be loaded without it."
            )
        if not self.is_there:
            return (
                f"The person key of this backup (fingerprint {self.fingerprint}) is not in {self.place}, and not in the "
                "backup either: find it, since the backup is restored only where that key is."
            )
        return (
            f"The person key (fingerprint {self.fingerprint}) is not in the backup: it is in {self.place}. Keep a copy of it "
            "in another safe place; the backup is restored only where that key is."
        )


def key_apart(url: str, held: Held) -> KeyApart:
    """The person key of the store at `url`.

    A store that was filled by an older OpModel does not know its key yet: it is the one that is here, unless that one
    makes nobody the store knows.

    Raises:
        PersonKeyError: the key that is here cannot be read.
    """
    present = present_key(url)
    has_people = held.tables.get("person", 0) > 0
    theirs = held.person_key
    if theirs is None and present is not None and has_people:
        with reading(url) as session:
            theirs = None if made_with(session, present) is False else present.fingerprint
    return KeyApart(
        fingerprint=theirs,
        place=key_place(url),
        is_there=present is not None and theirs == present.fingerprint,
        has_people=has_people,
    )
