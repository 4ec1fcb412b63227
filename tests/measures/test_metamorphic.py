"""What must not change a figure, from the files at the front door to the answer: other dates, other names, a file in two,
another order of rows. And what must change it exactly: idle people, and cases that all take longer.
"""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.measures.registry import Question, ask
from opmodel.store import engine as store_engine
from opmodel.store.engine import reading
from opmodel.store.weeks import label, parse_week
from tests.askers import steward
from tests.histories import Work
from tests.intake.files import csv_bytes, xlsx_bytes
from tests.timed_cases import LIVE_ON, made

Row = list[Any]
TEAMS = {"Claims": 14, "Motor": 12}
WORK = {
    "Claims": Work(weeks_after=20, history=60, cases_a_week=12, median=1.5, spread=0.7, change=0.5),
    "Motor": Work(weeks_after=20, history=60, cases_a_week=6, median=1.5, spread=0.7),
}
WEEKS = 18
"""Weeks of use since go-live."""
REPORT = LIVE_ON + timedelta(weeks=34)
"""Late enough that no case is open, however long it takes."""


@dataclass(frozen=True, kw_only=True)
class Files:
    """The spreadsheets of a small company, as rows; each of `use` and `cases` may be several files."""

    roster: Sequence[Row]
    use: Sequence[Sequence[Row]]
    cases: Sequence[Sequence[Row]]
    live_on: date = LIVE_ON
    report: date = REPORT

    def load(self, url: str) -> None:
        """Bring them in through the front door."""
        told = Choices(report_at=datetime.combine(self.report, datetime.min.time(), UTC))
        files = [
            ("register.xlsx", xlsx_bytes(register(self.live_on))),
            ("roster.csv", csv_bytes([["E-mail", "Name", "Team"], *self.roster])),
            *(
                (f"use{number}.csv", csv_bytes([["Workflow", "Week", "E-mail", "Times used"], *rows]))
                for number, rows in enumerate(self.use)
            ),
            *(
                (f"cases{number}.csv", csv_bytes([["Workflow", "Case", "Started", "Finished", "Type", "Team"], *rows]))
                for number, rows in enumerate(self.cases)
            ),
        ]
        for name, data in files:
            outcome = front_door.load(url, data, name, told, by=steward("Ada"))
            assert outcome.status == "loaded", outcome.why
            assert not outcome.rejections


def register(live_on: date) -> dict[str, Sequence[Row]]:
    first, last = live_on - timedelta(weeks=26), live_on - timedelta(days=1)
    return {
        "Workflows": [["Workflow", "Outcome", "Owner"], ["Claims intake", "Routed the same day", "Grace"]],
        "Steps": [
            ["Workflow", "Step", "Performer before", "Performer after", "Valid from"],
            ["Claims intake", "Register", "human", "AI does", live_on.isoformat()],
        ],
        "Rollouts": [
            ["Workflow", "Team", "Attempt", "Stage", "Since"],
            *(["Claims intake", team, 1, "pilot", live_on.isoformat()] for team in TEAMS),
        ],
        "Baselines": [
            ["Workflow", "Team", "Attempt", "Name", "First day", "Last day", "Locked on"],
            *(["Claims intake", team, 1, f"Before {team}", first, last, live_on] for team in TEAMS),
        ],
    }


def company() -> Files:
    rng = np.random.default_rng(11)
    roster, use, cases = [], [], []
    for team, people in TEAMS.items():
        names = [f"{team.lower()}{number:02d}" for number in range(people)]
        roster += [[f"{name}@example.com", name.capitalize(), team] for name in names]
        keen = rng.random(people) * 0.6 + 0.35
        for week in range(WEEKS):
            there = label(parse_week("2026-W02") + week)
            use += [
                ["Claims intake", there, f"{name}@example.com", int(rng.integers(1, 9))]
                for name, share in zip(names, keen, strict=True)
                if rng.random() < share
            ]
        times = made(WORK[team], seed=5 + people)
        took = np.where(np.isnan(times.finished), 86_400.0, times.finished - times.started)
        for number, (started, seconds) in enumerate(zip(times.started, np.maximum(took, 1_200), strict=True)):
            start = datetime.fromtimestamp(round(float(started)), UTC)
            finish = start + timedelta(seconds=4 * round(float(seconds) / 4))
            kind = "Glass" if number % 3 else "Theft"
            cases.append(["Claims intake", f"{team}-{number}", start, finish, kind, team])
    return Files(roster=roster, use=[use], cases=[cases])


Told = dict[str, Any]
Ask = Callable[[Files], Told]

_DATES = re.compile(r"\d{4}-W\d\d|\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]{2} \d{4}")
_WHICH = {"as_of", "sources", "week", "rule"}


def _undated(value: Any) -> Any:
    """A figure without its weeks, days and the numbers of its files."""
    if isinstance(value, dict):
        return {name: _undated(held) for name, held in value.items() if name not in _WHICH}
    if isinstance(value, list):
        return [_undated(held) for held in value]
    return _DATES.sub("…", value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def told(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """What a fresh store says of adoption and of cycle time once the files are in it."""

    def answer(files: Files) -> Told:
        path = tmp_path_factory.mktemp("store") / "store.db"
        shutil.copy(_sqlite_template, path)
        url = f"sqlite:///{path}"
        files.load(url)
        with reading(url) as session:
            found = {
                name: ask(session, name, Question(series=True)).as_json()
                for name in ("adoption", "cycle_time", "shape", "proven")
            }
        store_engine.dispose(url)
        plain: Told = _undated(json.loads(json.dumps(found)))
        return plain

    return answer


@pytest.fixture(scope="module")
def plain(told: Ask) -> Told:
    """What the files say as they are."""
    found = told(company())
    assert found["cycle_time"]["value"] == 1 or found["cycle_time"]["parts"][0]["detail"]["faster"] == 1
    assert 0 < found["adoption"]["numerator"] < found["adoption"]["denominator"] == sum(TEAMS.values())
    return found


def rollout(found: Told, name: str) -> Told:
    (workflow,) = found["cycle_time"]["parts"]
    chosen: Told = next(part for part in workflow["parts"] if part["name"] == name)
    return chosen


def test_moving_every_date_by_whole_weeks_changes_nothing(told: Ask, plain: Told) -> None:
    weeks = 53
    files, back = company(), timedelta(weeks=weeks)
    moved = replace(
        files,
        use=[[[row[0], label(parse_week(row[1]) - weeks), *row[2:]] for row in files.use[0]]],
        cases=[[[*row[:2], row[2] - back, row[3] - back, *row[4:]] for row in files.cases[0]]],
        live_on=files.live_on - back,
        report=files.report - back,
    )
    assert told(moved) == plain


def test_other_names_of_people_change_nothing(told: Ask, plain: Told) -> None:
    files = company()
    emails = [row[0] for row in files.roster]
    order = np.random.default_rng(3).permutation(len(emails))
    other = {email: f"someone.else{place}@example.org" for email, place in zip(emails, order.tolist(), strict=True)}
    renamed = replace(
        files,
        roster=[[other[email], f"Somebody {other[email][12:14]}", team] for email, _, team in files.roster],
        use=[[[workflow, week, other[email], times] for workflow, week, email, times in files.use[0]]],
    )
    assert told(renamed) == plain


def test_files_split_in_two_say_what_they_said_as_one(told: Ask, plain: Told) -> None:
    files = company()
    half = label(parse_week("2026-W02") + WEEKS // 2)
    odd = np.random.default_rng(4).random(len(files.cases[0])) < 0.5
    split = replace(
        files,
        use=[[row for row in files.use[0] if (row[1] < half) == early] for early in (False, True)],
        cases=[
            [row for row, chosen in zip(files.cases[0], odd, strict=True) if chosen == side] for side in (True, False)
        ],
    )
    assert told(split) == plain


def test_another_order_of_rows_changes_nothing(told: Ask, plain: Told) -> None:
    files, rng = company(), np.random.default_rng(6)

    def shuffled(rows: Sequence[Row]) -> list[Row]:
        return [rows[place] for place in rng.permutation(len(rows)).tolist()]

    other = replace(
        files, roster=shuffled(files.roster), use=[shuffled(files.use[0])], cases=[shuffled(files.cases[0])]
    )
    assert told(other) == plain


def test_idle_people_lower_every_share_exactly_and_touch_no_cycle_time(told: Ask, plain: Told) -> None:
    files, idle = company(), 9
    more = [[f"idle{number}@example.com", f"Idle {number}", "Claims"] for number in range(idle)]
    found = told(replace(files, roster=[*files.roster, *more]))
    was, now = plain["adoption"], found["adoption"]
    assert (now["numerator"], now["denominator"]) == (was["numerator"], was["denominator"] + idle)
    assert now["value"] == was["numerator"] / (was["denominator"] + idle)
    for before, after in zip(was["series"], now["series"], strict=True):
        assert after["numerator"] == before["numerator"]
        assert after["denominator"] == before["denominator"] + idle
    assert found["cycle_time"] == plain["cycle_time"]


@pytest.mark.parametrize("factor", [0.25, 3])
def test_cases_that_all_take_longer_leave_every_percentage(told: Ask, plain: Told, factor: float) -> None:
    files = company()
    scaled = replace(
        files, cases=[[[*row[:3], row[2] + (row[3] - row[2]) * factor, *row[4:]] for row in files.cases[0]]]
    )
    found = told(scaled)
    for team in TEAMS:
        was, now = (rollout(one, team)["detail"] for one in (plain, found))
        assert now["verdict"] == was["verdict"]
        for name in ("change_if_claimed", "ci_low", "ci_high", "trend_a_week", "smallest_effect"):
            assert now[name] == pytest.approx(was[name], abs=1e-9), name
        assert now["chance_after_beats_before"] == pytest.approx(was["chance_after_beats_before"])
        assert now["within_types"]["change"] == pytest.approx(was["within_types"]["change"], abs=1e-9)
        for side in ("before", "after"):
            median = was["sides"][side]["median_hours"]
            assert now["sides"][side]["median_hours"] == pytest.approx(factor * median)
            assert now["sides"][side]["cases"] == was["sides"][side]["cases"]
    assert found["adoption"] == plain["adoption"]
