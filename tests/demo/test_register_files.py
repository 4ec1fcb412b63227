"""The demo's register, as its workbooks have it: every name is known, every number adds up, every text reads on a page."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import openpyxl
import pytest

from opmodel.demo.company import FIRST_NAMES, LAST_NAMES, TEAMS
from opmodel.demo.plan import Plan
from opmodel.demo.register_files import baselines, workflows
from opmodel.demo.rollouts import ROLLOUTS
from opmodel.demo.stories import PILOT, PRODUCTION, STOPPED
from opmodel.store.weeks import parse_week

PLAN = Plan(people=200, weeks=26, seed=7, as_of=parse_week("2026-W46"))
Rows = list[dict[str, object]]

HEADERS = {
    "Workflows": "Workflow, Outcome, Owner, Owner e-mail, Tools",
    "Operators": "Workflow, Operator, Role, Hours a week",
    "Steps": "Workflow, Step, Performer before, Performer after, Decision, Decided by, Minutes a case, Cases a week, "
    "Valid from, Valid to, Checkpoint, Cadence days",
    "Plays": "Workflow, Version, Published on, Published by, Play",
    "Rollouts": "Workflow, Team, Attempt, Stage, Since, Changed by, Why, Receiving owner, Accepted on, Success test, "
    "Decide by, Spend, Currency, Accountable before, Accountable now, Stated headcount, Play version",
    "Reviewers": "Workflow, Step, Team, Attempt, Reviewer, Backup, From, To",
    "Milestones": "Workflow, Team, Attempt, Milestone, Reached on",
    "Checks": "Workflow, Step, Team, Attempt, Looked on, Reviewer, Seen, Accepted, Corrected, Rejected",
    "Gate": "Workflow, Team, Attempt, Passed on, Passed by, Missing, Reason",
    "Office holders": "Name, E-mail",
    "Baselines": "Workflow, Team, Attempt, Name, First day, Last day, Locked by, Locked on, Cases",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    folder = tmp_path_factory.mktemp("register")
    sheets: dict[str, Rows] = {}
    for written in (workflows(PLAN, folder), baselines(PLAN, folder)):
        for sheet in openpyxl.load_workbook(written.path):
            headers, *rows = sheet.values
            assert ", ".join(headers) == HEADERS[sheet.title]
            sheets[sheet.title] = [dict(zip(headers, row, strict=True)) for row in rows]
    return sheets


def day(value: object) -> date:
    return date.fromisoformat(str(value))


def rollout_of(row: dict[str, object]) -> tuple[object, ...]:
    return row["Workflow"], row["Team"], row["Attempt"]


def go_live(book: dict[str, Rows]) -> dict[tuple[object, ...], date]:
    found: dict[tuple[object, ...], date] = {}
    for row in book["Rollouts"]:
        if row["Stage"] in {PILOT, PRODUCTION}:
            found[rollout_of(row)] = min(day(row["Since"]), found.get(rollout_of(row), date.max))
    return found


def test_every_sheet_is_there(book: dict[str, Rows]) -> None:
    assert book.keys() == HEADERS.keys()
    assert all(book.values())


def test_every_row_names_what_the_register_knows(book: dict[str, Rows]) -> None:
    names = {row["Workflow"] for row in book["Workflows"]}
    steps = {(row["Workflow"], row["Step"]): row for row in book["Steps"]}
    rollouts = {rollout_of(row) for row in book["Rollouts"]}
    for sheet in ("Operators", "Steps", "Plays", "Rollouts"):
        assert {row["Workflow"] for row in book[sheet]} <= names
    for sheet in ("Reviewers", "Milestones", "Checks", "Gate", "Baselines"):
        assert {rollout_of(row) for row in book[sheet]} <= rollouts
    for sheet in ("Reviewers", "Checks"):
        assert all(steps[row["Workflow"], row["Step"]]["Checkpoint"] for row in book[sheet])
    paths = {team.path for team in TEAMS}
    assert all(row["Team"] in paths or row["Stated headcount"] for row in book["Rollouts"])


def test_everyone_named_for_an_office_has_an_address_and_no_colleague_of_that_name(book: dict[str, Rows]) -> None:
    holders = {str(row["Name"]): row["E-mail"] for row in book["Office holders"]}
    named = {row[column] for row in book["Reviewers"] for column in ("Reviewer", "Backup")}
    named |= {row["Operator"] for row in book["Operators"]} | {row["Receiving owner"] for row in book["Rollouts"]}
    named |= {row["Owner"] for row in book["Workflows"]} | {row["Passed by"] for row in book["Gate"]}
    named |= {row["Reviewer"] for row in book["Checks"]}
    assert named - {None} == holders.keys()
    assert len(set(holders.values())) == len(holders)
    staff = {f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES}
    assert not staff & holders.keys()


def test_a_check_adds_up_and_is_logged_by_whoever_reviewed_then(book: dict[str, Rows]) -> None:
    staffed = {(*rollout_of(row), row["Step"], row["Reviewer"]): row for row in book["Reviewers"]}
    stands_in = {(*rollout_of(row), row["Step"], row["Backup"]): row for row in book["Reviewers"] if row["Backup"]}
    assert len(book["Checks"]) > 300
    for row in book["Checks"]:
        counts = [int(str(row[name])) for name in ("Seen", "Accepted", "Corrected", "Rejected")]
        assert counts[0] == sum(counts[1:])
        assert min(counts) >= 0
        looked_on = day(row["Looked on"])
        assert PLAN.last_day - timedelta(weeks=27) < looked_on <= PLAN.last_day
        assert looked_on.weekday() < 5
        who = (*rollout_of(row), row["Step"], row["Reviewer"])
        review = staffed.get(who) or stands_in[who]
        assert day(review["From"]) <= looked_on <= day(review["To"] or PLAN.last_day)


def test_versions_of_a_play_follow_each_other_and_differ(book: dict[str, Rows]) -> None:
    plays: dict[object, Rows] = {}
    for row in book["Plays"]:
        plays.setdefault(row["Workflow"], []).append(row)
    for versions in plays.values():
        assert [row["Version"] for row in versions] == list(range(1, len(versions) + 1))
        published = [day(row["Published on"]) for row in versions if row["Published on"]]
        assert published == sorted(published)
        # Only the newest may be a draft.
        assert all(row["Published on"] for row in versions[:-1])
        texts = [set(str(row["Play"]).splitlines()) for row in versions]
        for before, after in pairwise(texts):
            assert len(after - before) >= 3
    assert len(plays["Claims intake"]) == 3
    for row in book["Rollouts"]:
        if row["Play version"]:
            run = plays[row["Workflow"]][int(str(row["Play version"])) - 1]
            assert run["Published on"]


def test_every_play_is_one_page_of_the_same_parts(book: dict[str, Rows]) -> None:
    for row in book["Plays"]:
        text = str(row["Play"])
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
            "When to use it",
            "The steps",
            "The prompt",
            "What the reviewer looks at",
            "What never goes through",
        ]
        assert text.count("```") == 2
        assert len(text) < 4000


EVIDENCE = {"Holding", "Cycle time down", "Play published", "Checkpoint staffed", "Receiving owner accepted"}


def test_a_team_begun_without_all_evidence_has_its_reason(book: dict[str, Rows]) -> None:
    began = go_live(book)
    for row in book["Gate"]:
        missing = set(filter(None, str(row["Missing"] or "").split("; ")))
        assert all(said.partition(": ")[0] in EVIDENCE and said.endswith(".") for said in missing)
        assert bool(missing) == bool(row["Reason"])
        assert day(row["Passed on"]) == began[rollout_of(row)]
    with_everything = sum(not row["Missing"] for row in book["Gate"])
    assert 0 < with_everything < len(book["Gate"])


def test_a_baseline_is_locked_before_its_rollout_goes_live(book: dict[str, Rows]) -> None:
    began = go_live(book)
    cases_since = PLAN.last_day - timedelta(weeks=PLAN.case_weeks)
    for row in book["Baselines"]:
        first, last, locked = (day(row[name]) for name in ("First day", "Last day", "Locked on"))
        assert cases_since < first < last < locked < began[rollout_of(row)]
        assert (last - first + timedelta(days=1)).days in {13 * 7, 26 * 7}
    assert not any(row["Workflow"] == "Contract review" for row in book["Baselines"])


def test_enough_pilots_were_begun_and_decided_in_each_half_year() -> None:
    pilots = [rollout for rollout in ROLLOUTS if any(stage == PILOT for _, stage, _ in rollout.stages)]
    begun = [max(rollout.stages) for rollout in pilots]
    decided = [min(rollout.stages) for rollout in pilots if min(rollout.stages)[1] in {PRODUCTION, STOPPED}]
    assert len(pilots) >= 20
    assert min(Counter(days // 183 for days, *_ in begun if days < 3 * 183).values()) >= 5
    assert min(Counter(days // 183 for days, *_ in decided if days < 3 * 183).values()) >= 5
    of_older_half_years = Counter(
        max(rollout.stages)[0] // 183
        for rollout in pilots
        if min(rollout.stages)[1] in {PRODUCTION, STOPPED} and max(rollout.stages)[0] >= 183
    )
    assert all(count >= 5 for half_year, count in of_older_half_years.items() if half_year < 4)


def test_one_pilots_decision_is_overdue_and_some_rollouts_say_nothing_of_accountability(book: dict[str, Rows]) -> None:
    newest = {rollout_of(row): row for row in book["Rollouts"]}
    late = [row for row in newest.values() if row["Decide by"] and day(row["Decide by"]) < PLAN.last_day]
    assert late
    assert all(row["Stage"] == PILOT for row in late)
    silent = [row for row in newest.values() if row["Stage"] in {PILOT, PRODUCTION} and not row["Accountable now"]]
    assert "Legal and compliance/Legal EMEA" in {row["Team"] for row in silent}


TEXTS = (
    ("Workflows", "Outcome"),
    ("Rollouts", "Why"),
    ("Rollouts", "Success test"),
    ("Gate", "Reason"),
    ("Milestones", "Milestone"),
    ("Steps", "Checkpoint"),
    ("Plays", "Play"),
)


@pytest.mark.parametrize(("sheet", "column"), TEXTS)
def test_texts_are_plain_and_name_no_date_of_their_own(book: dict[str, Rows], sheet: str, column: str) -> None:
    texts = [str(row[column]) for row in book[sheet] if row[column]]
    assert texts
    for text in texts:
        assert not re.search(r"[!—]|\b20\d\d\b|\s$|^\s|  ", text if sheet != "Plays" else text.strip()[:1])
        assert not re.search(r"\b(very|leverage|seamless|unlock|journey|synergy)\b", text, re.IGNORECASE)
        assert text[0].isupper() or text[0].isdigit() or text[0] == "#"
    if column in {"Outcome", "Why", "Success test", "Reason"}:
        assert all(text.endswith(".") for text in texts)
