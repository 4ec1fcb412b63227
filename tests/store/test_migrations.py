"""Migrations: there and back again, and a start that dies half way."""

import signal
import subprocess
import sys
from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from opmodel.store.engine import alembic_config, dispose, engine, upgrade

_DIES_BEFORE_THE_COMMIT = """
import os, signal
from alembic import command
from opmodel.store import engine

really = command.upgrade

def upgrade_then_die(*arguments):
    really(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

command.upgrade = upgrade_then_die
engine.upgrade({url!r})
"""


def test_going_down_and_up_again_gives_the_same_tables(store: str) -> None:
    opened = engine(store).execution_options(opmodel_writes=True)
    with opened.begin() as connection:
        tables = set(inspect(connection).get_table_names())
        command.downgrade(alembic_config(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        command.upgrade(alembic_config(connection), "head")
        command.check(alembic_config(connection))
        assert set(inspect(connection).get_table_names()) == tables


def test_a_start_killed_in_the_middle_of_a_migration_leaves_nothing_and_the_next_start_works(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    killed = subprocess.run([sys.executable, "-c", _DIES_BEFORE_THE_COMMIT.format(url=url)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with engine(url).connect() as connection:
        assert inspect(connection).get_table_names() == []
    upgrade(url)
    with engine(url).connect() as connection:
        command.check(alembic_config(connection))
    dispose(url)
