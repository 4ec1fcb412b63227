"""The data sheet says what this store really keeps; the promise is withdrawn only with a reason, in the trail."""

from datetime import date

import pytest
from sqlmodel import SQLModel, select

from opmodel.register.data_sheet import PURPOSES, data_sheet
from opmodel.register.editing import Invalid
from opmodel.register.privacy import PROMISE, not_for_individuals, set_not_for_individuals
from opmodel.register.thresholds import set_threshold
from opmodel.store.engine import METADATA, reading
from opmodel.store.trail import record_look
from opmodel.store.trail_entry import Deed, TrailEntry
from tests.askers import everybody

TODAY = date.today()
_OF_PEOPLE = {"person_id", "same_as_id", "stands_for", "holder_id", "reviewer_id", "backup_id"}


def sheet(url: str, **given: object) -> str:
    with reading(url) as session:
        return data_sheet(session, today=TODAY, **given)  # type: ignore[arg-type]


def test_every_table_that_speaks_of_people_has_its_purpose() -> None:
    assert METADATA is SQLModel.metadata
    of_people = {
        table.name for table in METADATA.sorted_tables if _OF_PEOPLE & {column.name for column in table.columns}
    }
    packed = {"panel_week", "people_week", "workflow_memory"}
    assert of_people | packed <= set(PURPOSES)


def test_it_lists_the_fields_of_each_table_and_the_settings_in_force(store: str) -> None:
    text = sheet(store)
    assert "| `workflow_use` | import id, workflow id, week, person id, times, active, grade |" in text
    assert "fewer than 10 people" in text
    assert "| 13 months |" in text
    assert "Nothing has been loaded yet." in text
    set_threshold(store, "minimum_group", 25, by=everybody("ada"))
    set_threshold(store, "keep_person_weeks", 6, by=everybody("ada"))
    text = sheet(store)
    assert "fewer than 25 people" in text
    assert "| 6 months |" in text


def test_it_says_who_may_do_what_and_how_often_names_were_looked_at(store: str) -> None:
    assert "No sign-in is set up" in sheet(store)
    record_look(store, by="mallory", what="Seats to give back", purpose="renewal")
    text = sheet(store, roles=[("viewer", "read figures")])
    assert "| viewer | read figures |" in text
    assert "1 in the last 90 days" in text
    assert "mallory" not in text


def test_the_promise_stands_until_it_is_withdrawn_for_a_reason_that_the_trail_keeps(store: str) -> None:
    assert f"**{PROMISE}** That is switched on" in sheet(store)
    with pytest.raises(Invalid, match="works council"):
        set_not_for_individuals(store, on=False, reason=" ", by=everybody("ada"))
    set_not_for_individuals(store, on=False, reason="agreed with the council", by=everybody("ada"))
    assert "was withdrawn" in sheet(store)
    with reading(store) as session:
        assert not not_for_individuals(session)
        entry = session.exec(select(TrailEntry)).one()
        assert (entry.act, entry.by, entry.note) == (Deed.SETTING, "ada", "Reason: agreed with the council")
        assert entry.after == {"Privacy: not for individuals": "off"}
    set_not_for_individuals(store, on=True, reason="", by=everybody("bob"))
    with reading(store) as session:
        assert not_for_individuals(session)
        assert len(session.exec(select(TrailEntry)).all()) == 2
