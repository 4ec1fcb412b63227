"""Each check of a store says when something is wrong, and what to do; a store that is well is left in peace."""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlmodel import Session, delete, update

from opmodel.store.backup.taking import LAST_BACKUP, back_up
from opmodel.store.base import now
from opmodel.store.engine import alembic_config, dispose, engine, writing
from opmodel.store.facts import Import, ImportStatus
from opmodel.store.health import disk, sqlite_file
from opmodel.store.health.diagnosis import Diagnosis
from opmodel.store.health.examination import examine, is_readable
from opmodel.store.key_fingerprint import own_key
from opmodel.store.person_key import key_file
from opmodel.store.register import Setting
from opmodel.store.rollup_tables import PanelWeek
from tests.askers import admin
from tests.company import Company, whole
from tests.conftest import TEST_KEY
from tests.postgres_programs import put_on_path


@pytest.fixture(autouse=True)
def _postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_path(monkeypatch)


@pytest.fixture
def well(store: str, tmp_path: Path) -> str:
    """URL of a store that nothing is wrong with."""
    with writing(store) as session:
        company = Company(session)
        people = company.crowd(12)
        company.roster(date(2026, 9, 1), {"Finance": people})
        company.panel("Copilot", {"W40": whole(people), "W41": whole(people)})
        own_key(session, store)
    back_up(store, tmp_path / "one.backup", by=admin("Ada"))
    return store


def found(url: str) -> dict[str, Diagnosis]:
    return {one.name: one for one in examine(url)}


def change(url: str, how: Callable[[Session], object]) -> None:
    with writing(url) as session:
        how(session)


def keep(key: str, value: str) -> Callable[[Session], object]:
    return lambda session: session.merge(Setting(key=key, value=value))


def test_a_store_that_is_well_needs_nothing(well: str) -> None:
    diagnoses = examine(well)
    assert [one for one in diagnoses if not one.fine] == []
    assert is_readable(diagnoses)
    assert len({one.name for one in diagnoses}) == len(diagnoses) >= 9
    assert all(one.says and not one.do for one in diagnoses)


def test_a_new_store_without_anything_needs_nothing_either(store: str) -> None:
    assert [one for one in examine(store) if not one.fine] == []


def test_a_store_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    diagnosis = found(f"sqlite:///{tmp_path}/none.db")["store"]
    assert not diagnosis.fine
    assert "opmodel restore FILE" in diagnosis.do
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    diagnoses = examine("postgresql://ada:s3cret@127.0.0.1:1/opmodel")
    assert not diagnoses[0].fine
    assert "does not answer" in diagnoses[0].says
    assert "s3cret" not in repr(diagnoses)
    assert not is_readable(diagnoses)


def test_an_empty_database_has_no_tables_yet(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    url = f"sqlite:///{tmp_path}/empty.db"
    assert "no tables yet" in found(url)["store"].says
    dispose(url)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_text("this is no database " * 400)
    url = f"sqlite:///{tmp_path}/bad.db"
    assert "cannot be read" in found(url)["store"].says
    dispose(url)


def test_older_tables_are_told_and_what_lies_in_them_left_alone(well: str) -> None:
    with engine(well).execution_options(opmodel_writes=True).begin() as connection:
        command.downgrade(alembic_config(connection), "0002")
    diagnoses = found(well)
    assert "stand at 0002" in diagnoses["migrations"].says
    assert "opmodel serve" in diagnoses["migrations"].do
    assert "thresholds" not in diagnoses


def test_tables_of_a_newer_opmodel_are_told(well: str) -> None:
    with engine(well).execution_options(opmodel_writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "update this one" in found(well)["migrations"].do


def test_another_person_key_is_told_by_both_fingerprints(well: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = found(well)["person_key"].says
    monkeypatch.setenv("OPMODEL_PERSON_KEY", "22" * 32)
    diagnosis = found(well)["person_key"]
    assert not diagnosis.fine
    assert known.split()[-1].rstrip(".") in diagnosis.do
    assert "22222222" not in diagnosis.says + diagnosis.do


def test_a_missing_person_key_is_told_and_none_is_made(well: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPMODEL_PERSON_KEY")
    assert "There is no person key" in found(well)["person_key"].says
    assert not key_file(well).exists()


def test_a_person_key_that_is_no_key_is_told(well: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPMODEL_PERSON_KEY", "swordfish")
    diagnosis = found(well)["person_key"]
    assert not diagnosis.fine
    assert "swordfish" not in diagnosis.says


def test_a_key_file_that_others_can_read_is_told(sqlite_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPMODEL_PERSON_KEY")
    path = key_file(sqlite_store)
    path.write_text(TEST_KEY)
    path.chmod(0o644)
    assert found(sqlite_store)["person_key"].do == f"chmod 600 {path}"
    path.chmod(0o600)
    assert found(sqlite_store)["person_key"].fine


def test_a_full_disk_is_told(well: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usage = disk.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: usage._replace(free=10_000_000))
    diagnosis = found(well)["disk"]
    assert "10 MB are free" in diagnosis.says
    assert "Make room" in diagnosis.do


def test_a_folder_that_cannot_be_written_is_told(well: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_named: object) -> object:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(disk.tempfile, "TemporaryFile", refuse)
    assert "Permission denied" in found(well)["data_folder"].says


def test_a_damaged_file_is_told(sqlite_store: str) -> None:
    change(sqlite_store, lambda session: [session.add(Setting(key=f"k{n}", value="x" * 500)) for n in range(500)])
    with engine(sqlite_store).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    dispose(sqlite_store)
    path = Path(sqlite_store.removeprefix("sqlite:///"))
    content = bytearray(path.read_bytes())
    content[-40_000:-20_000] = b"\xff" * 20_000
    path.write_bytes(content)
    diagnosis = found(sqlite_store)["integrity"]
    assert not diagnosis.fine
    assert "--replace" in diagnosis.do


def test_rows_that_point_nowhere_are_told(sqlite_store: str) -> None:
    with engine(sqlite_store).connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("INSERT INTO milestone (rollout_id, name, reached_on) VALUES (77, 'Step', '2026-01-01')")
        raw.execute("PRAGMA foreign_keys=ON")
    assert "Rows of milestone" in found(sqlite_store)["integrity"].says


def test_a_log_that_is_off_or_has_grown_is_told(sqlite_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    change(sqlite_store, keep("k", "v"))
    assert found(sqlite_store)["write_ahead_log"].fine
    monkeypatch.setattr(sqlite_file, "_LARGE_LOG", 1_000)
    assert "Stop the dashboard" in found(sqlite_store)["write_ahead_log"].do
    with engine(sqlite_store).connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA journal_mode=DELETE")
    assert "mode delete" in found(sqlite_store)["write_ahead_log"].says


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("minimum_group", "2", "must be between 5 and 1000"),
        ("idle_days", "soon", "no number"),
        ("idle_days", "300", "comes after it"),
        ("forgotten", "1", "There is no threshold"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_told(well: str, name: str, value: str, says: str) -> None:
    change(well, keep(f"threshold.{name}", value))
    diagnosis = found(well)["thresholds"]
    assert says in diagnosis.says
    assert "opmodel thresholds" in diagnosis.do


def test_rollups_of_a_file_that_is_not_in_the_store_are_told(well: str) -> None:
    change(well, lambda session: session.execute(update(Import).values(status=ImportStatus.UNDONE)))
    diagnosis = found(well)["rollups"]
    assert "imports that are not in the store: 2" in diagnosis.says


def test_covered_weeks_that_are_not_counted_are_told(well: str) -> None:
    change(well, lambda session: session.execute(delete(PanelWeek)))
    assert "2 covered weeks" in found(well)["rollups"].says


def test_a_store_that_was_never_backed_up_is_told(well: str) -> None:
    change(well, lambda session: session.delete(session.get_one(Setting, LAST_BACKUP)))
    assert found(well)["backup"].says == "No backup was ever taken."


def test_an_old_backup_is_told_by_its_age(well: str) -> None:
    taken = (now() - timedelta(days=12)).isoformat()
    change(well, keep(LAST_BACKUP, json.dumps({"taken": taken, "file": "old.backup", "rows": 1})))
    assert "12 days ago" in found(well)["backup"].says


@pytest.mark.postgres
def test_missing_postgres_programs_are_told_before_they_are_needed(
    postgres_store: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert found(postgres_store)["backup_tools"].fine
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install PostgreSQL's client programs" in found(postgres_store)["backup_tools"].says
