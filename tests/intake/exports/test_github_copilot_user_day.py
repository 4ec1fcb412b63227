"""GitHub Copilot usage by person and day, in its three shapes, folded to person-weeks."""

import csv
import json
from datetime import UTC, date, datetime

import pytest

from opmodel.intake.refusal import Refused
from opmodel.store.weeks import label
from tests.intake.exports.files import facts_of, facts_of_file
from tests.shared_files import SHARED, needs_shared

EXPORT = "github_copilot_user_day"


def user_day(login: str, day: str, *, prompts: int = 0, completions: int = 0, **more: object) -> dict[str, object]:
    return {
        "report_start_day": "2026-03-29",
        "report_end_day": "2026-04-25",
        "day": day,
        "user_id": 1,
        "user_login": login,
        "user_initiated_interaction_count": prompts,
        "code_generation_activity_count": completions,
        "code_acceptance_activity_count": 0,
        "totals_by_ide": [{"ide": "vscode"}],
        "used_chat": bool(prompts),
    } | more


DAYS = [
    user_day("ada", "2026-03-30", prompts=10),
    user_day("ada", "2026-04-05", prompts=2),
    user_day("Ada", "2026-04-06", completions=4),
    user_day("bob", "2026-03-31", used_cli=True),
]
SHAPES = {
    "document": json.dumps({"report_start_day": "2026-03-29", "report_end_day": "2026-04-25", "day_totals": DAYS}),
    "lines": "\n".join(map(json.dumps, DAYS)),
    "no newline between": "".join(map(json.dumps, DAYS)),
    "list": json.dumps(DAYS),
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_every_shape_says_the_same(text):
    facts = facts_of(text.encode(), EXPORT, file_name="report.json")
    use = facts.tool_use
    found = list(zip(use["who"], map(label, use["week"]), use["actions"], use["active"], strict=True))
    assert found == [(0, "2026-W14", 12, True), (0, "2026-W15", 0, True), (1, "2026-W14", 0, False)]
    assert (facts.read, facts.kept, facts.merged) == (4, 3, 1)
    assert (facts.spans[0].first_day, facts.spans[-1].last_day) == (date(2026, 3, 29), date(2026, 4, 25))
    assert facts.spans[0].people == 2


def test_the_newest_days_are_not_complete_while_the_vendor_adds_to_them():
    document = {"created_at": "2026-04-26T03:36:11Z", "day_totals": [*DAYS, user_day("cy", "2026-04-24", prompts=1)]}
    facts = facts_of(json.dumps(document).encode(), EXPORT, file_name="report.json")
    assert [(span.first_day, span.last_day, span.people, span.complete) for span in facts.spans] == [
        (date(2026, 3, 29), date(2026, 4, 22), 2, True),
        (date(2026, 4, 23), date(2026, 4, 25), 1, False),
    ]


def test_a_row_of_zeros_is_no_use_and_its_flags_are_noted():
    facts = facts_of(json.dumps(DAYS).encode(), EXPORT, file_name="report.json")
    assert any("are not counted as use: 1" in note for note in facts.notes)


def test_days_the_report_does_not_name_are_those_of_its_rows():
    rows = [{key: value for key, value in row.items() if not key.startswith("report_")} for row in DAYS]
    facts = facts_of(json.dumps(rows).encode(), EXPORT, file_name="report.json")
    assert (facts.spans[0].first_day, facts.spans[-1].last_day) == (date(2026, 3, 30), date(2026, 4, 6))
    assert facts.report_at == datetime(2026, 4, 7, tzinfo=UTC)
    assert any("does not say which days it covers" in note for note in facts.notes)


def test_a_row_without_a_day_or_with_a_bad_count_is_rejected_alone():
    rows = [*DAYS, user_day("cy", ""), user_day("di", "2026-04-01") | {"user_initiated_interaction_count": "many"}]
    facts = facts_of(json.dumps(rows).encode(), EXPORT, file_name="report.json")
    assert (facts.read, facts.kept, facts.rejected) == (6, 3, 2)
    assert facts.people["identity"].tolist() == ["github:ada", "github:bob"]


def test_a_report_without_a_usable_row_is_refused():
    with pytest.raises(Refused, match="no row with a person and a day"):
        facts_of(json.dumps([user_day("ada", "")]).encode(), EXPORT, file_name="report.json")


@needs_shared
def test_the_oracles_weekly_active_people():
    folder = SHARED / "oracles" / "10_copilot_seats_usage"
    facts = facts_of_file(folder / "input_organization-users-28-day-report.json", EXPORT)
    assert (facts.read, len(facts.people)) == (107, 8)
    active = facts.tool_use[facts.tool_use["active"]].groupby("week")["who"].nunique()
    with (folder / "expected_weekly_active.csv").open() as file:
        expected = list(csv.DictReader(file))
    assert {label(week): count for week, count in active.items()} == {
        row["iso_week"]: int(row["weekly_active_nonzero"]) for row in expected
    }
    first, last = facts.spans[0].first_day.toordinal(), facts.spans[-1].last_day.toordinal()
    for row in expected:
        monday = date.fromisocalendar(int(row["iso_week"][:4]), int(row["iso_week"][-2:]), 1).toordinal()
        days = range(max(monday, first), min(monday + 6, last) + 1)
        assert len(days) == int(row["days_covered"])
    assert facts.report_at == datetime(2026, 4, 26, 3, 36, 11, 710000, tzinfo=UTC)
