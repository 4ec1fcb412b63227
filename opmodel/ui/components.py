"""The four components of a workflow: the state of each in a word, the evidence, and the very next thing to do."""

from collections.abc import Mapping

import streamlit as st

from opmodel.measures.figure import Figure
from opmodel.ui.formats import count
from opmodel.ui.glossary import meaning
from opmodel.ui.plain import plain
from opmodel.ui.words import quiet

QUESTIONS: Mapping[str, str] = {
    "scope": "Where does AI do the work, not assist?",
    "ownership": "Who owns the human-in-the-loop checkpoint?",
    "standardization": "How does one team's win become the standard?",
    "scale": "How does it roll to the next team?",
}
"""Each component with the question it answers (design.md §1)."""

_NAME = 230
"""Pixels of a row's first column."""

_IN_SIGHT = 6
"""Sentences of evidence that stand in a row; the others open below them."""

STATES: Mapping[str, tuple[str, str]] = {
    "in_place": ("In place", "green"),
    "partly": ("Partly", "gray"),
    "missing": ("Missing", "red"),
}


def components_title(part: Figure) -> str:
    """How many of the four are in place, as a heading."""
    if part.numerator is None or part.denominator is None:
        return "The four components are not known yet."
    if part.numerator == part.denominator:
        return "All four components are in place."
    are = "is" if part.numerator == 1 else "are"
    return f"{count(part.numerator)} of {count(part.denominator)} components {are} in place."


def components_block(part: Figure) -> None:
    """The heading and a row for each component."""
    st.header(components_title(part), anchor=False)
    for component in part.parts_of("component"):
        _row(component)


def _row(component: Figure) -> None:
    word, colour = STATES[str(component.detail["state"])]
    row = st.container(border=True, horizontal=True, gap="medium", key=f"component-{component.name}")
    # A width in pixels, so that on a tablet the evidence moves below and no word breaks.
    with row.container(width=_NAME, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{component.name.capitalize()}**", help=meaning(component.name), width="content")
            st.markdown(f":{colour}-badge[{word}]", width="content")
        quiet(QUESTIONS[component.name])
    following = str(component.detail.get("next") or "")
    with row.container(width="stretch", gap="xsmall"):
        evidence = [plain(str(sentence)) for sentence in component.detail.get("evidence", ())]
        for sentence in evidence[:_IN_SIGHT]:
            st.markdown(sentence)
        if len(evidence) > _IN_SIGHT:
            with st.expander(f"{count(len(evidence) - _IN_SIGHT)} more"):
                st.markdown("  \n".join(evidence[_IN_SIGHT:]))
        if following:
            st.markdown(f"**Next:** {plain(following)}")
