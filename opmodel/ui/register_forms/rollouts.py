"""One rollout of a workflow: what is decided about it, its stage, reviewers and baseline."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from opmodel.register.book import Book
from opmodel.register.editing import checked
from opmodel.register.organisation import organisation
from opmodel.register.rollouts import RolloutEntry, remove_rollout, save_rollout
from opmodel.store.register import Rollout
from opmodel.ui.glossary import meaning
from opmodel.ui.reads import Here
from opmodel.ui.register_forms.baseline import baseline_form
from opmodel.ui.register_forms.day import day_box
from opmodel.ui.register_forms.person import person_box
from opmodel.ui.register_forms.reviewers import reviewers_table
from opmodel.ui.register_forms.saving import Form, open_form
from opmodel.ui.register_forms.stage import stage_form, stages_table
from opmodel.ui.who import who

_PRECISE = 1_000_000
_LINES = 80


def rollout_sections(at: Here, book: Book, rollout: Rollout) -> None:
    """Everything that can be edited about one rollout."""
    rollout_form(at, book, rollout)
    st.header("Stage", anchor=False, help=meaning("stage"))
    stage_form(at, book, rollout)
    stages_table(at, book, rollout)
    st.header("Reviewers", anchor=False, help=meaning("reviewer"))
    reviewers_table(at, book, rollout)
    st.header("Baseline", anchor=False, help=meaning("baseline"))
    baseline_form(at, book, rollout)
    removal(at, book, rollout)


def rollout_form(at: Here, book: Book, rollout: Rollout) -> None:
    """What is decided about one rollout besides its stage."""
    assert rollout.id is not None
    number = rollout.id
    form = open_form(f"rollout-{number}", book, marker="success_test")
    before = next((row for row in form.book.rollouts if row.id == number), rollout)
    published = [
        play.version
        for play in form.book.of_workflow(form.book.plays, before.workflow_id)
        if play.published_on is not None
    ]
    with st.form(form.key("form"), border=True):
        with st.grid(3, min_column_width=200, gap="medium"):
            entered = _rollout_fields(form, before, published)
        form.other_errors(tuple(entered))
        pressed = st.form_submit_button("Save rollout", type="primary")
    if pressed:

        def action(seen: int | None) -> None:
            save_rollout(at.url, number, checked(RolloutEntry, entered), by=who(), seen=seen)

        form.save(action, done="The rollout is saved.")
    form.clash_panel()


def _rollout_fields(form: Form, before: Rollout, published: list[int]) -> dict[str, Any]:
    entered: dict[str, Any] = {}

    def field(name: str, make: Callable[[], Any]) -> None:
        with st.container(gap="xsmall"):
            entered[name] = make()
            form.error(name)

    with st.container(gap="xsmall"):
        entered["receiving_owner"] = person_box(
            form,
            "receiving_owner",
            "Receiving owner",
            form.book.holder(before.receiving_owner_id),
            help_text=meaning("receiving owner"),
        )
    key = form.key
    field(
        "accepted_on",
        lambda: day_box(
            "Accepted on",
            before.accepted_on,
            key=key("accepted_on"),
            max_value=date.today(),
            help=meaning("accepted on"),
        ),
    )
    field(
        "success_test",
        lambda: st.text_area(
            "Success test",
            before.success_test,
            height=_LINES,
            max_chars=2_000,
            key=key("success_test"),
            help=meaning("success test"),
        ),
    )
    field(
        "accountable_before",
        lambda: st.text_area(
            "Accountable before",
            before.accountable_before,
            height=_LINES,
            max_chars=2_000,
            key=key("ab"),
            help=meaning("accountable before"),
        ),
    )
    field(
        "accountable_now",
        lambda: st.text_area(
            "Accountable now",
            before.accountable_now,
            height=_LINES,
            max_chars=2_000,
            key=key("an"),
            help=meaning("accountable now"),
        ),
    )
    field(
        "decide_by",
        lambda: day_box("Decide by", before.decide_by, key=key("decide_by"), help=meaning("decide by")),
    )
    field(
        "play_version",
        lambda: st.selectbox(
            "Play version it runs",
            published,
            index=published.index(before.play_version) if before.play_version in published else None,
            placeholder="None",
            key=key("play_version"),
            help=meaning("play"),
        ),
    )
    usual = organisation(form.book).currency
    spent = None if before.spend_micros is None else before.spend_micros / _PRECISE
    field(
        "spend",
        lambda: _money(
            st.number_input(
                "Spent so far", 0.0, None, spent, step=1000.0, format="%.0f", key=key("spend"), help=meaning("spend")
            )
        ),
    )
    field(
        "currency",
        lambda: st.text_input(
            "Currency", before.currency or "", max_chars=3, key=key("currency"), placeholder=usual or "EUR"
        ),
    )
    field(
        "stated_headcount",
        lambda: st.number_input(
            "Stated headcount", 1, None, before.stated_headcount, key=key("headcount"), help=meaning("stated headcount")
        ),
    )
    if entered["spend"] is not None and not entered["currency"]:
        entered["currency"] = usual
    return entered


def _money(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))


def removal(at: Here, book: Book, rollout: Rollout) -> None:
    """The way to take a rollout out that should never have been there."""
    assert rollout.id is not None
    number = rollout.id
    form = open_form(f"remove-rollout-{number}", book, marker="remove")
    form.other_errors()
    if st.button("Remove this rollout", key=form.key("remove"), type="tertiary", icon=":material/delete:"):
        form.save(
            lambda seen: remove_rollout(at.url, number, by=who(), seen=seen),
            done="The rollout was removed. The trail can bring it back.",
        )
    form.clash_panel()
