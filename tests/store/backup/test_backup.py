"""A backup of a store in use is whole, is what the store held at one moment, and is there entirely or not at all."""

import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, func, select

from opmodel.settings import ROOT
from opmodel.store.backup import beside
from opmodel.store.backup.error import BackupError
from opmodel.store.backup.restoring import restore
from opmodel.store.backup.taking import LAST_BACKUP, back_up
from opmodel.store.engine import dispose, engine, reading, upgrade, writing
from opmodel.store.register import OfficeHolder, RegisterChange, Setting, Workflow
from tests.askers import admin
from tests.conftest import TEST_KEY

KILLED = """
    import os, signal, sys
    from pathlib import Path
    from opmodel.store.backup import taking
    from tests.askers import admin

    def die(*arguments, **named):
        os.kill(os.getpid(), signal.SIGKILL)

    if sys.argv[3] == "while it is packed":
        taking.pack = die
    else:
        really = taking.put_in_place
        taking.put_in_place = die
    taking.back_up(sys.argv[1], Path(sys.argv[2]), by=admin("Ada"), force=True)
"""


def unfinished(folder: Path) -> list[Path]:
    return list(folder.glob(".*.unfinished"))


def scratch_databases(url: str) -> list[str]:
    with engine(url).connect() as connection:
        if connection.dialect.name == "sqlite":
            return []
        found = connection.execute(text("SELECT datname FROM pg_database WHERE datname LIKE 'opmodel_scratch_%'"))
        return list(found.scalars())


def test_a_backup_says_what_the_store_held_and_keeps_it_from_others(filled: str, tmp_path: Path) -> None:
    path = tmp_path / "one.backup"
    taken = back_up(filled, path, by=admin("Ada"))
    assert taken.manifest.tables["import"] == 3
    assert taken.manifest.tables["person"] == 24
    assert taken.manifest.tables["workflow"] == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert unfinished(tmp_path) == []
    assert scratch_databases(filled) == []
    with zipfile.ZipFile(path) as archive:
        document = json.loads(archive.read("manifest.json"))
    assert document["tables"] == dict(taken.manifest.tables)
    assert document["sha256"] == taken.manifest.sha256


def test_the_person_key_is_not_in_the_backup_and_its_fingerprint_is_told(filled: str, tmp_path: Path) -> None:
    taken = back_up(filled, tmp_path / "one.backup", by=admin("Ada"))
    assert taken.key.is_there
    assert f"fingerprint {taken.key.fingerprint}" in taken.key.says
    assert "OPMODEL_PERSON_KEY" in taken.key.says
    with zipfile.ZipFile(taken.path) as archive:
        assert all(TEST_KEY.encode() not in archive.read(name) for name in archive.namelist())


def test_a_missing_key_is_warned_of_and_the_backup_taken_all_the_same(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPMODEL_PERSON_KEY")
    taken = back_up(filled, tmp_path / "one.backup", by=admin("Ada"))
    assert taken.path.exists()
    assert not taken.key.is_there
    assert "find it" in taken.key.says


def test_a_backup_while_a_writer_writes_holds_the_store_as_it_was_at_one_moment(
    filled: str, empty: str, tmp_path: Path
) -> None:
    stop, written = threading.Event(), [0]

    def write() -> None:
        while not stop.is_set():
            number = written[0]
            with writing(filled) as session:
                session.add(Workflow(name=f"Workflow {number}"))
                session.flush()
                session.add(OfficeHolder(name=f"Owner {number}"))
            written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while written[0] < 3:
            stop.wait(0.01)
        before = written[0]
        taken = back_up(filled, tmp_path / "one.backup", by=admin("Ada"))
        after = written[0]
    finally:
        stop.set()
        writer.join()
    restore(empty, taken.path, by=admin("Ada"))
    with reading(empty) as session:
        workflows = len(session.exec(select(Workflow).where(Workflow.name.startswith("Workflow "))).all())
        owners = len(session.exec(select(OfficeHolder).where(OfficeHolder.name.startswith("Owner "))).all())
    assert workflows == owners
    assert before <= workflows <= after
    assert after > before, "the writer had to wait for the backup"


def test_the_trail_says_who_took_a_backup_and_the_store_when(filled: str, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "one.backup", by=admin("Ada"))
    back_up(filled, tmp_path / "two.backup", by=admin("Grace"))
    with reading(filled) as session:
        told = json.loads(session.get_one(Setting, LAST_BACKUP).value)
        changes = session.exec(select(RegisterChange).where(RegisterChange.row_key == f'["{LAST_BACKUP}"]')).all()
    assert told["file"] == "two.backup"
    assert [change.changed_by for change in changes] == ["Ada", "Grace"]


def test_a_file_that_is_there_is_replaced_only_by_force(filled: str, tmp_path: Path) -> None:
    path = tmp_path / "one.backup"
    path.write_text("mine")
    with pytest.raises(BackupError, match="--force"):
        back_up(filled, path, by=admin("Ada"))
    assert path.read_text() == "mine"
    back_up(filled, path, by=admin("Ada"), force=True)
    assert zipfile.is_zipfile(path)


@pytest.mark.parametrize("moment", ["while it is packed", "when it is ready"])
def test_a_kill_leaves_the_old_file_and_the_next_backup_clears_up(filled: str, tmp_path: Path, moment: str) -> None:
    path = tmp_path / "one.backup"
    path.write_text("the old one")
    dispose(filled)
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), filled, str(path), moment],
        cwd=ROOT,
        env={**os.environ, "OPMODEL_PERSON_KEY": TEST_KEY},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert path.read_text() == "the old one"
    assert len(unfinished(tmp_path)) == 1
    back_up(filled, path, by=admin("Ada"), force=True)
    assert zipfile.is_zipfile(path)
    assert unfinished(tmp_path) == []
    assert scratch_databases(filled) == []


def test_a_backup_that_does_not_hold_what_the_store_held_is_never_written(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opmodel.store.backup import trial

    really = trial.held

    def one_row_less(connection: Any) -> Any:
        found = really(connection)
        return type(found)(**{**vars(found), "tables": {**found.tables, "workflow": 0}})

    monkeypatch.setattr(trial, "held", one_row_less)
    with pytest.raises(BackupError, match="0 rows of workflow, not 1"):
        back_up(filled, tmp_path / "one.backup", by=admin("Ada"))
    assert list(tmp_path.glob("*.backup")) == []
    assert unfinished(tmp_path) == []


def test_a_disk_without_room_is_told_before_anything_is_written(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = beside.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(beside.shutil, "disk_usage", lambda _path: usage._replace(free=1_000))
    with pytest.raises(BackupError, match="are needed; make room"):
        back_up(filled, tmp_path / "one.backup", by=admin("Ada"))
    assert list(tmp_path.glob("*.backup")) == []


def test_there_is_nothing_to_back_up_where_there_is_no_store(empty: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no store"):
        back_up(empty, tmp_path / "one.backup", by=admin("Ada"))


def test_a_folder_that_is_not_there_is_told(filled: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="make it first"):
        back_up(filled, tmp_path / "nowhere" / "one.backup", by=admin("Ada"))


def test_a_store_of_an_older_opmodel_is_backed_up_as_it_is(store: str, empty: str, tmp_path: Path) -> None:
    from alembic import command

    from opmodel.store.engine import alembic_config

    with engine(store).execution_options(opmodel_writes=True).begin() as connection:
        command.downgrade(alembic_config(connection), "0002")
        connection.exec_driver_sql("INSERT INTO workflow (id, name, outcome) VALUES (7, 'Claims intake', '')")
    taken = back_up(store, tmp_path / "old.backup", by=admin("Ada"))
    assert taken.manifest.revision == "0002"
    with engine(store).connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0002"
    done = restore(empty, taken.path, by=admin("Ada"))
    assert done.revision > "0002"
    with engine(empty).connect() as connection:
        command.check(alembic_config(connection))
        with Session(connection) as session:
            assert session.exec(select(Workflow.name)).all() == ["Claims intake"]
    upgrade(store)
    with reading(store) as session:
        assert session.exec(select(func.count()).select_from(Workflow)).one() == 1
