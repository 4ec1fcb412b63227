"""Words in the quiet voice of captions, in a grey that keeps the contrast of WCAG AA (Streamlit's own caption does not)."""

import streamlit as st


def quiet(text: str) -> None:
    """A small grey line; the text is Markdown, so anything from a file goes through `plain` first."""
    st.markdown("  \n".join(f":small[:gray[{line}]]" for line in text.split("  \n")))
