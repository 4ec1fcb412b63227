"""200 random registers go out as a workbook and come back: into their own store, and into an empty one."""

import copy
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from opmodel.intake.export import Choices
from opmodel.intake.facts import Facts
from opmodel.intake.loading import File, load_facts
from opmodel.intake.recognise import recognise
from opmodel.intake.workbook import read_workbook
from opmodel.register.workbook import register_workbook
from opmodel.store.engine import writing
from opmodel.store.person_key import person_key
from opmodel.store.register import RegisterChange
from opmodel.store.register_sheets.content import Content
from opmodel.store.register_sheets.mark import moment_now
from tests.register.registers import build

TODAY = date(2026, 11, 30)


class _Enough(Exception):
    """Ends a transaction that nothing is to be left of."""


@contextmanager
def passing(url: str) -> Iterator[Session]:
    """A writing session whose changes go when it ends."""
    try:
        with writing(url) as session:
            yield session
            raise _Enough
    except _Enough:
        pass


def understood(data: bytes) -> tuple[File, Facts]:
    """A workbook as the intake reads it."""
    recognised = recognise(data, "register.xlsx")
    assert recognised.export.name == "workflows"
    file = File(
        name="register.xlsx",
        sha256=hashlib.sha256(data).hexdigest(),
        export=recognised.export,
        choices=Choices(),
        by="Ada",
    )
    return file, recognised.facts(Choices())


def told(data: bytes) -> dict[str, list[list[str | None]]]:
    """Every cell of the sheets that come back, but for what tells one export from another."""
    return {
        grid.sheet: grid.cells.astype(object).where(grid.cells.notna(), None).to_numpy().tolist()
        for grid in read_workbook(data, "register.xlsx")[0]
        if grid.sheet not in {"This workbook", "Notes"}
    }


def sheets(session: Session) -> dict[str, list[dict[str, object]]]:
    """Every cell of the register as it now is."""
    rows = Content(session, moment_now(session)).rows
    return {name: [dict(row.cells) for row in found] for name, found in rows.items()}


@pytest.mark.timeout(600)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_random_register_comes_back_equal_cell_by_cell(sqlite_store: str, data: st.DataObject) -> None:
    key = person_key(sqlite_store)
    with passing(sqlite_store) as session:
        build(session, data.draw)
        written = register_workbook(session, today=TODAY)
        cells = told(written)
        rows = sum(len(found) - 1 for found in cells.values())
        file, facts = understood(written)
        again = copy.deepcopy(facts)
        before = sheets(session)
        load_facts(session, file, facts, key=key)
        assert facts.rejections == []
        assert facts.kept == facts.read == rows
        assert session.exec(select(RegisterChange)).all() == []
        assert sheets(session) == before
    # Nothing of it is left: the store is empty again.
    with passing(sqlite_store) as session:
        load_facts(session, file, again, key=key)
        assert again.rejections == []
        assert told(register_workbook(session, today=TODAY)) == cells
