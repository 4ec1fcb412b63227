"""Vendor exports all the way into a store, and what every one of them must declare."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.recognise import recognise
from opmodel.intake.registry import all_exports
from opmodel.store.engine import reading
from opmodel.store.facts import Coverage, LastActivity, RosterEntry, Seat, ToolApp, ToolUse
from tests.askers import steward
from tests.intake.exports.files import csv_bytes
from tests.shared_files import SHARED, needs_shared

OURS = [export for export in all_exports().values() if export.vendor in {"Microsoft", "GitHub"}]

SAMPLES = {
    "github-copilot/organization_seats_response_sample.json": (9, 9, 0, 9),
    "github-copilot/enterprise_seats_with_duplicates.json": (4, 2, 2, 2),
    "github-copilot/organization-users-28-day-report.json": (107, 27, 80, 8),
    "viva-insights/Sample-VivaInsights-PersonQuery-Export.csv": (979, 979, 0, 29),
    "viva-insights/viva-insights-org-data-sample.xlsx": (474, 370, 104, 370),
}


@pytest.mark.parametrize("export", [export for export in OURS if not export.wrong_file], ids=lambda export: export.name)
def test_the_example_of_an_export_is_recognised_as_that_export(export):
    recognised = recognise(csv_bytes([export.example]), "file.csv")
    assert recognised.export.name == export.name
    facts = recognised.facts(Choices(report_at=datetime(2026, 7, 3, tzinfo=UTC)))
    assert (facts.read, facts.kept, facts.rejections) == (1, 1, [])


@pytest.mark.parametrize("export", OURS, ids=lambda export: export.name)
def test_an_export_says_what_it_is_and_where_it_is_found(export):
    assert export.title
    assert export.help.endswith(".")
    assert export.where.endswith((".", ")")) or ">" in export.where
    assert export.wrong_file or export.feeds
    assert all(column.help for column in export.columns) or export.wrong_file


@needs_shared
@pytest.mark.parametrize(("name", "counts"), SAMPLES.items(), ids=SAMPLES)
def test_a_sample_loads_with_the_right_counts(sqlite_store, name, counts):
    path = SHARED / "samples" / name
    outcome = front_door.load_path(sqlite_store, path, Choices(), by=steward("a test"))
    assert outcome.status == "loaded"
    told = outcome.as_json()
    assert (told["rows"]["read"], told["rows"]["kept"], told["rows"]["merged"], told["people"]) == counts


@needs_shared
def test_a_rights_protected_workbook_is_refused_with_the_fix(sqlite_store):
    path = SHARED / "samples" / "viva-insights" / "Analyze-Column-Headers.xlsx"
    outcome = front_door.load_path(sqlite_store, path, Choices(), by=steward("a test"))
    assert outcome.status == "refused"
    assert "unprotected copy" in outcome.why


def test_two_usage_reports_with_different_apps_keep_each_apps_bit(sqlite_store):
    def report(app: str, day: str) -> bytes:
        header = f"{app} Copilot Last Activity Date"
        return csv_bytes(
            [{"Report Refresh Date": day, "User Principal Name": "ada@x.com", "Last Activity Date": day, header: day}]
        )

    for app, day in (("Word", "2026-07-03"), ("Microsoft Teams", "2026-07-10")):
        outcome = front_door.load(sqlite_store, report(app, day), f"{app}.csv", Choices(), by=steward("a test"))
        assert outcome.status == "loaded", outcome.why
    with reading(sqlite_store) as session:
        bit_of = dict(session.exec(select(ToolApp.name, ToolApp.bit)).all())
        bits = session.exec(select(LastActivity.active_apps).order_by(LastActivity.import_id)).all()
    assert bits == [1 << bit_of["Word"], 1 << bit_of["Teams"]]


def test_a_list_of_users_becomes_a_roster_and_seats_in_the_store(sqlite_store):
    rows = [
        {"User principal name": f"u{number}@x.com", "Department": "Retail", "Licenses": "Microsoft 365 Copilot"}
        for number in range(3)
    ]
    choices = Choices(report_at=datetime(2026, 7, 3, tzinfo=UTC))
    outcome = front_door.load(sqlite_store, csv_bytes(rows), "users.csv", choices, by=steward("a test"))
    assert outcome.status == "loaded", outcome.why
    with reading(sqlite_store) as session:
        counted = [
            session.exec(select(func.count()).select_from(table)).one()
            for table in (RosterEntry, Seat, Coverage, ToolUse)
        ]
    assert counted == [3, 3, 2, 0]
