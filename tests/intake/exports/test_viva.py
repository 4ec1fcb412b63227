"""Viva Insights: the person query and the organisational data."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from opmodel.intake.export import Choices
from opmodel.intake.refusal import Refused
from opmodel.store.weeks import label, majority_week
from tests.intake.exports.files import by_person, csv_bytes, facts_of, facts_of_file
from tests.shared_files import SHARED, needs_shared

QUERY = "viva_person_query"
ORG = "viva_org_data"
RAW = {
    "person": "PersonId",
    "date": "MetricDate",
    "teams": "Copilot actions taken in Teams",
    "chat": "Copilot actions taken in Copilot chat (work)",
    "total": "Total Copilot actions",
}
CLEANED = {
    "person": "PersonId",
    "date": "MetricDate",
    "teams": "Copilot_actions_taken_in_Teams",
    "chat": "Copilot_actions_taken_in_Copilot_chat__work_",
    "total": "Total_Copilot_actions",
}
WEEKS = [
    {"person": "p1", "date": "2024-03-31", "teams": "4", "chat": "3", "total": "9"},
    {"person": "p1", "date": "2024-04-07", "teams": "0", "chat": "0", "total": "0"},
    {"person": "p2", "date": "2024-03-31", "teams": "", "chat": "", "total": ""},
    {"person": "p2", "date": "2024-04-07", "teams": "1", "chat": "", "total": "1"},
]


def query(rows: list[dict[str, str]], spelled: dict[str, str] = RAW, leave_out: str = "") -> bytes:
    return csv_bytes([{spelled[name]: value for name, value in row.items() if name != leave_out} for row in rows])


def use(facts: object) -> list[tuple[int, str, float, bool]]:
    table = facts.tool_use
    return list(zip(table["who"], map(label, table["week"]), table["actions"], table["active"], strict=True))


@pytest.mark.parametrize("spelled", [RAW, CLEANED], ids=["raw", "cleaned"])
def test_blank_is_not_licensed_and_zero_is_licensed_and_idle(spelled):
    facts = facts_of(query(WEEKS, spelled), QUERY)
    assert use(facts) == [(0, "2024-W14", 9, True), (0, "2024-W15", 0, False), (1, "2024-W15", 1, True)]
    assert (facts.read, facts.kept) == (4, 4)
    assert any("no Copilot licence that week: 1 person-weeks" in note for note in facts.notes)


def test_without_a_total_the_apps_are_added_up():
    assert use(facts_of(query(WEEKS, leave_out="total"), QUERY))[0] == (0, "2024-W14", 7, True)


def test_an_app_left_blank_by_a_licensed_person_is_unknown_and_a_zero_is_left_out():
    facts = facts_of(query(WEEKS), QUERY)
    found = facts.app_use.assign(week=facts.app_use["week"].map(label)).replace({np.nan: None})
    assert set(found[["who", "app", "week", "actions"]].itertuples(index=False, name=None)) == {
        (0, "Teams", "2024-W14", 4.0),
        (0, "Copilot Chat (work)", "2024-W14", 3.0),
        (1, "Teams", "2024-W15", 1.0),
        (1, "Copilot Chat (work)", "2024-W15", None),
    }


def test_sunday_weeks_go_to_the_iso_week_that_holds_most_of_their_days_and_say_so():
    facts = facts_of(query(WEEKS), QUERY)
    assert any("start on Sunday" in note and "2024-W14" in note for note in facts.notes)
    assert (facts.spans[0].first_day, facts.spans[0].last_day) == (date(2024, 4, 1), date(2024, 4, 14))


def test_monday_weeks_are_iso_weeks_and_need_no_note():
    facts = facts_of(query([row | {"date": "2024-04-01"} for row in WEEKS[:1]]), QUERY)
    assert use(facts) == [(0, "2024-W14", 9, True)]
    assert facts.notes == []


def test_weeks_that_the_file_skips_are_not_covered():
    rows = [WEEKS[0], WEEKS[0] | {"date": "2024-04-28"}]
    spans = facts_of(query(rows), QUERY).spans
    assert [(span.first_day, span.last_day) for span in spans] == [
        (date(2024, 4, 1), date(2024, 4, 7)),
        (date(2024, 4, 29), date(2024, 5, 5)),
    ]


def test_a_week_given_twice_counts_once():
    rows = [WEEKS[0], WEEKS[0] | {"total": "5"}, WEEKS[1]]
    facts = facts_of(query(rows), QUERY)
    assert (facts.kept, facts.merged) == (2, 1)
    assert use(facts)[0] == (0, "2024-W14", 9, True)


def test_a_query_by_day_is_added_up_to_weeks():
    rows = [WEEKS[0] | {"date": f"2024-04-0{day}", "total": "2"} for day in range(1, 9)]
    facts = facts_of(query(rows), QUERY)
    assert use(facts) == [(0, "2024-W14", 14, True), (0, "2024-W15", 2, True)]
    assert (facts.spans[0].first_day, facts.spans[0].last_day) == (date(2024, 4, 1), date(2024, 4, 8))
    assert any("by day" in note for note in facts.notes)


def test_a_query_of_active_days_alone_tells_who_was_active():
    rows = [{"PersonId": "p1", "MetricDate": "2024-04-01", "Total Copilot active days": "2"}]
    facts = facts_of(csv_bytes(rows), QUERY)
    assert facts.tool_use["active"].tolist() == [True]
    assert facts.tool_use["actions"].isna().all()


def test_half_an_action_is_no_use():
    assert use(facts_of(query([WEEKS[0] | {"total": "0.5"}]), QUERY)) == [(0, "2024-W14", 0.5, False)]


def test_bad_rows_are_named_and_a_file_of_them_refused():
    facts = facts_of(query([*WEEKS, WEEKS[0] | {"date": "soon"}, WEEKS[0] | {"total": "-1"}]), QUERY)
    assert [(item.row, item.column) for item in facts.rejections] == [(6, "MetricDate"), (7, "Total Copilot actions")]
    with pytest.raises(Refused, match="no row with a person and a date"):
        facts_of(query([WEEKS[0] | {"date": ""}]), QUERY)


def test_a_person_who_is_an_address_is_the_same_person_elsewhere():
    facts = facts_of(query([WEEKS[0] | {"person": "Ada@x.com"}]), QUERY)
    assert facts.people["identity"].tolist() == ["email:ada@x.com"]


def org(
    person: str,
    organisation: str,
    *,
    effective: str = "2026-07-01",
    manager: str = "boss@x.com",
    hired: str = "03/15/2021",
) -> dict[str, str]:
    return {
        "PersonId": person,
        "EffectiveDate": effective,
        "ManagerId": manager,
        "LevelDesignation": "Manager",
        "Organization": organisation,
        "HireDate": hired,
    }


def test_organisations_become_teams_and_the_newest_row_of_a_person_stands():
    rows = [
        org("boss@x.com", "Info Tech "),
        org("ada@x.com", "Finance", effective="2026-07-08"),
        org("Ada@x.com", "Sales"),
    ]
    facts = facts_of(csv_bytes(rows), ORG)
    assert by_person(facts, "roster", "team") == {"email:boss@x.com": "Info Tech", "email:ada@x.com": "Finance"}
    assert by_person(facts, "roster", "starts_on")["email:ada@x.com"] == date(2021, 3, 15)
    assert facts.report_at == datetime(2026, 7, 8, tzinfo=UTC)
    assert (facts.kept, facts.merged) == (2, 1)
    assert facts.spans[0].complete
    assert facts.spans[0].tool is None


def test_a_list_of_changes_makes_nobody_leave():
    facts = facts_of(csv_bytes([org("ada@x.com", "Finance"), org("bob@x.com", "Sales")]), ORG)
    assert not facts.spans[0].complete
    assert any("list of changes" in note for note in facts.notes)


def test_rows_without_an_organisation_are_rejected():
    facts = facts_of(csv_bytes([org("boss@x.com", "IT"), org("ada@x.com", "")]), ORG)
    assert (facts.kept, [item.column for item in facts.rejections]) == (1, ["Organization"])


@needs_shared
def test_the_sample_query_has_the_right_counts():
    facts = facts_of_file(SHARED / "samples" / "viva-insights" / "Sample-VivaInsights-PersonQuery-Export.csv", QUERY)
    assert (facts.read, facts.kept, facts.rejected, len(facts.people)) == (979, 979, 0, 29)
    assert facts.tool_use["week"].nunique() == 36


@needs_shared
def test_the_sample_workbook_has_the_right_counts():
    facts = facts_of_file(SHARED / "samples" / "viva-insights" / "viva-insights-org-data-sample.xlsx", ORG)
    assert (facts.read, facts.kept, facts.merged, facts.rejected) == (370 + 64 + 40, 370, 104, 0)
    assert sorted(facts.roster["team"].unique()) == [
        "Claims Processing",
        "Contact Centre",
        "Finance",
        "Human Resources",
        "Info Tech",
        "Operations",
        "Sales & Marketing",
    ]
    assert facts.report_at == datetime(2019, 1, 8, tzinfo=UTC)


@needs_shared
@pytest.mark.parametrize("metric", ["total", "excel", "word"])
def test_the_oracles_person_weeks(metric):
    folder = SHARED / "oracles" / "01_viva_segments"
    facts = facts_of_file(folder / "input_person_weeks.csv", QUERY, choices=Choices())
    names = dict(enumerate(facts.people["identifier"]))
    table = facts.tool_use
    if metric != "total":
        table = facts.app_use[facts.app_use["app"] == metric.title()]
    expected = pd.read_csv(folder / f"expected_personweek_{metric}.csv.gz")
    weeks = [majority_week(date.fromisoformat(day)) for day in expected["MetricDate"]]
    wanted = {
        (person, week): value
        for person, week, value in zip(expected["PersonId"], weeks, expected["target_metric"], strict=True)
        if metric == "total" or value != 0
    }
    found = {
        (names[who], week): value
        for who, week, value in zip(table["who"], table["week"], table["actions"], strict=True)
    }
    assert found == wanted
