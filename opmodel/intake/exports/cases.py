"""Cases: our template, and any other table with a row a case and the times at which it started and finished."""

import numpy as np
import pandas as pd

from opmodel.intake import case_rows, report_date
from opmodel.intake.export import Choices, Column, Export, Matched, normalised_header
from opmodel.intake.facts import Facts
from opmodel.intake.own import OWN, nobody, where
from opmodel.intake.refusal import Refused
from opmodel.intake.rows import Rows
from opmodel.intake.table import Table
from opmodel.intake.values import gather, moments
from opmodel.store.end_status import AGAIN

_ENDED = {
    "closed",
    "cancelled",
    "canceled",
    "withdrawn",
    "abandoned",
    "declined",
    "rejected",
    "duplicate",
    "superseded",
    "won't do",
    "wont do",
    "won't fix",
    "wontfix",
    "not planned",
    "no longer needed",
}
"""Words of a status that say a case is over although it never finished."""

_COLUMNS = (
    Column(
        name="workflow",
        aliases=("Workflow",),
        help="The workflow, by its name in the register.",
        example="Claims intake",
    ),
    Column(
        name="case",
        aliases=("Case", "Case ID", "CaseID", "ID", "Issue key", "Key", "Number", "Ticket", "Ticket ID"),
        help="The case's own identifier: a newer file brings the same case up to date.",
        example="CL-00042",
    ),
    Column(
        name="started",
        aliases=(
            "Started",
            "Start",
            "Started at",
            "Start time",
            "Created",
            "Created date",
            "Created at",
            "Opened",
            "Opened at",
        ),
        help="When work on the case began.",
        example="2026-07-01 09:12",
    ),
    Column(
        name="finished",
        aliases=(
            "Finished",
            "Finish",
            "Finished at",
            "End",
            "End time",
            "Completed",
            "Completed at",
            "Resolved",
            "Resolved at",
            "Merged date",
            "Merged at",
        ),
        help="When it was done; blank while it is open, or where it ended without being done.",
        example="2026-07-02 15:40",
    ),
    Column(
        name="ended",
        aliases=("Closed", "Closed date", "Closed at", "Ended"),
        help="When it was closed, done or not, where the table says both.",
    ),
    Column(
        name="end_status",
        aliases=("End status", "Status", "State", "Resolution"),
        help="How it ended: Done, Withdrawn, Cancelled and the like.",
        example="Done",
    ),
    Column(
        name="case_type",
        aliases=("Type", "Case type", "Issue type", "Category"),
        help="What kind of case it is.",
        example="Motor",
    ),
    Column(
        name="team",
        aliases=("Team", "Team path", "Assignment group"),
        help="The team that worked on it, as on the roster.",
        example="Claims/Motor",
    ),
    Column(
        name="handled_by",
        aliases=("Handled by", "Handled by e-mail"),
        help="E-mail of who handled it. It is folded into people by week, who count as active in the workflow and so add to "
        "adoption; the case itself keeps no person.",
        example="ada@example.com",
    ),
)


def recognise(table: Table) -> float:
    """Sure of our own template, and of any table of starts and finishes only where nothing else knows it."""
    names = {normalised_header(header) for header in table.headers}
    known = {
        column.name: {normalised_header(alias) for alias in (column.name, *column.aliases)} & names
        for column in _COLUMNS
    }
    if not known["started"] or not (known["finished"] or known["ended"]):
        return 0.0
    return 0.8 if known["workflow"] and known["case"] else 0.3


def claims(table: Table, choices: Choices) -> bool:
    """Whether `--start` (and `--finish`) name columns of the table."""
    names = {normalised_header(header) for header in table.headers}
    said = [name for name in (choices.start, choices.finish) if name is not None]
    return all(normalised_header(name) in names for name in said)


def read(matched: Matched, choices: Choices) -> Facts:
    """One case a row; of several rows of one case the last speaks."""
    rows = Rows(_with_said_columns(matched, choices))
    table = rows.matched
    if not table.has("started"):
        raise Refused(
            f"{matched.table.file_name} needs a column with the start of each case: name it with `--start COLUMN`."
        )
    workflow = table.text("workflow")
    if choices.workflow is not None or not table.has("workflow"):
        workflow = workflow.fillna(case_rows.workflow_said(choices, matched.table.file_name))
    rows.reject(workflow.isna().to_numpy(), "workflow", "the row names no workflow")
    started, finished, ended = _times(rows)
    if not table.has("finished"):
        finished = ended
    rows.reject(started.isna().to_numpy() & rows.good, "started", "the case has no start")
    rows.reject((finished < started).to_numpy(), "finished", "the case finished before it started")
    status = _status(table, finished, ended if table.has("finished") else None)
    report_at = report_date.said_report_date(choices, matched.table.file_name, rows.notes) or case_rows.newest_moment(
        started[rows.good], finished[rows.good]
    )
    case_id = _case_ids(table, workflow, started, rows.notes)
    frame = pd.DataFrame(
        {
            "workflow": workflow,
            "case_id": case_id,
            "started_at": started,
            "finished_at": finished,
            "end_status": status,
            "case_type": table.text("case_type").fillna(""),
            "team": table.text("team").fillna(choices.team) if choices.team else table.text("team"),
        }
    )
    good = np.flatnonzero(rows.good)
    last = ~frame.iloc[good].duplicated(["workflow", "case_id"], keep="last").to_numpy()
    kept = good[last]
    cases = frame.iloc[kept].reset_index(drop=True)
    people = gather(table.text("handled_by").iloc[kept], system=OWN) if table.has("handled_by") else None
    use = None
    if people is not None:
        use = case_rows.handled(cases["workflow"], people.who, cases["started_at"], cases["finished_at"])
    handlers: dict[str, int] = {}
    if use is not None:
        rows.notes.append(case_rows.handled_note(use))
        handlers = {str(name): int(count) for name, count in use.groupby("workflow")["who"].nunique().items()}
    _note_open(cases, rows.notes)
    return Facts(
        report_at=report_at,
        read=len(rows),
        kept=len(cases),
        merged=len(good) - len(cases),
        rejections=rows.rejections,
        notes=rows.notes,
        people=nobody() if people is None else people.frame,
        spans=case_rows.spans(cases["workflow"], cases["started_at"], report_at, people=handlers, team=choices.team),
        cases=cases,
        workflow_use=use,
        workflow_rows=case_rows.rows_by_workflow(workflow.iloc[good], table.table.rows[good]),
    )


def _with_said_columns(matched: Matched, choices: Choices) -> Matched:
    """The matched table with the columns named by the uploader as start and finish."""
    positions = dict(matched.positions)
    for name, said in (("started", choices.start), ("finished", choices.finish)):
        if said is None:
            continue
        found = [
            place
            for place, header in enumerate(matched.table.headers)
            if normalised_header(header) == normalised_header(said)
        ]
        if not found:
            headers = ", ".join(repr(header) for header in matched.table.headers if header.strip())
            raise Refused(f"{matched.table.file_name} has no column {said!r}; its columns are {headers}.")
        for other in [key for key, place in positions.items() if place == found[0] and key != name]:
            del positions[other]
        positions[name] = found[0]
    return Matched(table=matched.table, positions=positions, notes=matched.notes)


def _times(rows: Rows) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Start, finish and end of each case. They are read as one column, so that 13/03 among the finishes also tells
    which part of 04/03 is the day among the starts.
    """
    names = [name for name in ("started", "finished", "ended") if rows.matched.has(name)]
    texts = [rows.matched.text(name) for name in names]
    headers = ", ".join(rows.matched.header(name) for name in names)
    parsed = moments(pd.concat(texts, ignore_index=True), header=headers)
    rows.notes += parsed.notes
    found: dict[str, pd.Series] = {}
    for place, name in enumerate(names):
        part = slice(place * len(rows), (place + 1) * len(rows))
        rows.reject(parsed.bad.to_numpy()[part], name, "is not a date and time")
        found[name] = parsed.values.iloc[part].reset_index(drop=True)
    nothing = pd.Series([None] * len(rows), dtype="datetime64[us, UTC]")
    return found.get("started", nothing), found.get("finished", nothing), found.get("ended", nothing)


def _status(table: Matched, finished: pd.Series, ended: pd.Series | None) -> pd.Series:
    """How each case ended; blank while it is open."""
    text = table.text("end_status").fillna("")
    over = finished.notna()
    if ended is not None:
        over |= ended.notna()
    if normalised_header(table.header("end_status")) == "end status":
        return text
    said = over | text.str.casefold().isin(_ENDED | AGAIN)
    return text.where(said, "").mask(over & (text == "") & finished.isna(), "Closed")


def _case_ids(table: Matched, workflow: pd.Series, started: pd.Series, notes: list[str]) -> pd.Series:
    text = table.text("case")
    if text.notna().all():
        return text
    if table.has("case"):
        notes.append(
            "Rows without a case identifier go by their start; a newer file cannot bring them up to date if that changes."
        )
    else:
        notes.append(
            "No column holds a case identifier, so cases go by their start; name the column Case to be able to bring them up to date."
        )
    moment = started.dt.strftime("%Y-%m-%dT%H:%M:%SZ").fillna("")
    nth = (
        pd.DataFrame({"workflow": workflow, "moment": moment}).groupby(["workflow", "moment"], dropna=False).cumcount()
        + 1
    )
    return text.fillna(moment + " #" + nth.astype("str"))


def _note_open(cases: pd.DataFrame, notes: list[str]) -> None:
    unfinished = cases["finished_at"].isna()
    status = cases["end_status"].str.strip().str.casefold()
    ended = int((unfinished & (status != "") & ~status.isin(AGAIN)).sum())
    still = int(unfinished.sum()) - ended
    if unfinished.any():
        notes.append(
            f"Cases still open: {still:,}; ended without finishing: {ended:,}; finished: {int((~unfinished).sum()):,}."
        )


EXPORT = Export(
    name="cases",
    title="Cases",
    vendor="OpModel",
    help="Each run of a workflow's task, from its start to its finish.",
    where=where("cases", "the system the work runs in") + " Its own export is taken too: name the two times with "
    "`--start COLUMN --finish COLUMN --workflow NAME`.",
    feeds=("cycle_time",),
    columns=_COLUMNS,
    example={column.name: column.example for column in _COLUMNS if column.example},
    read=read,
    template=True,
    recognise=recognise,
    claims=claims,
    notes=(
        "A newer file brings cases it names up to date; undoing it brings the older ones back.",
        "Whoever is named under “Handled by” counts as active in the workflow that week: the file adds to adoption. Leave "
        "the column out where it should not.",
    ),
)
