"""What the page is about: the whole company or a team, and as of which week. Both live in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from opmodel.measures.figure import Figure, Point
from opmodel.store.asker import Act, Asker
from opmodel.store.weeks import label, week_of
from opmodel.ui import formats, reads
from opmodel.ui.plain import plain

TEAM = "team"
WEEK = "week"
_COMPANY = "Whole company"
_NEWEST = "Newest week"
_STANDING = 560
_KEPT = "_kept_scope"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whom and when the page is about, on one version of the store."""

    at: reads.Here
    organisation: reads.Organisation
    team: str = ""
    as_of: int | None = None
    """None: the newest complete week of each figure."""

    def ask(self, name: str, *, series: bool = False) -> Figure:
        """The answer of a measure for this scope."""
        return reads.figure(self.at, name, team=self.team, as_of=self.as_of, series=series)

    def bought_by_week(self, weeks: Sequence[Point]) -> Figure:
        """The licences, with what was bought in each of the weeks that other series cover."""
        return reads.bought_by_week(
            self.at, team=self.team, as_of=self.as_of, weeks=tuple(point.week for point in weeks)
        )

    @property
    def week(self) -> int | None:
        """The week in the line at the top of the page."""
        return self.organisation.newest if self.as_of is None else self.as_of

    @property
    def who(self) -> str:
        """The scope in words, plain text for a Markdown place."""
        return plain(self.team.rsplit("/", 1)[-1]) if self.team else ""

    def when(self, week: int | None) -> str:
        """`last week` where that is what the week is, else its label."""
        if week is None:
            return "in the newest week"
        return "last week" if week == week_of(date.today()) - 1 else f"in week {label(week)}"


def scope_bar(asker: Asker, *, chosen: bool = True) -> Scope:
    """Draw the line at the top of every page and say what was chosen there. Only what the asker may read about is offered.

    Args:
        asker: who is at the screen.
        chosen: whether the page is about a scope. Where not, what the address says stays for the next page.
    """
    at = reads.here(asker)
    organisation = reads.organisation(at)
    if not chosen:
        _carry()
        standing(at, organisation)
        return Scope(at=at, organisation=organisation)
    scopes = [*([_COMPANY] if asker.may(Act.READ) else []), *organisation.teams]
    _put_back(scopes)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="medium"):
        # Narrower than this and the boxes go below it instead.
        with st.container(width=_STANDING):
            # The box for the week is drawn after this line, but what it holds is known by now.
            chosen_week = formats.week_number(str(st.session_state.get(WEEK) or st.query_params.get(WEEK, "")))
            standing(at, organisation, week=chosen_week if chosen_week in organisation.weeks else None)
        with st.container(horizontal=True, width="content", gap="small", vertical_alignment="center"):
            team = st.selectbox(
                "Scope",
                scopes,
                key=TEAM,
                bind="query-params",
                label_visibility="collapsed",
                width=260,
            )
            week = st.selectbox(
                "As of week",
                [_NEWEST, *(label(week) for week in organisation.weeks)],
                key=WEEK,
                bind="query-params",
                label_visibility="collapsed",
                width=150,
            )
    return Scope(
        at=at,
        organisation=organisation,
        team="" if team == _COMPANY else team,
        as_of=None if week == _NEWEST else formats.week_number(week),
    )


def _carry() -> None:
    """Remember the scope while a page without its boxes is shown: without them, it leaves the address."""
    kept = st.session_state.setdefault(_KEPT, {})
    for name in (TEAM, WEEK):
        if name in st.query_params:
            kept[name] = st.query_params[name]
        elif name in st.session_state:
            kept[name] = st.session_state[name]


def _put_back(scopes: Sequence[str]) -> None:
    """Choose again what was chosen before a page without a scope; the boxes write it into the address."""
    for name, said in st.session_state.pop(_KEPT, {}).items():
        if name == TEAM and said not in scopes:
            continue
        if name in st.query_params:
            del st.query_params[name]
        st.session_state[name] = said


def standing(at: reads.Here, organisation: reads.Organisation, *, week: int | None = None) -> None:
    """One line: whose figures these are, of which week (the newest unless given), from how many sources."""
    words = [f"**{plain(organisation.name)}**"]
    shown = organisation.newest if week is None else week
    if shown is not None:
        words.append(f"week {label(shown)}")
    loaded = reads.loaded(at)
    if loaded.sources:
        words.append(f"{formats.plural(loaded.sources, 'source')}, newest of {formats.day(loaded.newest)}")
    st.markdown(f":gray[{' · '.join(words)}]")


def current() -> Scope:
    """The scope that the frame drew, for the page below it."""
    scope = st.session_state.get("_scope")
    if not isinstance(scope, Scope):
        raise RuntimeError("Pages are shown inside pages/_frame.py, which draws the scope first.")
    return scope


def keep(scope: Scope) -> None:
    """Hand the scope to the page that the frame is about to show."""
    st.session_state["_scope"] = scope
