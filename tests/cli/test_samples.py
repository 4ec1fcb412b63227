"""Every sample file of a vendor either loads with the right counts, or is refused with the fix."""

import pytest

from tests.cli.conftest import Run
from tests.shared_files import SHARED, needs_shared

pytestmark = needs_shared
SAMPLES = SHARED / "samples"

# Export, rows read and kept, people: as the samples' SOURCES.md counts them.
LOADS = [
    ("github-copilot/organization_seats_response_sample.json", "github_copilot_seats", 9, 9, 9),
    ("github-copilot/enterprise_seats_with_duplicates.json", "github_copilot_seats", 4, 2, 2),
    ("github-copilot/organization-users-28-day-report.json", "github_copilot_user_day", 107, None, 8),
    ("viva-insights/Sample-VivaInsights-PersonQuery-Export.csv", "viva_person_query", 979, None, 29),
    ("viva-insights/viva-insights-org-data-sample.xlsx", "viva_org_data", 370 + 64 + 40, None, None),
]


@pytest.mark.parametrize(("name", "export", "read", "kept", "people"), LOADS)
def test_a_sample_loads_with_its_counts(
    run: Run, name: str, export: str, read: int, kept: int | None, people: int | None
) -> None:
    answer = run("import", SAMPLES / name, "--json")
    assert answer.status == 0, answer.err
    (loaded,) = answer.json
    rows = loaded["rows"]
    assert loaded["export"] == export
    assert rows["read"] == read == rows["kept"] + rows["rejected"] + rows["merged"]
    assert rows["rejected"] == 0
    assert kept is None or rows["kept"] == kept
    assert people is None or loaded["people"] == people


def test_pull_requests_load_as_cases(run: Run) -> None:
    path = SAMPLES / "devlake" / "github_pull_requests_snapshot.csv"
    choices = ["--workflow", "Code review", "--start", "created_date", "--finish", "merged_date"]
    answer = run("import", path, *choices, "--json")
    assert answer.status == 0, answer.err
    assert answer.json[0]["rows"] == {"read": 49, "kept": 49, "rejected": 0, "merged": 0}


def test_pull_requests_without_a_workflow_are_refused_with_the_fix(run: Run) -> None:
    answer = run("import", SAMPLES / "devlake" / "github_pull_requests_snapshot.csv")
    assert answer.status == 2
    assert "--workflow" in answer.err


def test_a_rights_protected_workbook_is_refused_with_the_fix(run: Run) -> None:
    answer = run("import", SAMPLES / "viva-insights" / "Analyze-Column-Headers.xlsx", "--json")
    assert answer.status == 2
    assert answer.json[0]["status"] == "refused"
    assert "unprotected" in answer.err


def test_no_sample_goes_unnoticed() -> None:
    spreadsheets = {path for path in SAMPLES.rglob("*.*") if path.suffix in {".json", ".csv", ".xlsx"}}
    tested = {SAMPLES / name for name, *_ in LOADS}
    others = {"github_pull_requests_snapshot.csv", "Analyze-Column-Headers.xlsx"}
    assert {path.name for path in spreadsheets - tested} == others
