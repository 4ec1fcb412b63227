"""The Microsoft 365 Copilot usage report, in every family of headers, with the traps it is known for."""

import json
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from opmodel.intake.export import Choices
from opmodel.intake.refusal import Refused
from tests.intake.exports.files import by_person, csv_bytes, facts_of

EXPORT = "m365_copilot_usage"
TOOL = "Microsoft 365 Copilot"

FAMILIES = {
    "graph v1": {
        "refreshed": "Report Refresh Date",
        "period": "Report Period",
        "person": "User Principal Name",
        "last": "Last Activity Date",
        "teams": "Microsoft Teams Copilot Last Activity Date",
        "word": "Word Copilot Last Activity Date",
    },
    "graph v2": {
        "refreshed": "Report Refresh Date",
        "person": "User Principal Name",
        "last": "Last Activity Date",
        "word": "Word Copilot Last Activity Date",
        "teams": "Microsoft Teams Copilot Last Activity Date",
        "period": "Report Period",
        "prompts": "Prompts submitted for all apps",
    },
    "admin center": {
        "refreshed": "Report Refresh Date",
        "period": "Report Period",
        "person": "User Principal Name",
        "prompts": "Prompts submitted for All Apps",
        "last": "Last Activity Date",
        "teams": "Last activity date of Teams Copilot (UTC)",
        "word": "Last activity date of Word Copilot (UTC)",
    },
    "documentation": {
        "person": "User name",
        "prompts": "Prompts submitted (any app)",
        "last": "Last activity date (UTC)",
        "teams": "Last activity date of Teams Copilot (UTC)",
        "word": "Last activity date of Word Copilot (UTC)",
    },
    "older": {
        "refreshed": "Report Refresh Date",
        "person": "User Principal Name",
        "last": "Last Activity Date",
        "teams": "Last activity of Microsoft Teams Copilot",
        "word": "Last activity of Word Copilot",
    },
}
ROWS = [
    {"person": "Ada@x.com", "last": "2026-07-02", "teams": "2026-07-02", "word": "2026-06-01"},
    {"person": "bob@x.com", "last": "2026-06-26", "word": "2026-06-26"},
    {"person": "cy@x.com", "last": "2026-06-27", "word": "2026-06-27"},
    {"person": "di@x.com"},
]


def file_of(headers: dict[str, str], rows: list[dict[str, str]]) -> bytes:
    common = {"refreshed": "2026-07-03", "period": "7"}
    return csv_bytes(
        [{headers[name]: value for name, value in (common | row).items() if name in headers} for row in rows],
        headers=headers.values(),
    )


def apps_of(facts: object, identity: str) -> set[str]:
    bits = by_person(facts, "last_activity", "active_apps")[identity]
    return {app for place, app in enumerate(facts.apps[TOOL]) if bits >> place & 1}


@pytest.mark.parametrize("headers", FAMILIES.values(), ids=FAMILIES)
def test_every_family_says_the_same(headers):
    choices = Choices(report_at=datetime(2026, 7, 3, tzinfo=UTC))
    facts = facts_of(file_of(headers, ROWS), EXPORT, choices=choices)
    assert facts.report_at == datetime(2026, 7, 3, tzinfo=UTC)
    assert by_person(facts, "last_activity", "active") == {
        "email:ada@x.com": True,
        "email:bob@x.com": False,
        "email:cy@x.com": True,
        "email:di@x.com": False,
    }
    assert apps_of(facts, "email:ada@x.com") == {"Teams"}
    assert apps_of(facts, "email:cy@x.com") == {"Word"}
    assert (facts.read, facts.kept, facts.merged, facts.rejected) == (4, 4, 0, 0)
    span = facts.spans[0]
    assert (span.first_day, span.last_day, span.people, span.tool) == (date(2026, 6, 27), date(2026, 7, 3), 4, TOOL)


def test_graph_json_with_nested_periods():
    value = {
        "reportRefreshDate": "2026-07-03",
        "userPrincipalName": "ada@x.com",
        "displayName": "Ada",
        "lastActivityDate": "2026-06-01",
        "wordCopilotLastActivityDate": None,
        "excelCopilotLastActivityDate": "",
        "powerPointCopilotLastActivityDate": "2026-06-01",
        "copilotActivityUserDetailsByPeriod": [
            {"reportPeriod": 30, "promptsSubmittedForAllApps": 9},
            {"reportPeriod": 7, "promptsSubmittedForAllApps": 2},
        ],
    }
    idle = value | {
        "userPrincipalName": "bob@x.com",
        "copilotActivityUserDetailsByPeriod": [{"reportPeriod": 7, "promptsSubmittedForAllApps": 0}],
    }
    document = {"@odata.context": "https://graph.microsoft.com", "value": [value, idle]}
    facts = facts_of(json.dumps(document).encode(), EXPORT, file_name="report.json")
    assert by_person(facts, "last_activity", "active") == {"email:ada@x.com": True, "email:bob@x.com": False}
    assert facts.apps[TOOL] == ["Word", "Excel", "PowerPoint"]


def test_only_apps_that_the_file_has_are_counted():
    facts = facts_of(file_of(FAMILIES["graph v1"], ROWS), EXPORT)
    assert facts.apps[TOOL] == ["Teams", "Word"]


def test_counts_of_seven_days_are_use_and_those_of_other_periods_are_not():
    rows = [
        {"person": "ada@x.com", "period": "D7", "prompts": "3"},
        {"person": "bob@x.com", "period": "D30", "prompts": "3"},
        {"person": "cy@x.com", "period": "7", "prompts": "0"},
    ]
    facts = facts_of(file_of(FAMILIES["graph v2"], rows), EXPORT)
    assert list(by_person(facts, "last_activity", "active").values()) == [True, False, False]


def test_a_person_in_several_periods_is_kept_once():
    rows = [
        {"person": person, "period": period, "last": "2026-07-01"}
        for person in ("ada@x.com", "ADA@x.com ")
        for period in ("7", "30")
    ]
    facts = facts_of(file_of(FAMILIES["graph v1"], rows), EXPORT)
    assert (facts.read, facts.kept, facts.merged) == (4, 1, 3)


def test_of_stacked_reports_the_newest_is_the_snapshot():
    rows = [
        {"person": "ada@x.com", "refreshed": "2026-06-05", "last": "2026-06-04"},
        {"person": "gone@x.com", "refreshed": "2026-06-05", "last": "2026-06-04"},
        {"person": "ada@x.com", "last": "2026-06-04"},
    ]
    facts = facts_of(file_of(FAMILIES["graph v1"], rows), EXPORT)
    assert facts.report_at == datetime(2026, 7, 3, tzinfo=UTC)
    assert (facts.kept, facts.merged, facts.rejected) == (1, 1, 1)
    assert "no longer lists this person" in facts.rejections[0].why
    assert any("stacks reports of 2 dates" in note for note in facts.notes)


def test_concealed_names_are_explained_and_placed_nowhere():
    rows = [{"person": f"{number:032X}", "last": "2026-07-01"} for number in range(3)]
    facts = facts_of(file_of(FAMILIES["graph v1"], rows), EXPORT)
    assert facts.kept == 3
    assert facts.people["identity"].str.startswith("m365-concealed:").all()
    assert any("Display concealed user, group, and site names" in note for note in facts.notes)
    assert not facts.keeps_names


def test_one_odd_name_does_not_conceal_the_others():
    rows = [{"person": "0" * 32}, {"person": "ada@x.com"}, {"person": "bob@x.com"}]
    facts = facts_of(file_of(FAMILIES["graph v1"], rows), EXPORT)
    assert facts.notes == []


def test_rows_that_cannot_be_read_are_named_and_the_others_kept():
    rows = [
        {"person": "ada@x.com", "last": "2026-07-01"},
        {"person": "", "last": "2026-07-01"},
        {"person": "bob@x.com", "last": "yesterday"},
        {"person": "cy@x.com", "last": "2026-08-01"},
    ]
    facts = facts_of(file_of(FAMILIES["graph v1"], rows), EXPORT)
    assert (facts.kept, facts.rejected) == (1, 3)
    assert [(item.row, item.column, item.value) for item in facts.rejections] == [
        (3, "User Principal Name", ""),
        (4, "Last Activity Date", "yesterday"),
        (5, "Last Activity Date", "2026-08-01"),
    ]
    assert "after the report itself" in facts.rejections[2].why


def test_without_a_refresh_date_the_newest_use_dates_the_report():
    facts = facts_of(file_of(FAMILIES["documentation"], ROWS), EXPORT)
    assert facts.report_at == datetime(2026, 7, 2, tzinfo=UTC)
    assert any("--report-date" in note for note in facts.notes)


def test_the_date_in_the_files_name_is_better_than_the_newest_use():
    name = "CopilotActivityUserDetail7_5_2026 4_05_03 PM.csv"
    facts = facts_of(file_of(FAMILIES["documentation"], ROWS), EXPORT, file_name=name)
    assert facts.report_at == datetime(2026, 7, 5, tzinfo=UTC)


def test_the_files_own_date_is_kept_against_another_that_was_given():
    choices = Choices(report_at=datetime(2026, 7, 20, tzinfo=UTC))
    facts = facts_of(file_of(FAMILIES["graph v1"], ROWS), EXPORT, choices=choices)
    assert facts.report_at == datetime(2026, 7, 3, tzinfo=UTC)
    assert any("the date given was not used" in note for note in facts.notes)


def test_a_report_that_nothing_dates_is_refused():
    with pytest.raises(Refused, match="--report-date"):
        facts_of(file_of(FAMILIES["documentation"], [{"person": "ada@x.com"}]), EXPORT)


def test_never_used_is_unknown_and_not_a_date():
    facts = facts_of(
        file_of(FAMILIES["graph v1"], [{"person": "ada@x.com"}, {"person": "bob@x.com", "last": "2026-07-01"}]), EXPORT
    )
    assert pd.isna(facts.last_activity["last_active_at"].iloc[0])
