"""`opmodel register`: the workbook out, and back through `opmodel import`."""

from pathlib import Path

from openpyxl import load_workbook

from opmodel.register.workflows import WorkflowEntry, save_workflow
from tests.askers import steward
from tests.cli.conftest import Run


def test_the_register_goes_out_and_a_dry_run_says_line_by_line_what_would_change(
    run: Run, sqlite_store: str, tmp_path: Path
) -> None:
    save_workflow(sqlite_store, WorkflowEntry(name="Claims intake", outcome="Routed", owner="Grace"), by=steward("ada"))
    path = tmp_path / "register.xlsx"
    assert run("register", "-o", path).status == 0
    book = load_workbook(path)
    headers = [cell.value for cell in book["Workflows"][1]]
    book["Workflows"].cell(row=2, column=headers.index("Outcome") + 1).value = "Routed at once"
    book.save(path)
    (answer,) = run("import", path, "--dry-run", "--json").json
    assert answer["status"] == "dry-run"
    (line,) = answer["lines"]
    assert (line["what"], line["column"], line["before"], line["after"]) == (
        "Claims intake",
        "Outcome",
        "Routed",
        "Routed at once",
    )


def test_an_owner_of_nothing_is_refused_with_the_owners_there_are(run: Run, sqlite_store: str, tmp_path: Path) -> None:
    save_workflow(sqlite_store, WorkflowEntry(name="Claims intake", outcome="Routed", owner="Grace"), by=steward("ada"))
    answer = run("register", "-o", tmp_path / "x.xlsx", "--owner", "Nobody")
    assert answer.status == 2
    assert "Grace" in answer.err
