"""How a figure is counted: its rule in words, its numbers, its files, and what to keep in mind."""

from dataclasses import dataclass

import streamlit as st

from opmodel.intake.history import imports
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Measure, all_measures
from opmodel.store.engine import reading
from opmodel.store.weeks import label
from opmodel.ui import formats
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
from opmodel.ui.words import quiet

LABEL = "How is this counted?"
_FILES_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that a figure stands on."""

    id: int
    file_name: str
    report_on: str


def sources(at: Here) -> dict[int, Source]:
    """The files in the store by import."""
    return _sources(at.url, at.version)


@st.cache_resource(max_entries=16, show_spinner=False)
def _sources(url: str, version: str) -> dict[int, Source]:
    del version
    with reading(url) as session:
        return {
            record.id: Source(id=record.id, file_name=record.file, report_on=formats.day(record.report_at.date()))
            for record in imports(session)
        }


def evidence(figure: Figure, *, at: Here, measure: str | None = None, label_text: str = LABEL) -> None:
    """A quiet button that opens how the figure was counted.

    Args:
        figure: the figure as it is shown.
        at: the store it came from.
        measure: the measure it belongs to, where the figure is a part of one.
        label_text: the words on the button.
    """
    asked = all_measures().get(measure or figure.name)
    with st.popover(label_text, type="tertiary", width="content"):
        if asked is not None:
            st.markdown(f"**{plain(asked.title)}**")
            st.markdown(plain(asked.rule))
        for line in counted(figure, asked):
            st.markdown(line)
        for caveat in figure.caveats:
            st.markdown(f"- {plain(caveat)}")
        quiet(_files(figure, at))


def counted(figure: Figure, measure: Measure | None) -> list[str]:
    """What was divided by what, when, by which rule: lines for a Markdown place."""
    lines = []
    currency = formats.currency_of(figure)
    if figure.suppressed:
        lines.append(
            "Not shown: the group is smaller than the minimum, so a figure could say something about one person."
        )
    elif figure.value is None:
        lines.append(f"**Not known.** {plain(figure.why_unknown or 'No source answers this yet.')}")
    elif currency is not None and figure.denominator is not None:
        paid = plain(formats.money(figure.denominator, currency))
        lines.append(f"Counted: **{plain(formats.full_value(figure))}** of {paid}.")
    elif figure.numerator is not None and figure.denominator is not None:
        lines.append(f"Counted: {formats.n_of_m(figure)}, which is **{plain(formats.value_text(figure))}**.")
    else:
        lines.append(f"Counted: **{plain(formats.full_value(figure))}**.")
    if measure is not None:
        lines.append(f"Formula: {plain(measure.formula)}")
    when = "" if figure.as_of is None else f" · week {label(figure.as_of)}"
    lines.append(f":gray[Rule {plain(figure.rule)}{when}]")
    return lines


def _files(figure: Figure, at: Here) -> str:
    known = sources(at)
    named = [known[number] for number in figure.sources if number in known]
    if not named:
        return "No file stands behind this figure yet."
    newest = sorted(named, key=lambda source: source.id, reverse=True)
    shown = [f"{plain(source.file_name)} (report of {plain(source.report_on)})" for source in newest[:_FILES_SHOWN]]
    more = f" and {len(newest) - _FILES_SHOWN} more" if len(newest) > _FILES_SHOWN else ""
    return f"From {', '.join(shown)}{more}."
