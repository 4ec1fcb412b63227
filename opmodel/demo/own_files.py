"""Our own templates, filled in as Northwind Mutual's CIO office would: people, contracts, workflow use and cases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from opmodel.demo.activity import Use, stretches
from opmodel.demo.closures import holiday_factor
from opmodel.demo.company import ASSISTANT, CONTRACTS, COUNTRY, CURRENCY
from opmodel.demo.plan import Plan
from opmodel.demo.rollouts import ROLLOUTS
from opmodel.demo.staff import Staff
from opmodel.demo.stories import CaseStory, RolloutStory
from opmodel.demo.workflows import WORKFLOWS
from opmodel.demo.writing import Written, write_csv, write_xlsx
from opmodel.store.weeks import label, monday

_CONTRACT_HEADERS = (
    "Tool", "Plan", "Capability group", "Seats bought", "Price", "Price basis", "Currency", "Starts on", "Renews on",
    "Notice on", "Commit floor", "Owner", "Trial", "Aliases",
)  # fmt: skip


def roster(plan: Plan, staff: Staff, folder: Path, *, days_before: int) -> Written:
    """Everyone who worked there up to a day, with team, first day, and last day for those who left."""
    day = plan.last_day - timedelta(days=days_before)
    rows = staff.table.loc[staff.table["starts"] <= pd.Timestamp(day)]
    columns = {
        "E-mail": rows["email"],
        "Name": rows["name"],
        "Team": rows["team"],
        "Starts on": rows["starts"].dt.strftime("%Y-%m-%d"),
        "Ends on": rows["ends"].dt.strftime("%Y-%m-%d").where(rows["ends"] <= pd.Timestamp(day), "").fillna(""),
        "Country": COUNTRY,
    }
    path = folder / f"roster_{day.isoformat()}.{'csv' if plan.large else 'xlsx'}"
    if plan.large:
        write_csv(path, columns)
    else:
        cells = [[value] * len(rows) if isinstance(value, str) else value.tolist() for value in columns.values()]
        write_xlsx(path, {"Roster": (list(columns), zip(*cells, strict=True))})
    return Written(path=path, report_at=plan.report_at(days_before))


def identities(plan: Plan, staff: Staff, folder: Path) -> Written:
    """The identity map: whose PersonId and whose GitHub login is whose e-mail address."""
    viva = staff.table[staff.table["assistant"]]
    coders = staff.table[staff.table["code"]]
    path = folder / "identities.csv"
    write_csv(
        path,
        {
            "Identifier": pd.concat([viva["viva_id"], coders["login"]]),
            "System": pd.Series(["viva"] * len(viva) + ["github"] * len(coders), dtype="str"),
            "E-mail": pd.concat([viva["email"], coders["email"]]),
        },
    )
    return Written(path=path, report_at=plan.report_at())


def contracts(plan: Plan, staff: Staff, folder: Path) -> Written:
    """What was bought, until when, and when notice must be given."""
    rows: list[list[Any]] = []
    for contract in CONTRACTS:
        seats = _bought(plan, staff, contract.tool, contract.spare)
        rows.append(
            [
                contract.tool,
                contract.plan,
                contract.group,
                seats,
                contract.price,
                contract.basis,
                CURRENCY,
                *(_after(plan, days) for days in (contract.started, contract.renews, contract.notice)),
                int(seats * contract.floor),
                contract.owner,
                "no",
                contract.aliases,
            ]
        )
    path = folder / "contracts.xlsx"
    write_xlsx(path, {"Contracts": (_CONTRACT_HEADERS, rows)})
    return Written(path=path, report_at=plan.report_at())


def _bought(plan: Plan, staff: Staff, tool: str, spare: float) -> int:
    kind = "assistant" if tool == ASSISTANT else "code"
    held = staff.table[kind] & (staff.table[f"{kind}_since"] <= plan.as_of)
    step = 10 if plan.scale < 10 else 500
    return int(np.ceil(held.sum() * (1 + spare) / step)) * step


def _after(plan: Plan, days: int) -> str:
    return (plan.last_day + timedelta(days=days)).isoformat()


def workflow_use(plan: Plan, staff: Staff, uses: list[Use], folder: Path) -> Iterator[Written]:
    """The log of the redesigned workflows: who used which how often, everyone targeted listed, several weeks a file."""
    emails = staff.table["email"].to_numpy()
    for weeks in stretches(plan):
        random = plan.random(f"workflow use {weeks.start}")
        parts = [part for use in uses if (part := _use_rows(use, weeks, emails, random)) is not None]
        if not parts:
            continue
        rows = pd.concat(parts)
        path = folder / f"workflow_use_{label(weeks.start)}_{label(weeks.stop - 1)}.csv"
        write_csv(path, {name: rows[name] for name in rows.columns})
        yield Written(path=path, report_at=plan.report_at((plan.as_of - weeks.stop + 1) * 7))


def _use_rows(use: Use, weeks: range, emails: np.ndarray, random: np.random.Generator) -> pd.DataFrame | None:
    first, last = max(weeks.start, use.weeks.start), min(weeks.stop, use.weeks.stop)
    if last <= first:
        return None
    columns = slice(first - use.first_week, last - use.first_week)
    person, week = np.nonzero(use.there[:, columns])
    active = use.active[:, columns][person, week]
    labels = np.array([label(number) for number in range(first, last)], dtype=object)
    times = np.where(active, 1 + random.poisson(3.5, size=len(person)), 0)
    return pd.DataFrame(
        {
            "Workflow": pd.Series([use.rollout.workflow] * len(person), dtype="str"),
            "Week": labels[week],
            "E-mail": emails[use.people[person]],
            "Times used": times,
        }
    )


def cases(plan: Plan, uses: list[Use], folder: Path) -> Written:
    """Every run of the work, before and after its redesign, one line a case."""
    parts = [
        _case_rows(plan, workflow.cases, rollout, uses)
        for workflow in WORKFLOWS
        if workflow.cases is not None
        for rollout in ROLLOUTS
        if rollout.workflow == workflow.name and rollout.has_cases
    ]
    rows = pd.concat(parts)
    path = folder / "cases.csv"
    write_csv(path, {name: rows[name] for name in rows.columns})
    return Written(path=path, report_at=plan.report_at())


def _case_rows(plan: Plan, story: CaseStory, rollout: RolloutStory, uses: list[Use]) -> pd.DataFrame:
    random = plan.random(f"cases of {rollout.workflow} in {rollout.team}, attempt {rollout.attempt}")
    weeks = range(plan.as_of - plan.case_weeks + 1, plan.as_of + 1)
    shares = _shares(rollout, uses, weeks)
    volume = story.a_week * plan.case_scale * np.array([holiday_factor(week) for week in weeks])
    place = np.repeat(np.arange(len(weeks)), random.poisson(volume))
    count = len(place)
    started = np.array([monday(week) for week in weeks], dtype="datetime64[m]")[place] + (
        random.integers(0, 5, size=count) * 1440 + random.integers(8 * 60, 17 * 60, size=count)
    ).astype("timedelta64[m]")
    swing = np.exp(random.normal(scale=0.08, size=len(weeks)))[place]
    new_way = random.random(count) < shares[place]
    hours = story.median_hours * swing * random.lognormal(sigma=0.75, size=count) * (1 - story.saved * new_way)
    finished = started + np.maximum(hours * 60, 5).astype("timedelta64[m]")
    open_still = finished > np.datetime64(plan.report_at().replace(tzinfo=None))
    withdrawn = random.random(count) < 0.03
    status = np.where(withdrawn, "Withdrawn", story.done)
    initials = "".join(word[0].upper() for word in rollout.team.split("/")[-1].split())
    key = f"{story.prefix}-{initials}{rollout.attempt}"
    return pd.DataFrame(
        {
            "Workflow": pd.Series([rollout.workflow] * count, dtype="str"),
            "Case": [f"{key}-{number:06d}" for number in range(1, count + 1)],
            "Started": _moments(started, np.zeros(count, dtype=bool)),
            "Finished": _moments(finished, open_still),
            "End status": pd.Series(np.where(open_still, "", status), dtype="str"),
            "Type": np.array(story.types, dtype=object)[random.integers(len(story.types), size=count)],
            "Team": pd.Series([rollout.team] * count, dtype="str"),
        }
    )


def _shares(rollout: RolloutStory, uses: list[Use], weeks: range) -> np.ndarray:
    """The share of the team that works the new way, by week; 0 before go-live."""
    shares = np.zeros(len(weeks))
    for use in uses:
        if use.rollout is rollout:
            people = np.maximum(use.there.sum(axis=0), 1)
            start = use.first_week - weeks.start
            shares[start : start + len(use.weeks)] = use.active.sum(axis=0) / people
    return shares


def _moments(moments: np.ndarray, blank: np.ndarray) -> pd.Series:
    texts = pd.Series(np.datetime_as_string(moments, unit="m"), dtype="str").str.replace("T", " ", regex=False)
    return texts.mask(blank, "")
