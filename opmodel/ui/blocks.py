"""A chart with its finding, a table with its ways out, and what a page says while there is nothing to show."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from opmodel.charts.drawing import Drawing
from opmodel.measures.figure import Figure
from opmodel.store.trail import record_export
from opmodel.ui import downloads, formats
from opmodel.ui.links import way_to
from opmodel.ui.plain import plain
from opmodel.ui.scope import current
from opmodel.ui.words import quiet

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_ROWS_IN_SIGHT = 12
_MOST_ROWS_OF_WORDS = 24
_ROW = 36
_TALL = 620
_NO_BREAK = "\u00a0"


def chart_block(drawing: Drawing, *, key: str) -> None:
    """The finding as a heading, the measure as a caption, the chart, and the chart as PNG and SVG."""
    st.header(plain(drawing.title), anchor=False)
    quiet(plain(drawing.measure))
    st.vega_lite_chart(
        drawing.rows, drawing.spec_for(), width="stretch", height=drawing.height, key=key, alt=drawing.alt
    )
    with st.container(horizontal=True, gap="small"):
        download("PNG", lambda: _picture(drawing, "png"), name=f"{key}.png", mime="image/png", key=f"{key}-png")
        download("SVG", lambda: _picture(drawing, "svg"), name=f"{key}.svg", mime="image/svg+xml", key=f"{key}-svg")


def _picture(drawing: Drawing, kind: str) -> bytes:
    from opmodel.charts.pictures import as_png, as_svg

    return as_png(drawing) if kind == "png" else as_svg(drawing)


def table_block(
    rows: Sequence[Mapping[str, Any]],
    *,
    key: str,
    columns: Mapping[str, Any] | None = None,
    alt: str,
    everything: Callable[[], Sequence[Mapping[str, Any]]] | None = None,
    wraps: bool = False,
) -> None:
    """A table, and the table as CSV and XLSX.

    Args:
        rows: one mapping a row, header → value; text is shown as text.
        key: name of the table, and of the files it leaves as.
        columns: Streamlit column settings by header.
        alt: what the table says.
        everything: the rows of the files, where the table on screen is a page of a longer one.
        wraps: shown as text that wraps, so that nothing is cut off; for tables of words rather than of numbers.
    """
    frame = pd.DataFrame(list(rows))
    if wraps:
        st.table(
            _wrapping(frame),
            border="horizontal",
            hide_index=True,
            height="content" if len(frame) <= _MOST_ROWS_OF_WORDS else _TALL,
            alt=alt,
        )
    else:
        _grid(frame, columns=columns or {}, key=key, alt=alt)

    def taken() -> pd.DataFrame:
        return pd.DataFrame(list(everything() if everything is not None else rows))

    with st.container(horizontal=True, gap="small"):
        download("CSV", lambda: downloads.as_csv(taken()), name=f"{key}.csv", mime="text/csv", key=f"{key}-csv")
        download(
            "XLSX", lambda: downloads.as_xlsx(taken(), sheet=key), name=f"{key}.xlsx", mime=_XLSX, key=f"{key}-xlsx"
        )


def _wrapping(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as plain text for a Markdown place; a file's name may break after an underscore."""

    def cell(value: Any) -> str:
        if pd.isna(value):
            return ""
        if isinstance(value, date):
            return formats.day(value).replace(" ", _NO_BREAK)
        if isinstance(value, (int, float)):
            return formats.count(value)
        return plain(str(value)).replace(r"\_", "\\_\u200b")

    return frame.astype("object").map(cell)


def _grid(frame: pd.DataFrame, *, columns: Mapping[str, Any], key: str, alt: str) -> None:
    numbers = {
        str(name): st.column_config.NumberColumn(format="localized") for name in frame.select_dtypes("number").columns
    }
    st.dataframe(
        frame,
        hide_index=True,
        column_config={**numbers, **columns},
        height="content" if len(frame) <= _MOST_ROWS_IN_SIGHT else _ROW + _MOST_ROWS_IN_SIGHT * _ROW,
        row_height=_ROW,
        placeholder="–",
        key=key,
        alt=alt,
    )


def download(label: str, made: Callable[[], bytes], *, name: str, mime: str, key: str) -> None:
    """A quiet button that takes a file away; `made` runs when it is pressed, and the trail says who took it."""
    at = current().at

    def taken() -> bytes:
        content = made()
        record_export(at.url, by=at.asker.name, what=name)
        return content

    st.download_button(
        label,
        data=taken,
        file_name=f"opmodel-{name}",
        mime=mime,
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def empty_state(headline: str, *, then: str, link: str = "data/uploads.py", link_label: str = "Go to Uploads") -> None:
    """What a page says while it has nothing to show: one sentence, the next step, and the way there."""
    st.title(headline, anchor=False)
    st.markdown(then)
    way_to(link, label=link_label, icon=":material/upload_file:")


def next_step(figure: Figure) -> None:
    """Why a figure is not there yet, and the way to the page where that is mended."""
    if figure.suppressed:
        return
    st.markdown(plain(figure.why_unknown or ""))
    way_to("data/uploads.py", label="What to upload next", icon=":material/upload_file:")
