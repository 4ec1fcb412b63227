"""A restored store is the store that was backed up; what does not fit, or is damaged, changes nothing."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import zipfile
from pathlib import Path

import pytest
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.measures.registry import Question, all_measures, ask
from opmodel.settings import ROOT
from opmodel.store.backup.container import pack
from opmodel.store.backup.error import BackupError
from opmodel.store.backup.kinds import kept_at
from opmodel.store.backup.manifest import Manifest
from opmodel.store.backup.restoring import restore
from opmodel.store.backup.taking import back_up
from opmodel.store.engine import dispose, reading, writing
from opmodel.store.register import RegisterChange, Workflow
from opmodel.store.version import RESTORED, data_version
from tests.askers import admin, steward
from tests.conftest import TEST_KEY
from tests.intake.everything import differing, everything
from tests.intake.files import csv_bytes

KILLED = """
    import os, signal, sys
    from pathlib import Path
    from opmodel.store.backup import kinds, restoring
    from tests.askers import admin

    for store in (kinds.SqliteStore, kinds.PostgresStore):
        store.replace_with = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
    restoring.restore(sys.argv[1], Path(sys.argv[2]), by=admin("Ada"), replace=True, keep=Path(sys.argv[3]))
"""


def figures(url: str) -> dict[str, object]:
    with reading(url) as session:
        return {name: ask(session, name, Question(series=True)).as_json() for name in all_measures()}


def version(url: str) -> str:
    with reading(url) as session:
        return data_version(session)


def rewritten(path: Path, **changed: object) -> Path:
    """The same backup with another manifest."""
    other = path.with_name(f"other-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        target.writestr("store.dump", source.read("store.dump"))
        target.writestr("manifest.json", json.dumps({**json.loads(source.read("manifest.json")), **changed}))
    return other


@pytest.fixture
def taken(filled: str, tmp_path: Path) -> Path:
    return back_up(filled, tmp_path / "one.backup", by=admin("Ada")).path


def test_a_restored_store_holds_the_same_rows_and_says_the_same_figures(filled: str, taken: Path, empty: str) -> None:
    done = restore(empty, taken, by=admin("Grace"))
    assert done.kept is None
    assert set(differing(everything(filled), everything(empty))) == {"setting"}
    assert figures(empty) == figures(filled)


def test_a_store_that_has_its_tables_and_no_row_is_empty_too(filled: str, taken: Path, other: str) -> None:
    restore(other, taken, by=admin("Grace"))
    assert figures(other) == figures(filled)


def test_a_restored_store_takes_new_files(taken: Path, empty: str) -> None:
    restore(empty, taken, by=admin("Grace"))
    more = csv_bytes([["E-mail", "Team"], ["new@example.com", "Claims"], ["ada@example.com", "Claims"]])
    assert front_door.load(empty, more, "roster_2026-11-20.csv", Choices(), by=steward("Grace")).status == "loaded"


def test_the_trail_of_a_restored_store_says_who_restored_it(taken: Path, empty: str) -> None:
    restore(empty, taken, by=admin("Grace"))
    with reading(empty) as session:
        change = session.exec(select(RegisterChange).where(RegisterChange.row_key == f'["{RESTORED}"]')).one()
    assert change.changed_by == "Grace"
    assert "one.backup" in (change.after or {})["value"]


def test_a_store_that_holds_something_is_left_alone(filled: str, taken: Path) -> None:
    before = everything(filled)
    with pytest.raises(BackupError, match="--replace"):
        restore(filled, taken, by=admin("Grace"))
    assert everything(filled) == before


def test_replacing_keeps_what_was_there_in_a_backup_of_its_own(filled: str, taken: Path, tmp_path: Path) -> None:
    with writing(filled) as session:
        session.add(Workflow(name="Since the backup"))
    since = everything(filled)
    done = restore(filled, taken, by=admin("Grace"), replace=True, keep=tmp_path / "kept.backup")
    with reading(filled) as session:
        assert "Since the backup" not in session.exec(select(Workflow.name)).all()
    assert done.kept is not None
    restore(filled, done.kept.path, by=admin("Grace"), replace=True, keep=tmp_path / "again.backup")
    assert set(differing(since, everything(filled))) == {"setting"}


def test_an_edit_made_while_the_old_store_was_backed_up_is_not_lost(
    filled: str, taken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opmodel.store.backup import restoring

    really = restoring.take

    def take_then_edit(*arguments: object, **named: object) -> object:
        kept = really(*arguments, **named)  # type: ignore[arg-type]
        with writing(filled) as session:
            session.add(RegisterChange(changed_by="Ada", table_name="setting", row_key='["x"]'))
        return kept

    monkeypatch.setattr(restoring, "take", take_then_edit)
    with pytest.raises(BackupError, match="changed while it was being backed up"):
        restore(filled, taken, by=admin("Grace"), replace=True, keep=tmp_path / "kept.backup")
    with reading(filled) as session:
        assert session.exec(select(RegisterChange).where(RegisterChange.row_key == '["x"]')).one()


def test_a_running_dashboard_notices_and_never_takes_a_new_state_for_an_old_one(
    filled: str, taken: Path, tmp_path: Path
) -> None:
    seen = {version(filled)}
    with writing(filled) as session:
        session.add(RegisterChange(changed_by="Ada", table_name="setting", row_key='["x"]'))
    seen.add(version(filled))
    restore(filled, taken, by=admin("Grace"), replace=True, keep=tmp_path / "kept.backup")
    for _ in range(4):
        assert version(filled) not in seen
        seen.add(version(filled))
        with writing(filled) as session:
            session.add(RegisterChange(changed_by="Ada", table_name="setting", row_key='["y"]'))


def test_a_kill_before_the_exchange_leaves_the_store_as_it_was(filled: str, taken: Path, tmp_path: Path) -> None:
    before = everything(filled)
    dispose(filled)
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), filled, str(taken), str(tmp_path / "kept.backup")],
        cwd=ROOT,
        env={**os.environ, "OPMODEL_PERSON_KEY": TEST_KEY},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert everything(filled) == before
    left_over = set(kept_at(filled).folder.glob(".*.unfinished"))
    restore(filled, taken, by=admin("Grace"), replace=True, keep=tmp_path / "again.backup")
    # Stores in one PostgreSQL share a folder, so another test may be at work in it.
    assert not left_over & set(kept_at(filled).folder.glob(".*.unfinished"))


def test_readers_go_on_while_the_store_is_replaced(filled: str, taken: Path, tmp_path: Path) -> None:
    stop, faults, reads = threading.Event(), [], [0]

    def read() -> None:
        while not stop.is_set():
            try:
                with reading(filled) as session:
                    assert session.exec(select(Workflow.name)).all() == ["Claims intake"]
                reads[0] += 1
            except Exception as fault:
                faults.append(fault)
                return

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(2):
            restore(filled, taken, by=admin("Grace"), replace=True, keep=tmp_path / f"kept{number}.backup")
    finally:
        stop.set()
        reader.join()
    assert faults == []
    assert reads[0] > 0


def test_another_person_key_is_refused_and_nothing_changes(
    taken: Path, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(other)
    monkeypatch.setenv("OPMODEL_PERSON_KEY", "22" * 32)
    with pytest.raises(BackupError, match="made with another secret") as refused:
        restore(other, taken, by=admin("Grace"))
    assert "22" * 32 not in str(refused.value)
    assert everything(other) == before


def test_a_missing_person_key_is_refused_and_none_is_made(
    taken: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPMODEL_PERSON_KEY")
    with pytest.raises(BackupError, match="put it into the key file"):
        restore(empty, taken, by=admin("Grace"))
    assert list(kept_at(empty).folder.glob("other.key")) == []
    restore(empty, taken, by=admin("Grace"), without_key=True)
    more = csv_bytes([["E-mail", "Team"], ["new@example.com", "Claims"]])
    outcome = front_door.load(empty, more, "roster_2026-11-20.csv", Choices(), by=steward("Grace"))
    assert outcome.status == "refused"
    assert "is missing" in (outcome.why or "")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_backup_is_refused_and_nothing_changes(taken: Path, other: str, share: float) -> None:
    before = everything(other)
    cut = taken.with_name("cut.backup")
    cut.write_bytes(taken.read_bytes()[: int(taken.stat().st_size * share)])
    with pytest.raises(BackupError, match="is damaged"):
        restore(other, cut, by=admin("Grace"))
    assert everything(other) == before


def test_a_backup_with_one_byte_changed_is_refused(taken: Path, other: str) -> None:
    before, whole = everything(other), taken.read_bytes()
    with zipfile.ZipFile(taken) as archive:
        length = archive.getinfo("store.dump").compress_size
    place = random.Random(7).randrange(100, length)
    damaged = taken.with_name("damaged.backup")
    damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    with pytest.raises(BackupError, match="is damaged"):
        restore(other, damaged, by=admin("Grace"))
    assert everything(other) == before


def test_a_backup_that_holds_other_rows_than_it_says_is_refused(filled: str, taken: Path, other: str) -> None:
    before = everything(other)
    tables = json.loads(zipfile.ZipFile(taken).read("manifest.json"))["tables"]
    lying = rewritten(taken, tables={**tables, "workflow": 5})
    with pytest.raises(BackupError, match="1 rows of workflow, not 5"):
        restore(other, lying, by=admin("Grace"))
    assert everything(other) == before


@pytest.mark.parametrize("content", [b"", b"not a zip", None])
def test_what_is_no_backup_is_told(content: bytes | None, other: str, tmp_path: Path) -> None:
    path = tmp_path / "thing.backup"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BackupError, match=r"no backup of OpModel|There is no file"):
        restore(other, path, by=admin("Grace"))


def test_a_backup_of_a_newer_opmodel_is_refused(taken: Path, other: str) -> None:
    with pytest.raises(BackupError, match="newer OpModel"):
        restore(other, rewritten(taken, revision="9999"), by=admin("Grace"))
    with pytest.raises(BackupError, match="newer OpModel"):
        restore(other, rewritten(taken, format=2), by=admin("Grace"))


def test_a_backup_is_for_a_store_of_its_own_kind(taken: Path, other: str) -> None:
    kind = {"sqlite": "postgresql", "postgresql": "sqlite"}[kept_at(other).kind]
    with pytest.raises(BackupError, match="is not for"):
        restore(other, rewritten(taken, database=kind), by=admin("Grace"))


def test_a_damaged_database_in_a_whole_file_is_found(sqlite_store: str, tmp_path: Path) -> None:
    with writing(sqlite_store) as session:
        for number in range(2_000):
            session.add(Workflow(name=f"Workflow {number}"))
    dump = tmp_path / "copy.db"
    held = kept_at(sqlite_store).dump(dump)
    bytes_ = bytearray(dump.read_bytes())
    for place in range(len(bytes_) // 2, len(bytes_) // 2 + 60_000):
        bytes_[place] ^= 0xFF
    dump.write_bytes(bytes_)
    path = tmp_path / "bad.backup"
    good = back_up(sqlite_store, tmp_path / "good.backup", by=admin("Ada")).manifest
    pack(path, Manifest(**{**vars(good), "tables": held.tables}), dump, is_compressed=False)
    with pytest.raises(BackupError, match="damaged"):
        restore(f"sqlite:///{tmp_path / 'new.db'}", path, by=admin("Grace"))
    assert not (tmp_path / "new.db").exists()


def test_a_store_file_that_cannot_be_read_is_to_be_moved_away_first(sqlite_store: str, tmp_path: Path) -> None:
    taken = back_up(sqlite_store, tmp_path / "good.backup", by=admin("Ada")).path
    bad = tmp_path / "bad.db"
    bad.write_text("this is no database, however long it may be " * 200)
    with pytest.raises(BackupError, match="move it away"):
        restore(f"sqlite:///{bad}", taken, by=admin("Grace"), replace=True)
    assert bad.read_text().startswith("this is no database")


def test_a_restore_gives_up_where_somebody_keeps_writing(
    sqlite_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opmodel.store.backup import sqlite

    monkeypatch.setattr(sqlite, "_PATIENCE", 0.2)
    taken = back_up(sqlite_store, tmp_path / "good.backup", by=admin("Ada")).path
    writer = sqlite3.connect(sqlite_store.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(BackupError, match="is being written to"):
            restore(sqlite_store, taken, by=admin("Grace"), replace=True, keep=tmp_path / "kept.backup")
    finally:
        writer.execute("ROLLBACK")
        writer.close()
