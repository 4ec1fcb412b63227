"""What the audit trail keeps of looks at names and of roles, and what the data sheet says of roles."""

from datetime import date

import pytest

from opmodel.access.granting import grant, revoke
from opmodel.access.names import NoPurpose, seats_by_name
from opmodel.access.role_table import roles_in_words
from opmodel.register.data_sheet import data_sheet
from opmodel.store.asker import Refused, Role
from opmodel.store.engine import reading
from opmodel.store.trail_chain import verify
from opmodel.store.trail_entry import Deed
from opmodel.store.trail_reading import Wanted, newest_entries
from tests.askers import admin, holding

SEATS = holding(Role.SEAT_MANAGER, name="eve")


def kept(url: str, deed: Deed) -> list[tuple[str, str, str]]:
    with reading(url) as session:
        return [(one.by, one.name, one.purpose) for one in newest_entries(session, Wanted(act=deed), most=9)]


def test_a_list_of_names_that_stays_open_is_one_look_and_another_purpose_another(store: str) -> None:
    for _ in range(3):
        seats_by_name(store, by=SEATS, purpose="Renewal on 1 December")
    seats_by_name(store, by=SEATS, purpose="Giving seats back")
    assert kept(store, Deed.NAMES_SEEN) == [
        ("eve", "Seats to give back, every tool", "Giving seats back"),
        ("eve", "Seats to give back, every tool", "Renewal on 1 December"),
    ]


def test_whoever_is_refused_or_gives_no_purpose_has_seen_nothing(store: str) -> None:
    with pytest.raises(Refused):
        seats_by_name(store, by=admin(), purpose="Renewal on 1 December")
    with pytest.raises(NoPurpose):
        seats_by_name(store, by=SEATS, purpose="so")
    assert kept(store, Deed.NAMES_SEEN) == []


def test_a_role_that_is_given_and_taken_stands_in_the_trail_and_the_chain_holds(store: str) -> None:
    grant(store, "ada@example.com", Role.ADMIN, by=admin("root"))
    grant(store, "bob@example.com", Role.VIEWER, by=admin("ada"))
    revoke(store, "bob@example.com", by=admin("ada"))
    assert [by for by, _, _ in kept(store, Deed.GRANT)] == ["ada", "ada", "root"]
    with reading(store) as session:
        assert verify(session).holds


def test_the_data_sheet_lists_the_roles_once_anybody_holds_one(store: str) -> None:
    with reading(store) as session:
        assert roles_in_words(session) == ()
    grant(store, "ada@example.com", Role.ADMIN, by=admin("root"))
    with reading(store) as session:
        sheet = data_sheet(session, today=date(2026, 11, 25), roles=roles_in_words(session))
    assert "| seat manager | read figures and the register, see names on the seat list |" in sheet
