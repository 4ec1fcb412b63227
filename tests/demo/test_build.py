"""Building the demo's store: once, and never over somebody else's."""

import dataclasses
import shutil
from pathlib import Path

import pytest
from sqlmodel import func, select
from typer.testing import CliRunner

from opmodel.cli import app
from opmodel.demo.build import NotTheDemos, build
from opmodel.demo.ready import stands
from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.store.engine import dispose, reading
from opmodel.store.facts import Import, RosterEntry
from tests.askers import steward
from tests.demo.conftest import SMALL


def imports(url: str) -> int:
    with reading(url) as session:
        return session.exec(select(func.count()).select_from(Import)).one()


@pytest.fixture
def copy(small_demo: tuple[str, Path], tmp_path: Path) -> str:
    dispose(small_demo[0])
    shutil.copy(small_demo[0].removeprefix("sqlite:///"), tmp_path / "copy.db")
    return f"sqlite:///{tmp_path / 'copy.db'}"


def test_a_second_run_finds_the_store_ready(copy: str, tmp_path: Path) -> None:
    before = imports(copy)
    built = build(copy, SMALL, folder=tmp_path / "files", say=pytest.fail)
    assert not built.fresh
    assert imports(copy) == before
    assert not (tmp_path / "files").exists()


def test_a_standing_store_is_known_without_opening_it_as_ours(copy: str, tmp_path: Path) -> None:
    assert stands(copy, SMALL)
    assert not stands(copy, dataclasses.replace(SMALL, as_of=SMALL.as_of + 1))
    assert not stands(f"sqlite:///{tmp_path / 'none.db'}", SMALL)
    assert not (tmp_path / "none.db").exists()


def test_the_command_opens_a_standing_store_at_once(copy: str, tmp_path: Path) -> None:
    asked = [
        "--people",
        str(SMALL.people),
        "--weeks",
        str(SMALL.weeks),
        "--as-of",
        "2026-W46",
        "--no-serve",
        "--store",
        copy,
    ]
    result = CliRunner().invoke(app, ["demo", *asked, "--out", str(tmp_path / "files")])
    assert result.exit_code == 0
    assert "ready" in result.stderr
    assert not (tmp_path / "files").exists()


def test_a_store_with_a_users_uploads_is_left_alone(sqlite_store: str, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("E-mail,Name,Team\nada@example.com,Ada,Finance\n")
    front_door.load_path(sqlite_store, roster, Choices(), by=steward("Ada"))
    with pytest.raises(NotTheDemos, match="--store"):
        build(sqlite_store, SMALL, folder=tmp_path / "files", say=lambda _: None)
    assert imports(sqlite_store) == 1


def test_another_plan_builds_the_demos_own_store_anew(copy: str, tmp_path: Path) -> None:
    smaller = dataclasses.replace(SMALL, people=200, weeks=26)
    said: list[str] = []
    built = build(copy, smaller, folder=tmp_path / "files", say=said.append)
    assert built.fresh
    assert "200 people" in said[0]
    with reading(copy) as session:
        people = session.exec(select(func.count()).select_from(RosterEntry)).one()
    assert people < 2 * SMALL.people
    assert not build(copy, smaller, folder=tmp_path / "files", say=pytest.fail).fresh
