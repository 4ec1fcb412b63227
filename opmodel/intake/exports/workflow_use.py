"""Our workflow-use template: who used which redesigned workflow, in which week or on which day, how often."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from opmodel.intake import case_rows, report_date
from opmodel.intake.export import Choices, Column, Export, Matched, normalised_header
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import only
from opmodel.intake.own import OWN, where
from opmodel.intake.refusal import Refused
from opmodel.intake.rows import Rows
from opmodel.intake.table import Table
from opmodel.intake.values import days, numbers, weeks, weeks_of
from opmodel.store.base import now
from opmodel.store.facts import Grade, Lists
from opmodel.store.weeks import monday

_LABEL = r"\d{4}-?[Ww]\d{2}"
_MONDAY, _SUNDAY = 0, 6

_COLUMNS = (
    Column(
        name="workflow",
        aliases=("Workflow",),
        help="The workflow, by its name in the register.",
        example="Claims intake",
    ),
    Column(
        name="week",
        aliases=("Week", "ISO week", "Week of", "Week starting", "Week ending"),
        help="The ISO week, as 2026-W46 or any day of it. A row a day may carry the day instead.",
        example="2026-W46",
    ),
    Column(name="day", aliases=("Date", "Day", "Used on"), help="Instead of the week: the day of use."),
    Column(
        name="person",
        aliases=("E-mail", "Email", "Email address", "User", "Person"),
        required=True,
        help="The person's e-mail address, as on the roster.",
        example="ada@example.com",
    ),
    Column(
        name="times",
        aliases=("Times used", "Times", "Uses", "Count"),
        help="How often the workflow was used: 0 is idle, blank is unknown. Without this column every row is a use.",
        example="4",
    ),
)


def recognise(table: Table) -> float:
    """A table of people and weeks that names a workflow, or at least counts uses."""
    names = {normalised_header(header) for header in table.headers}
    known = {column.name: any(normalised_header(alias) in names for alias in column.aliases) for column in _COLUMNS}
    if not (known["week"] or known["day"]):
        return 0.0
    return 0.8 if known["workflow"] else 0.3 if known["times"] else 0.0


def read(matched: Matched, choices: Choices) -> Facts:
    """People's use by workflow and week. A file covers the weeks that occur in it for a workflow; where its rows carry
    days, the days from the first to the last.
    """
    rows = Rows(matched)
    workflow = _workflow(rows, choices)
    everybody = rows.people("person", system=OWN)
    week, day = _weeks_and_days(rows)
    rows.reject(
        np.isnat(day) & (week < 0) & rows.good, "week" if matched.has("week") else "day", "the row names no week"
    )
    times = rows.values("times", numbers, why="is not a number").astype("float64")
    rows.reject((times < 0).to_numpy(), "times", "a count cannot be below zero")
    counted = matched.has("times")
    people = only(everybody, rows.good)
    good = rows.good
    frame = pd.DataFrame(
        {"workflow": workflow[good], "week": week[good], "who": people.who[good], "times": times[good]}
    )
    used = frame.groupby(["workflow", "week", "who"], sort=False)["times"].sum(min_count=1).reset_index()
    used["active"] = _active(used["times"]) if counted else True
    used["grade"] = Grade.MEASURED.value
    said = report_date.said_report_date(choices, matched.table.file_name, rows.notes)
    covered = _spans(frame, day[good], until=(said or now()).date(), team=choices.team)
    last = max((span.last_day for span in covered), default=now().date())
    unknown = int(frame["times"].isna().sum()) if counted else 0
    if unknown:
        rows.notes.append(
            f"Rows without a count say nothing about use, neither that there was any nor that there was none: {unknown:,}."
        )
    return Facts(
        report_at=said or report_date.midnight(min(last + timedelta(days=1), now().date())),
        read=len(rows),
        kept=len(used),
        merged=int(good.sum()) - len(used),
        rejections=rows.rejections,
        notes=rows.notes,
        people=people.frame,
        spans=covered,
        workflow_use=used,
        workflow_rows=case_rows.rows_by_workflow(workflow[good], matched.table.rows[good]),
    )


def _workflow(rows: Rows, choices: Choices) -> pd.Series:
    text = rows.matched.text("workflow")
    if choices.workflow is not None:
        return text.fillna(choices.workflow.strip())
    if not rows.matched.has("workflow"):
        raise Refused(
            f"{rows.matched.table.file_name} does not say which workflow was used: name it with `--workflow NAME`."
        )
    rows.reject(text.isna().to_numpy(), "workflow", "the row names no workflow")
    return text


def _weeks_and_days(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The week of each row (-1: none), and its day where the rows are days (NaT: the row speaks for the whole week)."""
    nothing = np.full(len(rows), np.datetime64("NaT", "us"))
    if rows.matched.has("day"):
        used_on = rows.values("day", days, why="is not a date")
        return weeks_of(used_on).fillna(-1).to_numpy(dtype=np.int64), used_on.to_numpy(dtype="datetime64[us]")
    week = rows.values("week", weeks, why="is neither a week (2026-W46) nor a date")
    number: np.ndarray = week.fillna(-1).to_numpy(dtype=np.int64)
    text = rows.matched.text("week")
    dated = text.notna().to_numpy() & ~text.str.match(_LABEL).fillna(False).to_numpy(dtype=bool) & rows.good
    if not dated.any():
        return number, nothing
    day = days(text.where(dated), header=rows.matched.header("week")).values
    weekdays = set(day.dropna().dt.day_of_week.unique().tolist())
    header = normalised_header(rows.matched.header("week"))
    if weekdays == {_MONDAY} or (weekdays == {_SUNDAY} and "end" in header):
        return number, nothing
    if weekdays == {_SUNDAY}:
        rows.notes.append("Its weeks start on Sunday; each is counted as the ISO week that holds most of its days.")
        return number + dated, nothing
    return number, np.where(dated, day.to_numpy(dtype="datetime64[us]"), nothing)


def _active(times: pd.Series) -> pd.Series:
    active = pd.Series(times > 0, dtype="boolean")
    return active.mask(times.isna())


def _spans(frame: pd.DataFrame, day: np.ndarray, *, until: date, team: str | None) -> list[Span]:
    """For each workflow, its weeks in unbroken stretches, or the days from the first to the last; none beyond `until`."""
    spans: list[Span] = []
    for name, place in frame.groupby("workflow").indices.items():
        mine = frame.iloc[place]
        whole = np.isnat(day[place])
        stretches = [
            (monday(first), monday(last) + timedelta(days=6))
            for first, last in _runs(np.unique(mine["week"].to_numpy()[whole]))
        ]
        if not whole.all():
            dated = day[place][~whole]
            stretches.append((pd.Timestamp(dated.min()).date(), pd.Timestamp(dated.max()).date()))
        people = int(mine["who"].nunique())
        spans += [
            Span(
                first_day=first,
                last_day=min(last, max(until, first)),
                lists=Lists.ACTIVE,
                people=people,
                workflow=str(name),
                team=team,
            )
            for first, last in stretches
        ]
    return spans


def _runs(weeks_there: np.ndarray) -> list[tuple[int, int]]:
    """Unbroken stretches of sorted week numbers: (first, last)."""
    if len(weeks_there) == 0:
        return []
    breaks = np.flatnonzero(np.diff(weeks_there) > 1)
    firsts = weeks_there[np.r_[0, breaks + 1]].tolist()
    lasts = weeks_there[np.r_[breaks, len(weeks_there) - 1]].tolist()
    return list(zip(firsts, lasts, strict=True))


EXPORT = Export(
    name="workflow_use",
    title="Workflow use",
    vendor="OpModel",
    help="Who used which redesigned workflow, week by week: the numerator of the board number.",
    where=where("workflow_use", "the system the workflow runs in"),
    feeds=("adoption", "retention", "shape", "proven"),
    columns=_COLUMNS,
    example={column.name: column.example for column in _COLUMNS if column.example},
    read=read,
    lists=Lists.ACTIVE,
    template=True,
    recognise=recognise,
    notes=(
        "A week covers everybody (with --team: that team) if it occurs for the workflow at all: whoever is not listed was not active.",
    ),
)
