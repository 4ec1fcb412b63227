"""The secret that turns an identity into a key. It lives outside the store (measures.md §5.4).

A person is stored under the HMAC-SHA256 of a normalised identity. Whoever has the store but not the secret cannot tell
who a key is, nor test a guess.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.engine import make_url

from opmodel.settings import DATA, settings


class PersonKeyError(Exception):
    """The person key is missing where it must be, or cannot be read."""


def normalised_identity(identifier: str, *, system: str) -> str:
    """One spelling for one identity.

    An e-mail address is the same person in every system, whatever its case; any other identifier means a person only
    within the system that issued it (`github`, `viva` …), until an identity map says otherwise.
    """
    text = identifier.strip().casefold()
    if "@" in text:
        return f"email:{text}"
    return f"{system}:{text}"


class PersonKey:
    """Makes keys from normalised identities with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def key(self, identity: str) -> str:
        """The key of one normalised identity: 64 hex digits."""
        return hmac.digest(self._secret, identity.encode(), "sha256").hex()

    def keys(self, identities: Iterable[str]) -> list[str]:
        """The keys of many normalised identities, in their order."""
        secret, digest = self._secret, hmac.digest
        return [digest(secret, identity.encode(), "sha256").hex() for identity in identities]

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that tell two secrets apart and give neither away."""
        return hashlib.sha256(b"opmodel person key " + self._secret).hexdigest()[:8]


def key_file(url: str) -> Path:
    """Where the key file of the store at `url` lies, if there is one: beside an embedded store, else in `data/`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        return Path(parsed.database).with_suffix(".key")
    name = f"{parsed.host or 'local'}-{parsed.database or 'store'}.key"
    return DATA / name.replace("/", "_")


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        # link() fails when another process was first, so two starts at once agree on one secret.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def person_key(url: str) -> PersonKey:
    """The person key of the store at `url`: from `OPMODEL_PERSON_KEY`, else from the key file beside the store, which is
    made where there is none.

    Raises:
        PersonKeyError: the secret is not 64 hex digits, or cannot be read.
    """
    found = present_key(url)
    if found is None:
        _create(key_file(url))
        found = present_key(url)
    assert found is not None
    return found


def present_key(url: str) -> PersonKey | None:
    """The person key of the store at `url`, if there is one already.

    Raises:
        PersonKeyError: the secret is not 64 hex digits, or cannot be read.
    """
    given, path, where = settings().person_key, key_file(url), key_place(url)
    try:
        text = given.get_secret_value() if given is not None else path.read_text().strip()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise PersonKeyError(f"{where} cannot be read: {fault.strerror}.") from fault
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise PersonKeyError(f"{where} must hold 64 hex digits.")
    return PersonKey(secret)


def key_place(url: str) -> str:
    """Where the person key of the store at `url` is looked for, in words."""
    return "OPMODEL_PERSON_KEY" if settings().person_key is not None else f"the key file {key_file(url).name}"
