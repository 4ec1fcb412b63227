from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.recognise import recognise
from opmodel.intake.refusal import Refused
from opmodel.intake.undo import undo
from opmodel.store.engine import reading
from opmodel.store.facts import Case, Grade, WorkflowUse
from opmodel.store.register import Step, Workflow
from opmodel.store.weeks import parse_week
from tests.askers import steward
from tests.intake.files import csv_bytes
from tests.shared_files import SHARED, needs_shared


def facts_of(rows, name="file_2026-11-01.csv", **choices):
    return recognise(csv_bytes(rows), name, Choices(**choices)).facts(Choices(**choices))


def moment(text):
    return pd.Timestamp(text, tz="UTC")


def told(facts):
    return {
        row.case_id: (row.started_at, None if pd.isna(row.finished_at) else row.finished_at, row.end_status)
        for row in facts.cases.itertuples()
    }


def test_any_two_columns_named_by_the_uploader_make_cases():
    rows = [
        ["Ref", "Picked up", "Sent back"],
        ["a", "01/03/2026 08:00", "31/03/2026 10:00"],
        ["b", "02/03/2026 08:00", ""],
    ]
    facts = facts_of(rows, start="picked UP", finish="Sent back", workflow="Quotes")
    assert facts.cases["workflow"].tolist() == ["Quotes", "Quotes"]
    assert facts.cases["finished_at"].notna().tolist() == [True, False]
    assert facts.cases["started_at"].iloc[0] == moment("2026-03-01 08:00")


def test_jira_issues_are_cases_from_created_to_resolved():
    rows = [
        ["Issue key", "Issue Type", "Status", "Created", "Resolved", "Watchers", "Watchers"],
        ["OPS-1", "Task", "Done", "10/Jan/26 11:19 AM", "12/Jan/26 9:00 AM", "", "x"],
        ["OPS-2", "Bug", "In Progress", "27/Sep/26 9:00 AM", "", "", ""],
    ]
    facts = facts_of(rows, workflow="Ops")
    assert told(facts) == {
        "OPS-1": (moment("2026-01-10 11:19"), moment("2026-01-12 09:00"), "Done"),
        "OPS-2": (moment("2026-09-27 09:00"), None, ""),
    }
    assert facts.cases["case_type"].tolist() == ["Task", "Bug"]


def test_what_ended_without_finishing_is_told_apart_from_what_is_open():
    rows = [
        ["id", "status", "created_date", "merged_date", "closed_date"],
        ["1", "MERGED", "2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z"],
        ["2", "CLOSED", "2026-01-01T10:00:00Z", "", "2026-01-05T10:00:00Z"],
        ["3", "OPEN", "2026-01-01T10:00:00Z", "", ""],
    ]
    facts = facts_of(rows, workflow="Code review")
    assert [value[1:] for value in told(facts).values()] == [
        (moment("2026-01-02 10:00"), "MERGED"),
        (None, "CLOSED"),
        (None, ""),
    ]
    assert any("open: 1; ended without finishing: 1; finished: 1" in note for note in facts.notes)


@needs_shared
def test_the_devlake_snapshot_loads_into_an_empty_store(store):
    path = SHARED / "samples/devlake/github_pull_requests_snapshot.csv"
    outcome = front_door.load_path(store, path, Choices(workflow="Code review"), by=steward("Ada"))
    assert outcome.rows == {"read": 49, "kept": 49, "rejected": 0, "merged": 0}
    with reading(store) as session:
        cases = session.exec(select(Case)).all()
        assert sum(case.finished_at is not None for case in cases) == 26
        assert session.exec(select(Workflow.name)).all() == ["Code review"]
        assert session.exec(select(Step)).all() == []


def test_the_last_row_of_a_case_speaks_and_rows_that_cannot_be_are_rejected():
    rows = [
        ["Workflow", "Case", "Started", "Finished"],
        ["A", "1", "2026-01-01 08:00", ""],
        ["A", "1", "2026-01-01 08:00", "2026-01-02 08:00"],
        ["A", "2", "2026-01-03 08:00", "2026-01-02 08:00"],
        ["A", "3", "", "2026-01-02 08:00"],
        ["A", "4", "yesterday", ""],
        ["B", "1", "2026-01-01 08:00", ""],
    ]
    facts = facts_of(rows)
    assert (facts.read, facts.kept, facts.rejected, facts.merged) == (6, 2, 3, 1)
    assert facts.cases["finished_at"].notna().tolist() == [True, False]
    assert sorted((item.row, item.why) for item in facts.rejections) == [
        (4, "the case finished before it started"),
        (5, "the case has no start"),
        (6, "is not a date and time"),
    ]


def test_who_handled_a_case_becomes_person_weeks_and_the_case_keeps_nobody(store):
    rows = [
        ["Workflow", "Case", "Started", "Finished", "Handled by"],
        ["A", "1", "2026-10-19 09:00", "2026-10-27 09:00", "ada@example.com"],
        ["A", "2", "2026-10-20 09:00", "2026-10-28 09:00", "ADA@example.com"],
        ["A", "3", "2026-10-20 09:00", "", "ada@example.com"],
        ["A", "4", "2026-10-20 09:00", "", ""],
    ]
    outcome = front_door.load(store, csv_bytes(rows), "c_2026-11-01.csv", Choices(workflow="A"), by=steward("Ada"))
    assert (outcome.rows["kept"], outcome.people) == (4, 1)
    assert any(note.startswith("“Handled by” names 1 person: each") for note in outcome.notes)
    with reading(store) as session:
        use = session.exec(select(WorkflowUse).order_by(WorkflowUse.week)).all()
    assert [(row.week, row.times, row.active, row.grade) for row in use] == [
        (parse_week("2026-W43"), 1, True, Grade.HANDLED),
        (parse_week("2026-W44"), 2, True, Grade.HANDLED),
    ]
    assert "person" not in " ".join(Case.model_fields)


def test_a_newer_file_brings_a_case_up_to_date_and_undo_brings_the_older_back(store):
    header = ["Workflow", "Case", "Started", "Finished"]
    older = front_door.load(
        store,
        csv_bytes([header, ["A", "1", "2026-01-01 08:00", ""]]),
        "a.csv",
        Choices(workflow="A"),
        by=steward("Ada"),
    )
    newer = front_door.load(
        store,
        csv_bytes([header, ["A", "1", "2026-01-01 08:00", "2026-01-02 08:00"]]),
        "b.csv",
        Choices(workflow="A"),
        by=steward("Ada"),
    )
    assert (older.status, newer.status) == ("loaded", "loaded")
    with reading(store) as session:
        assert len(session.exec(select(Case)).all()) == 2
    undo(store, newer.import_id, by=steward("Ada"))
    with reading(store) as session:
        (case,) = session.exec(select(Case)).all()
    assert (case.import_id, case.finished_at) == (older.import_id, None)


def test_cases_without_an_identifier_go_by_their_start():
    rows = [["Started", "Finished"], ["2026-01-01 08:00", ""], ["2026-01-01 08:00", ""], ["2026-01-02 08:00", ""]]
    facts = facts_of(rows, workflow="A")
    assert facts.cases["case_id"].tolist() == [
        "2026-01-01T08:00:00Z #1",
        "2026-01-01T08:00:00Z #2",
        "2026-01-02T08:00:00Z #1",
    ]
    assert any("No column holds a case identifier" in note for note in facts.notes)


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    rows = [["Ref", "Created", "Resolved"], ["a", "2026-01-01", "2026-01-02"]]
    with pytest.raises(Refused, match=r"no column 'Sent'.*'Ref', 'Created', 'Resolved'"):
        facts_of(rows, start="Created", finish="Sent", workflow="A")


LOG = [
    ["case:concept:name", "concept:name", "time:timestamp", "org:resource"],
    ["c1", "Receive", "2011-10-11T13:45:40.276000+02:00", "R1"],
    ["c1", "Check", "2011-10-12T08:26:25+02:00", "R2"],
    ["c1", "Send", "2011-11-24T15:36:51+01:00", "R1"],
    ["c2", "Receive", "2011-10-12T08:00:00+02:00", "R1"],
    ["c2", "Check", "2011-10-13T08:00:00+02:00", "R1"],
    ["c3", "Receive", "2011-10-14T08:00:00+02:00", "R1"],
    ["c3", "Send", "2011-10-14T09:00:00+02:00", "R1"],
    ["c3", "Send", "2011-10-15T09:00:00+02:00", "R1"],
]


def test_an_event_log_is_cases_from_one_activity_to_another():
    facts = facts_of(LOG, start="Receive", finish="send", workflow="Permits")
    assert (facts.read, facts.kept, facts.rejected, facts.merged) == (8, 3, 0, 5)
    assert told(facts) == {
        "c1": (moment("2011-10-11 11:45:40.276"), moment("2011-11-24 14:36:51"), ""),
        "c2": (moment("2011-10-12 06:00"), None, ""),
        "c3": (moment("2011-10-14 06:00"), moment("2011-10-15 07:00"), ""),
    }


def test_without_a_finish_only_what_cases_usually_end_with_counts_and_is_said():
    facts = facts_of(LOG, workflow="Permits")
    assert [value[1] is None for value in told(facts).values()] == [False, True, False]
    assert any("if its last event is 'Send'" in note for note in facts.notes)


def test_cases_that_never_start_are_rejected_and_an_unknown_activity_is_refused():
    facts = facts_of(LOG, start="Check", finish="Send", workflow="Permits")
    assert (facts.kept, facts.rejected) == (2, 3)
    with pytest.raises(Refused, match="no activity 'Sendd'; its commonest are"):
        facts_of(LOG, finish="Sendd", workflow="Permits")


@pytest.mark.parametrize(
    "header",
    [
        ["CaseID", "Activity", "Timestamp"],
        ["case_id", "activity", "timestamp"],
        ["", "Case ID", "Activity", "Complete Timestamp"],
    ],
)
def test_an_event_log_is_known_by_its_plain_names_too(header):
    rows = [header, *[["0"] * (len(header) - 3) + row[:3] for row in LOG[1:]]]
    assert len(facts_of(rows, workflow="Permits").cases) == 3


def test_starts_and_completions_of_one_activity_do_not_count_twice():
    rows = [
        ["case", "activity", "timestamp", "lifecycle:transition"],
        ["1", "Check", "2026-01-01 08:00", "start"],
        ["1", "Check", "2026-01-01 09:00", "complete"],
        ["2", "Check", "2026-01-02 08:00", "start"],
    ]
    facts = facts_of(rows, start="Check", finish="Check", workflow="A")
    assert told(facts) == {
        "1": (moment("2026-01-01 08:00"), moment("2026-01-01 09:00"), ""),
        "2": (moment("2026-01-02 08:00"), None, ""),
    }


def test_an_incident_log_with_question_marks_and_days_first_is_read():
    rows = [
        ["number", "incident_state", "sys_updated_at", "opened_at", "sys_created_at"],
        ["INC1", "New", "29-02-2016 01:23", "29-02-2016 01:16", "?"],
        ["INC1", "Closed", "05-03-2016 12:00", "29-02-2016 01:16", "?"],
        ["INC2", "New", "?", "29-02-2016 01:16", "?"],
        ["INC2", "Closed", "01-03-2016 12:00", "29-02-2016 01:16", "?"],
    ]
    facts = facts_of(rows, workflow="Incidents", finish="Closed")
    assert (facts.read, facts.kept, facts.rejected, facts.merged) == (4, 2, 1, 1)
    assert told(facts)["INC1"] == (moment("2016-02-29 01:23"), moment("2016-03-05 12:00"), "")


def test_cases_cover_the_days_from_the_first_start_to_the_report():
    facts = facts_of(LOG, workflow="Permits", report_at=datetime(2011, 12, 1, tzinfo=UTC))
    (span,) = facts.spans
    assert (span.workflow, span.first_day, span.last_day) == ("Permits", date(2011, 10, 11), date(2011, 12, 1))


@needs_shared
def test_a_real_log_of_permits_gives_its_cases(sqlite_store):
    import gzip
    import json

    folder = SHARED / "oracles/05_receipt_cycle_time"
    data = gzip.decompress((folder / "input_events.csv.gz").read_bytes())
    outcome = front_door.load(sqlite_store, data, "receipt.csv", Choices(workflow="Permits"), by=steward("Ada"))
    expected = json.loads((folder / "expected.json").read_text())
    assert outcome.status == "loaded", outcome.why
    assert outcome.rows["kept"] == len(pd.read_csv(folder / "expected_case_durations.csv"))
    assert expected
