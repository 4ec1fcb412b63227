"""Migrations: there and back again, and a start that dies half way."""

import signal
import subprocess
import sys
from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from opmodel.measures.registry import Question, ask
from opmodel.store.engine import alembic_config, dispose, engine, reading, upgrade, writing
from tests.company import Company
from tests.timed_cases import FASTER, team

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


def test_an_older_store_keeps_its_rows_and_what_hangs_on_them(store: str) -> None:
    opened = engine(store).execution_options(opmodel_writes=True)
    with opened.begin() as connection:
        command.downgrade(alembic_config(connection), "0001")
        connection.exec_driver_sql("INSERT INTO team (id, name, path) VALUES (1, 'Company', '')")
        connection.exec_driver_sql("INSERT INTO workflow (id, name, outcome) VALUES (7, 'Claims intake', '')")
        connection.exec_driver_sql(
            "INSERT INTO step (id, workflow_id, position, name, performer_before, performer_after, decision) "
            "VALUES (3, 7, 1, 'Register', 'human', 'ai_does', '')"
        )
    dispose(store)
    upgrade(store)
    with engine(store).connect() as connection:
        assert connection.exec_driver_sql("SELECT id, workflow_id, name FROM step").fetchall() == [(3, 7, "Register")]
        command.check(alembic_config(connection))


def test_a_store_from_before_cases_were_packed_tells_of_cycle_time_as_soon_as_it_is_opened(store: str) -> None:
    with writing(store) as session:
        team(Company(session), "Claims", FASTER)
        before = ask(session, "cycle_time", Question())
    opened = engine(store).execution_options(opmodel_writes=True)
    with opened.begin() as connection:
        command.downgrade(alembic_config(connection), "0002")
    dispose(store)
    upgrade(store)
    with reading(store) as session:
        assert before.value == 1
        assert ask(session, "cycle_time", Question()) == before


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
