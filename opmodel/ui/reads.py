"""What pages ask of the store, answered once for every version of it.

Every answer is kept under (store, version of the store, question): an import, an undo or an edit changes the version, and
nothing has to be told to forget. The caches are bounded. What they hold is frozen and shared, never changed.
"""

from dataclasses import astuple, dataclass

import streamlit as st
from sqlmodel import select

from opmodel.measures.calendar import known_weeks, newest_week
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.settings import settings
from opmodel.store.engine import reading
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import Workflow
from opmodel.store.teams import COMPANY, UnknownTeam, team_tree
from opmodel.store.thresholds import all_thresholds
from opmodel.store.version import data_version

_ANSWERS = 1024
_SMALL = 16


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """What the scope can be."""

    name: str
    teams: tuple[str, ...]
    """Paths of the teams below the company, parents before their children."""
    weeks: tuple[int, ...]
    """Weeks a page may be pinned to, newest first."""
    newest: int | None
    workflows: tuple[str, ...] = ()
    """Names of the registered workflows."""
    is_empty: bool = False
    """Whether nothing is in the store."""


@dataclass(frozen=True, kw_only=True)
class Here:
    """The store at one version: what every read of one page run is about, so that a page never mixes two."""

    url: str
    version: str


def here() -> Here:
    """The store as it is now."""
    url = settings().store
    with reading(url) as session:
        return Here(url=url, version=data_version(session))


def organisation(at: Here) -> Organisation:
    """The teams and weeks that a page can be about."""
    return _organisation(at.url, at.version)


@st.cache_resource(max_entries=_SMALL, show_spinner=False)
def _organisation(url: str, version: str) -> Organisation:
    del version
    with reading(url) as session:
        try:
            tree = team_tree(session)
        except UnknownTeam:
            return Organisation(name=COMPANY, teams=(), weeks=(), newest=None, is_empty=True)
        return Organisation(
            name=tree.names[tree.company],
            teams=tuple(sorted(filter(None, tree.paths.values()), key=str.casefold)),
            weeks=tuple(sorted(known_weeks(session), reverse=True)),
            newest=newest_week(session),
            workflows=tuple(session.exec(select(Workflow.name).order_by(Workflow.name))),
            is_empty=session.exec(select(Import.id).where(Import.status == ImportStatus.LOADED).limit(1)).first()
            is None
            and session.exec(select(Workflow.id).limit(1)).first() is None,
        )


def figure(at: Here, name: str, *, team: str = "", as_of: int | None = None, series: bool = False) -> Figure:
    """The answer of a measure."""
    return _answer(at.url, at.version, name, Question(team=team, as_of=as_of, series=series))


@st.cache_resource(max_entries=_ANSWERS, show_spinner=False, hash_funcs={Question: astuple})
def _answer(url: str, version: str, name: str, question: Question) -> Figure:
    del version
    with reading(url) as session:
        try:
            return ask(session, name, question)
        except UnknownTeam:
            # A store that nobody has written to has no company yet either.
            return Figure(name=name, unit="", rule="", why_unknown="Nothing has been uploaded yet.")


def thresholds(at: Here) -> dict[str, float]:
    """Every threshold as this store has it."""
    return _thresholds(at.url, at.version)


@st.cache_resource(max_entries=_SMALL, show_spinner=False)
def _thresholds(url: str, version: str) -> dict[str, float]:
    del version
    with reading(url) as session:
        return all_thresholds(session)
