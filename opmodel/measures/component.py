"""One of the four components of a workflow: how it stands, by which evidence, and the very next thing to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from opmodel.measures.figure import Figure


class State(StrEnum):
    """How a component stands."""

    IN_PLACE = "in_place"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class Component:
    """How one component of one workflow stands."""

    name: str
    """`scope`, `ownership`, `standardization` or `scale`."""
    state: State
    evidence: tuple[str, ...]
    """Plain sentences, each from records."""
    next: str
    """One plain sentence; empty where nothing is to be done."""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    """What the sentences are made of; JSON types."""

    @property
    def in_place(self) -> bool:
        """Whether nothing is missing for it to count."""
        return self.state == State.IN_PLACE

    def figure(self, rule: str, *, as_of: int) -> Figure:
        """The component as a part of its workflow's figure."""
        return Figure(
            name=self.name,
            unit="state",
            rule=rule,
            kind="component",
            value=1.0 if self.in_place else 0.0,
            as_of=as_of,
            detail={
                "state": self.state.value,
                "evidence": list(self.evidence),
                "next": self.next,
                **self.numbers,
            },
        )


def in_words(day: date) -> str:
    """`3 Mar 2026`."""
    return f"{day.day} {day:%b %Y}"


def quoted(names: Iterable[str]) -> str:
    """`“Sort”, “Write” and “Send”`."""
    return listed([f"“{name}”" for name in names])


def listed(words: Iterable[str]) -> str:
    """`one, two and three`."""
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last


def rounded(number: float) -> float:
    """To a tenth: minutes, hours and checks are no more exact than that."""
    return round(number, 1)
