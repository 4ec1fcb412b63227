"""The files that vendors' portals export, as Northwind Mutual's administrator would have them."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from opmodel.demo.activity import ToolActivity, stretches
from opmodel.demo.company import COUNTRY
from opmodel.demo.plan import Plan
from opmodel.demo.staff import Staff
from opmodel.demo.writing import Written, write_csv
from opmodel.store.weeks import monday, sunday

APPS = ("Teams", "Copilot chat (work)", "Excel", "Outlook", "Powerpoint", "Word")
_APP_SHARE = np.array([0.26, 0.22, 0.10, 0.22, 0.06, 0.14])

_M365_USAGE_APPS = {
    "Copilot Chat (work)": 1,
    "Copilot Chat (web)": None,
    "Teams Copilot": 0,
    "Word Copilot": 5,
    "Excel Copilot": 2,
    "PowerPoint Copilot": 4,
    "Outlook Copilot": 3,
    "OneNote Copilot": None,
    "Loop Copilot": None,
    "Microsoft 365 Copilot (app)": 1,
    "Edge": None,
    "Copilot Agent": None,
}
"""Column of the usage report → position in APPS of the app whose use it shows; None where nobody uses it."""

_BASE_LICENCE = "Microsoft 365 E5"
_AI_LICENCE = "Microsoft 365 Copilot"


def active_users(plan: Plan, staff: Staff, folder: Path, *, days_before: int) -> Written:
    """Microsoft 365 admin center › Active users › Export users, as of a day. Northwind keeps departments in its HR
    system, so the column is blank, as it often is.
    """
    day = plan.last_day - timedelta(days=days_before)
    table = staff.table
    there = staff.there(np.datetime64(day))
    ended = table["ends"].to_numpy()
    blocked = ~there & ~np.isnat(ended) & (ended < np.datetime64(day)) & table["assistant"].to_numpy()
    listed = np.flatnonzero(there | blocked)
    rows = table.iloc[listed]
    week = (day.toordinal() - 1) // 7
    licensed = (rows["assistant"] & (rows["assistant_since"] <= week)).to_numpy()
    licences = np.where(licensed, f"{_BASE_LICENCE}+{_AI_LICENCE}", _BASE_LICENCE)
    created = rows["starts"].dt.strftime("%Y-%m-%d") + " 08:30:00Z"
    blank = ""
    path = folder / f"users_{day.isoformat()}.csv"
    write_csv(
        path,
        {
            "Block credential": np.where(blocked[listed], "TRUE", "FALSE"),
            "City": blank,
            "Country/Region": "Ireland",
            "Department": blank,
            "DirSyncEnabled": "TRUE",
            "Display name": rows["name"],
            "Fax": blank,
            "First name": rows["first"],
            "Last dirsync time": f"{day.isoformat()} 21:04:11Z",
            "Last name": rows["last"],
            "Last password change time stamp": created,
            "License assignment details": licences,
            "Licenses": licences,
            "Mobile Phone": blank,
            "Oath token meta data": blank,
            "Object Id": rows["viva_id"].str[::-1],
            "Office": blank,
            "Password never expires": "FALSE",
            "Phone number": blank,
            "Postal code": blank,
            "Preferred data location": blank,
            "Preferred language": "en-IE",
            "Proxy addresses": "SMTP:" + rows["email"],
            "Release track": blank,
            "Soft deletion time stamp": blank,
            "State": blank,
            "Street address": blank,
            "Strong password required": "TRUE",
            "Title": blank,
            "Usage location": COUNTRY,
            "User principal name": rows["email"],
            "When created": created,
        },
        byte_order_mark=True,
    )
    return Written(path=path, report_at=plan.report_at(days_before))


def copilot_usage(plan: Plan, staff: Staff, activity: ToolActivity, folder: Path) -> Written:
    """Microsoft 365 admin center › Reports › Usage › Microsoft 365 Copilot, 28 days, as the Export button gives it."""
    random = plan.random("copilot usage report")
    held = np.flatnonzero(activity.licensed[:, -1])
    people, active = activity.people[held], activity.active[held]
    rows = staff.table.iloc[people]
    last = _last_active(active, plan, random)
    days = (active[:, -4:] * random.integers(1, 5, size=(len(people), 4))).sum(axis=1)
    prompts = days * random.integers(1, 7, size=len(people)) + days
    work = (prompts * random.uniform(0.3, 0.9, size=len(people))).astype(int)
    columns: dict[str, object] = {
        "Report Refresh Date": plan.last_day.isoformat(),
        "Report Period": "28",
        "User Principal Name": rows["email"],
        "Display Name": rows["name"],
        "Prompts submitted for All Apps": prompts,
        "Prompts submitted for Copilot Chat (work)": work,
        "Prompts submitted for Copilot Chat (web)": np.zeros(len(people), dtype=int),
        "Active Usage Days for All Apps": days,
        "Last Activity Date": _days(last),
    }
    favourite = random.integers(0, len(APPS), size=len(people))
    for name, app in _M365_USAGE_APPS.items():
        column = f"Last activity date of {name} (UTC)"
        if app is None:
            columns[column] = ""
            continue
        back = random.geometric(_APP_SHARE[app] * 2, size=len(people)) - 1
        used = last - np.where(favourite == app, 0, back * 7).astype("timedelta64[D]")
        columns[column] = _days(np.where(back > 12, np.datetime64("NaT"), used))
    path = folder / f"MicrosoftCopilotUsageUserDetail_{plan.last_day.isoformat()}.csv"
    write_csv(path, columns, byte_order_mark=True)
    return Written(path=path, report_at=plan.report_at())


def _last_active(active: np.ndarray, plan: Plan, random: np.random.Generator) -> np.ndarray:
    """The last day each person was active on, a working day of the last active week; NaT for never."""
    ever = active.any(axis=1)
    weeks_ago = active[:, ::-1].argmax(axis=1)
    back = weeks_ago * 7 + random.integers(2, 7, size=len(active))
    days = np.datetime64(plan.last_day) - back.astype("timedelta64[D]")
    return np.where(ever, days, np.datetime64("NaT"))


def _days(days: np.ndarray) -> pd.Series:
    return pd.Series(np.datetime_as_string(days, unit="D")).replace("NaT", None).astype("str")


def viva_person_query(plan: Plan, staff: Staff, activity: ToolActivity, folder: Path) -> Iterator[Written]:
    """Viva Insights › Analysis › Person query, weekly, weeks from Sunday to Saturday; several weeks a file."""
    taste = plan.random("apps").dirichlet(_APP_SHARE * 6, size=len(activity.people))
    pace = plan.random("pace").lognormal(mean=1.9, sigma=0.7, size=(len(activity.people), 1))
    ids = staff.table["viva_id"].to_numpy()[activity.people]
    teams = staff.table["team"].to_numpy()[activity.people]
    for weeks in stretches(plan):
        random = plan.random(f"person query {weeks.start}")
        first = weeks.start - plan.first_week
        columns = slice(first, first + len(weeks))
        person, week = np.nonzero(activity.licensed[:, columns])
        active = activity.active[:, columns][person, week]
        mean = np.where(active[:, None], taste[person] * pace[person], 0)
        actions = random.poisson(mean)
        idle = active & (actions.sum(axis=1) == 0)
        actions[np.flatnonzero(idle), taste[person[idle]].argmax(axis=1)] = 1
        starts = np.array([(monday(number) - timedelta(days=1)).isoformat() for number in weeks], dtype=object)
        busy = np.where(active, np.minimum(5, 1 + actions.sum(axis=1) // 5), 0)
        path = folder / f"PersonQuery_{monday(weeks.start).isoformat()}_{sunday(weeks.stop - 1).isoformat()}.csv"
        write_csv(
            path,
            {
                "PersonId": ids[person],
                "MetricDate": starts[week],
                "Meeting hours": np.round(random.gamma(4, 2.2, size=len(person)), 2),
                **{f"Copilot actions taken in {app}": actions[:, place] for place, app in enumerate(APPS)},
                "Total Copilot active days": busy,
                "Total Copilot enabled days": np.full(len(person), 7),
                "Organization": teams[person],
                "IsActive": "TRUE",
            },
        )
        yield Written(path=path, report_at=plan.report_at((plan.as_of - weeks.stop + 1) * 7))


def github_seats(plan: Plan, staff: Staff, activity: ToolActivity, folder: Path, *, days_before: int) -> Written:
    """GitHub › Enterprise › Billing and licensing › Copilot › seat activity report, as of a day."""
    random = plan.random(f"seat activity {days_before}")
    weeks_back = days_before // 7
    until = plan.weeks - weeks_back
    listed = np.flatnonzero(activity.licensed[:, until - 1])
    last = _last_active(activity.active[listed][:, :until], plan, random) - np.timedelta64(days_before, "D")
    report = plan.report_at(days_before)
    # GitHub forgets a last activity after 90 days.
    kept = ~np.isnat(last) & (np.datetime64(report.date()) - last <= np.timedelta64(90, "D"))
    seconds = random.integers(7 * 3600, 18 * 3600, size=len(listed)).astype("timedelta64[s]")
    moments = pd.Series(np.datetime_as_string(last.astype("datetime64[s]") + seconds, unit="s") + "Z")
    path = folder / f"northwind-mutual-seat-activity-{int(report.timestamp())}.csv"
    write_csv(
        path,
        {
            "Report Time": report.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Login": staff.table["login"].to_numpy()[activity.people[listed]],
            "Last Authenticated At": moments.where(kept, "None").astype("str"),
            "Last Activity At": moments.where(kept, "None").astype("str"),
            "Last Surface Used": pd.Series(np.where(kept, "vscode/1.112.0/copilot-chat/0.40.2", "None"), dtype="str"),
            "Organization": "northwind-mutual",
        },
    )
    return Written(path=path, report_at=report)


_REPORT_WEEKS = 4


def github_user_days(plan: Plan, staff: Staff, activity: ToolActivity, folder: Path) -> Iterator[Written]:
    """GitHub's Copilot usage metrics, one line a person and day with activity, 28 days a file."""
    reports = 2 if plan.large else min(6, plan.weeks // _REPORT_WEEKS)
    logins = staff.table["login"].to_numpy()
    for report in reversed(range(reports)):
        last_week = plan.as_of - report * _REPORT_WEEKS
        weeks = range(last_week - _REPORT_WEEKS + 1, last_week + 1)
        first_day, last_day = monday(weeks.start), sunday(last_week)
        random = plan.random(f"user days {last_week}")
        column = weeks.start - plan.first_week
        person, week = np.nonzero(activity.active[:, column : column + _REPORT_WEEKS])
        present = random.random((len(person), 5)) < 0.55
        present[np.arange(len(person)), random.integers(0, 5, size=len(person))] = True
        row, weekday = np.nonzero(present)
        days = [(first_day + timedelta(days=offset)).isoformat() for offset in range(_REPORT_WEEKS * 7)]
        path = folder / f"copilot-users-28-day-{first_day.isoformat()}_{last_day.isoformat()}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        offset = (week[row] * 7 + weekday).tolist()
        who = activity.people[person[row]]
        counts = random.poisson((7.0, 18.0, 6.0, 40.0), size=(len(row), 4)) + np.array((1, 1, 0, 0))
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(
                _user_day((first_day, last_day), days[place], number, login=login, counts=count)
                for place, number, login, count in zip(
                    offset, who.tolist(), logins[who].tolist(), counts.tolist(), strict=True
                )
            )
        yield Written(path=path, report_at=plan.report_at(report * _REPORT_WEEKS * 7))


def _user_day(report: tuple[date, date], day: str, number: int, *, login: str, counts: list[int]) -> str:
    first, last = report
    asked, offered, taken, lines = counts
    return (
        f'{{"report_start_day":"{first}","report_end_day":"{last}","day":"{day}","enterprise_id":"4711",'
        f'"organization_id":"1","user_id":{100000 + number},"user_login":"{login}",'
        f'"user_initiated_interaction_count":{asked},"code_generation_activity_count":{offered},'
        f'"code_acceptance_activity_count":{taken},"loc_suggested_to_add_sum":{lines * 3},"loc_added_sum":{lines},'
        f'"used_agent":{"true" if asked > 8 else "false"},"used_chat":true}}\n'
    )
