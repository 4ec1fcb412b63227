"""The docs say what the code does: a command, setting, measure or export that is not documented fails here."""

import importlib.util
import io
import re
import time
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from opmodel.intake.templates import template_names, write_template

ROOT = Path(__file__).resolve().parents[2]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["measures.md", "findings.md", "exports.md", "settings.md", "commands.md", "roles.md"])
def test_a_generated_page_is_what_the_code_says_now(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == _generator().PAGES[name](), "run `make docs` and commit the result"


def test_every_make_command_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= targets


def test_every_path_in_the_readmes_map_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    house = readme.split("## The house")[1].split("```")[1]
    paths = [line.split()[0] for line in house.splitlines() if line.strip()]
    folder = ""
    for line, path in zip((line for line in house.splitlines() if line.strip()), paths, strict=True):
        if not line.startswith(" "):
            folder = path if path.endswith("/") else ""
            assert (ROOT / path).exists(), path
        else:
            assert (ROOT / folder / path).exists(), folder + path


def test_no_text_that_ships_names_another_host_or_a_path_of_one_machine() -> None:
    other_host = re.compile(r"https?://(?!localhost|127\.0\.0\.1)")
    patterns = ("*.lock", "*.toml", "Makefile", ".ci/run", "docs/*.md", "README.md")
    shipped = [path for pattern in patterns for path in ROOT.glob(pattern)]
    assert len(shipped) > len(patterns)
    for path in shipped:
        text = path.read_text(encoding="utf-8")
        assert not other_host.search(text), path.name
        assert str(ROOT) not in text, path.name


def test_a_lock_file_pins_every_package_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pins = re.findall(r"^[a-z0-9][\w.\-]*(?:\[[^\]]+\])?==", lock, flags=re.MULTILINE)
    assert len(pins) > 50
    assert lock.count("--hash=sha256:") >= len(pins)
    assert "://" not in lock


@pytest.mark.parametrize("name", template_names())
def test_a_template_that_lies_ready_is_what_the_code_would_write_now(name: str) -> None:
    assert _parts((ROOT / "data" / "templates" / f"{name}.xlsx").read_bytes()) == _parts(write_template(name)), (
        "run `make docs` and commit the result"
    )


@pytest.mark.parametrize("name", template_names())
def test_a_template_written_again_at_another_time_is_the_same_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_template(name)
    # A zip keeps no odd seconds, so that the clock has to move by more than one.
    moved = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: moved)
    assert write_template(name) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def _parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
