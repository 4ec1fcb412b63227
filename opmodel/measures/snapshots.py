"""The headline figures, and what is kept of them after every import: what was reported then stays known."""

from typing import Any

from sqlmodel import Session

from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, all_measures, ask
from opmodel.store.rollup_tables import Snapshot

_KEPT = ("value", "unit", "numerator", "denominator", "as_of", "rule", "why_unknown", "suppressed", "kind")


def headline(session: Session, as_of: int | None = None) -> dict[str, Figure]:
    """The company's figure of every measure, by name, without series."""
    return {name: ask(session, name, Question(as_of=as_of)) for name in all_measures()}


def leave_snapshot(session: Session, *, import_id: int | None, reason: str) -> None:
    """Keep the headline figures as they stand now, with their parts; `reason` is "import", "undo" or "edit"."""
    figures = {name: _kept(figure) for name, figure in headline(session).items()}
    session.add(Snapshot(import_id=import_id, reason=reason, figures=figures))
    session.flush()


def _kept(figure: Figure) -> dict[str, Any]:
    document = figure.as_json()
    kept = {key: document[key] for key in _KEPT if key in document}
    kept["parts"] = [
        {"name": part["name"], **{key: part[key] for key in _KEPT if key in part}} for part in document["parts"]
    ]
    return kept
