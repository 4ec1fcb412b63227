"""`opmodel audit`: the trail listed, taken out and checked, from a shell."""

import csv
import io
import json
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import Run


def test_the_trail_is_listed_and_narrowed(run: Run) -> None:
    run("thresholds", "majority_share", "0.7", "--by", "ada")
    run("thresholds", "idle_days", "45", "--by", "bob")
    listed = run("audit", "list", "--json").json
    assert [(entry["id"], entry["by"], entry["act"]) for entry in listed] == [
        (2, "bob", "setting"),
        (1, "ada", "setting"),
    ]
    assert [entry["by"] for entry in run("audit", "list", "--who", "ada", "--json").json] == ["ada"]
    assert [entry["by"] for entry in run("audit", "list", "--thing", "IDLE", "--json").json] == ["bob"]
    assert run("audit", "list", "--until", "2001-01-01", "--json").json == []
    text = run("audit", "list").out
    assert "bob: setting, Setting Threshold: idle days" in text
    assert "Threshold: idle days: blank → 45" in text


def test_what_is_no_act_or_no_day_is_refused(run: Run) -> None:
    answer = run("audit", "list", "--did", "dancing")
    assert (answer.status, answer.err.startswith("The trail has no 'dancing'; there are")) == (2, True)
    assert run("audit", "list", "--since", "yesterday").status == 2


def test_a_whole_trail_is_said_to_be_whole_and_gives_the_head_to_keep(run: Run) -> None:
    run("thresholds", "majority_share", "0.7", "--by", "ada")
    answer = run("audit", "verify", "--json")
    assert (answer.status, answer.json["holds"], answer.json["entries"]) == (0, True, 1)
    run("thresholds", "majority_share", "0.8", "--by", "ada")
    assert run("audit", "verify", "--head", answer.json["head"]).status == 0
    cut = run("audit", "verify", "--head", "ab" * 32)
    assert (cut.status, cut.err.strip()) == (
        2,
        "The head that was kept is not in the trail: entries were taken off its end, or rewritten.",
    )


def test_the_trail_is_taken_out_in_three_forms_and_that_is_an_entry_too(run: Run, tmp_path: Path) -> None:
    run("thresholds", "majority_share", "0.7", "--by", "=ada")
    for name in ("a.csv", "a.xlsx", "a.json"):
        assert run("audit", "export", "-o", tmp_path / name, "--by", "eve").status == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))
    assert [(row["Who"], row["Did"]) for row in rows] == [("eve", "export"), ("'=ada", "setting")]
    assert rows[1]["After"] == "70%"
    assert load_workbook(tmp_path / "a.xlsx").active.max_row == 4
    assert [entry["id"] for entry in json.loads((tmp_path / "a.json").read_text())] == [4, 3, 2, 1]
    assert run("audit", "export", "-o", tmp_path / "a.pdf").status == 2


def test_a_register_workbook_that_leaves_is_in_the_trail(run: Run, tmp_path: Path) -> None:
    run("thresholds", "majority_share", "0.7", "--by", "ada")
    run("register", "-o", tmp_path / "register.xlsx", "--by", "eve")
    newest = run("audit", "list", "--most", "1", "--json").json[0]
    assert (newest["by"], newest["act"], newest["name"]) == ("eve", "export", "Register workbook, whole")
