"""The steps of a workflow and their checkpoints, as a table to edit."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import pandas as pd
import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import Invalid, checked, checked_rows
from opmodel.register.steps import StepEntry, add_step, save_steps
from opmodel.store.register import Decider, Performer, Workflow
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.cells import cells
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.who import who
from opmodel.ui.words import quiet

PERFORMERS: Mapping[Performer, str] = {
    Performer.HUMAN: "human",
    Performer.AI_ASSISTS: "AI assists",
    Performer.AI_DOES: "AI does",
}
DECIDERS: Mapping[Decider, str] = {
    Decider.HUMAN: "human",
    Decider.AI_WITHIN_LIMITS: "AI within limits",
    Decider.AI: "AI",
}
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "performer_before": PERFORMERS,
    "performer_after": PERFORMERS,
    "decider": DECIDERS,
}
_COLUMNS = (
    "id", "name", "performer_before", "performer_after", "checkpoint", "cadence_days", "minutes_a_case", "cases_a_week",
    "decision", "decider", "valid_from", "valid_to",
)  # fmt: skip
_TALL = 54


def steps_table(at: Here, book: Book, workflow: Workflow) -> None:
    """Add, change and remove steps; saved together or not at all."""
    assert workflow.id is not None
    number = workflow.id
    form = open_form(f"steps-{number}", book, marker="table")
    quiet(
        "Only a step that AI does is redesigned; AI that assists is a tab. The last row adds a step; tick rows at their "
        "left edge to delete them."
    )
    edited = st.data_editor(
        _frame(form, number),
        num_rows="dynamic",
        hide_index=True,
        column_order=_COLUMNS[1:],
        column_config=_config(),
        row_height=_TALL,
        key=form.key("table"),
        alt=f"Steps of {workflow.name}",
    )
    form.other_errors(rows="Step")
    if st.button("Save steps", key=form.key("save"), type="primary"):
        try:
            entries = checked_rows(StepEntry, [_values(row) for row in cells(edited)])
        except Invalid as wrong:
            form.refuse(wrong.fields)
            return
        form.save(
            lambda seen: save_steps(at.url, number, entries, by=who(), seen=seen),
            done=f"The steps of {workflow.name} are saved.",
        )
    form.clash_panel()


def step_form(at: Here, book: Book, workflow: Workflow) -> None:
    """Add one step, with its checkpoint, by form."""
    assert workflow.id is not None
    number = workflow.id
    form = open_form(f"new-step-{number}", book, marker="name")
    with st.form(form.key("form"), border=True):
        with st.grid(3, min_column_width=220, gap="medium"):
            entered = _step_fields(form)
        form.other_errors(tuple(entered))
        pressed = st.form_submit_button("Add step")
    if pressed:
        form.save(
            lambda _seen: add_step(at.url, number, checked(StepEntry, entered), by=who()),
            done=f"{entered['name']} is added.",
        )


def _step_fields(form: Form) -> dict[str, Any]:
    entered: dict[str, Any] = {}

    def field(name: str, make: Callable[[], Any]) -> None:
        with st.container(gap="xsmall"):
            entered[name] = make()
            form.error(name)

    key, performers = form.key, list(PERFORMERS)
    field("name", lambda: st.text_input("Step", key=key("name"), max_chars=120, help=meaning("step")))
    for name, label, first in (("performer_before", "Before", 0), ("performer_after", "After", 2)):
        field(
            name,
            lambda name=name, label=label, first=first: st.selectbox(  # type: ignore[misc]
                label,
                performers,
                index=first,
                format_func=PERFORMERS.__getitem__,
                key=key(name),
                help=meaning("performer"),
            ),
        )
    field(
        "minutes_a_case",
        lambda: st.number_input(
            "Minutes a case", 0.0, 10_000.0, None, key=key("minutes"), help=meaning("minutes a case")
        ),
    )
    field(
        "cases_a_week",
        lambda: st.number_input("Cases a week", 0.0, None, None, key=key("cases"), help=meaning("cases a week")),
    )
    field("valid_from", lambda: day_box("Valid from", None, key=key("from"), help="First day the redesign holds."))
    field("decision", lambda: st.text_input("Decision", key=key("decision"), help=meaning("decision")))
    field(
        "decider",
        lambda: st.selectbox(
            "Who decides",
            list(DECIDERS),
            index=None,
            placeholder="No decision",
            format_func=DECIDERS.__getitem__,
            key=key("decider"),
            help=meaning("decider"),
        ),
    )
    field("checkpoint", lambda: st.text_input("Checkpoint", key=key("checkpoint"), help=meaning("checkpoint")))
    field(
        "cadence_days",
        lambda: st.number_input("Cadence, days", 1, 366, None, step=1, key=key("cadence"), help=meaning("cadence")),
    )
    return entered


def _frame(form: Form, workflow_id: int) -> pd.DataFrame:
    rows = []
    for step in form.book.of_workflow(form.book.steps, workflow_id):
        checkpoint = form.book.checkpoints.get(step.id or 0)
        row = {name: getattr(step, name, None) for name in _COLUMNS}
        row |= {name: _word(words, row[name]) for name, words in _WORDS.items()}
        row["checkpoint"] = checkpoint.what_is_checked if checkpoint else ""
        row["cadence_days"] = checkpoint.cadence_days if checkpoint else None
        rows.append(row)
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    numbers = dict.fromkeys(("minutes_a_case", "cases_a_week", "cadence_days"), "float")
    texts = dict.fromkeys(("name", "decision", "checkpoint", *_WORDS), "str")
    return frame.astype({**numbers, **texts}).assign(
        valid_from=pd.to_datetime(frame["valid_from"]), valid_to=pd.to_datetime(frame["valid_to"])
    )


def _word(words: Mapping[Any, str], value: StrEnum | None) -> str | None:
    return None if value is None else words[value]


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the words of its choices made what the register keeps."""
    return {
        name: next((kept for kept, word in _WORDS[name].items() if word == value), value) if name in _WORDS else value
        for name, value in row.items()
    }


def _config() -> dict[str, Any]:
    choice, number, text, day = (
        st.column_config.SelectboxColumn,
        st.column_config.NumberColumn,
        st.column_config.TextColumn,
        st.column_config.DateColumn,
    )
    return {
        "name": text("Step", required=True, max_chars=120, width=170, help=meaning("step")),
        "performer_before": choice(
            "Before",
            width=90,
            options=list(PERFORMERS.values()),
            required=True,
            default="human",
            help=meaning("performer"),
        ),
        "performer_after": choice(
            "After", width=100, options=list(PERFORMERS.values()), required=True, help=meaning("performer")
        ),
        "minutes_a_case": number(
            "Minutes a case", width=135, min_value=0, max_value=10_000, help=meaning("minutes a case")
        ),
        "cases_a_week": number(
            "Cases a week", width=130, min_value=0, max_value=10_000_000, help=meaning("cases a week")
        ),
        "decision": text("Decision", width=140, max_chars=2_000, help=meaning("decision")),
        "decider": choice("Who decides", width=120, options=list(DECIDERS.values()), help=meaning("decider")),
        "checkpoint": text("Checkpoint", max_chars=2_000, width=340, help=meaning("checkpoint")),
        "cadence_days": number("Cadence, days", width=125, min_value=1, max_value=366, step=1, help=meaning("cadence")),
        "valid_from": day("Valid from", width=105, help="First day the redesign of the step holds."),
        "valid_to": day("Valid to", width=105, help="Last day it holds; empty while it does."),
    }
