"""GitHub Copilot usage metrics, a row a person and day (formats.md §2), folded to person-weeks.

Three shapes of one report: a document with `day_totals`, a line of JSON a row, or a plain list.
"""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from opmodel.intake import report_date, tools
from opmodel.intake.cells import repeated
from opmodel.intake.export import Choices, Column, Export, Matched, normalised_header
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import only
from opmodel.intake.refusal import Refused
from opmodel.intake.rows import Rows
from opmodel.intake.values import days, moments, numbers, weeks_of, yes_no
from opmodel.store.facts import Lists

_LATENCY_DAYS = 3
"""A day settles after three full UTC days (GitHub's own reconciling document)."""
_COUNTS = {
    "interactions": "user_initiated_interaction_count",
    "generations": "code_generation_activity_count",
    "acceptances": "code_acceptance_activity_count",
    "lines_suggested": "loc_suggested_to_add_sum",
    "deletions_suggested": "loc_suggested_to_delete_sum",
    "lines_added": "loc_added_sum",
    "lines_deleted": "loc_deleted_sum",
}
"""A person is active in a week when any of these is above zero on any day of it."""
_UNCOUNTED = {
    "used_cli": "used_cli",
    "used_cloud_agent": "used_copilot_cloud_agent",
    "used_coding_agent": "used_copilot_coding_agent",
}

_COLUMNS = [
    Column(name="login", aliases=("user_login",), required=True, help="The person's GitHub login.", example="octocat"),
    Column(name="day", aliases=("day",), required=True, help="The day of use, UTC.", example="2026-03-30"),
    Column(
        name="interactions",
        aliases=(_COUNTS["interactions"],),
        required=True,
        help="Prompts that the person started that day.",
        example="10",
    ),
    Column(name="first_day", aliases=("report_start_day",), help="First day of the report.", example="2026-03-29"),
    Column(name="last_day", aliases=("report_end_day",), help="Last day of the report.", example="2026-04-25"),
    *(
        Column(name=name, aliases=(header,), help=f"{header.replace('_', ' ').capitalize()} that day.")
        for name, header in _COUNTS.items()
        if name != "interactions"
    ),
    *(
        Column(name=name, aliases=(header,), help="Noted, and not counted: it comes without a count.")
        for name, header in _UNCOUNTED.items()
    ),
]


def read(matched: Matched, choices: Choices) -> Facts:
    """A row a person and ISO week: prompts summed, active when anything was counted on any day of the week."""
    rows = Rows(matched)
    everybody = rows.people("login", system="github")
    day = rows.values("day", days, why="is not a date")
    rows.reject(day.isna().to_numpy() & rows.good, "day", "the row has no day")
    counts = {
        name: rows.values(name, numbers, why="is not a number").fillna(0).to_numpy(dtype=float)
        for name in _COUNTS
        if matched.has(name)
    }
    counted = np.logical_or.reduce([count > 0 for count in counts.values()])
    first_day, last_day = _reported(rows, day)
    people = only(everybody, rows.good)
    weekly = (
        pd.DataFrame(
            {
                "who": people.who,
                "week": weeks_of(day),
                "actions": counts["interactions"],
                "active": counted,
            }
        )[rows.good]
        .groupby(["who", "week"], as_index=False, sort=True)
        .agg({"actions": "sum", "active": "any"})
        .astype({"week": np.int64})
    )
    _say_uncounted(rows, matched, counted)
    size = len(weekly)
    made_at = _made_at(matched)
    return Facts(
        report_at=_report_at(made_at, choices, last_day, rows.notes),
        read=len(rows),
        kept=size,
        merged=int(rows.good.sum()) - size,
        rejections=rows.rejections,
        notes=rows.notes,
        people=people.frame,
        spans=_spans(first_day, last_day, made_at, day=day[rows.good], who=people.who[rows.good]),
        tool_use=pd.DataFrame(
            {
                "who": weekly["who"],
                "tool": repeated(tools.GITHUB_COPILOT, size),
                "week": weekly["week"],
                "actions": weekly["actions"],
                "active": weekly["active"],
            }
        ),
    )


def _reported(rows: Rows, day: pd.Series) -> tuple[date, date]:
    """The days that the report speaks for: what it says of itself, widened to the days of its rows."""
    known = day[rows.good]
    if known.empty:
        raise Refused("The report has no row with a person and a day; nothing in it can be counted.")
    starts = _days_said(rows, "first_day", "report_start_day")
    ends = _days_said(rows, "last_day", "report_end_day")
    first, last = pd.concat([known, starts]).min(), pd.concat([known, ends]).max()
    if starts.empty or ends.empty:
        rows.notes.append(
            f"The file does not say which days it covers; the days of its rows, {first.date()} to {last.date()}, "
            "were taken."
        )
    return first.date(), last.date()


def _spans(first_day: date, last_day: date, made_at: datetime | None, *, day: pd.Series, who: np.ndarray) -> list[Span]:
    """The days of the report; the newest, to which GitHub still added when it was made, apart and not complete. A report
    that does not say when it was made is taken as settled.
    """
    settled = last_day if made_at is None else min(last_day, (made_at - timedelta(days=_LATENCY_DAYS + 1)).date())
    stretches = [(first_day, settled, True), (max(first_day, settled + timedelta(days=1)), last_day, False)]
    return [
        Span(
            first_day=first,
            last_day=last,
            lists=Lists.ACTIVE,
            people=len(np.unique(who[day.between(pd.Timestamp(first), pd.Timestamp(last)).to_numpy()])),
            tool=tools.GITHUB_COPILOT,
            complete=complete,
        )
        for first, last, complete in stretches
        if first <= last
    ]


def _days_said(rows: Rows, name: str, in_document: str) -> pd.Series:
    """A day that each row repeats, or that stands once beside the rows."""
    if rows.matched.has(name):
        return rows.values(name, days, why="is not a date")[rows.good].dropna()
    said = _in_document(rows.matched, in_document)
    return days(pd.Series([said] if said else [], dtype="str")).values.dropna()


def _in_document(matched: Matched, key: str) -> str:
    """A scalar beside the rows, whatever its key's case or separators."""
    wanted = normalised_header(key)
    return next((value for known, value in matched.table.document.items() if normalised_header(known) == wanted), "")


def _made_at(matched: Matched) -> datetime | None:
    """When the document says it was made."""
    made = moments(pd.Series([_in_document(matched, "created_at")], dtype="str")).values.dropna()
    return made.iloc[0].to_pydatetime().astimezone(UTC) if len(made) else None


def _report_at(made_at: datetime | None, choices: Choices, last_day: date, notes: list[str]) -> datetime:
    """When the document was made; else the date given; else the end of its last day."""
    if made_at is not None:
        report_date.disagreement(choices, made_at, notes)
        return made_at
    return choices.report_at or report_date.midnight(last_day + timedelta(days=1))


def _say_uncounted(rows: Rows, matched: Matched, counted: np.ndarray) -> None:
    """Say how many rows show use by a flag alone: the report counts nothing for them, so they are not use."""
    flagged = np.zeros(len(rows), dtype=bool)
    for name in _UNCOUNTED:
        if matched.has(name):
            flagged |= yes_no(matched.text(name)).values.fillna(False).to_numpy(dtype=bool)
    alone = int((flagged & ~counted & rows.good).sum())
    if alone:
        rows.notes.append(
            f"Days on which only the command line or the cloud agent was used come without counts and are not counted "
            f"as use: {alone:,}."
        )


EXPORT = Export(
    name="github_copilot_user_day",
    title="GitHub Copilot usage by person and day",
    vendor="GitHub",
    help="What each person did with GitHub Copilot on each day; folded to weeks.",
    where="The API's GET /orgs/ORG/copilot/metrics/reports/users-28-day/latest (or /enterprises/ENTERPRISE/…): "
    "download the file behind each link of the answer.",
    feeds=("tool_activity", "usage_segments", "shelfware", "adoption"),
    columns=_COLUMNS,
    example={
        "report_start_day": "2026-03-29",
        "report_end_day": "2026-04-25",
        "day": "2026-03-30",
        "user_login": "octocat",
        "user_initiated_interaction_count": "10",
        "code_generation_activity_count": "11",
        "code_acceptance_activity_count": "0",
    },
    read=read,
    lists=Lists.ACTIVE,
    latency_days=_LATENCY_DAYS,
    notes=(
        "A person is active with any count above zero; a row of zeros is no use. GitHub's own figure counts prompts "
        "only and leaves out people who use completions alone.",
    ),
)
