"""Event logs: a row an event, with case, activity and time, as process-mining tools and ticket systems write them."""

import numpy as np
import pandas as pd

from opmodel.intake import case_rows, report_date
from opmodel.intake.export import Choices, Column, Export, Matched
from opmodel.intake.facts import Facts
from opmodel.intake.own import nobody
from opmodel.intake.refusal import Refused
from opmodel.intake.rows import Rows
from opmodel.intake.values import moments

_ENDS = 0.8
"""An activity is an ending if at least this share of the cases that have it end with it …"""
_OFTEN = 0.05
"""… and it ends at least this share of all cases."""

_COLUMNS = (
    Column(
        name="case",
        aliases=("case:concept:name", "Case ID", "CaseID", "Case", "Number", "case:id"),
        required=True,
        help="Which case the event belongs to.",
        example="CL-00042",
    ),
    Column(
        name="activity",
        aliases=("concept:name", "Activity", "Event", "Event name", "Activity name", "Incident state"),
        required=True,
        help="What happened.",
        example="Check documents",
    ),
    Column(
        name="moment",
        aliases=(
            "time:timestamp",
            "Timestamp",
            "Time",
            "Event time",
            "Complete timestamp",
            "Datetime",
            "sys_updated_at",
        ),
        required=True,
        help="When it happened; with an offset, else in UTC.",
        example="2026-07-01T09:12:00+02:00",
    ),
    Column(
        name="lifecycle",
        aliases=("lifecycle:transition", "Lifecycle", "Transition"),
        help="Whether the event starts or completes the activity.",
        example="complete",
    ),
    Column(
        name="begun",
        aliases=("start_timestamp", "Start timestamp"),
        help="When the activity began, where a row is an activity.",
        example="",
    ),
)


def read(matched: Matched, choices: Choices) -> Facts:
    """One case from each case's events: from its first event, or `--start ACTIVITY`, to the last `--finish ACTIVITY`."""
    rows = Rows(matched)
    workflow = case_rows.workflow_said(choices, matched.table.file_name)
    case, activity = matched.text("case"), matched.text("activity")
    case = case.mask(case == "?")
    rows.reject(case.isna().to_numpy(), "case", "the event belongs to no case")
    moment = rows.values("moment", moments, why="is not a date and time")
    rows.reject(moment.isna().to_numpy() & rows.good, "moment", "the event has no time")
    begun = rows.values("begun", moments, why="is not a date and time").fillna(moment)
    for said in (choices.start, choices.finish):
        _check_activity(said, activity[rows.good], matched.table.file_name)
    events = pd.DataFrame(
        {
            "case": case,
            "activity": activity.fillna(""),
            "moment": moment,
            "begun": begun,
            "begins": matched.text("lifecycle").str.casefold().isin({"start", "schedule", "assign", "assigned"}),
            "row": np.arange(len(rows)),
        }
    )[rows.good]
    starts = events if choices.start is None else events[_is(events["activity"], choices.start)]
    started = starts.groupby("case")["begun"].min()
    unstarted = ~events["case"].isin(started.index)
    lost = np.zeros(len(rows), dtype=bool)
    lost[events.loc[unstarted, "row"]] = True
    rows.reject(lost, "case", f"the case never has the activity {choices.start!r}")
    events = events[~unstarted]
    finished = _finished(events, choices, rows.notes).reindex(started.index)
    backwards = (finished < started).to_numpy()
    if backwards.any():
        rows.notes.append(f"Cases that finish before they start count as open: {int(backwards.sum()):,}.")
        finished = finished.mask(backwards)
    report_at = report_date.said_report_date(choices, matched.table.file_name, rows.notes) or case_rows.newest_moment(
        events["moment"]
    )
    cases = pd.DataFrame(
        {
            "workflow": pd.Series([workflow] * len(started), dtype="str"),
            "case_id": pd.Series(started.index.to_numpy(), dtype="str"),
            "started_at": started.reset_index(drop=True),
            "finished_at": finished.reset_index(drop=True),
            "end_status": pd.Series([""] * len(started), dtype="str"),
            "case_type": pd.Series([""] * len(started), dtype="str"),
            "team": pd.Series([choices.team] * len(started), dtype="str"),
        }
    )
    rows.notes.append(
        f"{len(events):,} events are {len(cases):,} cases, of which {int(cases['finished_at'].notna().sum()):,} have finished."
    )
    return Facts(
        report_at=report_at,
        read=len(rows),
        kept=len(cases),
        merged=len(events) - len(cases),
        rejections=rows.rejections,
        notes=rows.notes,
        people=nobody(),
        spans=case_rows.spans(cases["workflow"], cases["started_at"], report_at, people={}, team=choices.team),
        cases=cases,
    )


def _is(activity: pd.Series, said: str) -> pd.Series:
    return activity.str.casefold() == said.strip().casefold()


def _check_activity(said: str | None, activity: pd.Series, file_name: str) -> None:
    if said is None or bool(_is(activity, said).any()):
        return
    common = activity.value_counts().index[:12]
    raise Refused(f"{file_name} has no activity {said!r}; its commonest are {', '.join(map(repr, common))}.")


def _finished(events: pd.DataFrame, choices: Choices, notes: list[str]) -> pd.Series:
    """Case → when it finished; cases that are open are left out."""
    done = events[~events["begins"]]
    if choices.finish is not None:
        return done[_is(done["activity"], choices.finish)].groupby("case")["moment"].max()
    last = done.sort_values("moment", kind="stable").groupby("case").tail(1)
    endings = _endings(done, last)
    if not endings:
        notes.append(
            "No activity usually ends a case, so every case counts as open: name the last one with `--finish ACTIVITY`."
        )
        return last.iloc[:0].set_index("case")["moment"]
    named = ", ".join(repr(name) for name in endings)
    notes.append(
        f"No --finish was given: a case counts as finished if its last event is {named}, which is what cases usually end with; "
        "all others count as open."
    )
    return last[last["activity"].isin(endings)].set_index("case")["moment"]


def _endings(events: pd.DataFrame, last: pd.DataFrame) -> list[str]:
    """Activities that cases usually end with, the commonest first."""
    ended = last["activity"].value_counts()
    cases = events.groupby("activity")["case"].nunique()
    often = ended[(ended >= _ENDS * cases.reindex(ended.index)) & (ended >= _OFTEN * len(last))]
    return [str(name) for name in often.index]


EXPORT = Export(
    name="event_log",
    title="Event log",
    vendor="any",
    help="What happened to each case and when: start and finish are worked out from the events.",
    where="The system the work runs in, or a process-mining tool: a table with case, activity and timestamp. "
    "Say which activities begin and end a case with `--start ACTIVITY --finish ACTIVITY`, and `--workflow NAME`.",
    feeds=("cycle_time",),
    columns=_COLUMNS,
    example={
        "case:concept:name": "CL-00042",
        "concept:name": "Check documents",
        "time:timestamp": "2026-07-01T09:12:00+02:00",
    },
    read=read,
)
