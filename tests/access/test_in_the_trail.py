"""What the audit trail keeps of looks at names, and of roles that are given and taken."""

import pytest

from opmodel.access.granting import grant, revoke
from opmodel.access.names import NoPurpose, seats_by_name
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
