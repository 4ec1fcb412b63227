"""Our absences template: who was away from work from which day to which, or on how many days of a week; never why."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from opmodel.intake import report_date
from opmodel.intake.export import Choices, Column, Export, Matched, normalised_header
from opmodel.intake.facts import Facts, Span
from opmodel.intake.identities import People, only
from opmodel.intake.own import OWN, where
from opmodel.intake.refusal import Refused
from opmodel.intake.rows import Rows
from opmodel.intake.table import Table
from opmodel.intake.values import days, numbers, weeks
from opmodel.store.base import now
from opmodel.store.facts import ABSENCES, Lists
from opmodel.store.weeks import label, monday, sunday, week_of

_WORKING_DAYS = 5
_ON_ROSTERS_TOO = frozenset({"start date", "end date", "starts on", "ends on"})
"""Headers that say when somebody came and left as well: a table with these needs a kind of absence to be one of absences."""

_COLUMNS = (
    Column(
        name="person",
        aliases=("E-mail", "Email", "Email address", "Work email", "User", "Person", "Employee"),
        required=True,
        help="The person's e-mail address, as on the roster.",
        example="ada@example.com",
    ),
    Column(
        name="first_day",
        aliases=(
            "First day",
            "From",
            "Absent from",
            "First day of absence",
            "Leave from",
            "Starts on",
            "Start date",
        ),
        help="First day away.",
        example="2026-11-02",
    ),
    Column(
        name="last_day",
        aliases=("Last day", "To", "Until", "Absent until", "Last day of absence", "Leave to", "Ends on", "End date"),
        help="Last day away; blank: still away.",
        example="2026-11-13",
    ),
    Column(
        name="week",
        aliases=("Week", "ISO week", "Week of", "Week starting"),
        help="Instead of the two days: the ISO week, as 2026-W46 or any day of it.",
    ),
    Column(
        name="days",
        aliases=("Days away", "Days absent", "Absent days", "Days of absence"),
        help="With the week: on how many working days of it the person was away; 0 is none.",
    ),
    Column(
        name="working_days",
        aliases=("Working days", "Own working days", "Working days a week", "Days a week"),
        help="How many days a week the person works, where it is not five.",
        example="5",
    ),
    Column(
        name="kind",
        aliases=(
            "Kind",
            "Type",
            "Reason",
            "Absence type",
            "Type of absence",
            "Leave type",
            "Time off type",
            "Absence reason",
        ),
        help="Never read and never kept: leave it out.",
    ),
)


def recognise(table: Table) -> float:
    """People with two days, or with weeks and days away. Two days that may be of employment need a kind of absence."""
    headers = {normalised_header(header) for header in table.headers}
    known = {
        column.name: headers & {normalised_header(alias) for alias in (column.name, *column.aliases)}
        for column in _COLUMNS
    }
    if known["week"] and known["days"]:
        return 0.8
    if not (known["first_day"] and known["last_day"]):
        return 0.0
    doubtful = known["first_day"] <= _ON_ROSTERS_TOO or known["last_day"] <= _ON_ROSTERS_TOO
    return 0.7 if known["kind"] or not doubtful else 0.0


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the rows tell, in whichever of the two ways."""

    people: People
    frame: pd.DataFrame
    """who, week, days."""
    weeks: range
    """What the file speaks for."""
    kept: int
    """Good rows, those of one person and week folded into one."""


def read(matched: Matched, choices: Choices) -> Facts:
    """On how many working days of which weeks each person was away. It speaks for everybody (with --team: that team)
    from its first week to its last, whoever is not on it was there.
    """
    rows = Rows(matched)
    everybody = rows.people("person", system=OWN)
    said = report_date.said_report_date(choices, matched.table.file_name, rows.notes)
    until = (said or now()).date()
    told = _told(rows, everybody, until)
    if told.weeks:
        rows.notes.append(f"It speaks for the weeks from {label(told.weeks.start)} to {label(told.weeks.stop - 1)}.")
    if matched.has("kind"):
        rows.notes.append("Why anybody was away was not read: no reason for an absence is ever kept.")
    return Facts(
        report_at=said or report_date.midnight(min(_last_day(told.weeks, until) + timedelta(days=1), now().date())),
        read=len(rows),
        kept=told.kept,
        merged=int(rows.good.sum()) - told.kept,
        rejections=rows.rejections,
        notes=rows.notes,
        people=told.people.frame,
        spans=_spans(told, until, team=choices.team),
        absences=told.frame,
    )


def _told(rows: Rows, everybody: People, until: date) -> _Told:
    own = _own_working_days(rows)
    if not len(rows) or not rows.says_nothing("first_day"):
        return _by_days(rows, everybody, own, until)
    if rows.matched.has("week") and rows.matched.has("days"):
        return _by_week(rows, everybody, own, until)
    raise Refused(
        f"{rows.matched.table.file_name} says neither from when to when people were away nor on how many days of which week: "
        "fill in `opmodel template absences`."
    )


def _by_days(rows: Rows, everybody: People, own: np.ndarray, until: date) -> _Told:
    first, last = _first_and_last(rows, until)
    good, people = rows.good, only(everybody, rows.good)
    covered = _speaks_for(first[good], last[good], until)
    frame = _weeks_of_spells(people.who[good], first[good], last[good], own[good], covered)
    return _Told(people=people, frame=frame, weeks=covered, kept=int(good.sum()))


def _by_week(rows: Rows, everybody: People, own: np.ndarray, until: date) -> _Told:
    week, away = _weeks_and_days(rows)
    good, people = rows.good, only(everybody, rows.good)
    by_week = _summed(people.who[good], week[good], away[good], own[good])
    covered = _up_to(week[good].min(initial=week_of(until) + 1), week[good].max(initial=0), until)
    frame = by_week[(by_week["days"] > 0) & (by_week["week"] < covered.stop)].reset_index(drop=True)
    return _Told(people=people, frame=frame, weeks=covered, kept=len(by_week))


def _own_working_days(rows: Rows) -> np.ndarray:
    own = rows.values("working_days", numbers, why="is not a number").astype("float64")
    rows.reject(((own <= 0) | (own > 7)).to_numpy(), "working_days", "a week has 1 to 7 working days")
    return np.minimum(own.fillna(_WORKING_DAYS).to_numpy(), _WORKING_DAYS)


def _first_and_last(rows: Rows, until: date) -> tuple[np.ndarray, np.ndarray]:
    """The first and last day of each row, as ordinals; an absence without an end lasts until the report."""
    first = rows.values("first_day", days, why="is not a date")
    last = rows.values("last_day", days, why="is not a date")
    rows.reject(first.isna().to_numpy() & rows.good, "first_day", "the row does not say from when")
    rows.reject((last < first).to_numpy(), "last_day", "the last day lies before the first")
    ends = last.fillna(pd.Timestamp(until))
    rows.reject(
        (first > ends).to_numpy() & rows.good, "first_day", "lies after the report, and the row has no last day"
    )
    return _ordinals(first), np.maximum(_ordinals(first), _ordinals(ends))


def _ordinals(values: pd.Series) -> np.ndarray:
    since_1970 = values.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(values.isna().to_numpy(), 0, since_1970 + date(1970, 1, 1).toordinal())


def _speaks_for(first: np.ndarray, last: np.ndarray, until: date) -> range:
    """The weeks that a list of first and last days is complete for. Leave that began long before the others did does not
    reach back: such a list holds all that was still going on, not all that was over by then.
    """
    if len(first) == 0:
        return range(0)
    begin = min(int(last.min()), int(first.max()))
    return _up_to(week_of(date.fromordinal(begin)), week_of(date.fromordinal(int(last.max()))), until)


def _up_to(first: int, last: int, until: date) -> range:
    """Weeks, none of which begins after the report: who will be away is a plan, and is not kept."""
    return range(int(first), max(int(first), min(int(last), week_of(until)) + 1))


def _weeks_of_spells(
    who: np.ndarray, first: np.ndarray, last: np.ndarray, own: np.ndarray, covered: range
) -> pd.DataFrame:
    """One row a person and week, from Monday to Friday; days that two rows name count once."""
    from_week = np.maximum((first - 1) // 7, covered.start)
    to_week = np.minimum((last - 1) // 7, covered.stop - 1)
    length = np.maximum(to_week - from_week + 1, 0)
    row = np.repeat(np.arange(len(who)), length)
    week = np.repeat(from_week, length) + np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    monday_of = week * 7 + 1
    begin = np.maximum(first[row] - monday_of, 0)
    end = np.minimum(last[row] - monday_of, _WORKING_DAYS - 1)
    frame = pd.DataFrame({"who": who[row], "week": week, "own": own[row]})
    weekdays = [f"day {number}" for number in range(_WORKING_DAYS)]
    for number, name in enumerate(weekdays):
        frame[name] = (begin <= number) & (number <= end)
    by_week = (
        frame.groupby(["week", "who"], sort=True).agg({"own": "min", **dict.fromkeys(weekdays, "any")}).reset_index()
    )
    by_week["days"] = _of_five(by_week[weekdays].sum(axis=1), by_week["own"])
    return by_week.loc[by_week["days"] > 0, ["who", "week", "days"]].reset_index(drop=True)


def _weeks_and_days(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    week = rows.values("week", weeks, why="is neither a week (2026-W46) nor a date")
    away = rows.values("days", numbers, why="is not a number").astype("float64")
    rows.reject(week.isna().to_numpy() & rows.good, "week", "the row names no week")
    rows.reject(away.isna().to_numpy() & rows.good, "days", "the row does not say on how many days")
    rows.reject(((away < 0) | (away > 7)).to_numpy(), "days", "a week has 0 to 7 days")
    return week.fillna(-1).to_numpy(dtype=np.int64), away.fillna(0).to_numpy()


def _summed(who: np.ndarray, week: np.ndarray, away: np.ndarray, own: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame({"who": who, "week": week, "days": away, "own": own})
    by_week = frame.groupby(["week", "who"], sort=True).agg({"days": "sum", "own": "min"}).reset_index()
    by_week["days"] = _of_five(by_week["days"], by_week["own"])
    return by_week[["who", "week", "days"]]


def _of_five(away: pd.Series, own: pd.Series) -> np.ndarray:
    """Whole days; all of a person's own working days are five."""
    whole = np.minimum(np.floor(away.to_numpy(dtype=np.float64)), _WORKING_DAYS)
    found: np.ndarray = np.where((away >= own) & (away > 0), _WORKING_DAYS, whole).astype(np.int64)
    return found


def _last_day(covered: range, until: date) -> date:
    return min(sunday(covered.stop - 1), until) if covered else until


def _spans(told: _Told, until: date, *, team: str | None) -> list[Span]:
    """Its weeks, none beyond the report: who will be away is a plan."""
    if not told.weeks:
        return []
    return [
        Span(
            first_day=monday(told.weeks.start),
            last_day=_last_day(told.weeks, until),
            lists=Lists.ACTIVE,
            people=told.frame["who"].nunique(),
            team=team,
        )
    ]


EXPORT = Export(
    name="absences",
    title="Absences",
    vendor="OpModel",
    help="Who was away from work in which weeks, never why: the second line of the board number, of those at work.",
    where=where("absences", "the HR system's list of leave"),
    feeds=("adoption",),
    columns=_COLUMNS,
    example={column.name: column.example for column in _COLUMNS if column.example},
    read=read,
    source=ABSENCES,
    lists=Lists.ACTIVE,
    template=True,
    recognise=recognise,
    notes=(
        "Instead of first and last day, a row may name a week (2026-W46) and the days away in it.",
        "Away in a week is whoever was absent on four of its five working days, or on all of their own. Public holidays are no absences.",
        "A list is complete for its weeks: whoever is not on it was at work (with --team: in that team). A list of first and last "
        "days is taken to begin in the week in which the first absence on it ended, or the last began if that is earlier, and to "
        "end with the last day on it, or its report date.",
        "Why somebody was away is never read or kept, and no page shows a number of people away below the smallest group.",
    ),
)
