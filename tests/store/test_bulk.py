"""Loading many rows: what goes in comes out, on both databases."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session, delete

from opmodel.store import bulk
from opmodel.store.engine import reading, writing
from opmodel.store.facts import Case, Seat, ToolUse

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.none() | MOMENTS, st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.text(max_size=12)),
        min_size=1,
        max_size=30,
    )
)
def test_moments_days_and_texts_come_back_as_they_went_in(
    store: str, rows: list[tuple[datetime | None, date | None, str]]
) -> None:
    texts = [text.replace("\x00", "") for _, _, text in rows]
    with writing(store) as session:
        session.connection().execute(delete(Seat))
        bulk.load(
            session,
            Seat,
            {
                "import_id": 1,
                "tool_id": 1,
                "person_id": np.arange(len(rows)),
                "plan": texts,
                "assigned_at": pd.Series(pd.to_datetime([moment for moment, _, _ in rows], utc=True)),
                "last_active_at": None,
                "activity_known": False,
                "blocked": False,
                "ends_on": [day for _, day, _ in rows],
            },
        )
    with reading(store) as session:
        kept = list(session.exec(select(Seat).order_by(Seat.person_id)).scalars())
    assert [(seat.assigned_at, seat.ends_on, seat.plan) for seat in kept] == [
        (moment, day, text) for (moment, day, _), text in zip(rows, texts, strict=True)
    ]
    assert all(seat.last_active_at is None for seat in kept)


def test_a_missing_number_is_null_and_zero_is_zero(store: str) -> None:
    with writing(store) as session:
        _use(session, [0.0, float("nan"), 2.5])
    with reading(store) as session:
        actions = session.exec(select(ToolUse).order_by(ToolUse.person_id)).scalars()
        assert [use.actions for use in actions] == [0.0, None, 2.5]


def test_rows_are_in_the_sessions_transaction(store: str) -> None:
    with pytest.raises(RuntimeError), writing(store) as session:
        _use(session, [1.0])
        assert session.exec(select(ToolUse)).first() is not None
        raise RuntimeError
    with reading(store) as session:
        assert session.exec(select(ToolUse)).first() is None


def test_columns_of_unequal_length_are_a_fault(sqlite_store: str) -> None:
    with writing(sqlite_store) as session, pytest.raises(ValueError, match="lengths"):
        bulk.load(session, Case, {"import_id": [1, 2], "workflow_id": [1], "case_id": ["a"]})


def test_integers_come_back_as_arrays(store: str) -> None:
    with writing(store) as session:
        _use(session, [1.0, 2.0])
        people, weeks = bulk.integers(session, ToolUse.person_id, ToolUse.week, where=[ToolUse.tool_id == 1])
        nobody, _ = bulk.integers(session, ToolUse.person_id, ToolUse.week, where=[ToolUse.tool_id == 9])
    assert people.tolist() == [0, 1]
    assert weeks.tolist() == [105_000, 105_000]
    assert nobody.size == 0


def _use(session: Session, actions: list[float]) -> None:
    bulk.load(
        session,
        ToolUse,
        {
            "import_id": 1,
            "tool_id": 1,
            "week": 105_000,
            "person_id": np.arange(len(actions)),
            "actions": np.array(actions),
            "active": [value > 0 for value in actions],
        },
    )
