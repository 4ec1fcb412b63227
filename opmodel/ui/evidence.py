"""How a figure is counted: what it says, its numbers by name, its rule, its files, and what it was before."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.measures.figure import Figure
from opmodel.measures.passport import Passport, measure_of, passport
from opmodel.measures.registry import Measure
from opmodel.store.weeks import label
from opmodel.ui.at_work import at_work_line
from opmodel.ui.counted import counted_names, counted_sentence
from opmodel.ui.passport import passport_block
from opmodel.ui.plain import plain
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.scope import Scope, current

LABEL = "How is this counted?"


@st.fragment
def evidence(figure: Figure, *, at: Here, label_text: str = LABEL, key: str = "") -> None:
    """A quiet button that opens how the figure was counted. Nothing of it is worked out before it is opened.

    Args:
        figure: the figure as it is shown, or a part of one.
        at: the store it came from.
        label_text: the words on the button.
        key: tells it from another button of the same figure on the page.
    """
    if st.button(label_text, width="content", key=f"how-{figure.rule}-{figure.kind or ''}-{figure.name}{key}"):
        measure = measure_of(figure)
        # A dialog and no popover: of a popover a button low on the page leaves a strip that nobody can read.
        st.dialog(plain(_title(figure, measure)), width="medium")(_told)(figure, measure, at=at)


def _title(figure: Figure, measure: Measure | None) -> str:
    if measure is None:
        return figure.name
    return measure.title if figure.name == measure.name else f"{measure.title}: {figure.name}"


def _told(figure: Figure, measure: Measure | None, *, at: Here) -> None:
    """All that stands behind the figure: what it says and which ones it counts first, the method behind a fold."""
    scope = current()
    with st.container(gap="xsmall"):
        if measure is not None:
            st.markdown(plain(measure.help))
        for line in counted(figure):
            st.markdown(line)
        if measure is not None:
            with st.expander("For the statistician"):
                st.markdown(plain(measure.rule))
                st.markdown(f"Formula: {plain(measure.formula)}")
        passport_block(_found(figure, at, scope), figure, of_company=not scope.team)


def evidence_row(figures: Mapping[str, Figure], *, at: Here, key: str) -> None:
    """Several such buttons side by side.

    Args:
        figures: the figures, by the words on their buttons.
        at: the store they came from.
        key: tells them from other buttons of the same figures on the page.
    """
    with st.container(horizontal=True, gap="small"):
        for words, figure in figures.items():
            with st.container(width="content"):
                evidence(figure, at=at, label_text=words, key=key)


def counted(figure: Figure) -> list[str]:
    """What was counted, which ones, when and by which rule: blocks for a Markdown place."""
    when = "" if figure.as_of is None else f" · week {label(figure.as_of)}"
    blocks = [
        counted_sentence(figure),
        "\n".join(counted_names(figure)),
        at_work_line(figure),
        f":small[:gray[Rule {plain(figure.rule)}{when}]]",
    ]
    return [block for block in blocks if block]


def _found(figure: Figure, at: Here, scope: Scope) -> Passport:
    asked = (scope.team, scope.as_of, figure.rule, figure.kind, figure.name)
    return _passport(at, asked, date.today(), _figure=figure)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs=KEYS)
def _passport(
    at: Here, asked: tuple[str, int | None, str, str | None, str], today: date, *, _figure: Figure
) -> Passport:
    with reading_as(at.asker, at.url, team=asked[0]) as session:
        return passport(session, _figure, today=today, whole_company=not asked[0])
