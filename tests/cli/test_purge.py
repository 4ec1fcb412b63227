"""`opmodel purge`: says what is past its time, and takes it out."""

from datetime import date, timedelta
from pathlib import Path

from tests.cli.conftest import Run


def old_use(folder: Path) -> list[Path]:
    """A roster, and the use of a workflow two years ago and last month."""
    roster = folder / "people.csv"
    roster.write_text("E-mail,Name,Team\n" + "".join(f"p{n}@example.com,Person {n},Claims\n" for n in range(12)))
    workflows = folder / "workflows.csv"
    workflows.write_text("Workflow,Outcome,Owner\nInvoices,Paid on time,Grace Hopper\n")
    use = folder / "use.csv"
    weeks = [date.today() - timedelta(days=days) for days in (740, 733, 30)]
    mondays = [day - timedelta(days=day.weekday()) for day in weeks]
    use.write_text(
        "E-mail,Workflow,Week,Times\n"
        + "".join(f"p{n}@example.com,Invoices,{day.isoformat()},2\n" for day in mondays for n in range(12))
    )
    return [roster, workflows, use]


def test_a_dry_run_says_what_would_go_and_a_purge_takes_it_out(run: Run, tmp_path: Path) -> None:
    loaded = run("import", *old_use(tmp_path), "--json").json
    assert {one["status"] for one in loaded} == {"loaded"}, loaded
    planned = run("purge", "--dry-run", "--json").json
    assert planned["removed"] is False
    assert [(one["table"], one["rows"]) for one in planned["tables"]] == [("workflow_use", 24)]
    assert "24 rows of workflow_use (workflow use, person by week)" in run("purge", "--dry-run").out
    done = run("purge", "--json", "--by", "ada").json
    assert (done["removed"], done["tables"]) == (True, planned["tables"])
    assert run("purge").out.endswith("Nothing is past its time.\n")
    newest = run("audit", "list", "--most", "1", "--json").json[0]
    assert (newest["by"], newest["act"]) == ("ada", "purge")


def test_whoever_loads_an_old_week_after_that_is_told_that_it_is_closed(run: Run, tmp_path: Path) -> None:
    files = old_use(tmp_path)
    run("import", *files)
    run("purge")
    files[2].write_text(files[2].read_text() + "p3@example.com,Invoices,2020-01-06,1\n")
    (again,) = run("import", files[2], "--json").json
    assert again["status"] == "loaded"
    assert any("are closed" in note for note in again["notes"]), again["notes"]
