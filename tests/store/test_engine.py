"""Opening a store: migrations, one writer, all or nothing."""

import subprocess
import sys

import pytest
from alembic import command
from sqlmodel import select

from opmodel.store.engine import StoreError, alembic_config, engine, reading, upgrade, writing
from opmodel.store.register import Workflow


def test_the_migrations_make_exactly_the_tables_the_code_declares(store: str) -> None:
    with engine(store).connect() as connection:
        command.check(alembic_config(connection))
        assert engine(store).dialect.has_table(connection, "tool_use")


def test_upgrading_twice_changes_nothing(store: str) -> None:
    with writing(store) as session:
        session.add(Workflow(name="Invoice matching"))
    upgrade(store)
    with reading(store) as session:
        assert [workflow.name for workflow in session.exec(select(Workflow))] == ["Invoice matching"]


def test_a_writer_that_fails_leaves_nothing_behind(store: str) -> None:
    with pytest.raises(RuntimeError, match="half way"), writing(store) as session:
        session.add(Workflow(name="Invoice matching"))
        session.flush()
        raise RuntimeError("half way")
    with reading(store) as session:
        assert session.exec(select(Workflow)).all() == []


def test_a_store_that_is_neither_database_is_refused_plainly() -> None:
    with pytest.raises(StoreError, match="sqlite:///"):
        engine("mysql://somewhere/else")


def test_six_processes_that_start_at_once_all_find_a_migrated_store(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    program = f"from opmodel.store.engine import upgrade; upgrade({url!r})"
    starts = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(6)]
    outcomes = [(process.communicate()[1].decode(), process.returncode) for process in starts]
    assert [code for _, code in outcomes] == [0] * 6, outcomes
