"""Viva Insights person query, a row a person and week (formats.md §5): licensed people's Copilot actions.

Blank is "not licensed that week" and leaves no row; zero is "licensed and idle" and does.
"""

from datetime import date, timedelta

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
from opmodel.intake.values import days, numbers, weeks_of
from opmodel.store.facts import Lists
from opmodel.store.weeks import label, monday, sunday

_APPS = {
    tools.TEAMS: ("Teams",),
    tools.WORD: ("Word",),
    tools.EXCEL: ("Excel",),
    tools.POWERPOINT: ("Powerpoint", "PowerPoint"),
    tools.OUTLOOK: ("Outlook",),
    tools.ONENOTE: ("OneNote", "Onenote"),
    tools.LOOP: ("Loop",),
    tools.COPILOT_CHAT: ("Copilot chat",),
    tools.COPILOT_CHAT_WORK: ("Copilot chat (work)",),
    tools.COPILOT_CHAT_WEB: ("Copilot chat (web)",),
}
_MID_WEEK = pd.Timedelta(days=3)
"""The fourth day of seven lies in the ISO week that holds most of them."""


def _actions_in(app: str) -> str:
    return f"actions in {app}"


_APP_COLUMNS = [
    Column(
        name=_actions_in(app),
        aliases=[f"Copilot actions taken in {name}" for name in names],
        help=f"Actions with Copilot in {app} that week.",
        example="3",
    )
    for app, names in _APPS.items()
]
_TOTAL = Column(
    name="total",
    aliases=("Total Copilot actions", "Total Copilot actions taken", "Copilot actions taken"),
    help="All actions with Copilot that week, as the vendor counts them.",
    example="9",
)
_ACTIVE_DAYS = Column(
    name="active_days",
    aliases=("Total Copilot active days",),
    help="Days with any use of Copilot; read only where no actions are given.",
)
_COLUMNS = [
    Column(
        name="person",
        aliases=("PersonId", "Person Id"),
        required=True,
        help="The person's pseudonym, or e-mail address.",
        example="bf361ad4-fc29-432f-95f3-837e689f4ac4",
    ),
    Column(
        name="starts_on",
        aliases=("MetricDate", "Metric Date"),
        required=True,
        help="First day of the week, Sunday or Monday.",
        example="2024-03-31",
    ),
    _TOTAL,
    _ACTIVE_DAYS,
    *_APP_COLUMNS,
]
_TELL_TALES = frozenset(aliases_of([_TOTAL, _ACTIVE_DAYS, *_APP_COLUMNS]))


def recognise(table: Table) -> float:
    """A person query is this export when it asked for Copilot metrics."""
    return 0.9 if any(normalised_header(header) in _TELL_TALES for header in table.headers) else 0.1


def read(matched: Matched, choices: Choices) -> Facts:
    """A row a licensed person and ISO week; the vendor's total where there is one, else the sum of the apps."""
    rows = Rows(matched)
    everybody = rows.people("person", system="viva")
    day = rows.values("starts_on", days, why="is not a date")
    rows.reject(day.isna().to_numpy() & rows.good, "starts_on", "the row has no date")
    apps = [app for app in _APPS if matched.has(_actions_in(app))]
    counts = {app: _count(rows, _actions_in(app)) for app in apps}
    total = _totals(rows, list(counts.values()))
    used_days = (
        _count(rows, "active_days") if matched.has("active_days") and not (apps or matched.has("total")) else None
    )
    if not rows.good.any():
        raise Refused("The query has no row with a person and a date; nothing in it can be counted.")

    daily = _is_daily(day[rows.good])
    week = weeks_of(day if daily else day + _MID_WEEK)
    _say_weeks(rows, day[rows.good], daily=daily)
    people = only(everybody, rows.good)
    panel = pd.DataFrame({"who": people.who, "week": week, "total": total, **counts})
    if used_days is not None:
        panel["days"] = used_days
    weekly = _one_a_week(panel[rows.good], daily=daily)
    known = weekly.drop(columns=["who", "week"]).notna().any(axis=1)
    if not known.all():
        rows.notes.append(
            f"Blank counts mean that the person had no Copilot licence that week: {(~known).sum():,} person-weeks."
        )
    spans = _spans_of_days(day[rows.good], weekly) if daily else _spans_of_weeks(weekly)
    licensed = weekly[known].reset_index(drop=True)
    active = (licensed["total"] if used_days is None else licensed["days"]) >= 1
    return Facts(
        report_at=choices.report_at or report_date.midnight(max(span.last_day for span in spans) + timedelta(days=1)),
        read=len(rows),
        kept=len(weekly),
        merged=int(rows.good.sum()) - len(weekly),
        rejections=rows.rejections,
        notes=rows.notes,
        people=people.frame,
        spans=spans,
        tool_use=pd.DataFrame(
            {
                "who": licensed["who"],
                "tool": repeated(tools.M365_COPILOT, len(licensed)),
                "week": licensed["week"],
                "actions": licensed["total"],
                "active": active.to_numpy(dtype=bool),
            }
        ),
        app_use=_app_use(licensed, apps),
        apps={tools.M365_COPILOT: apps},
    )


def _count(rows: Rows, name: str) -> pd.Series:
    values = rows.values(name, numbers, why="is not a number").astype("float64")
    rows.reject((values < 0).to_numpy(), name, "is below zero")
    return values


def _totals(rows: Rows, counts: list[pd.Series]) -> pd.Series:
    """The vendor's total; where it is absent or blank, the sum of the apps that are not; blank where all are."""
    apps = pd.concat(counts, axis=1).sum(axis=1, min_count=1) if counts else pd.Series(np.nan, index=range(len(rows)))
    if not rows.matched.has("total"):
        return apps
    return _count(rows, "total").fillna(apps)


def _is_daily(day: pd.Series) -> bool:
    dates = day.drop_duplicates().sort_values()
    return bool((dates.diff() == pd.Timedelta(days=1)).any())


def _say_weeks(rows: Rows, day: pd.Series, *, daily: bool) -> None:
    if daily:
        rows.notes.append("The query is by day; days were added up to weeks.")
        return
    first = day.min()
    if (day.dt.day_of_week != 0).any():
        week = label(int(weeks_of(pd.Series([first + _MID_WEEK])).iloc[0]))
        rows.notes.append(
            f"Its weeks start on {first.day_name()}; each is counted as the ISO week that holds most of its days: "
            f"the one from {first.date()} is {week}."
        )


def _one_a_week(panel: pd.DataFrame, *, daily: bool) -> pd.DataFrame:
    """One row a person and week: days are added up; repeated weeks are the same week twice, so the larger counts."""
    grouped = panel.astype({"week": np.int64}).groupby(["who", "week"], as_index=False, sort=True)
    return grouped.sum(min_count=1) if daily else grouped.max()


def _spans_of_weeks(weekly: pd.DataFrame) -> list[Span]:
    """A span for each unbroken run of weeks."""
    weeks = np.unique(weekly["week"])
    runs = np.split(weeks, np.flatnonzero(np.diff(weeks) > 1) + 1)
    return [_span(monday(int(run[0])), sunday(int(run[-1])), weekly[weekly["week"].isin(run)]) for run in runs]


def _spans_of_days(day: pd.Series, weekly: pd.DataFrame) -> list[Span]:
    return [_span(day.min().date(), day.max().date(), weekly)]


def _span(first_day: date, last_day: date, weekly: pd.DataFrame) -> Span:
    return Span(
        first_day=first_day,
        last_day=last_day,
        lists=Lists.LICENSED,
        people=int(weekly["who"].nunique()),
        tool=tools.M365_COPILOT,
    )


def _app_use(licensed: pd.DataFrame, apps: list[str]) -> pd.DataFrame:
    """Actions by app; zeros left out, a blank of a licensed person kept as unknown."""
    parts = []
    for app in apps:
        said = licensed.loc[licensed[app] != 0, ["who", "week", app]].rename(columns={app: "actions"})
        parts.append(said.assign(tool=tools.M365_COPILOT, app=app))
    columns = ["who", "tool", "app", "week", "actions"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


EXPORT = Export(
    name="viva_person_query",
    title="Viva Insights person query",
    vendor="Microsoft",
    help="What each licensed person did with Microsoft 365 Copilot in each week.",
    where="Viva Insights > Analyst > Analysis > Person query: choose the Copilot metrics and group by week, run it, "
    "then Results > CSV.",
    feeds=("tool_activity", "usage_segments", "shelfware", "adoption"),
    columns=_COLUMNS,
    example={
        "PersonId": "bf361ad4-fc29-432f-95f3-837e689f4ac4",
        "MetricDate": "2024-03-31",
        "Copilot actions taken in Teams": "4",
        "Copilot actions taken in Word": "2",
        "Total Copilot actions": "9",
    },
    read=read,
    lists=Lists.LICENSED,
    recognise=recognise,
    notes=("A pseudonymous PersonId cannot be placed in a team without an identity map.",),
)
