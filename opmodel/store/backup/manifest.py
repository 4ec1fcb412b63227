"""What a backup says of itself: when it was made, of which store, and how many rows every table had."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self

FORMAT = 1
"""Number of the container's form; a backup with a higher one was made by a newer OpModel."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a store held at one moment."""

    revision: str
    """The migration its tables stand at."""
    tables: Mapping[str, int]
    """Rows by table."""
    version: str
    """Its data version (`opmodel.store.version`)."""
    person_key: str | None
    """Fingerprint of the secret its people were made with; None where the store does not know it yet."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What lies beside the dump in a backup."""

    made_on: datetime
    """UTC."""
    product_version: str
    database: str
    """`sqlite` or `postgresql`: the kind of store it was made of and can be restored into."""
    revision: str
    tables: Mapping[str, int]
    person_key: str | None
    """Fingerprint of the person key, which is not in the backup; None for a store without people."""
    size: int = 0
    """Bytes of the dump."""
    sha256: str = ""
    """Of the dump."""
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())

    def as_json(self) -> str:
        """The manifest as it lies in the container."""
        return json.dumps({**asdict(self), "made_on": self.made_on.isoformat()}, indent=2)

    @classmethod
    def parsed(cls, text: str | bytes) -> Self:
        """A manifest from its text. What a newer form added is left aside: who reads it looks at `format` first.

        Raises:
            ValueError: it is no manifest.
        """
        document: Any = json.loads(text)
        try:
            known = {field.name: document[field.name] for field in fields(cls)}
            return cls(
                **{**known, "made_on": datetime.fromisoformat(known["made_on"]), "tables": dict(known["tables"])}
            )
        except (KeyError, TypeError) as fault:
            raise ValueError(str(fault)) from fault
