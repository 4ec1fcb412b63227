"""Where figures come from: what is still missing, where each file is found, and how fresh what is there is."""

from collections.abc import Sequence

import streamlit as st

from opmodel.access.opening import reading_as
from opmodel.intake.upload_next import Freshness, Need, Option, freshness, upload_next
from opmodel.store.asker import Act
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.browser_words import in_browser_words
from opmodel.ui.plain import plain
from opmodel.ui.reads import KEYS, Here
from opmodel.ui.words import quiet

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_GAPS = 6


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=KEYS)
def needs(at: Here) -> list[Need]:
    """Every kind of file, in the order to upload them."""
    with reading_as(at.asker, at.url, act=Act.UPLOAD) as session:
        return upload_next(session)


def fresh(at: Here) -> list[Freshness]:
    """How fresh each source is today."""
    with reading_as(at.asker, at.url, act=Act.UPLOAD) as session:
        return freshness(session)


def headline(at: Here) -> str:
    """What the Uploads page opens with."""
    missing = [need for need in needs(at) if not need.done]
    if not any(need.done for need in needs(at)):
        return "Nothing has been uploaded yet."
    if not missing:
        return "Every kind of file is here."
    return f"Upload next: {plain(missing[0].title.lower())}."


def checklist(at: Here) -> None:
    """What is there, what is missing, and where the missing file is found."""
    every = needs(at)
    missing = [need for need in every if not need.done]
    there = [need for need in every if need.done]
    if missing:
        st.header("What each figure still misses", anchor=False)
    if there:
        quiet("In the store: " + ", ".join(plain(need.title.lower()) for need in there) + ".")
    for position, need in enumerate(missing):
        first = position == 0
        with st.expander(
            f"{plain(need.title)} – {plain(need.why)}", expanded=first, icon=":material/radio_button_unchecked:"
        ):
            if need.figures:
                quiet(
                    "Without it, these say less or nothing: " + ", ".join(plain(title) for title in need.figures) + "."
                )
            if len(need.options) > 1:
                quiet("Any one of these will do.")
            for option in need.options:
                _option(option)
    templates = [option for need in there for option in need.options if option.template]
    if templates:
        with st.expander("Templates of what is in the store already", icon=":material/download:"):
            for option in templates:
                _option(option)


def _option(option: Option) -> None:
    st.markdown(f"**{plain(option.title)}**  \n{plain(in_browser_words(option.where))}")
    if option.template:
        st.download_button(
            f"Download the template {plain(option.title.lower())}",
            data=lambda: _template(option.export),
            file_name=f"{option.export}.xlsx",
            mime=_XLSX,
            key=f"template-{option.export}",
            on_click="ignore",
            icon=":material/download:",
        )


def _template(name: str) -> bytes:
    from opmodel.intake.templates import write_template

    return write_template(name)


def freshness_table(sources: Sequence[Freshness]) -> None:
    """How far each source reaches, and which weeks no file covers."""
    if not sources:
        quiet("No source has been loaded yet.")
        return
    some_missing = any(source.gaps for source in sources)
    table_block(
        [_in_sight(source, missing=some_missing) for source in sources],
        key="sources",
        alt=f"{formats.plural(len(sources), 'source')}, the oldest first",
        wraps=True,
        everything=lambda: [{**_row(source), "Weeks missing": ", ".join(source.gaps)} for source in sources],
    )


def _row(source: Freshness) -> dict[str, object]:
    return {
        "Source": source.title,
        "About": source.about,
        "Newest report": source.newest_report.date(),
        "Days old": source.age_days,
        "Files": source.imports,
        "Weeks": formats.week_span(*source.weeks) if source.weeks else "",
        "Weeks covered": source.covered if source.weeks else None,
    }


def _in_sight(source: Freshness, *, missing: bool) -> dict[str, object]:
    row = _row(source)
    covered, weeks = row.pop("Weeks covered"), str(row.pop("Weeks"))
    row["Weeks covered"] = "" if covered is None else f"{covered}: {_whole(weeks)}"
    return {**row, "Weeks missing": _whole(_gaps(source))} if missing else row


def _whole(weeks: str) -> str:
    """Labels of weeks that do not break at their hyphen."""
    return weeks.replace("-W", "\u2060-\u2060W")


def _gaps(source: Freshness) -> str:
    more = len(source.gaps) - _MOST_GAPS
    return ", ".join(source.gaps[:_MOST_GAPS]) + (f" and {more} more" if more > 0 else "")
