"""What has to hold between the cells of one row of a register sheet."""

import re
from collections.abc import Callable, Mapping
from zoneinfo import available_timezones

import numpy as np
import pandas as pd

from opmodel.intake.currencies import CURRENCIES
from opmodel.intake.rows import Rows
from opmodel.store.register_sheets.evidence_sheets import BASELINES, CHECKS
from opmodel.store.register_sheets.rollout_sheets import REVIEWERS, ROLLOUTS, TEAMS
from opmodel.store.register_sheets.sheet import Sheet
from opmodel.store.register_sheets.workflow_sheets import OPERATORS, STEPS

Columns = Mapping[str, pd.Series]
_HOURS_OF_A_WEEK = 168
_COUNTRY = re.compile("[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?")


def check_rows(sheet: Sheet, rows: Rows, columns: Columns, *, exported: bool) -> None:
    """Reject the rows of a sheet whose cells contradict each other.

    Args:
        sheet: the sheet.
        rows: its rows.
        columns: their values by column.
        exported: whether the register wrote the workbook; what it wrote may lack what a template asks for.
    """
    _ORDERED.get(sheet.name, _nothing)(rows, columns)
    _MORE.get(sheet.name, _nothing)(rows, columns)
    if exported and sheet is ROLLOUTS:
        _stage_has_its_day(rows, columns)
    if exported and sheet is STEPS:
        _cadence_has_its_checkpoint(rows, columns)


def _nothing(rows: Rows, columns: Columns) -> None:
    """A sheet whose cells say nothing about each other."""


def _in_order(first: str, last: str, why: str) -> Callable[[Rows, Columns], None]:
    def check(rows: Rows, columns: Columns) -> None:
        if first in columns and last in columns:
            wrong = [
                one is not None and other is not None and other < one
                for one, other in zip(columns[first], columns[last], strict=True)
            ]
            rows.reject(np.array(wrong, dtype=bool), last, why)

    return check


_BEFORE = "lies before the first day: one of the two is wrong"
_ORDERED = {
    STEPS.name: _in_order("valid_from", "valid_to", _BEFORE),
    TEAMS.name: _in_order("valid_from", "valid_to", _BEFORE),
    REVIEWERS.name: _in_order("valid_from", "valid_to", _BEFORE),
    BASELINES.name: _in_order("first_day", "last_day", _BEFORE),
}


def _adds_up(rows: Rows, columns: Columns) -> None:
    told = [columns[name] for name in ("seen", "accepted", "corrected", "rejected")]
    for place, (seen, *parts) in enumerate(zip(*told, strict=True)):
        if not rows.good[place] or seen is None or None in parts or seen == sum(parts):
            continue
        why = (
            f"{seen} seen, but {parts[0]} accepted, {parts[1]} corrected and {parts[2]} rejected come to {sum(parts)}: "
            "correct the numbers"
        )
        rows.reject(_only(place, len(rows)), "seen", why)


def _only(place: int, count: int) -> np.ndarray:
    found = np.zeros(count, dtype=bool)
    found[place] = True
    return found


def _money_has_its_currency(rows: Rows, columns: Columns) -> None:
    blank = pd.Series([None] * len(rows), dtype=object)
    currency = columns.get("currency", blank)
    wrong = [code is not None and code.upper() not in CURRENCIES for code in currency]
    rows.reject(np.array(wrong, dtype=bool), "currency", "is no currency code of ISO 4217 (EUR, USD …)")
    spend = columns.get("spend", blank)
    lacking = [amount is not None and code is None for amount, code in zip(spend, currency, strict=True)]
    rows.reject(np.array(lacking, dtype=bool), "currency", "money spent needs a currency")


def _hours_fit_a_week(rows: Rows, columns: Columns) -> None:
    if "hours" in columns:
        wrong = [hours is not None and hours > _HOURS_OF_A_WEEK for hours in columns["hours"]]
        rows.reject(np.array(wrong, dtype=bool), "hours", f"a week has {_HOURS_OF_A_WEEK} hours")


def _place_is_known(rows: Rows, columns: Columns) -> None:
    if "country" in columns:
        wrong = [code is not None and not _COUNTRY.fullmatch(code) for code in columns["country"]]
        rows.reject(
            np.array(wrong, dtype=bool),
            "country",
            "is no country code of ISO 3166: write two letters (IE, DE …), or those of a part of it (DE-BY)",
        )
    if "time_zone" in columns:
        known = available_timezones()
        wrong = [zone is not None and zone not in known for zone in columns["time_zone"]]
        rows.reject(np.array(wrong, dtype=bool), "time_zone", "is no time zone: write it as Europe/Dublin")


def _nobody_stands_in_for_themselves(rows: Rows, columns: Columns) -> None:
    if "reviewer" in columns and "backup" in columns:
        alike = [
            one is not None and other is not None and one.casefold() == other.casefold()
            for one, other in zip(columns["reviewer"], columns["backup"], strict=True)
        ]
        rows.reject(np.array(alike, dtype=bool), "backup", "nobody can stand in for themselves: name somebody else")


_MORE: Mapping[str, Callable[[Rows, Columns], None]] = {
    CHECKS.name: _adds_up,
    ROLLOUTS.name: _money_has_its_currency,
    OPERATORS.name: _hours_fit_a_week,
    TEAMS.name: _place_is_known,
    REVIEWERS.name: _nobody_stands_in_for_themselves,
}


def _stage_has_its_day(rows: Rows, columns: Columns) -> None:
    """A rollout may have no stage yet; one that has needs the day it entered it."""
    for name, other in (("stage", "since"), ("since", "stage")):
        lacking = [one is None and two is not None for one, two in zip(columns[name], columns[other], strict=True)]
        rows.reject(np.array(lacking, dtype=bool) & rows.good, name, "is missing")


def _cadence_has_its_checkpoint(rows: Rows, columns: Columns) -> None:
    if "cadence" in columns and "checkpoint" in columns:
        lacking = [
            days is not None and what is None
            for days, what in zip(columns["cadence"], columns["checkpoint"], strict=True)
        ]
        rows.reject(np.array(lacking, dtype=bool), "checkpoint", "is missing: a cadence needs what is checked")
