"""What cases become, wherever they come from: the cases themselves, and the person-weeks of those who handled them."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from opmodel.intake.export import Choices
from opmodel.intake.facts import Span
from opmodel.intake.refusal import Refused
from opmodel.intake.values import weeks_of
from opmodel.measures.shares import plural
from opmodel.store.base import now
from opmodel.store.facts import Grade, Lists


def workflow_said(choices: Choices, file_name: str) -> str:
    """The workflow named by the uploader.

    Raises:
        Refused: none was named.
    """
    if choices.workflow is None or not choices.workflow.strip():
        raise Refused(f"{file_name} does not say which workflow its cases belong to: name it with `--workflow NAME`.")
    return choices.workflow.strip()


def newest_moment(*columns: pd.Series) -> datetime:
    """The newest moment of the columns, for a file that does not say when it was made."""
    known = [column.max() for column in columns if column.notna().any()]
    newest: datetime = max(known).to_pydatetime() if known else now()
    return min(newest, now())


def spans(
    workflow: pd.Series, started: pd.Series, report_at: datetime, *, people: dict[str, int], team: str | None
) -> list[Span]:
    """For each workflow, the days from its first start to the report."""
    first = started.groupby(workflow).min()
    last = report_at.astimezone(UTC).date()
    return [
        Span(
            first_day=min(moment.date(), last),
            last_day=last,
            lists=Lists.ACTIVE,
            people=people.get(str(name), 0),
            workflow=str(name),
            team=team,
        )
        for name, moment in first.items()
    ]


def handled(workflow: pd.Series, who: np.ndarray, started: pd.Series, finished: pd.Series) -> pd.DataFrame | None:
    """Cases by the person who handled them, folded into weeks of finish, else of start; None if nobody is named."""
    named = who >= 0
    if not named.any():
        return None
    moment = finished.fillna(started)
    frame = pd.DataFrame(
        {"workflow": workflow[named], "week": weeks_of(moment)[named].astype("int64"), "who": who[named]}
    )
    counted = frame.groupby(["workflow", "week", "who"], as_index=False).size().rename(columns={"size": "times"})
    counted["times"] = counted["times"].astype("float64")
    return counted.assign(active=True, grade=Grade.HANDLED.value)


def handled_note(use: pd.DataFrame) -> str:
    """What naming those who handled the cases does beside the cases."""
    return (
        f"“Handled by” names {plural(use['who'].nunique(), 'person', 'people')}: each counts as active in the workflow in "
        "the weeks of their cases, so the file adds to adoption as well. Leave the column out where it should not."
    )


def rows_by_workflow(workflow: pd.Series, rows: np.ndarray) -> dict[str, list[int]]:
    """Row numbers of the file by the workflow they name."""
    codes, names = pd.factorize(workflow)
    return {str(name): rows[codes == code].tolist() for code, name in enumerate(names)}


def day_of(moment: datetime) -> date:
    """The day of a moment, in UTC."""
    return moment.astimezone(UTC).date()
