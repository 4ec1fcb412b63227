"""What stands behind a week of adoption: how good the evidence is, who came and went, whether people were at work."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping
from sqlmodel import Session

from opmodel.measures.holiday_weeks import holiday_weeks
from opmodel.measures.shares import plural
from opmodel.store.weeks import label

MEASURED = "measured workflow use"
HANDLED = "handled cases"
UPPER_BOUND = "upper bound from tool use"
"""The grades of evidence, best first (measures.md, Rulings: people). The last never fills the board number."""


def grade(row: RowMapping) -> str:
    """The evidence of a week of adoption in words; empty where there is none."""
    if row["measured"]:
        if not row["handled"]:
            return MEASURED
        return HANDLED if row["handled"] == row["active"] else f"{MEASURED} and {HANDLED}"
    return "" if row["at_most"] is None else UPPER_BOUND


def evidence_detail(row: RowMapping) -> dict[str, Any]:
    """The grade with its counts, and who joined and left the target people since the week before."""
    return {
        "grade": grade(row),
        "measured": row["active"] - row["handled"],
        "handled": row["handled"],
        "joined": row["joined"],
        "left": row["left"],
    }


def marked_weeks(session: Session, team: int, *, weeks: range, known: Sequence[int]) -> dict[str, Any]:
    """The holiday weeks of a team among the weeks, and those that no file covers completely."""
    is_holiday, complete = holiday_weeks(session, [team]), set(known)
    return {
        "holiday_weeks": [label(week) for week in weeks if is_holiday(team, week)],
        "weeks_not_complete": [label(week) for week in weeks if week not in complete],
    }


def evidence_caveats(row: RowMapping, *, is_holiday: bool) -> list[str]:
    """What a reader of the week should know besides."""
    caveats = []
    if row["joined"] or row["left"]:
        caveats.append(
            f"Since the week before, {plural(row['joined'], 'person', 'people')} came into the number and "
            f"{plural(row['left'], 'person', 'people')} left it."
        )
    if is_holiday:
        caveats.append("It was a holiday week: at least half of its working days were free.")
    return caveats
