"""The headline figures, and what is kept of them after every import: what was reported then stays known."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, all_measures, answered_once, ask
from opmodel.store.rollup_tables import Snapshot
from opmodel.store.thresholds import all_thresholds

THRESHOLDS = "_thresholds"
"""Beside the figures, by their measures' names, a snapshot keeps every threshold in force under this one. Snapshots from
before it was kept have none.
"""

_KEPT = ("value", "unit", "numerator", "denominator", "as_of", "rule", "why_unknown", "suppressed", "kind")
_KEPT_DETAIL = ("currency", "holding", "shape", "state")
"""Besides the numbers: what a pilot or a rollout was said to be."""


def headline(session: Session, as_of: int | None = None) -> dict[str, Figure]:
    """The company's figure of every measure, by name, without series."""
    with answered_once(session):
        return {name: ask(session, name, Question(as_of=as_of)) for name in all_measures()}


Change = tuple[str, Figure, Figure]
"""Title of a figure, and the figure before and after."""


def changes(
    before: Mapping[str, Figure], after: Mapping[str, Figure], *, with_parts: bool = False
) -> tuple[Change, ...]:
    """What a reader would see differ between two sets of headline figures.

    Args:
        before: figures by the names of their measures.
        after: the same measures later.
        with_parts: whether parts that differ are told too, each after its whole.
    """
    found: list[Change] = []
    for name, figure in after.items():
        title = all_measures()[name].title
        if told(before[name]) != told(figure):
            found.append((title, before[name], figure))
        if with_parts:
            was = {(part.kind, part.name): part for part in before[name].parts}
            found += [
                (f"{title}: {part.name.replace('_', ' ')}", was[part.kind, part.name], _of_week(part, figure))
                for part in figure.parts
                if (part.kind, part.name) in was and told(was[part.kind, part.name]) != told(part)
            ]
    return tuple(found)


def _of_week(part: Figure, whole: Figure) -> Figure:
    return part if part.as_of is not None else replace(part, as_of=whole.as_of)


def told(figure: Figure) -> tuple[object, ...]:
    """What a reader would see differ."""
    return (figure.value, figure.numerator, figure.denominator, figure.suppressed, figure.why_unknown, figure.as_of)


def leave_snapshot(session: Session, *, import_id: int | None, reason: str) -> None:
    """Keep the headline figures as they stand now, with their parts and the thresholds they were counted by.

    Args:
        session: the store, inside the transaction that changed it.
        import_id: the import that came or went.
        reason: "import", "undo" or "edit".
    """
    figures: dict[str, Any] = {name: _kept(figure) for name, figure in headline(session).items()}
    figures[THRESHOLDS] = all_thresholds(session)
    session.add(Snapshot(import_id=import_id, reason=reason, figures=figures))
    session.flush()


def _kept(figure: Figure) -> dict[str, Any]:
    document = figure.as_json()
    parts = [{"name": part["name"], **_kept_of(part)} for part in document["parts"]]
    return {**_kept_of(document), "parts": parts}


def _kept_of(document: dict[str, Any]) -> dict[str, Any]:
    kept = {key: document[key] for key in _KEPT if key in document}
    known = document.get("detail", {})
    detail = {key: known[key] for key in _KEPT_DETAIL if known.get(key) not in {None, ""}}
    return {**kept, "detail": detail} if detail else kept
