"""What pages ask of the store, answered once for every version of it.

Every answer is kept under (store, version of the store, what the asker may see, question): an import, an undo or an edit
changes the version, and nothing has to be told to forget. Whoever may see something else has answers of their own, and is
asked for their right when those are worked out. The caches are bounded. What they hold is frozen and shared, never changed.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import streamlit as st
from sqlmodel import func, select

from opmodel.access.opening import reading_as
from opmodel.access.reach import within
from opmodel.measures.calendar import known_weeks, newest_week
from opmodel.measures.figure import Figure, Point
from opmodel.measures.registry import Question, WorkOut, answered_once, ask
from opmodel.register.baselines import Window, suggested_window
from opmodel.register.book import Book, book
from opmodel.settings import settings
from opmodel.store.asker import ANYWHERE, Act, Asker, Refused
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.register import Workflow
from opmodel.store.teams import COMPANY, UnknownTeam, team_tree
from opmodel.store.thresholds import all_thresholds
from opmodel.store.version import data_version

_ANSWERS = 1024
_SMALL = 16
_LONGEST_STRETCH = 8
"""Weeks: no contract is shorter than two of these stretches, so none slips through between two asked weeks."""


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
    asker: Asker
    """For whom it is read."""


def _seen_by(at: Here) -> tuple[str, str, tuple[str, ...]]:
    return at.url, at.version, at.asker.sight


KEYS: dict[str | type[Any], Callable[[Any], Any]] = {Question: astuple, Here: _seen_by}
"""How what an answer depends on is told apart, for `st.cache_resource(hash_funcs=KEYS)`."""


def here(asker: Asker) -> Here:
    """The store as it is now, for somebody.

    Raises:
        Refused: they may read nothing.
    """
    url = settings().store
    with reading_as(asker, url, team=ANYWHERE) as session:
        return Here(url=url, version=data_version(session), asker=asker)


@st.cache_resource(max_entries=_SMALL, show_spinner=False, hash_funcs=KEYS)
def organisation(at: Here) -> Organisation:
    """The teams and weeks that a page can be about: of the teams, those that the asker may read about."""
    with reading_as(at.asker, at.url, team=ANYWHERE) as session:
        try:
            tree = team_tree(session)
        except UnknownTeam:
            return Organisation(name=COMPANY, teams=(), weeks=(), newest=None, is_empty=True)
        return Organisation(
            name=tree.names[tree.company],
            teams=tuple(
                sorted(
                    (path for path in tree.paths.values() if path and at.asker.may(Act.READ, path)), key=str.casefold
                )
            ),
            weeks=tuple(sorted(known_weeks(session), reverse=True)),
            newest=newest_week(session),
            workflows=tuple(session.exec(select(Workflow.name).order_by(Workflow.name))),
            is_empty=session.exec(select(Import.id).where(Import.status == ImportStatus.LOADED).limit(1)).first()
            is None
            and session.exec(select(Workflow.id).limit(1)).first() is None,
        )


def figure(at: Here, name: str, *, team: str = "", as_of: int | None = None, series: bool = False) -> Figure:
    """The answer of a measure; unknown, with the reason, where the asker may not have it."""
    return _answer(at, name, Question(team=team, as_of=as_of, series=series))


@st.cache_resource(max_entries=_ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _answer(at: Here, name: str, question: Question) -> Figure:
    def others(asked: str, of: Question, work_out: WorkOut) -> Figure:
        return work_out() if (asked, of) == (name, question) else _answer(at, asked, of)

    # A measure that stands on others takes their answers from where pages keep them, and leaves them there.
    with reading_as(at.asker, at.url, team=ANYWHERE) as session, answered_once(session, others):
        try:
            # The measure looks its team up, and that asks whether the asker may.
            return ask(session, name, question)
        except Refused as refused:
            return Figure(name=name, unit="", rule="", why_unknown=str(refused))
        except UnknownTeam:
            # A store that nobody has written to has no company yet either.
            return Figure(name=name, unit="", rule="", why_unknown="Nothing has been uploaded yet.")


def bought_by_week(at: Here, *, team: str, as_of: int | None, weeks: tuple[int, ...]) -> Figure:
    """The licences with a series over `weeks`: the measure answers for a day, and is asked for each week's.

    Contracts change seldom. Only a stretch whose ends differ is asked about within.
    """
    return _bought_by_week(at, team, as_of, weeks)


@st.cache_resource(max_entries=_ANSWERS, show_spinner=False, hash_funcs=KEYS)
def _bought_by_week(at: Here, team: str, as_of: int | None, weeks: tuple[int, ...]) -> Figure:
    newest = figure(at, "licences", team=team, as_of=as_of, series=True)
    if newest.series is not None or not weeks:
        return newest

    def bought(week: int) -> float | None:
        return figure(at, "licences", team=team, as_of=week).value

    values: dict[int, float | None] = {}

    def fill(first: int, last: int) -> None:
        start, end = bought(first), bought(last)
        if start == end or last - first <= 1:
            values.update(dict.fromkeys(range(first, last), start) | {first: start, last: end})
            return
        middle = (first + last) // 2
        fill(first, middle)
        fill(middle, last)

    stops = [*range(weeks[0], weeks[-1], _LONGEST_STRETCH), weeks[-1]]
    for first, last in pairwise(stops):
        fill(first, last)
    return replace(newest, series=tuple(Point(week=week, value=values.get(week)) for week in weeks))


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How many sources the store has, and the day of the newest report."""

    sources: int
    newest: date | None


@st.cache_resource(max_entries=_SMALL, show_spinner=False, hash_funcs=KEYS)
def loaded(at: Here) -> Loaded:
    """What the figures stand on, for the line at the top of every page."""
    with reading_as(at.asker, at.url, team=ANYWHERE) as session:
        count, newest = session.exec(
            select(func.count(func.distinct(Import.export)), func.max(Import.report_at)).where(
                Import.status == ImportStatus.LOADED
            )
        ).one()
    return Loaded(sources=count, newest=None if newest is None else newest.date())


@st.cache_resource(max_entries=_SMALL, show_spinner=False, hash_funcs=KEYS)
def thresholds(at: Here) -> dict[str, float]:
    """Every threshold as this store has it."""
    with reading_as(at.asker, at.url, team=ANYWHERE) as session:
        return all_thresholds(session)


@st.cache_resource(max_entries=_SMALL, show_spinner=False, hash_funcs=KEYS)
def register_book(at: Here) -> Book | None:
    """The register as its forms show it, as far as the asker may read it; None in a store that nobody has written to."""
    with reading_as(at.asker, at.url, team=ANYWHERE) as session:
        try:
            return within(book(session), at.asker)
        except UnknownTeam:
            return None


@st.cache_resource(max_entries=_SMALL, show_spinner=False, hash_funcs=KEYS)
def baseline_window(at: Here, rollout_id: int) -> Window:
    """The window of cases that a rollout's baseline should lock."""
    with reading_as(at.asker, at.url, act=Act.EDIT_REGISTER, team=ANYWHERE) as session:
        return suggested_window(session, rollout_id)
