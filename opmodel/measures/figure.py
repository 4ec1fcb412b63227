"""The answer to a measure: never a bare number, it can always be asked how it was counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from opmodel.store.weeks import label


@dataclass(frozen=True, kw_only=True)
class Point:
    """One week of a figure's series; a value is None where the week is unknown or the group too small."""

    week: int
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    suppressed: bool = False
    bound: str | None = None
    """What may be told of a share that is withheld because it would say the same of everybody: `> 90%`."""

    def as_json(self) -> dict[str, Any]:
        """The point as `opmodel measures --series --json` prints it."""
        return {
            "week": label(self.week),
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            **({"suppressed": True} if self.suppressed else {}),
            **({"bound": self.bound} if self.bound else {}),
        }


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A value with everything needed to defend it.

    `value` is None where it is unknown (`why_unknown` says why) and where the group is too small (`suppressed`).
    Shares are fractions of one; money is in whole currency units.
    """

    name: str
    unit: str
    rule: str
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    as_of: int | None = None
    sources: tuple[int, ...] = ()
    caveats: tuple[str, ...] = ()
    why_unknown: str | None = None
    suppressed: bool = False
    kind: str | None = None
    """What a part is a part of: `workflow`, `team`, `tool`, `app`, `segment`, `class`, `currency` …"""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Facts of this measure that are neither count nor share: dates, an owner, a stage. JSON types only."""
    parts: tuple["Figure", ...] = ()
    series: tuple[Point, ...] | None = None

    def part(self, name: str) -> "Figure":
        """The part of that name.

        Raises:
            KeyError: there is none.
        """
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)

    def parts_of(self, kind: str) -> tuple["Figure", ...]:
        """The parts of one kind, in their order."""
        return tuple(part for part in self.parts if part.kind == kind)

    def as_json(self) -> dict[str, Any]:
        """The figure as `opmodel measures --json` prints it (design.md §7)."""
        document: dict[str, Any] = {
            "value": self.value,
            "unit": self.unit,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "as_of": None if self.as_of is None else label(self.as_of),
            "rule": self.rule,
            "sources": list(self.sources),
            "caveats": list(self.caveats),
            "why_unknown": self.why_unknown,
        }
        if self.suppressed:
            document["suppressed"] = True
        if self.kind is not None:
            document["kind"] = self.kind
        if self.detail:
            document["detail"] = dict(self.detail)
        document["parts"] = [{"name": part.name, **part.as_json()} for part in self.parts]
        if self.series is not None:
            document["series"] = [point.as_json() for point in self.series]
        return document
