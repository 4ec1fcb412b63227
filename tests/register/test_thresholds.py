"""Thresholds: what a change would do is worked out and rolled back; a change is audited, never over somebody else's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from opmodel.measures.registry import ask
from opmodel.measures.reported import Move, definitions, reported
from opmodel.measures.snapshots import THRESHOLDS as KEPT
from opmodel.measures.snapshots import leave_snapshot
from opmodel.register.bringing_back import take_back
from opmodel.register.editing import Clashed
from opmodel.register.thresholds import preview_threshold, set_threshold
from opmodel.store.bulk import columns
from opmodel.store.engine import METADATA, reading, writing
from opmodel.store.register import RegisterChange, Setting, Stage
from opmodel.store.rollup_tables import SeatPoint, SeatStanding, Snapshot
from opmodel.store.rollups.refresh import refresh
from opmodel.store.rollups.touched import Touched
from opmodel.store.thresholds import THRESHOLDS, ThresholdError, threshold
from tests.askers import admin
from tests.company import Company
from tests.register.conftest import seen

AT = datetime(2026, 10, 7, tzinfo=UTC)


@pytest.fixture
def filled(store: str) -> str:
    """Twenty seats, ten of them idle for forty days; a redesigned workflow that two thirds of its people use."""
    with writing(store) as session:
        company = Company(session)
        people = company.crowd(30)
        company.roster(date(2026, 1, 5), {"Finance": people})
        held = {"activity_known": True, "assigned_at": AT - timedelta(days=300)}
        company.seats(
            "Copilot",
            AT,
            {
                name: held | {"last_active_at": AT - timedelta(days=40 if place < 10 else 1)}
                for place, name in enumerate(people[:20])
            },
        )
        company.workflow("Claims", owner="Grace", tools=["Copilot"])
        company.rollout("Claims", "Finance", [(Stage.PILOT, date(2026, 6, 1))])
        company.use("Claims", {f"W{number}": dict.fromkeys(people[:20], 1.0) for number in range(30, 41)})
        leave_snapshot(session, import_id=None, reason="import")
    return store


def idle(url: str) -> float | None:
    with reading(url) as session:
        return ask(session, "shelfware").value


def kept(url: str, name: str) -> float:
    with reading(url) as session:
        return threshold(session, name)


def counts(url: str) -> dict[str, int]:
    with reading(url) as session:
        return {
            table.name: session.connection().execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }


def test_a_preview_tells_what_todays_figures_would_become_and_leaves_nothing_behind(filled: str) -> None:
    before = counts(filled)
    changes = {
        title: (was.value, then.value)
        for title, was, then in preview_threshold(filled, "idle_days", 50, by=admin("ada"))
    }
    assert changes["Shelfware"] == (0.5, 0.0)
    assert idle(filled) == 0.5
    assert kept(filled, "idle_days") == 30
    assert counts(filled) == before


def test_a_preview_tells_exactly_what_setting_it_then_does(filled: str) -> None:
    foretold = {
        title: then.value for title, _, then in preview_threshold(filled, "majority_share", 0.8, by=admin("ada"))
    }
    set_threshold(filled, "majority_share", 0.8, by=admin("ada"))
    with reading(filled) as session:
        assert foretold["Company split"] == ask(session, "company_split").value == 0


def test_a_value_that_would_move_nothing_is_told_as_nothing(filled: str) -> None:
    assert preview_threshold(filled, "idle_days", 29, by=admin("ada")) == []


def test_a_threshold_is_set_in_the_trail_with_its_figures_and_a_snapshot_of_them(filled: str) -> None:
    set_threshold(filled, "idle_days", 50, by=admin("ada"))
    assert idle(filled) == 0
    with reading(filled) as session:
        change = session.exec(select_rows(RegisterChange).order_by(col(RegisterChange.id).desc())).first()
        assert change is not None
        assert (change.changed_by, change.table_name, change.before) == ("ada", "setting", None)
        assert change.after == {"key": "threshold.idle_days", "value": "50"}
        snapshot = session.exec(select_rows(Snapshot).order_by(col(Snapshot.id).desc())).first()
        assert snapshot is not None
        assert (snapshot.reason, snapshot.figures[KEPT]["idle_days"]) == ("edit", 50)
        newest = reported(session, "shelfware")[0]
        assert (newest.moves, newest.by) == ((Move.DEFINITION,), ("ada",))
        assert len(definitions(session, "shelfware")) == 1


def test_a_value_that_is_there_already_is_no_change(filled: str) -> None:
    before = seen(filled)
    set_threshold(filled, "idle_days", 30, by=admin("ada"))
    assert seen(filled) == before


def test_a_threshold_put_to_its_default_is_not_kept(filled: str) -> None:
    set_threshold(filled, "idle_days", 50, by=admin("ada"))
    set_threshold(filled, "idle_days", 30, by=admin("bob"))
    assert idle(filled) == 0.5
    with reading(filled) as session:
        assert session.get(Setting, "threshold.idle_days") is None


def test_a_change_of_a_threshold_is_taken_back_with_its_figures(filled: str) -> None:
    set_threshold(filled, "idle_days", 50, by=admin("ada"))
    with reading(filled) as session:
        edit = session.exec(select_rows(RegisterChange.edit).order_by(col(RegisterChange.id).desc())).first()
    assert edit is not None
    take_back(filled, edit, by=admin("bob"))
    assert (kept(filled, "idle_days"), idle(filled)) == (30, 0.5)


def test_a_value_out_of_bounds_is_refused_before_anything_is_tried(filled: str) -> None:
    for refused in (set_threshold, preview_threshold):
        with pytest.raises(ThresholdError, match="between 5 and 1000"):
            refused(filled, "minimum_group", 4, by=admin("ada"))


def test_the_second_of_two_who_set_a_threshold_is_told_who_did_and_sees_both(filled: str) -> None:
    both_saw = seen(filled)
    set_threshold(filled, "idle_days", 45, by=admin("bob"), seen=both_saw)
    with pytest.raises(Clashed) as clashed:
        set_threshold(filled, "idle_days", 50, by=admin("cyd"), seen=both_saw)
    (clash,) = clashed.value.clashes
    assert (clash.base, clash.theirs, clash.yours, clash.changed_by) == ("30", "45", "50", "bob")
    assert kept(filled, "idle_days") == 45
    set_threshold(filled, "idle_days", 50, by=admin("cyd"), seen=seen(filled))
    assert kept(filled, "idle_days") == 50


def test_a_threshold_that_somebody_put_back_meanwhile_is_a_clash_too(filled: str) -> None:
    set_threshold(filled, "idle_days", 45, by=admin("bob"))
    both_saw = seen(filled)
    set_threshold(filled, "idle_days", 30, by=admin("bob"), seen=both_saw)
    with pytest.raises(Clashed) as clashed:
        set_threshold(filled, "idle_days", 50, by=admin("cyd"), seen=both_saw)
    assert clashed.value.clashes[0].theirs == "30"


def test_two_who_set_different_thresholds_both_keep_theirs(filled: str) -> None:
    both_saw = seen(filled)
    set_threshold(filled, "idle_days", 45, by=admin("bob"), seen=both_saw)
    set_threshold(filled, "recoverable_days", 70, by=admin("cyd"), seen=both_saw)
    assert (kept(filled, "idle_days"), kept(filled, "recoverable_days")) == (45, 70)


@pytest.mark.parametrize("name", THRESHOLDS)
def test_after_any_threshold_is_set_the_rollups_are_as_if_worked_out_anew(filled: str, name: str) -> None:
    item = THRESHOLDS[name]
    set_threshold(filled, name, item.most, by=admin("ada"))
    stood = rollups(filled)
    with writing(filled) as session:
        refresh(session, Touched(seats=True, register=True, people=True))
    assert rollups(filled) == stood


def rollups(url: str) -> dict[str, list[tuple[object, ...]]]:
    own = {SeatPoint.__module__}
    models = [model for model in _models() if model.__module__ in own and model is not Snapshot]
    assert SeatStanding in models
    with reading(url) as session:
        return {
            model.__name__: sorted(map(tuple, session.connection().execute(select(*columns(model)))), key=repr)
            for model in models
        }


def _models() -> list[type]:
    from opmodel.store.audit import all_models

    return list(all_models())
