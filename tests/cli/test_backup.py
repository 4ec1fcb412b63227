"""`opmodel backup`, `restore` and `doctor`: what they print, and their status."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_a_backup_is_written_and_says_where_the_key_is(run: Run, roster: Path, tmp_path: Path) -> None:
    run("import", roster)
    path = tmp_path / "one.backup"
    answer = run("backup", path, "--by", "Ada")
    assert answer.status == 0
    assert f"{path} is written and was tried out:" in answer.out
    assert "is not in the backup: it is in OPMODEL_PERSON_KEY" in answer.out


def test_a_backup_in_json_tells_every_table_and_the_fingerprint(run: Run, roster: Path, tmp_path: Path) -> None:
    run("import", roster)
    document = run("backup", tmp_path / "one.backup", "--json").json
    assert document["tables"]["person"] == 12
    assert document["rows"] == sum(document["tables"].values())
    assert document["database"] == "sqlite"
    assert document["bytes"] == (tmp_path / "one.backup").stat().st_size
    assert len(document["person_key"]["fingerprint"]) == 8
    assert document["person_key"]["is_there"] is True


def test_a_file_that_is_there_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "one.backup").status == 0
    answer = run("backup", tmp_path / "one.backup")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    assert "--force" in answer.err
    assert run("backup", tmp_path / "one.backup", "--force").status == 0


def test_a_restored_store_prints_the_same_measures(run: Run, roster: Path, usage: Path, tmp_path: Path) -> None:
    run("import", roster)
    run("import", usage)
    before = run("measures", "--json").out
    run("backup", tmp_path / "one.backup")
    other = f"sqlite:///{tmp_path / 'other.db'}"
    answer = run("restore", tmp_path / "one.backup", "--store", other, "--json")
    assert answer.status == 0
    assert answer.json["kept"] is None
    assert run("measures", "--json", "--store", other).out == before


def test_replacing_a_store_says_where_what_it_held_is_kept(run: Run, roster: Path, usage: Path, tmp_path: Path) -> None:
    run("import", roster)
    run("backup", tmp_path / "one.backup")
    run("import", usage)
    assert "--replace" in run("restore", tmp_path / "one.backup").err
    answer = run("restore", tmp_path / "one.backup", "--replace", "--keep", tmp_path / "kept.backup")
    assert answer.status == 0
    assert f"What it held before is in {tmp_path / 'kept.backup'}." in answer.out
    assert len(run("imports", "--json").json) == 1


def test_without_a_name_the_old_store_is_kept_beside_it(run: Run, roster: Path, tmp_path: Path) -> None:
    run("import", roster)
    run("backup", tmp_path / "one.backup")
    kept = run("restore", tmp_path / "one.backup", "--replace", "--json").json["kept"]
    assert Path(kept["file"]).parent == tmp_path
    assert Path(kept["file"]).name.startswith("before-restore-")


def test_a_backup_that_is_damaged_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.backup").write_bytes(b"PK")
    answer = run("restore", tmp_path / "one.backup")
    assert (answer.status, answer.out) == (2, "")
    assert "is damaged" in answer.err
    assert answer.err.count("\n") == 1


def test_the_doctor_finds_nothing_in_a_new_store(run: Run) -> None:
    answer = run("doctor")
    assert answer.status == 0
    assert "to do" not in answer.out
    assert run("doctor", "--json").json["fine"] is True


def test_the_doctor_says_what_to_do_and_does_not_succeed(run: Run, roster: Path) -> None:
    run("import", roster)
    answer = run("doctor")
    assert answer.status == 2
    assert "Do: opmodel backup FILE" in answer.out
    document = json.loads(run("doctor", "--json").out)
    (wrong,) = [one for one in document["checks"] if not one["fine"] and one["name"] == "backup"]
    assert wrong["title"] == "Backup"
    assert wrong["do"].startswith("opmodel backup FILE")


def test_the_doctor_makes_no_store_by_looking_for_one(run: Run, tmp_path: Path) -> None:
    answer = run("doctor", "--store", f"sqlite:///{tmp_path / 'none.db'}")
    assert answer.status == 2
    assert "There is no store at" in answer.out
    assert not (tmp_path / "none.db").exists()
