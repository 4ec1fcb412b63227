"""What one check of a store found."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at: how it is, and what to do where it is not as it should be."""

    name: str
    """For programs: `person_key`."""
    title: str
    """For people: `Person key`."""
    fine: bool
    says: str
    """What was found: one sentence, or a few."""
    do: str = ""
    """What to do about it; empty where it is fine."""

    def as_json(self) -> dict[str, Any]:
        """The diagnosis in JSON types."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What a check looks at; makes its diagnoses."""

    name: str
    title: str

    def fine(self, says: str) -> Diagnosis:
        """It is as it should be."""
        return Diagnosis(name=self.name, title=self.title, fine=True, says=says)

    def wrong(self, says: str, *, do: str) -> Diagnosis:
        """Something needs doing."""
        return Diagnosis(name=self.name, title=self.title, fine=False, says=says, do=do)
