"""Files on their way in: what was understood, what would change, loading, and taking out again.

A preview is a load that is rolled back, so what it says will change is what will change. It is made once for a file, the
choices made about it, and the version of the store.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import streamlit as st

from opmodel.intake.export import Choices
from opmodel.intake.front_door import Outcome, load, preview
from opmodel.intake.registry import all_exports
from opmodel.measures.figure import Figure
from opmodel.store.trail_words import Did
from opmodel.ui import formats
from opmodel.ui.blocks import table_block
from opmodel.ui.browser_words import in_browser_words
from opmodel.ui.plain import plain
from opmodel.ui.reads import Here
from opmodel.ui.who import who
from opmodel.ui.words import quiet
from opmodel.web.upload_limits import MOST_FILES

_STATE = "_uploads"
_GENERATION = "_uploads_generation"
_MOST_NOTES = 12
_MOST_LINES = 200
_REGISTER = "workflows"
_LARGEST_MB = 100


SPREADSHEETS = "Spreadsheets, exactly as the vendor's portal exported them"


def upload_area(at: Here, *, workflows: Sequence[str], teams: Sequence[str], label: str = SPREADSHEETS) -> None:
    """The drop zone, and under it a panel for every file in it; `label` says what to drop."""
    generation = st.session_state.setdefault(_GENERATION, 0)
    files = st.file_uploader(
        label,
        accept_multiple_files=True,
        key=f"files-{generation}",
        max_upload_size=_LARGEST_MB,
        help=f"CSV, XLSX or JSON, up to {MOST_FILES} files at a time. You see what was understood, and what would change, "
        "before anything is stored.",
    )
    if not files:
        return
    outcomes = {file.file_id: _loaded().get(file.file_id) or _preview(file, at) for file in files}
    registers = {name: file for file in files for name in _would_register(outcomes[file.file_id])}
    waits = {
        file.file_id: registers[name.casefold()].name
        for file in files
        if file.file_id not in _loaded()
        for name in outcomes[file.file_id].unregistered
        if name.casefold() in registers
    }
    ready = [
        file
        for file in files
        if _panel(file, outcomes[file.file_id], waits.get(file.file_id), workflows=workflows, teams=teams)
    ]
    with st.container(horizontal=True):
        if len(ready) > 1 and st.button(f"Load all {len(ready)} files", type="primary", key="load-all"):
            # Whoever waits for another file of the list comes after it.
            for file in sorted(ready, key=lambda one: one.file_id in waits):
                _load(file)
            st.rerun()
        if _loaded() and st.button("Clear the list", key="clear-list"):
            st.session_state[_STATE] = {}
            st.session_state[_GENERATION] = generation + 1
            st.rerun()


def _loaded() -> dict[str, Outcome]:
    state: dict[str, Outcome] = st.session_state.setdefault(_STATE, {})
    return state


def _would_register(outcome: Outcome) -> set[str]:
    """The workflows, in small letters, that a file waiting to be loaded adds to the register."""
    if outcome.status != "dry-run":
        return set()
    return {line.what.casefold() for line in outcome.lines if line.thing == "Workflow" and line.did is Did.ADDED}


def _panel(
    file: Any, outcome: Outcome, waits_for: str | None, *, workflows: Sequence[str], teams: Sequence[str]
) -> bool:
    """One file: what is known about it, and whether it can be loaded, after the one it waits for."""
    with st.container(border=True):
        done = file.file_id in _loaded()
        st.markdown(f"**{plain(file.name)}** :gray[{formats.file_size(file.size)}]")
        if waits_for is not None:
            st.info(
                f"Waits for {plain(waits_for)}, in this list: it registers {plain(', '.join(outcome.unregistered))}. Load "
                "that one first, or all files together."
            )
            if outcome.status == "refused":
                return True
        show_outcome(outcome, key=file.file_id)
        if done:
            return False
        _choices_form(file.file_id, outcome, workflows=workflows, teams=teams)
        ready = outcome.status == "dry-run"
        if ready and st.button("Load this file", type="primary", key=f"load-{file.file_id}"):
            _load(file)
            st.rerun()
        return ready


def _preview(file: Any, at: Here) -> Outcome:
    asked = (at.url, at.version, choices_of(file.file_id))
    key = f"_preview-{file.file_id}"
    kept = st.session_state.get(key)
    if kept is None or kept[0] != asked:
        with st.spinner("Reading the file …"):
            kept = (asked, preview(at.url, file.getvalue(), file.name, asked[2], by=at.asker))
        st.session_state[key] = kept
    outcome: Outcome = kept[1]
    return outcome


def _load(file: Any) -> None:
    from opmodel.settings import settings

    bar = st.progress(0.0, text=f"Loading {plain(file.name)}")

    def tell(what: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=f"{plain(file.name)}: {plain(what)}")

    outcome = load(settings().store, file.getvalue(), file.name, choices_of(file.file_id), by=who(), progress=tell)
    bar.empty()
    foretold = st.session_state.pop(f"_preview-{file.file_id}", None)
    if foretold is not None and outcome.status == "loaded":
        outcome = replace(outcome, changes=foretold[1].changes)
    _loaded()[file.file_id] = outcome


def show_outcome(outcome: Outcome, *, key: str) -> None:
    """What became of a file, or would."""
    document = outcome.as_json()
    if outcome.status == "refused":
        st.error(plain(in_browser_words(outcome.why or "This file cannot be taken.")))
        return
    if outcome.status == "duplicate":
        st.info(
            f"This file is in the store already, as import {document['import_id']}. Loading it again changes nothing."
        )
        return
    rows = document["rows"]
    kept = formats.plural(rows["kept"], "row")
    if outcome.status == "loaded":
        st.success(f"Loaded as import {outcome.import_id}: {kept} kept.")
    st.markdown(_understood(outcome, rows))
    for note in list(outcome.notes)[:_MOST_NOTES]:
        st.markdown(f"- {plain(in_browser_words(note))}")
    if outcome.sample is not None and len(outcome.sample) and outcome.status == "dry-run":
        quiet("The first rows, as they were understood")
        st.dataframe(outcome.sample, hide_index=True, key=f"sample-{key}", alt="The first rows as they were understood")
    _changes(outcome, key=key)
    _lines(outcome, key=key)
    _rejections(outcome, key=key)


def _understood(outcome: Outcome, rows: Mapping[str, int]) -> str:
    weeks = list(outcome.weeks or ())
    said = [
        f"**{plain(outcome.title or outcome.export or '')}**",
        f"report of {plain(formats.day(outcome.report_date))}",
        f"{formats.plural(rows['read'], 'row')} read: {formats.count(rows['kept'])} kept, "
        f"{formats.count(rows['rejected'])} rejected, {formats.count(rows['merged'])} merged",
    ]
    if outcome.people:
        said.append(formats.plural(outcome.people, "person", "people"))
    if weeks and weeks[0]:
        said.append(formats.week_span(weeks[0], weeks[-1]))
    if outcome.tools:
        said.append(", ".join(plain(tool) for tool in outcome.tools))
    return " · ".join(said)


def _changes(outcome: Outcome, *, key: str) -> None:
    changed = [(title, before, after) for title, before, after in outcome.changes if _said(before) != _said(after)]
    if not changed:
        if outcome.status == "dry-run":
            quiet("No headline figure changes with this file.")
        return
    quiet("What this changes" if outcome.status == "loaded" else "What this will change")
    st.dataframe(
        [{"Figure": title, "Before": _said(before), "After": _said(after)} for title, before, after in changed],
        hide_index=True,
        key=f"changes-{key}",
        alt="; ".join(f"{title}: from {_said(before)} to {_said(after)}" for title, before, after in changed),
    )


def _lines(outcome: Outcome, *, key: str) -> None:
    """What changes in the register, line by line: rows that are added or removed, and each cell that is changed."""
    if not outcome.lines:
        if outcome.export == _REGISTER:
            quiet("Nothing in the register changes with this file.")
        return
    counts = Counter(line.did for line in outcome.lines)
    told = ", ".join(f"{formats.count(counts[did])} {did.value}" for did in Did if counts[did])
    quiet(f"{'What this changed' if outcome.status == 'loaded' else 'What this will change'} in the register: {told}")
    rows = [
        {
            "What happens": line.did.value,
            "Kind": line.thing,
            "Which": line.what,
            "Column": line.column,
            "Before": line.before,
            "After": line.after,
        }
        for line in outcome.lines
    ]
    if len(rows) > _MOST_LINES:
        quiet(
            f"The first {_MOST_LINES} of {formats.count(len(rows))} lines; all of them are in the files below the table."
        )
    table_block(
        rows[:_MOST_LINES],
        key=f"lines-{key}",
        alt=f"What changes in the register: {told}",
        everything=lambda: rows,
        wraps=True,
    )


def _said(figure: Figure | None) -> str:
    return formats.UNKNOWN if figure is None else formats.full_value(figure)


def _rejections(outcome: Outcome, *, key: str) -> None:
    if not outcome.rejections:
        return
    many = formats.plural(len({(item.sheet, item.row) for item in outcome.rejections}), "row")
    with st.expander(f"{many} rejected: what is wrong with each"):
        rows = [
            {
                "Row": item.row or None,
                "Sheet": item.sheet,
                "Column": item.column,
                "Value": item.value,
                "Why": in_browser_words(item.why),
            }
            for item in sorted(outcome.rejections, key=lambda item: (item.sheet, item.row))
        ]
        if not any(item.sheet for item in outcome.rejections):
            rows = [{name: value for name, value in row.items() if name != "Sheet"} for row in rows]
        if len(rows) > _MOST_LINES:
            quiet(
                f"The first {_MOST_LINES} of {formats.count(len(rows))}; all of them are in the files below the table."
            )
        table_block(
            rows[:_MOST_LINES],
            key=f"rejected-{key}",
            alt=f"{many} that were not kept, with the reason",
            everything=lambda: rows,
            wraps=True,
        )


def choices_of(file_id: str) -> Choices:
    """What was said about a file in its form."""
    said = {
        name: st.session_state.get(f"{name}-{file_id}") or None
        for name in ("as", "workflow", "team", "start", "finish")
    }
    report_on = st.session_state.get(f"report-{file_id}")
    return Choices(
        export=said["as"],
        workflow=said["workflow"],
        team=said["team"],
        start=said["start"],
        finish=said["finish"],
        report_at=None if report_on is None else datetime.combine(report_on, time(23, 59, 59), tzinfo=UTC),
    )


def _choices_form(file_id: str, outcome: Outcome, *, workflows: Sequence[str], teams: Sequence[str]) -> None:
    exports = {export.name: export.title for export in all_exports().values() if not export.wrong_file}
    columns = list(outcome.columns)
    with (
        st.expander("Say more about this file", expanded=outcome.status == "refused"),
        st.grid(3, min_column_width=200),
    ):
        st.selectbox(
            "What it is",
            [None, *exports],
            format_func=lambda name: "Recognise it" if name is None else exports[name],
            key=f"as-{file_id}",
        )
        st.selectbox(
            "Workflow",
            list(workflows),
            index=None,
            accept_new_options=True,
            placeholder="As the file says",
            key=f"workflow-{file_id}",
            help="The workflow that the cases or the use in this file belong to.",
        )
        st.selectbox(
            "Team",
            list(teams),
            index=None,
            placeholder="Everybody",
            key=f"team-{file_id}",
            help="Only if the file speaks for one team.",
        )
        st.selectbox(
            "What starts a case",
            columns,
            index=None,
            accept_new_options=True,
            placeholder="A column, or an activity",
            key=f"start-{file_id}",
        )
        st.selectbox(
            "What finishes a case",
            columns,
            index=None,
            accept_new_options=True,
            placeholder="A column, or an activity",
            key=f"finish-{file_id}",
        )
        st.date_input(
            "Report date",
            value=None,
            key=f"report-{file_id}",
            help="When the vendor made the report, where the file does not say. Idle days count from here.",
        )
