"""GitHub Copilot seats: the activity report (CSV) and the seats API (JSON), formats.md §2.

A person who has a seat in several organisations of an enterprise is one seat: GitHub charges once.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from opmodel.intake import report_date, tools
from opmodel.intake.cells import repeated
from opmodel.intake.export import Choices, Column, Export, Matched, aliases_of, normalised_header
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import only
from opmodel.intake.rows import Rows
from opmodel.intake.table import Table
from opmodel.intake.values import as_dates, days, moments
from opmodel.store.base import now
from opmodel.store.facts import Lists

_WINDOW = timedelta(days=6)
"""The first of the 7 days that end on the report's date lies this long before it."""
_FRESH = timedelta(days=7)
"""A file whose newest moment is younger than this was most likely saved just now."""

_ACTIVITY = Column(
    name="last_active_at",
    aliases=("Last Activity At", "last_activity_at"),
    required=True,
    help="When the seat was last used. Empty: never, or more than 90 days ago.",
    example="2026-03-27T17:13:59Z",
)
_COLUMNS = [
    Column(
        name="report_time",
        aliases=("Report Time",),
        help="When GitHub made the report.",
        example="2026-03-28T06:54:33Z",
    ),
    Column(
        name="login",
        aliases=("Login", "assignee.login"),
        required=True,
        help="The person's GitHub login.",
        example="octocat",
    ),
    _ACTIVITY,
    Column(
        name="authenticated_at",
        aliases=("Last Authenticated At", "last_authenticated_at"),
        help="When the person last signed in to Copilot; signing in is no use.",
    ),
    Column(name="surface", aliases=("Last Surface Used", "last_activity_editor"), help="Where it was last used."),
    Column(name="organisation", aliases=("Organization", "organization.login"), help="Who assigned the seat."),
    Column(name="created_at", aliases=("Created At", "created_at"), help="When the seat was assigned."),
    Column(name="updated_at", aliases=("updated_at",), help="When the seat was last changed."),
    Column(name="plan", aliases=("Plan Type", "plan_type"), help="business or enterprise."),
    Column(
        name="ends_on",
        aliases=("pending_cancellation_date",),
        help="Filled where the seat is already cancelled and goes on that day.",
    ),
]
_TELL_TALES = frozenset(
    aliases_of([column for column in _COLUMNS if column.name in {"authenticated_at", "surface", "ends_on", "plan"}])
)


def recognise(table: Table) -> float:
    """A list of logins with their last activity is this export by GitHub's other columns."""
    return 0.9 if any(normalised_header(header) in _TELL_TALES for header in table.headers) else 0.0


def read(matched: Matched, choices: Choices) -> Facts:
    """One seat a person: the newest activity, the earliest assignment."""
    rows = Rows(matched)
    everybody = rows.people("login", system="github")
    moment = {
        name: rows.values(name, moments, why="is not a date and time")
        for name in ("report_time", "last_active_at", "created_at", "updated_at")
    }
    ends = rows.values("ends_on", days, why="is not a date")
    report_at = _report_at(rows, choices, moment)
    people = only(everybody, rows.good)
    who, size = people.who[rows.good], len(people.frame)
    newest = _extreme(np.fmax, who, size, moment["last_active_at"][rows.good])
    assigned = _extreme(np.fmin, who, size, moment["created_at"][rows.good])
    going = _going(who, size, ends[rows.good])
    since = pd.Timestamp(report_date.midnight(report_at.date()) - _WINDOW)
    _say(rows, matched, newest, merged=len(who) - size)
    tool = repeated(tools.GITHUB_COPILOT, size)
    complete = _whole(rows, matched, size)
    return Facts(
        report_at=report_at,
        read=len(rows),
        kept=size,
        merged=len(who) - size,
        rejections=rows.rejections,
        notes=rows.notes,
        people=people.frame,
        keeps_names=True,
        spans=[
            Span(
                first_day=(report_at - _WINDOW).date(),
                last_day=report_at.date(),
                lists=Lists.LICENSED,
                people=size,
                tool=tools.GITHUB_COPILOT,
                complete=complete,
            )
        ],
        seats=pd.DataFrame(
            {
                "who": np.arange(size),
                "tool": tool,
                "plan": _plans(rows, matched, who, size),
                "assigned_at": assigned,
                "last_active_at": newest,
                "activity_known": True,
                "blocked": False,
                "ends_on": as_dates(going),
            }
        ),
        last_activity=pd.DataFrame(
            {
                "who": np.arange(size),
                "tool": tool,
                "last_active_at": newest,
                "active": (newest >= since).to_numpy(dtype=bool),
                "active_apps": 0,
            }
        ),
    )


def _extreme(pick: np.ufunc, who: np.ndarray, size: int, moment: pd.Series) -> pd.Series:
    """Each person's newest (`fmax`) or earliest (`fmin`) moment; missing where no row of theirs has one."""
    found = np.full(size, np.datetime64("NaT", "us"))
    pick.at(found, who, moment.dt.tz_localize(None).to_numpy(dtype="datetime64[us]"))
    moments_found: pd.Series = pd.Series(found).dt.tz_localize(UTC)
    return moments_found


def _going(who: np.ndarray, size: int, ends: pd.Series) -> pd.Series:
    """The day a person's seat goes: only where every one of their organisations has cancelled it."""
    stays = np.zeros(size, dtype=bool)
    stays[who[ends.isna().to_numpy()]] = True
    return _extreme(np.fmax, who, size, ends.dt.tz_localize(UTC)).mask(stays)


def _plans(rows: Rows, matched: Matched, who: np.ndarray, size: int) -> pd.Series:
    """The dearer plan where a person's organisations have different ones."""
    named = matched.text("plan").str.lower()[rows.good].reset_index(drop=True)
    plans = np.array(["", "Business", "Enterprise"], dtype=object)
    rank = named.map({"business": 1, "enterprise": 2}).fillna(0).to_numpy(dtype=np.int64)
    best = np.zeros(size, dtype=np.int64)
    np.maximum.at(best, who, rank)
    return pd.Series(plans[best], dtype="str")


def _report_at(rows: Rows, choices: Choices, moment: dict[str, pd.Series]) -> datetime:
    """The report's own time; else the date given or in the file's name; else, for a file whose newest moment is some
    days old, that moment, and for a younger one the present.
    """
    written = moment["report_time"][rows.good].dropna()
    if len(written):
        made: datetime = written.max().to_pydatetime()
        report_date.disagreement(choices, made, rows.notes)
        return made
    said = report_date.said_report_date(choices, rows.matched.table.file_name, rows.notes)
    if said is not None:
        return said
    seen = pd.concat([moment[name][rows.good] for name in ("last_active_at", "created_at", "updated_at")]).dropna()
    if len(seen) and seen.max() < now() - _FRESH:
        newest: datetime = seen.max().to_pydatetime()
        rows.notes.append(
            f"Nothing says when the file was made; its newest moment, {newest:%Y-%m-%d %H:%M} UTC, was taken, so idle "
            "days are counted from there. Give the date when uploading (--report-date)."
        )
        return newest
    return report_date.present(rows.notes)


def _say(rows: Rows, matched: Matched, newest: pd.Series, *, merged: int) -> None:
    if merged:
        rows.notes.append(
            f"Seats of one person in several organisations are one seat, with the newest activity: {merged:,} rows "
            "were folded into another."
        )
    unused = int(newest.isna().sum())
    if unused:
        rows.notes.append(
            "GitHub forgets activity after 90 days: an empty last activity means never, or more than 90 days ago "
            f"(seats: {unused:,})."
        )
    if not matched.has("created_at"):
        rows.notes.append(
            "The file does not say when seats were assigned; a seat counts as assigned when it is first seen here."
        )


def _whole(rows: Rows, matched: Matched, size: int) -> bool:
    """Whether the file holds every seat; the API gives long lists in pages."""
    total = matched.table.document.get("total_seats", "")
    if not total.isdigit() or int(total) <= size:
        return True
    rows.notes.append(
        f"The file holds {size:,} of {int(total):,} seats: the API gives them in pages. Save all pages in one file."
    )
    return False


EXPORT = Export(
    name="github_copilot_seats",
    title="GitHub Copilot seats",
    vendor="GitHub",
    help="Who holds a GitHub Copilot seat, and when it was last used.",
    where="GitHub > your organisation or enterprise > Settings > Copilot > Access management > Get report; "
    "or the API's GET /orgs/ORG/copilot/billing/seats, saved as JSON.",
    feeds=("licences", "tool_activity", "shelfware", "shelfware_money", "renewals"),
    columns=_COLUMNS,
    example={
        "Report Time": "2026-03-28T06:54:33Z",
        "Login": "octocat",
        "Last Authenticated At": "2026-02-25T10:12:31Z",
        "Last Activity At": "2026-03-27T17:13:59Z",
        "Last Surface Used": "vscode/1.112.0/copilot-chat/0.40.2",
        "Organization": "crestline",
    },
    read=read,
    lists=Lists.LICENSED,
    latency_days=1,
    recognise=recognise,
    notes=("Logins are no e-mail addresses: an identity map places their holders in teams.",),
)
