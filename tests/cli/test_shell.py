"""The shell as a user meets it: its status, and what stands on standard error."""

import os
import subprocess
import sys

import pytest

from opmodel.settings import ROOT
from tests.cli.conftest import Run


def process(code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=dict(os.environ),
        timeout=60,
        check=False,
    )


def test_help_lists_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, opmodel.cli as c\n"
        "try: c.main()\n"
        "finally: print([m for m in ('pandas', 'streamlit', 'sqlmodel') if m in sys.modules])"
    )
    done = process(code, "--help")
    assert done.returncode == 0
    for name in (
        "serve",
        "demo",
        "import",
        "imports",
        "undo",
        "measures",
        "template",
        "thresholds",
        "backup",
        "doctor",
    ):
        assert f"\n  {name} " in done.stdout
    assert done.stdout.endswith("[]\n")


def test_a_refusal_is_one_sentence_and_status_two() -> None:
    done = process("from opmodel.cli import main; main()", "imports", "--store", "data/opmodel.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert "sqlite:///" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_fault_of_ours_is_no_refusal() -> None:
    code = (
        "from opmodel.cli import app, main\n"
        "def broken(): raise KeyError('fault')\n"
        "app.command('broken')(broken)\n"
        "main()"
    )
    done = process(code, "broken")
    assert done.returncode == 1
    assert "KeyError" in done.stderr


def refused(run: Run, *arguments: str) -> str:
    answer = run(*arguments)
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    return answer.err


def test_a_store_of_another_database_is_refused(run: Run) -> None:
    assert "not mysql" in refused(run, "measures", "--store", "mysql://somewhere/else")


def test_a_database_that_does_not_answer_is_refused(run: Run) -> None:
    said = refused(run, "imports", "--store", "postgresql://nobody@127.0.0.1:1/none")
    assert said.startswith("The store cannot be opened")


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("host", ["0.0.0.0", "dashboard.example.com", ""])
def test_listening_beyond_this_machine_takes_sign_in(command: str, host: str, run: Run) -> None:
    said = refused(run, command, "--host", host)
    assert "takes sign-in" in said
    assert "docs/sign-in.md" in said


@pytest.mark.parametrize("week", ["2025-W53", "46", "next week"])
def test_a_week_that_does_not_exist_is_refused(week: str, run: Run) -> None:
    assert "2026-W46" in refused(run, "measures", "--as-of", week)
