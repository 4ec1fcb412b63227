"""`opmodel import`, `imports` and `undo`: the JSON contract of design.md §7, and what is refused."""

from pathlib import Path

from tests.cli.conftest import Run

KEYS = {
    "file",
    "status",
    "import_id",
    "export",
    "report_date",
    "rows",
    "people",
    "weeks",
    "tools",
    "notes",
    "rejections",
    "why",
}


def test_an_import_says_what_became_of_each_file(run: Run, usage: Path, roster: Path) -> None:
    answer = run("import", roster, usage, "--json", "--by", "Ada")
    assert answer.status == 0
    first, second = answer.json
    assert set(first) >= KEYS
    assert set(second) >= KEYS
    assert [first["status"], second["status"]] == ["loaded", "loaded"]
    assert second["export"] == "m365_copilot_usage"
    assert second["report_date"] == "2026-11-15"
    assert second["tools"] == ["Microsoft 365 Copilot"]
    assert second["people"] == 12
    rows = second["rows"]
    assert rows == {"read": 12, "kept": 12, "rejected": 0, "merged": 0}
    assert rows["read"] == rows["kept"] + rows["rejected"] + rows["merged"]


def test_the_same_file_again_is_a_duplicate_and_no_fault(run: Run, usage: Path) -> None:
    run("import", usage)
    answer = run("import", usage, "--json")
    assert answer.status == 0
    assert answer.json[0]["status"] == "duplicate"
    assert len(run("imports", "--json").json) == 1


def test_a_dry_run_says_the_same_and_stores_nothing(run: Run, usage: Path) -> None:
    (preview,) = run("import", usage, "--dry-run", "--json").json
    assert preview["status"] == "dry-run"
    assert run("imports", "--json").json == []
    (loaded,) = run("import", usage, "--json").json
    for key in ("export", "report_date", "rows", "people", "weeks", "tools"):
        assert preview[key] == loaded[key]


def test_a_refused_file_stops_no_other_and_leaves_status_two(run: Run, usage: Path, tmp_path: Path) -> None:
    odd = tmp_path / "lunch.csv"
    odd.write_text("Dish,Price\nSoup,4\n")
    answer = run("import", odd, usage, "--json")
    assert answer.status == 2
    assert [item["status"] for item in answer.json] == ["refused", "loaded"]
    assert "Dish" in answer.json[0]["why"]
    assert answer.err.strip() == " ".join(answer.json[0]["why"].split())
    assert answer.err.count("lunch.csv") == 1


def test_a_folder_stands_for_the_files_in_it(run: Run, usage: Path, roster: Path) -> None:
    answer = run("import", usage.parent, "--json")
    assert {item["file"] for item in answer.json} >= {usage.name, roster.name}


def test_a_file_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    answer = run("import", tmp_path / "nowhere.csv")
    assert answer.status == 2
    assert "nowhere.csv" in answer.err


def test_a_report_date_that_is_no_date_is_refused(run: Run, usage: Path) -> None:
    answer = run("import", usage, "--report-date", "last Friday")
    assert answer.status == 2
    assert "2026-11-15" in answer.err


def test_a_report_date_dates_a_file_that_does_not_say(run: Run, roster: Path) -> None:
    (loaded,) = run("import", roster, "--report-date", "2026-11-08T09:30:00+01:00", "--json").json
    assert loaded["report_date"].startswith("2026-11-08")


def test_an_unknown_export_is_refused_by_naming_the_known_ones(run: Run, usage: Path) -> None:
    answer = run("import", usage, "--as", "nonsense", "--json")
    assert answer.status == 2
    assert "m365_copilot_usage" in answer.json[0]["why"]


def test_imports_are_listed_newest_first(run: Run, usage: Path, roster: Path) -> None:
    run("import", roster)
    run("import", usage)
    listed = run("imports", "--json").json
    assert [item["file"] for item in listed] == [usage.name, roster.name]
    assert all(item["status"] == "loaded" for item in listed)


def test_undo_takes_an_import_out_and_the_file_can_come_again(run: Run, usage: Path) -> None:
    (loaded,) = run("import", usage, "--json").json
    undone = run("undo", str(loaded["import_id"]), "--json", "--by", "Ada")
    assert undone.status == 0
    assert undone.json["status"] == "undone"
    assert run("imports", "--json").json[0]["status"] == "undone"
    assert run("import", usage, "--json").json[0]["status"] == "loaded"


def test_undo_of_an_import_that_never_was_is_refused(run: Run) -> None:
    answer = run("undo", "4711")
    assert answer.status == 2
    assert "4711" in answer.err
    assert answer.err.count("\n") == 1


def test_a_template_is_written_and_can_be_imported_once_filled(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    assert run("template", "contracts", "-o", path).status == 0
    assert path.read_bytes().startswith(b"PK")


def test_a_template_of_no_name_is_refused_by_naming_the_known_ones(run: Run) -> None:
    answer = run("template", "holidays")
    assert answer.status == 2
    assert "contracts" in answer.err
    assert "workflow_use" in answer.err


def test_files_that_build_on_each_other_load_in_any_order(run: Run, tmp_path: Path) -> None:
    """A folder is read by name, so the cases come before the workflows they belong to."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a_use.csv").write_text("Workflow,Week,E-mail,Times used\nInvoice matching,2026-W46,ada@example.com,3\n")
    (folder / "b_workflows.csv").write_text("Workflow,Outcome,Owner\nInvoice matching,Invoices paid on time,Ada\n")
    answer = run("import", folder, "--json")
    assert answer.status == 0, answer.err
    assert [item["status"] for item in answer.json] == ["loaded", "loaded"]


def test_a_dry_run_says_which_figures_would_change(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text("Tool,Seats bought,Price,Price is,Currency\nCopilot,45,30,per seat per month,EUR\n")
    assert "would change Licences" in run("import", file, "--dry-run").out
    assert run("imports", "--json").json == []
