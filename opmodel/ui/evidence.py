"""How a figure is counted: its rule in words, its numbers, its files, and what it was before."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.measures.figure import Figure
from opmodel.measures.passport import Passport, measure_of, passport
from opmodel.measures.registry import Measure
from opmodel.store.weeks import label
from opmodel.ui import formats
from opmodel.ui.at_work import at_work_line
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
    opened = st.popover(
        label_text,
        # Not "tertiary": Streamlit darkens the words of such a button while it is open, so far that nobody reads them on a
        # dark ground.
        type="secondary",
        width="content",
        on_change="rerun",
        key=f"how-{figure.rule}-{figure.kind or ''}-{figure.name}{key}",
    )
    if not opened.open:
        return
    with opened, st.container(gap="xsmall"):
        measure = measure_of(figure)
        if measure is not None:
            st.markdown(f"**{plain(measure.title)}**")
            st.markdown(plain(measure.rule))
        for line in counted(figure, measure):
            st.markdown(line)
        scope = current()
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


def counted(figure: Figure, measure: Measure | None) -> list[str]:
    """What was divided by what, when, by which rule: lines for a Markdown place."""
    lines = []
    currency = formats.currency_of(figure)
    if figure.suppressed:
        lines.append(plain(formats.why_not_shown(figure)))
    elif figure.value is None:
        lines.append(f"**Not known.** {plain(figure.why_unknown or 'No source answers this yet.')}")
    elif currency is not None and figure.denominator is not None:
        paid = plain(formats.money(figure.denominator, currency))
        lines.append(f"Counted: **{plain(formats.full_value(figure))}** of {paid}.")
    elif figure.numerator is not None and figure.denominator is not None:
        lines.append(f"Counted: {formats.n_of_m(figure)}, which is **{plain(formats.value_text(figure))}**.")
    else:
        lines.append(f"Counted: **{plain(formats.full_value(figure))}**.")
    lines += filter(None, [at_work_line(figure)])
    if measure is not None:
        lines.append(f"Formula: {plain(measure.formula)}")
    when = "" if figure.as_of is None else f" · week {label(figure.as_of)}"
    lines.append(f":small[:gray[Rule {plain(figure.rule)}{when}]]")
    return lines


def _found(figure: Figure, at: Here, scope: Scope) -> Passport:
    asked = (scope.team, scope.as_of, figure.rule, figure.kind, figure.name)
    return _passport(at, asked, date.today(), _figure=figure)


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs=KEYS)
def _passport(
    at: Here, asked: tuple[str, int | None, str, str | None, str], today: date, *, _figure: Figure
) -> Passport:
    with reading_as(at.asker, at.url, team=asked[0]) as session:
        return passport(session, _figure, today=today, whole_company=not asked[0])
