"""A person is a key made with a secret that lies outside the store."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opmodel.store.person_key import PersonKey, PersonKeyError, normalised_identity, person_key

KEY = PersonKey(bytes(range(32)))
NAMES = st.text(st.characters(categories=("L", "N"), max_codepoint=0x7F), min_size=1, max_size=20)


@pytest.fixture
def _no_key_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPMODEL_PERSON_KEY")


@given(NAMES)
def test_case_and_spaces_do_not_make_another_person(name: str) -> None:
    plain = normalised_identity(f"{name}@example.com", system="m365")
    assert normalised_identity(f"  {name.swapcase().casefold()}@EXAMPLE.com ", system="m365") == plain


@given(NAMES)
def test_an_e_mail_is_one_person_in_every_system_and_a_login_only_in_its_own(name: str) -> None:
    mail = f"{name}@example.com"
    assert normalised_identity(mail, system="github") == normalised_identity(mail, system="viva")
    assert normalised_identity(name, system="github") != normalised_identity(name, system="viva")


@given(st.lists(NAMES, min_size=2, max_size=30, unique=True))
def test_different_people_get_different_keys_one_by_one_or_all_at_once(names: list[str]) -> None:
    keys = KEY.keys(names)
    assert keys == [KEY.key(name) for name in names]
    assert len(set(keys)) == len(names)
    assert all(len(key) == 64 for key in keys)


def test_another_secret_gives_other_keys() -> None:
    other = PersonKey(bytes(32))
    assert other.key("email:ada@example.com") != KEY.key("email:ada@example.com")
    assert other.fingerprint != KEY.fingerprint


@pytest.mark.usefixtures("_no_key_given")
def test_the_key_file_is_made_once_beside_the_store_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    first = person_key(url)
    file = tmp_path / "store.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert person_key(url).fingerprint == first.fingerprint
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("_no_key_given")
def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    program = f"from opmodel.store.person_key import person_key; print(person_key({url!r}).fingerprint)"
    starts = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(4)]
    assert len({process.communicate()[0] for process in starts}) == 1


def test_a_secret_that_is_not_64_hex_digits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPMODEL_PERSON_KEY", "swordfish")
    with pytest.raises(PersonKeyError, match="64 hex digits"):
        person_key("sqlite:///anything.db")
