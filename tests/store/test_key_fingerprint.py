"""The store knows which secret its people were made with, and takes no file with another one."""

from pathlib import Path

import pytest
from sqlalchemy import delete

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.intake.undo import undo
from opmodel.store.engine import reading, writing
from opmodel.store.key_fingerprint import FINGERPRINT, known_fingerprint, made_with
from opmodel.store.person_key import PersonKey, key_file, person_key, present_key
from opmodel.store.register import Setting
from tests.askers import everybody, steward
from tests.conftest import TEST_KEY
from tests.intake.everything import everything
from tests.intake.files import ROSTER, csv_bytes

OTHER_KEY = "22" * 32
MORE = (["E-mail", "Team"], ["new@example.com", "Finance"])


def load(url: str, rows: object = ROSTER) -> front_door.Outcome:
    return front_door.load(url, csv_bytes(rows), "roster_2026-09-01.csv", Choices(), by=everybody("Ada"))


def forget(url: str) -> None:
    """As in a store that was filled before the fingerprint was kept."""
    with writing(url) as session:
        session.execute(delete(Setting).where(Setting.key == FINGERPRINT))  # type: ignore[arg-type]


def test_the_first_file_leaves_the_fingerprint_and_never_the_secret(store: str) -> None:
    with reading(store) as session:
        assert known_fingerprint(session) is None
    assert load(store).status == "loaded"
    with reading(store) as session:
        assert known_fingerprint(session) == PersonKey(bytes.fromhex(TEST_KEY)).fingerprint
    assert TEST_KEY not in repr(everything(store))


def test_a_preview_leaves_no_fingerprint(store: str) -> None:
    assert (
        front_door.preview(store, csv_bytes(ROSTER), "roster_2026-09-01.csv", Choices(), by=steward("ada")).status
        == "dry-run"
    )
    with reading(store) as session:
        assert known_fingerprint(session) is None


def test_a_file_under_another_secret_is_refused_and_nothing_changes(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store)
    before = everything(store)
    monkeypatch.setenv("OPMODEL_PERSON_KEY", OTHER_KEY)
    outcome = load(store, MORE)
    assert outcome.status == "refused"
    assert "made with another secret" in (outcome.why or "")
    assert OTHER_KEY not in (outcome.why or "")
    assert everything(store) == before
    monkeypatch.setenv("OPMODEL_PERSON_KEY", TEST_KEY)
    assert load(store, MORE).status == "loaded"


def test_a_store_that_lost_its_key_makes_no_new_one(sqlite_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load(sqlite_store)
    monkeypatch.delenv("OPMODEL_PERSON_KEY")
    outcome = load(sqlite_store, MORE)
    assert outcome.status == "refused"
    assert "is missing: put the key file store.key back" in (outcome.why or "")
    assert not key_file(sqlite_store).exists()


def test_an_older_store_takes_the_fingerprint_with_its_next_file(store: str) -> None:
    load(store)
    forget(store)
    assert load(store, MORE).status == "loaded"
    with reading(store) as session:
        assert known_fingerprint(session) == PersonKey(bytes.fromhex(TEST_KEY)).fingerprint


def test_an_older_store_knows_a_wrong_secret_by_the_people_it_does_not_make(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store)
    forget(store)
    monkeypatch.setenv("OPMODEL_PERSON_KEY", OTHER_KEY)
    assert load(store, MORE).status == "refused"
    with reading(store) as session:
        assert known_fingerprint(session) is None
        assert made_with(session, PersonKey(bytes.fromhex(TEST_KEY))) is True


def test_a_store_without_people_may_have_any_secret(store: str) -> None:
    with reading(store) as session:
        assert made_with(session, PersonKey(bytes(32))) is None


def test_the_fingerprint_outlives_the_file_that_left_it(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(store)
    load(store, MORE)
    assert first.import_id is not None
    assert undo(store, first.import_id, by=everybody("Ada")).status == "undone"
    monkeypatch.setenv("OPMODEL_PERSON_KEY", OTHER_KEY)
    assert load(store).status == "refused"


def test_looking_for_the_key_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPMODEL_PERSON_KEY")
    url = f"sqlite:///{tmp_path}/store.db"
    assert present_key(url) is None
    assert list(tmp_path.iterdir()) == []
    made = person_key(url)
    found = present_key(url)
    assert found is not None
    assert found.fingerprint == made.fingerprint
