"""The demo's spreadsheets: the same plan gives the same bytes, and the people in them are who the story says."""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from opmodel.demo.activity import stretches, workflow_use
from opmodel.demo.files import write_files
from opmodel.demo.plan import Plan
from opmodel.demo.staff import hire
from opmodel.store.weeks import parse_week

TINY = Plan(people=200, weeks=26, seed=7, as_of=parse_week("2026-W46"))


def digests(plan: Plan, folder: Path) -> dict[str, str]:
    written = list(write_files(plan, folder))
    return {
        item.path.relative_to(folder).as_posix(): hashlib.sha256(item.path.read_bytes()).hexdigest() for item in written
    }


def test_the_same_plan_writes_the_same_bytes(tmp_path: Path) -> None:
    first = digests(TINY, tmp_path / "one")
    assert digests(TINY, tmp_path / "two") == first
    assert {name.split("/")[0] for name in first} == {"people", "microsoft-365", "github", "viva-insights", "ai-office"}


def test_another_seed_is_another_company(tmp_path: Path) -> None:
    one, two = digests(TINY, tmp_path / "one"), digests(dataclasses.replace(TINY, seed=8), tmp_path / "two")
    same = {name for name in one if one[name] == two.get(name)}
    # What was decided and bought is the story; who did what, and what a reviewer found, is chance.
    assert same <= {"ai-office/baselines.xlsx", "ai-office/contracts.xlsx"}


@pytest.mark.parametrize("people", [200, 2000, 2345])
def test_exactly_as_many_people_work_there_as_were_asked_for(people: int) -> None:
    plan = dataclasses.replace(TINY, people=people)
    staff = hire(plan)
    assert staff.there(np.datetime64(plan.last_day)).sum() == people
    for column in ("email", "login", "viva_id"):
        assert staff.table[column].is_unique
    assert staff.table["email"].str.endswith(".example.com").all()


def test_a_very_large_company_has_offices_below_its_teams() -> None:
    staff = hire(dataclasses.replace(TINY, people=50_000))
    paths = staff.table["team"]
    assert paths.nunique() > 50
    assert paths.str.count("/").max() == 2


def test_nobody_works_before_joining_or_after_leaving() -> None:
    staff = hire(TINY)
    for use in workflow_use(TINY, staff):
        assert not (use.active & ~use.there).any()


@pytest.mark.parametrize("weeks", [26, 52, 78, 79])
def test_the_files_of_a_panel_cover_every_week_once(weeks: int) -> None:
    plan = dataclasses.replace(TINY, weeks=weeks)
    covered = [week for piece in stretches(plan) for week in piece]
    assert covered == list(range(plan.first_week, plan.as_of + 1))
