"""PostgreSQL's own programs, found on PATH and run against one server."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from psycopg.pq import Conninfo
from sqlalchemy.engine import make_url

from opmodel.store.backup.error import BackupError

_PROGRAMS = ("pg_dump", "pg_restore", "psql")


@dataclass(frozen=True)
class PostgresTools:
    """pg_dump, pg_restore and psql of one installation, and the server they talk to."""

    folder: Path
    environment: Mapping[str, str]
    """The server, the role and its password: in the environment, since any user sees the arguments of a command."""

    def run(self, program: str, *arguments: str) -> None:
        """Run one of them to its end.

        Raises:
            BackupError: it failed; the message is what it said first.
        """
        done = subprocess.run(  # noqa: S603  PostgreSQL's own program, no shell
            [str(self.folder / program), *arguments],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise BackupError(f"{program} did not succeed: {_first_error(done.stderr) or f'status {done.returncode}'}.")


def _first_error(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = next((line for line in lines if "error:" in line.casefold()), lines[0] if lines else "")
    return told.rstrip(".")


def postgres_tools(url: str, *, server: int) -> PostgresTools:
    """The first set of programs on PATH that is new enough for a server.

    Args:
        url: the store.
        server: major version of its server.

    Raises:
        BackupError: there is none; the message says what to install.
    """
    older: list[int] = []
    for folder in map(Path, os.get_exec_path()):
        if all(os.access(folder / program, os.X_OK) for program in _PROGRAMS):
            version = _version(folder)
            if version >= server:
                return PostgresTools(folder, environment(url))
            older.append(version)
    names = ", ".join(_PROGRAMS[:-1]) + f" and {_PROGRAMS[-1]}"
    fix = f"install PostgreSQL's client programs, version {server} or newer (on Debian postgresql-client-{server})"
    if older:
        raise BackupError(
            f"{names} on PATH are of version {max(older)}, older than the server ({server}): {fix}, and put their folder "
            "first on PATH."
        )
    raise BackupError(f"{names} are not on PATH: {fix}.")


def _version(folder: Path) -> int:
    """The major version of the programs in a folder; 0 where they do not say."""
    said = subprocess.run(  # noqa: S603  PostgreSQL's own program, no shell
        [str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"\b(\d+)\.", said)
    return int(found.group(1)) if found else 0


def environment(url: str) -> dict[str, str]:
    """A store's URL as the environment variables that PostgreSQL's programs read."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return {
        option.envvar.decode(): option.val.decode()
        for option in Conninfo.parse(plain.encode())
        if option.envvar and option.val is not None
    }
