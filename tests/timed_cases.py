"""Cases with starts and finishes, put into a test's company as a file would bring them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from opmodel.measures.verdict.runs import Cases
from opmodel.store import bulk
from opmodel.store.case_set import cases_hash
from opmodel.store.case_teams import case_teams
from opmodel.store.facts import Case, Lists
from opmodel.store.register import Baseline, Stage
from opmodel.store.weeks import week_of
from tests.company import Company
from tests.histories import GO_LIVE, Work, history

LIVE_ON = GO_LIVE.date()
BASELINE = (LIVE_ON - timedelta(weeks=26), LIVE_ON - timedelta(days=1))
FASTER = Work(weeks_after=26, history=60, cases_a_week=20, change=0.5, median=2.0)
SAME = replace(FASTER, change=1.0)


def file_of_cases(
    company: Company,
    workflow: str,
    cases: Cases,
    *,
    team: str | None,
    report: date | datetime,
    ids: Sequence[str] | None = None,
    end_status: Any = "",
    case_type: Any = "",
    prefix: str = "C",
) -> int:
    """An import of those cases, the packs brought up to date. Returns its id."""
    import_id = company.new_import("cases", report)
    first = datetime.fromtimestamp(float(cases.started.min()), UTC).date()
    last = report.date() if isinstance(report, datetime) else report
    company.cover(import_id, "cases", first, max(first, last), workflow=workflow)
    names = list(ids) if ids is not None else [f"{prefix}{number:06d}" for number in range(len(cases))]
    order = np.argsort(np.array(names))
    bulk.load(
        company.session,
        Case,
        {
            "import_id": import_id,
            "workflow_id": company.workflows[workflow],
            "case_id": [names[place] for place in order],
            "started_at": _moments(cases.started[order]),
            "finished_at": _moments(cases.finished[order]),
            "end_status": _picked(end_status, order),
            "case_type": _picked(case_type, order),
            "team_id": None if team is None else company.team(team),
        },
    )
    company.refresh(workflows={company.workflows[workflow]}, coverage=True)
    return import_id


def _moments(seconds: np.ndarray) -> pd.Series:
    known = pd.Series(pd.to_datetime(np.round(np.nan_to_num(seconds) * 1e6), unit="us", utc=True))
    return known.mask(np.isnan(seconds))


def _picked(values: Any, order: np.ndarray) -> Any:
    return values if isinstance(values, str) else [values[place] for place in order]


def made(work: Work, seed: int = 1) -> Cases:
    return history(work, np.random.default_rng(seed)).cases


def ends(work: Work = FASTER) -> date:
    return LIVE_ON + timedelta(weeks=work.weeks_after)


def team(company: Company, path: str, work: Work, *, seed: int = 1, lock: bool = True, **fields: Any) -> int:
    """A rollout of Claims intake in a team, its cases, and its baseline."""
    if "Claims intake" not in company.workflows:
        company.workflow("Claims intake", owner="Grace")
        known_week(company, ends(work))
    rollout = company.rollout("Claims intake", path, {Stage.PILOT: LIVE_ON}, **fields)
    file_of_cases(
        company, "Claims intake", made(work, seed), team=path, report=at(ends(work)), prefix=f"{path}-{rollout}-"
    )
    if lock:
        lock_baseline(company, rollout, path)
    return rollout


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def known_week(company: Company, day: date) -> None:
    """A source that covers the week before a day, so that the company knows which week it is."""
    last = day - timedelta(days=1)
    import_id = company.new_import("panel", last)
    company.cover(
        import_id, "panel", last - timedelta(days=6), last, tool="Copilot", lists=Lists.LICENSED, complete=True
    )
    company.refresh(tools={company.tool("Copilot")}, weeks={week_of(last)}, coverage=True)


def lock_baseline(company: Company, rollout: int, path: str, days: tuple[date, date] = BASELINE) -> None:
    workflow = company.workflows["Claims intake"]
    found = cases_hash(company.session, workflow, case_teams(company.session, workflow, company.team(path)), *days)
    company.session.add(
        Baseline(
            rollout_id=rollout,
            name="Before",
            first_day=days[0],
            last_day=days[1],
            cases_hash=found,
            locked_by="test",
            locked_on=LIVE_ON,
        )
    )
    company.session.flush()
    company.refresh(baselines=True)
