"""Our workflows template: the register as a workbook of sheets (workflows, steps, rollouts, milestones, target people)."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

from opmodel.intake import report_date
from opmodel.intake.currencies import CURRENCIES
from opmodel.intake.export import Choices, Column, Export, Matched, SheetForm
from opmodel.intake.facts import Facts, Rejected
from opmodel.intake.identities import only
from opmodel.intake.own import OWN, nobody, where
from opmodel.intake.rows import Rows
from opmodel.intake.values import as_dates, days, money_micros, numbers, whole_numbers
from opmodel.store.base import now
from opmodel.store.register import Decider, Performer, Stage

_PERFORMERS = {
    "human": Performer.HUMAN,
    "person": Performer.HUMAN,
    "ai assists": Performer.AI_ASSISTS,
    "assists": Performer.AI_ASSISTS,
    "ai does": Performer.AI_DOES,
    "ai": Performer.AI_DOES,
}
_DECIDERS = {
    "human": Decider.HUMAN,
    "ai within limits": Decider.AI_WITHIN_LIMITS,
    "within limits": Decider.AI_WITHIN_LIMITS,
    "ai": Decider.AI,
}
_STAGES = {stage.value: stage for stage in Stage} | {"live": Stage.PRODUCTION, "ended": Stage.STOPPED}
_PERFORMER_CHOICES = ("human", "ai assists", "ai does")
_DECIDER_CHOICES = ("human", "ai within limits", "ai")


def _workflow() -> Column:
    return Column(
        name="workflow",
        aliases=("Workflow", "Workflow name"),
        required=True,
        help="The workflow's name.",
        example="Claims intake",
    )


def _team() -> Column:
    return Column(
        name="team",
        aliases=("Team", "Team path"),
        required=True,
        help="The team, as on the roster.",
        example="Claims/Motor",
    )


def _attempt() -> Column:
    return Column(
        name="attempt", aliases=("Attempt",), help="1, or the number of the relaunch; blank is 1.", example="1"
    )


_FORMS = (
    SheetForm(
        name="Workflows",
        help="One row a workflow: what it is for and who answers for it.",
        columns=(
            _workflow(),
            Column(
                name="outcome",
                aliases=("Outcome",),
                required=True,
                help="What the workflow is for, in the customer's words.",
                example="A claim is registered and routed the day it arrives",
            ),
            Column(
                name="owner",
                aliases=("Owner", "Accountable owner"),
                required=True,
                help="The one person accountable for it.",
                example="Grace Hopper",
            ),
            Column(
                name="owner_email",
                aliases=("Owner e-mail", "Owner email"),
                help="The owner's e-mail address.",
                example="grace@example.com",
            ),
            Column(
                name="tools",
                aliases=("Tools", "Tool"),
                help="The tools it stands on, with semicolons between.",
                example="Microsoft 365 Copilot",
            ),
        ),
        example={},
    ),
    SheetForm(
        name="Steps",
        help="One row a step, in order: who performs it before and after the redesign, and who checks the result.",
        columns=(
            _workflow(),
            Column(
                name="step",
                aliases=("Step", "Step name"),
                required=True,
                help="What is done.",
                example="Register the claim",
            ),
            Column(
                name="before",
                aliases=("Performer before", "Before"),
                required=True,
                help="Who performed it before.",
                example="human",
                choices=_PERFORMER_CHOICES,
            ),
            Column(
                name="after",
                aliases=("Performer after", "After"),
                required=True,
                help="Who performs it now. Only “ai does” counts as redesigned; “ai assists” is a tab, not a redesign.",
                example="ai does",
                choices=_PERFORMER_CHOICES,
            ),
            Column(
                name="decision",
                aliases=("Decision",),
                help="The decision taken in this step, if any.",
                example="Which handler gets it",
            ),
            Column(
                name="decider",
                aliases=("Decided by", "Decider"),
                help="Who takes that decision.",
                example="ai within limits",
                choices=_DECIDER_CHOICES,
            ),
            Column(
                name="minutes",
                aliases=("Minutes a case", "Minutes per case"),
                help="Minutes a case took before.",
                example="12",
            ),
            Column(
                name="cases_a_week",
                aliases=("Cases a week", "Cases per week"),
                help="How many cases a week.",
                example="400",
            ),
            Column(
                name="valid_from",
                aliases=("Valid from", "From"),
                help="First day the redesign of the step holds.",
                example="2026-03-02",
            ),
            Column(
                name="valid_to", aliases=("Valid to", "To"), help="Last day it holds; blank while it does.", example=""
            ),
            Column(
                name="checkpoint",
                aliases=("Checkpoint", "Checkpoint (what is checked)", "What is checked"),
                help="What a person checks after this step.",
                example="Ten claims a day: right handler, right cover",
            ),
            Column(
                name="cadence",
                aliases=("Cadence days", "Cadence"),
                help="How many days may pass between two checks.",
                example="7",
            ),
        ),
        example={},
    ),
    SheetForm(
        name="Rollouts",
        help="One row a change of stage of one workflow in one team. The newest row of a rollout says where it stands.",
        columns=(
            _workflow(),
            _team(),
            _attempt(),
            Column(
                name="stage",
                aliases=("Stage",),
                required=True,
                help="The stage it entered.",
                example="pilot",
                choices=tuple(stage.value for stage in Stage),
            ),
            Column(
                name="since",
                aliases=("Since", "Changed on", "Date"),
                required=True,
                help="The day it entered that stage.",
                example="2026-03-02",
            ),
            Column(
                name="changed_by", aliases=("Changed by", "Who"), help="Who decided the change.", example="Grace Hopper"
            ),
            Column(name="why", aliases=("Why", "Why/Who", "Reason"), help="Why.", example="Accepted by the motor team"),
            Column(
                name="receiving_owner",
                aliases=("Receiving owner",),
                help="Who runs it in that team.",
                example="Katherine Johnson",
            ),
            Column(
                name="accepted_on",
                aliases=("Accepted on",),
                help="The day the receiving owner took it over.",
                example="2026-04-20",
            ),
            Column(
                name="reviewer",
                aliases=("Reviewer",),
                help="Who looks at the checkpoints in that team.",
                example="Dorothy Vaughan",
            ),
            Column(name="backup", aliases=("Backup",), help="Who stands in for the reviewer.", example="Mary Jackson"),
            Column(
                name="success_test",
                aliases=("Success test",),
                help="What has to be true for it to go on.",
                example="Claims routed the same day, 9 of 10",
            ),
            Column(
                name="decide_by", aliases=("Decide by",), help="The day by which it is decided.", example="2026-06-30"
            ),
            Column(name="spend", aliases=("Spend",), help="Money spent so far.", example="18,500.00"),
            Column(name="currency", aliases=("Currency",), help="Three letters of ISO 4217.", example="EUR"),
            Column(
                name="accountable_before",
                aliases=("Accountable before",),
                help="What the team was accountable for.",
                example="Claims registered",
            ),
            Column(
                name="accountable_now",
                aliases=("Accountable now",),
                help="What it is accountable for now.",
                example="Claims settled within 5 days",
            ),
            Column(
                name="headcount",
                aliases=("Stated headcount", "Headcount"),
                help="People in the team, where no roster is known.",
                example="",
            ),
        ),
        example={},
    ),
    SheetForm(
        name="Milestones",
        help="One row a dated step forward inside a pilot: it counts as movement.",
        columns=(
            _workflow(),
            _team(),
            _attempt(),
            Column(
                name="milestone",
                aliases=("Milestone",),
                required=True,
                help="What was reached.",
                example="First 100 claims without a correction",
            ),
            Column(name="reached_on", aliases=("Reached on",), required=True, help="The day.", example="2026-04-01"),
        ),
        example={},
    ),
    SheetForm(
        name="Target people",
        help="Where only some of a team are meant: one row a person. Without it everybody in the team is a target.",
        columns=(
            _workflow(),
            _team(),
            _attempt(),
            Column(
                name="person",
                aliases=("E-mail", "Email", "Email address", "Person"),
                required=True,
                help="The person's e-mail address, as on the roster.",
                example="ada@example.com",
            ),
            Column(
                name="valid_from",
                aliases=("Valid from", "From"),
                help="First day the person is a target.",
                example="2026-03-02",
            ),
        ),
        example={},
    ),
)
FORMS = tuple(
    SheetForm(
        name=form.name,
        help=form.help,
        columns=form.columns,
        example={column.name: column.example for column in form.columns if column.example},
    )
    for form in _FORMS
)

_DATES = ("valid_from", "valid_to", "since", "accepted_on", "decide_by", "reached_on")
_NUMBERS = {
    "minutes": numbers,
    "cases_a_week": numbers,
    "cadence": whole_numbers,
    "headcount": whole_numbers,
    "attempt": whole_numbers,
}
_WORDS: Mapping[str, Mapping[str, Enum]] = {
    "before": _PERFORMERS,
    "after": _PERFORMERS,
    "decider": _DECIDERS,
    "stage": _STAGES,
}


def read_sheets(sheets: Mapping[str, Matched], choices: Choices) -> Facts:
    """Every sheet's good rows, checked cell by cell; which workflow and rollout they mean is found in the store."""
    rejections: list[Rejected] = []
    notes: list[str] = []
    read = kept = 0
    register: dict[str, pd.DataFrame] = {}
    people = nobody()
    for form in FORMS:
        matched = sheets.get(form.name)
        if matched is None:
            continue
        rows = Rows(matched)
        columns = {column.name: _values(rows, column) for column in form.columns if column.name != "person"}
        if form.name == "Rollouts":
            columns["spend_micros"] = _spend(rows)
        if any(column.name == "person" for column in form.columns):
            everybody = rows.people("person", system=OWN)
            found = only(everybody, rows.good)
            columns["who"] = found.who
            people = found.frame
        frame = pd.DataFrame(columns)
        frame["row"] = matched.table.rows
        frame["sheet"] = matched.table.sheet
        register[form.name] = frame[rows.good].reset_index(drop=True)
        read += len(rows)
        kept += int(rows.good.sum())
        rejections += rows.rejections
        notes += [note for note in rows.notes if note not in notes]
    name = next(iter(sheets.values())).table.file_name
    return Facts(
        report_at=report_date.said_report_date(choices, name, notes) or now(),
        read=read,
        kept=kept,
        merged=0,
        rejections=rejections,
        notes=notes,
        people=people,
        register=register,
    )


def _values(rows: Rows, column: Column) -> Any:
    """A column's values as plain Python objects, None where blank."""
    name = column.name
    if name in _DATES:
        values: Any = as_dates(rows.values(name, days, why="is not a date"))
    elif name in _NUMBERS:
        parsed = rows.values(name, _NUMBERS[name], why="is not a number")
        rows.reject((parsed < 0).fillna(False).to_numpy(dtype=bool), name, "cannot be below zero")
        values = parsed
    elif name in _WORDS:
        values = _words(rows, name, _WORDS[name], column.choices)
    else:
        values = rows.matched.text(name)
    objects = [None if value is None or value is pd.NA or value != value else value for value in values]  # noqa: PLR0124  NaN
    if column.required:
        missing = np.array([value is None for value in objects], dtype=bool)
        rows.reject(missing & rows.good, name, "is missing")
    return pd.Series(objects, dtype=object)


def _words(rows: Rows, name: str, known: Mapping[str, Enum], choices: tuple[str, ...] | Any) -> list[Enum | None]:
    text = rows.matched.text(name)
    plain = text.str.casefold().str.replace(r"[_\s-]+", " ", regex=True)
    found = [known.get(word) if isinstance(word, str) else None for word in plain]
    unknown = np.array([value is None for value in found], dtype=bool) & text.notna().to_numpy()
    rows.reject(unknown, name, f"must be one of: {', '.join(choices)}")
    return found


def _spend(rows: Rows) -> pd.Series:
    micros = rows.values("spend", money_micros, why="is not an amount of money")
    currency = rows.matched.text("currency").str.upper()
    wrong = currency.notna() & ~currency.isin(CURRENCIES)
    rows.reject(wrong.to_numpy(), "currency", "is no currency code of ISO 4217 (EUR, USD …)")
    rows.reject((micros.notna() & currency.isna()).to_numpy(dtype=bool), "currency", "money spent needs a currency")
    return pd.Series([None if value is pd.NA else int(value) for value in micros], dtype=object)


EXPORT = Export(
    name="workflows",
    title="Workflows",
    vendor="OpModel",
    help="The register: redesigned workflows with their steps, checkpoints, rollouts and owners.",
    where=where("workflows", "what the owners of the workflows decided"),
    feeds=("adoption", "pilots_to_production", "purgatory", "components", "company_split"),
    columns=(),
    example={column.aliases[0]: column.example for column in FORMS[0].columns if column.example},
    read_sheets=read_sheets,
    template=True,
    sheets=FORMS,
    notes=(
        "Rows are found by name: a row that is already in the register is brought up to date, a blank cell changes nothing.",
        "Each change is kept with before and after; undoing the file puts everything back.",
    ),
)
