"""Microsoft 365 Copilot usage, a row a licensed person: the five header families of formats.md §1a, CSV and Graph JSON.

The report is a snapshot: it says when each person last used each app, whatever period was chosen. A person counts as
active in the 7 days that end on the report's refresh date.
"""

import json
from datetime import UTC, date, timedelta

import numpy as np
import pandas as pd

from opmodel.intake import report_date, tools
from opmodel.intake.cells import repeated
from opmodel.intake.export import Choices, Column, Export, Matched, aliases_of, normalised_header
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import only
from opmodel.intake.refusal import Refused
from opmodel.intake.rows import Rows
from opmodel.intake.table import Table
from opmodel.intake.values import days, numbers
from opmodel.store.facts import Lists

_WINDOW = timedelta(days=6)
"""The first of the 7 days that end on the refresh date lies this long before it."""
_SLACK = timedelta(days=1)
"""A use may be dated this long after the refresh date: the tenant's day and the report's may differ."""

_APPS = {
    tools.TEAMS: ("Microsoft Teams Copilot", "Teams Copilot"),
    tools.WORD: ("Word Copilot",),
    tools.EXCEL: ("Excel Copilot",),
    tools.POWERPOINT: ("PowerPoint Copilot", "Powerpoint Copilot"),
    tools.OUTLOOK: ("Outlook Copilot",),
    tools.ONENOTE: ("OneNote Copilot", "Onenote Copilot"),
    tools.LOOP: ("Loop Copilot",),
    tools.COPILOT_CHAT: ("Copilot Chat",),
    tools.COPILOT_CHAT_WORK: ("Copilot Chat (work)",),
    tools.COPILOT_CHAT_WEB: ("Copilot Chat (web)",),
    tools.COPILOT_APP: ("Microsoft 365 Copilot", "Microsoft 365 Copilot (app)", "Microsoft 365 App"),
    tools.EDGE: ("Edge", "Microsoft Edge"),
    tools.COPILOT_AGENT: ("Copilot Agent", "any agent"),
}


def _use_of(app: str) -> str:
    return f"last use of {app}"


def _app_column(app: str) -> Column:
    return Column(
        name=_use_of(app),
        aliases=[
            spelling
            for name in _APPS[app]
            for spelling in (
                f"{name} Last Activity Date",
                f"{name} Last Activity Date (UTC)",
                f"Last activity date of {name} (UTC)",
                f"Last activity date of {name}",
                f"Last activity of {name}",
            )
        ],
        help=f"The day of the person's last use of {app}.",
        example="2026-07-02",
    )


_ALL_APPS = Column(
    name="prompts",
    aliases=("Prompts submitted for all apps", "Prompts submitted (any app)"),
    help="Prompts in the period, in any app.",
    example="41",
)
_APP_COLUMNS = [_app_column(app) for app in _APPS]
_COLUMNS = [
    Column(
        name="person",
        aliases=("User Principal Name", "User name", "UPN"),
        required=True,
        help="The person's sign-in name; 32 hexadecimal digits where the tenant conceals names.",
        example="ada@contoso.com",
    ),
    Column(name="display_name", aliases=("Display Name",), help="The person's name.", example="Ada Lovelace"),
    Column(
        name="refreshed_on",
        aliases=("Report Refresh Date",),
        help="The day up to which the report counts; every age is counted from it.",
        example="2026-07-03",
    ),
    Column(name="period", aliases=("Report Period",), help="Days the counts are for: 7, D7 … ALL.", example="7"),
    Column(
        name="last_active_on",
        aliases=("Last Activity Date", "Last activity date (UTC)"),
        help="The day of the person's last use of any app.",
        example="2026-07-02",
    ),
    _ALL_APPS,
    Column(
        name="prompts_work",
        aliases=("Prompts submitted for Copilot Chat (work)", "Copilot Chat (work) prompts submitted"),
        help="Prompts in Copilot Chat (work) in the period.",
    ),
    Column(
        name="prompts_web",
        aliases=("Prompts submitted for Copilot Chat (web)", "Copilot Chat (web) prompts submitted"),
        help="Prompts in Copilot Chat (web) in the period.",
    ),
    Column(
        name="active_days",
        aliases=("Active Usage Days for all apps", "Active Days"),
        help="Days of use in the period.",
        example="5",
    ),
    Column(
        name="periods",
        aliases=("copilotActivityUserDetailsByPeriod",),
        help="Graph JSON: the counts of each period.",
    ),
    *_APP_COLUMNS,
]
_COUNTS = ("prompts", "prompts_work", "prompts_web", "active_days")
_TELL_TALES = frozenset(aliases_of([_ALL_APPS, *_APP_COLUMNS])) | {"copilot activity user details by period"}


def recognise(table: Table) -> float:
    """Only this report has Copilot's apps, or prompts of all of them, in its headers."""
    return 0.9 if any(normalised_header(header) in _TELL_TALES for header in table.headers) else 0.0


def read(matched: Matched, choices: Choices) -> Facts:
    """One row a person: when they last used Copilot, whether in the report's last 7 days, and in which apps.

    A person who comes in several rows (periods, report dates) is kept once; the newest report date is the snapshot.
    """
    rows = Rows(matched)
    people = rows.people("person", system=_system(matched, rows), names="")
    refreshed = rows.values("refreshed_on", days, why="is not a date")
    last = rows.values("last_active_on", days, why="is not a date").to_numpy(dtype="datetime64[us]")
    apps = [app for app in _APPS if matched.has(_use_of(app))]
    used = [rows.values(_use_of(app), days, why="is not a date").to_numpy(dtype="datetime64[us]") for app in apps]
    last = np.fmax.reduce([last, *used])
    report_day = _report_day(rows, choices, refreshed, last)
    newest = np.datetime64(report_day, "us")
    _reject_later(rows, last, newest)
    _reject_older_reports(rows, refreshed, newest, people.who)

    since = np.datetime64(report_day - _WINDOW, "us")
    counted = _counts_of_seven_days(rows)
    kept = only(people, rows.good)
    who = kept.who[rows.good]
    size = len(kept.frame)
    last_active = np.full(size, np.datetime64("NaT", "us"))
    np.fmax.at(last_active, who, last[rows.good])
    active = np.zeros(size, dtype=bool)
    np.logical_or.at(active, who, (last >= since)[rows.good] | counted[rows.good])
    bits = np.zeros(size, dtype=np.int64)
    for bit, moment in enumerate(used):
        np.bitwise_or.at(bits, who, (moment >= since)[rows.good].astype(np.int64) << bit)
    return Facts(
        report_at=report_date.midnight(report_day),
        read=len(rows),
        kept=size,
        merged=int(rows.good.sum()) - size,
        rejections=rows.rejections,
        notes=rows.notes,
        people=kept.frame,
        spans=[
            Span(
                first_day=report_day - _WINDOW,
                last_day=report_day,
                lists=Lists.LICENSED,
                people=size,
                tool=tools.M365_COPILOT,
            )
        ],
        last_activity=pd.DataFrame(
            {
                "who": np.arange(size),
                "tool": repeated(tools.M365_COPILOT, size),
                "last_active_at": pd.Series(last_active).dt.tz_localize(UTC),
                "active": active,
                "active_apps": bits,
            }
        ),
        apps={tools.M365_COPILOT: apps},
    )


def _system(matched: Matched, rows: Rows) -> str:
    """Whose identifiers these are. Concealed names mean nobody outside the tenant's reports."""
    text = matched.text("person")
    nameless = text[~text.str.contains("@", regex=False).fillna(True)]
    concealed = nameless.str.fullmatch(r"[0-9A-F]{32}|User_\w+")
    if not concealed.sum() > text.notna().sum() / 2:
        return "m365"
    rows.notes.append(
        "The tenant conceals people's names, so nobody can be placed in a team: use is counted for the company only. "
        "To show names, untick “Display concealed user, group, and site names in all reports” in the Microsoft 365 "
        "admin center (Settings > Org settings > Reports), wait up to 48 hours and export the report again."
    )
    return "m365-concealed"


def _report_day(rows: Rows, choices: Choices, refreshed: pd.Series, last: np.ndarray) -> date:
    """The newest refresh date; without one the date given or in the file's name, else the newest use."""
    known = refreshed[rows.good].dropna()
    if len(known):
        newest: date = known.max().date()
        report_date.disagreement(choices, report_date.midnight(newest), rows.notes)
        return newest
    said = report_date.said_report_date(choices, rows.matched.table.file_name, rows.notes)
    if said is not None:
        return said.date()
    uses = last[~np.isnat(last)]
    if len(uses) == 0:
        raise Refused(
            "The report has no Report Refresh Date and nobody in it has used Copilot, so nothing says when it was made: "
            "give its date when uploading (--report-date)."
        )
    newest = pd.Timestamp(uses.max()).date()
    rows.notes.append(
        f"The file does not say when it was made; the day of the newest use, {newest}, was taken. "
        "Give the date when uploading (--report-date)."
    )
    return newest


def _reject_later(rows: Rows, last: np.ndarray, newest: np.datetime64) -> None:
    """A use after the report was made cannot be: the date is wrong, or was read the wrong way round."""
    late = last > newest + np.timedelta64(_SLACK)
    rows.reject(late, "last_active_on", f"a use is dated after the report itself ({newest.astype('datetime64[D]')})")


def _reject_older_reports(rows: Rows, refreshed: pd.Series, newest: np.datetime64, who: np.ndarray) -> None:
    """Where months were stacked in one file, keep the newest report; its people's older rows are folded into it."""
    older = (refreshed.to_numpy(dtype="datetime64[us]") < newest) & rows.good
    if not older.any():
        return
    dates = refreshed[rows.good].dropna().nunique()
    day = newest.astype("datetime64[D]")
    rows.notes.append(
        f"The file stacks reports of {dates} dates. The newest, {day}, is the snapshot; upload the others as files of "
        "their own to keep their dates."
    )
    listed = np.zeros(who.max() + 1, dtype=bool)
    listed[who[rows.good & ~older]] = True
    rows.reject(
        older & ~listed[who], "refreshed_on", f"the file's newest report, of {day}, no longer lists this person"
    )


def _counts_of_seven_days(rows: Rows) -> np.ndarray:
    """Rows whose counts for the last 7 days are above zero."""
    found = np.zeros(len(rows), dtype=bool)
    weekly = rows.matched.text("period").str.fullmatch(r"[Dd]?7(?:\.0)?").fillna(False).to_numpy(dtype=bool)
    for name in _COUNTS:
        if rows.matched.has(name):
            count = rows.values(name, numbers, why="is not a number")
            found |= weekly & (count > 0).fillna(False).to_numpy(dtype=bool)
    if rows.matched.has("periods"):
        codes, texts = pd.factorize(rows.matched.text("periods"))
        found |= np.array([*(_used_in_seven_days(text) for text in texts), False], dtype=bool)[codes]
    return found


def _used_in_seven_days(text: str) -> bool:
    """Whether a Graph entry's 7-day period has prompts or active days."""
    try:
        periods = json.loads(text)
    except ValueError:
        return False
    return any(
        str(period.get("reportPeriod", "")).lstrip("Dd") == "7" and _counts_anything(period)
        for period in (periods if isinstance(periods, list) else [periods])
        if isinstance(period, dict)
    )


def _counts_anything(period: dict[str, object]) -> bool:
    return any(
        isinstance(value, (int, float)) and value > 0 and ("prompt" in key.casefold() or "active" in key.casefold())
        for key, value in period.items()
    )


EXPORT = Export(
    name="m365_copilot_usage",
    title="Microsoft 365 Copilot usage",
    vendor="Microsoft",
    help="When each licensed person last used Copilot, and in which apps.",
    where="Microsoft 365 admin center > Reports > Usage > Microsoft 365 Copilot > Usage: the table's own Export "
    "(the Export above the chart gives totals without people).",
    feeds=("tool_activity", "shelfware", "shelfware_money", "renewals", "adoption"),
    columns=_COLUMNS,
    example={
        "Report Refresh Date": "2026-07-03",
        "User Principal Name": "ada@contoso.com",
        "Display Name": "Ada Lovelace",
        "Last Activity Date": "2026-07-02",
        "Microsoft Teams Copilot Last Activity Date": "2026-07-02",
        "Word Copilot Last Activity Date": "2026-07-01",
        "Report Period": "7",
    },
    read=read,
    lists=Lists.LICENSED,
    latency_days=3,
    recognise=recognise,
    notes=(
        "A snapshot: it says who was active in the 7 days before its refresh date, never a week of a panel.",
        "It lists everybody licensed at any time in the last 180 days, even if since removed: it is no list of seats.",
    ),
)
