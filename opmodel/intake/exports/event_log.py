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
from opmodel.store.end_status import REOPENED

_ENDS = 0.8
"""An activity is an ending if at least this share of the cases that have it end with it …"""
_OFTEN = 0.05
"""… and it ends at least this share of all cases."""
_AGAIN = r"re-?open|opened again"
_MOSTLY = 0.5
"""An activity of which a smaller share comes after the finish is work that usually comes before it."""

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
    endings = [choices.finish] if choices.finish is not None else _guessed_endings(events, rows.notes)
    finished = _finished(events, endings, must_be_last=choices.finish is None).reindex(started.index)
    reopened = opened_again(events, _is_any(events["activity"], endings) & ~events["begins"]).reindex(started.index)
    finished = finished.mask(reopened["is_open"].to_numpy())
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
            "end_status": pd.Series(np.where(reopened["again"], REOPENED, ""), dtype="str"),
            "case_type": pd.Series([""] * len(started), dtype="str"),
            "team": pd.Series([choices.team] * len(started), dtype="str"),
        }
    )
    again = int(reopened["again"].sum())
    if again:
        rows.notes.append(
            f"Cases that were worked on again after they had finished count as reopened: {again:,}, of which open now: "
            f"{int(reopened['is_open'].sum()):,}."
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


def _is_any(activity: pd.Series, names: list[str]) -> pd.Series:
    return activity.str.casefold().isin({name.strip().casefold() for name in names})


def _finished(events: pd.DataFrame, endings: list[str], *, must_be_last: bool) -> pd.Series:
    """Case → when it finished; cases that are open are left out."""
    done = events[~events["begins"]]
    if must_be_last:
        done = _last(done)
    return done[_is_any(done["activity"], endings)].groupby("case")["moment"].max()


def _last(events: pd.DataFrame) -> pd.DataFrame:
    """The last event of each case."""
    return events.sort_values("moment", kind="stable").groupby("case").tail(1)


def _guessed_endings(events: pd.DataFrame, notes: list[str]) -> list[str]:
    """The activities that end a case where the uploader named none."""
    done = events[~events["begins"]]
    endings = _endings(done, _last(done))
    if not endings:
        notes.append(
            "No activity usually ends a case, so every case counts as open: name the last one with `--finish ACTIVITY`."
        )
        return []
    named = ", ".join(repr(name) for name in endings)
    notes.append(
        f"Nothing says what finishes a case (`--finish ACTIVITY`): a case counts as finished if its last event is {named}, which is what cases usually end with; "
        "all others count as open."
    )
    return endings


def opened_again(events: pd.DataFrame, is_ending: pd.Series) -> pd.DataFrame:
    """Case → whether it was worked on `again` after it had finished, and whether it `is_open` since.

    Work again is an event that says so by its name, an activity that cases have mostly before they finish, or another
    finish with something else in between. What always comes after the finish, such as closing and archiving, is none.

    Args:
        events: `case`, `activity` and `moment` of every event.
        is_ending: whether each finishes its case.
    """
    done = events[is_ending].groupby("case")["moment"].agg(["min", "max"]).reindex(events["case"])
    first, last = done["min"].to_numpy(), done["max"].to_numpy()
    moment = events["moment"].to_numpy()
    is_late = (moment > first) & ~is_ending.to_numpy()
    says_so = events["activity"].str.casefold().str.contains(_AGAIN).to_numpy()
    share_late = pd.Series(is_late).groupby(events["activity"].to_numpy()).transform("mean").to_numpy()
    is_work = is_late & (says_so | (share_late < _MOSTLY) | (moment < last))
    case = events["case"].to_numpy()
    return pd.DataFrame(
        {
            "again": pd.Series(is_work).groupby(case).any(),
            "is_open": pd.Series(is_late & says_so & (moment > last)).groupby(case).any(),
        }
    )


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
