"""The measures by name. A file in this package that calls `measure` adds one; nothing else changes."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from sqlmodel import Session, SQLModel

from opmodel import measures
from opmodel.measures.figure import Figure


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a measure: of whom, and as of when."""

    team: str = ""
    """Path of the team whose subtree is asked about; empty for the whole company."""
    as_of: int | None = None
    """Week number; None for the newest complete week of the measure's sources."""
    series: bool = False
    """Whether the answer carries its weekly series."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A question with its rule and rule version."""

    name: str
    title: str
    help: str
    """One sentence: what the figure says, in a CEO's words."""
    rule: str
    """The definition in words, to the edge cases a reader would ask about."""
    formula: str
    version: int
    unit: str
    source: str
    """Where the definition comes from: a section of measures.md, a vendor's page, a paper."""
    example: str
    """A sentence the product could print, with made-up numbers."""
    reads: Sequence[type[SQLModel]]
    """The rollups and small tables it reads."""
    answer: Callable[[Session, Question], Figure]
    thresholds: Sequence[str] = ()
    """The thresholds that its rule counts by: where one is changed, the figure is of a new definition. The smallest group
    decides what is shown, not how it is counted, and is none of them."""

    @property
    def rule_id(self) -> str:
        """Name and version of the rule: `adoption/1`."""
        return f"{self.name}/{self.version}"


WorkOut = Callable[[], Figure]
Kept = Callable[[str, Question, WorkOut], Figure]
"""Asked with the name of a measure, a question, and how to work out the answer where it is not kept yet."""

_KEPT = "kept answers"


class UnknownMeasure(ValueError):
    """No measure of that name."""


@cache
def all_measures() -> Mapping[str, Measure]:
    """Every measure by name: each module of this package that has a `MEASURE`."""
    found = [module.MEASURE for module in _modules() if isinstance(getattr(module, "MEASURE", None), Measure)]
    return {measure.name: measure for measure in sorted(found, key=lambda measure: measure.name)}


def _modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{measures.__name__}.{info.name}") for info in pkgutil.iter_modules(measures.__path__)
    ]


@contextmanager
def answered_once(session: Session, kept: Kept | None = None) -> Iterator[None]:
    """While it lasts, a question asked again, by a measure that stands on others too, is not worked out again. Nothing
    may be written meanwhile.

    Args:
        session: the store.
        kept: where answers are kept; with this session, until the end, unless given.
    """
    before = session.info.get(_KEPT)
    session.info[_KEPT] = kept or before or _with_session()
    try:
        yield
    finally:
        session.info[_KEPT] = before


def _with_session() -> Kept:
    answers: dict[tuple[str, Question], Figure] = {}

    def kept(name: str, question: Question, work_out: WorkOut) -> Figure:
        if (name, question) not in answers:
            answers[name, question] = work_out()
        return answers[name, question]

    return kept


def ask(session: Session, name: str, question: Question | None = None) -> Figure:
    """The answer of one measure.

    Raises:
        UnknownMeasure: there is no measure of that name.
        UnknownTeam: the question names a team that the store does not have.
    """
    measure = all_measures().get(name)
    if measure is None:
        raise UnknownMeasure(f"There is no measure {name!r}; there are {', '.join(all_measures())}.")
    asked = question or Question()
    kept: Kept | None = session.info.get(_KEPT)
    if kept is None:
        return measure.answer(session, asked)
    return kept(name, asked, lambda: measure.answer(session, asked))
