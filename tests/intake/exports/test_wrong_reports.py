"""Reports uploaded by mistake are named, with the one to take instead; every header row seen is known for what it is."""

import json

import pytest

from opmodel.intake.exports import github_wrong_reports, m365_wrong_reports
from opmodel.intake.recognise import recognise
from opmodel.intake.refusal import Refused
from tests.intake.exports.files import csv_bytes
from tests.shared_files import SHARED, needs_shared

WRONG = [*m365_wrong_reports.EXPORTS, *github_wrong_reports.EXPORTS]

RIGHT = {
    "m365_copilot_usage_admin_center_v2_lastactivity": "m365_copilot_usage",
    "m365_copilot_usage_admin_center_doc_table": "m365_copilot_usage",
    "m365_copilot_usage_graph_csv_v1": "m365_copilot_usage",
    "m365_copilot_usage_graph_csv_v2": "m365_copilot_usage",
    "m365_copilot_usage_graph_json": "m365_copilot_usage",
    "m365_active_users_export": "m365_active_users",
    "github_copilot_seat_activity": "github_copilot_seats",
    "github_copilot_seats_api": "github_copilot_seats",
    "github_copilot_usage_metrics_user_day": "github_copilot_user_day",
}
REFUSED = {
    "m365_copilot_chat_usage": "Copilot Chat report",
    "m365_copilot_readiness": "readiness report",
    "m365_copilot_agents_users": "agents report",
    "m365_copilot_agents_users_pt_br": "agents report",
    "m365_copilot_agents_pt_br": "agents report",
    "m365_cowork_usage": "Cowork report",
    "m365_billing_licenses_export": "contracts template",
    "graph_subscribed_skus": "contracts template",
    "entra_download_users_old": "Export users",
    "entra_download_users_new": "Export users",
    "purview_audit_portal": "audit log",
    "purview_audit_portal_old": "audit log",
    "purview_audit_graph": "audit log",
    "github_copilot_premium_requests_2026_03": "billing report",
    "github_copilot_ai_credits_2026_06": "billing report",
    "github_copilot_token_usage": "billing report",
}


@pytest.mark.parametrize("export", WRONG, ids=lambda export: export.name)
def test_a_wrong_report_is_refused_with_the_right_one(export):
    with pytest.raises(Refused) as refused:
        recognise(csv_bytes([export.example]), "report.csv")
    assert export.wrong_file in str(refused.value)
    assert (
        "Export users" in export.wrong_file
        or "per-person report" in export.wrong_file
        or "Get report" in export.wrong_file
    )


def header_row(name: str) -> bytes:
    columns = json.loads((SHARED / "reference" / "headers.json").read_text())[name]["columns"]
    return csv_bytes([dict.fromkeys(columns, "x")])


@needs_shared
@pytest.mark.parametrize(("name", "export"), RIGHT.items(), ids=RIGHT)
def test_headers_as_vendors_write_them_are_recognised(name, export):
    assert recognise(header_row(name), "file.csv").export.name == export


@needs_shared
@pytest.mark.parametrize(("name", "says"), REFUSED.items(), ids=REFUSED)
def test_headers_of_wrong_reports_are_refused_by_name(name, says):
    with pytest.raises(Refused, match=says):
        recognise(header_row(name), "file.csv")


def test_totals_without_people_are_told_from_the_per_person_report():
    totals = {
        "Report Refresh Date": "2026-07-03",
        "Report Period": "30",
        "Word Enabled Users": "7",
        "Word Active Users": "5",
    }
    with pytest.raises(Refused, match="without people"):
        recognise(csv_bytes([totals]), "file.csv")
