"""Small spreadsheets and a way to run a command in this process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from opmodel.cli import app


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run(sqlite_store: str) -> Run:
    """Runs a command on a fresh store; an error that is no refusal fails the test."""

    def command(*arguments: str | Path) -> Answer:
        # As an environment variable, so that an option does not land among a command's arguments.
        result = CliRunner(env={"OPMODEL_STORE": sqlite_store}).invoke(app, [str(item) for item in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return command


@pytest.fixture
def usage(tmp_path: Path) -> Path:
    """A Microsoft 365 Copilot usage report: twelve people, nine of them active in the last week."""
    header = "Report Refresh Date,Report Period,User Principal Name,Display Name,Last Activity Date,"
    header += "Microsoft Teams Copilot Last Activity Date,Word Copilot Last Activity Date"
    rows = [
        f"2026-11-15,30,person{number}@example.com,Person {number},"
        f"{'2026-11-12' if number < 9 else '2026-08-01'},,{'2026-11-12' if number < 9 else ''}"
        for number in range(12)
    ]
    path = tmp_path / "CopilotActivityUserDetail_2026-11-15.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Our roster template with the same twelve people in one team."""
    rows = [f"person{number}@example.com,Person {number},Finance/Controlling" for number in range(12)]
    path = tmp_path / "roster_2026-11-15.csv"
    path.write_text("\n".join(["E-mail,Name,Team", *rows]) + "\n")
    return path
