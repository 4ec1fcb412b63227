"""Giving and taking roles."""

import pytest
from sqlmodel import select

from opmodel.access.granting import grant, holdings, name_local_user, revoke
from opmodel.register.bringing_back import take_back
from opmodel.register.editing import Invalid
from opmodel.store.accounts import RoleGrant
from opmodel.store.asker import Refused, Role
from opmodel.store.engine import reading
from opmodel.store.register import RegisterChange
from tests.askers import admin, everybody, steward, viewer

ROOT = everybody("root")


@pytest.fixture
def ada(store: str) -> str:
    """The address of the only admin."""
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    return "ada@example.com"


def held(url: str) -> list[tuple[str, str, str]]:
    with reading(url) as session:
        return [(one.email, one.role.value, one.team) for one in holdings(session)]


def test_the_first_role_is_an_admins(store: str) -> None:
    with pytest.raises(Invalid, match="Make an admin first"):
        grant(store, "bob@example.com", Role.VIEWER, by=ROOT)
    assert held(store) == []


@pytest.mark.parametrize("who", [viewer("bob"), steward("bob")])
def test_only_an_admin_gives_roles(store: str, ada: str, who: object) -> None:
    with pytest.raises(Refused, match="the role admin"):
        grant(store, "bob@example.com", Role.ADMIN, by=who)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        revoke(store, ada, by=who)  # type: ignore[arg-type]
    assert held(store) == [(ada, "admin", "")]


def test_the_last_admin_stays_one(store: str, ada: str) -> None:
    with pytest.raises(Invalid, match="last admin"):
        revoke(store, ada, by=admin("Ada"))
    assert held(store) == [(ada, "admin", "")]
    grant(store, "bob@example.com", Role.ADMIN, by=admin("Ada"))
    revoke(store, ada, by=admin("Bob"))
    assert held(store) == [("bob@example.com", "admin", "")]


def test_an_admin_by_the_settings_lets_the_last_one_of_the_store_go(
    store: str, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPMODEL_ADMINS", "grace@example.com")
    revoke(store, ada, by=admin("Grace"))
    assert held(store) == [("grace@example.com", "admin", "")]
    with pytest.raises(Invalid, match="OPMODEL_ADMINS"):
        revoke(store, "grace@example.com", by=admin("Grace"))


def test_what_was_taken_back_stays_with_who_and_when_and_can_be_given_anew(store: str, ada: str) -> None:
    assert grant(store, "bob@example.com", Role.VIEWER, by=admin("Ada"))
    assert not grant(store, "bob@example.com", Role.VIEWER, by=admin("Ada"))
    revoke(store, "bob@example.com", Role.VIEWER, by=admin("Ada"))
    assert grant(store, "bob@example.com", Role.VIEWER, by=admin("Cyd"))
    with reading(store) as session:
        rows = session.exec(select(RoleGrant).where(RoleGrant.email == "bob@example.com").order_by(RoleGrant.id)).all()  # type: ignore[arg-type]
        assert [(row.granted_by, row.revoked_by) for row in rows] == [("Ada", "Ada"), ("Cyd", None)]
        assert len(holdings(session, with_history=True)) == 3
        changes = session.exec(select(RegisterChange).where(RegisterChange.table_name == "role_grant")).all()
    assert [change.changed_by for change in changes] == ["root", "Ada", "Ada", "Cyd"]


def test_a_role_in_a_team_is_one_role_and_that_of_the_company_another(
    store: str, ada: str, teams: dict[str, int]
) -> None:
    grant(store, "bob@example.com", Role.STEWARD, team="finance", by=admin())
    grant(store, "bob@example.com", Role.STEWARD, team="Legal", by=admin())
    grant(store, "bob@example.com", Role.STEWARD, by=admin())
    assert revoke(store, "bob@example.com", Role.STEWARD, team="", by=admin()) == 1
    assert held(store)[1:] == [("bob@example.com", "steward", "Finance"), ("bob@example.com", "steward", "Legal")]
    assert revoke(store, "bob@example.com", by=admin()) == 2


def test_what_is_no_address_no_team_and_an_admin_of_a_team_are_refused(
    store: str, ada: str, teams: dict[str, int]
) -> None:
    for email in ("", "bob", "bob@", "@example.com", "bob@example", "bob @example.com"):
        with pytest.raises(Invalid, match="no e-mail address"):
            grant(store, email, Role.VIEWER, by=admin())
    with pytest.raises(Invalid, match="There is no team"):
        grant(store, "bob@example.com", Role.VIEWER, team="Nowhere", by=admin())
    with pytest.raises(Invalid, match="whole company"):
        grant(store, "bob@example.com", Role.ADMIN, team="Finance", by=admin())
    with pytest.raises(Invalid, match="does not hold"):
        revoke(store, "bob@example.com", by=admin())


def test_a_steward_takes_back_no_grant_and_no_setting_through_the_trail(store: str, ada: str) -> None:
    name_local_user(store, "Ada", by=everybody("Ada"))
    with reading(store) as session:
        edits = {change.table_name: change.edit for change in session.exec(select(RegisterChange))}
    with pytest.raises(Invalid, match="one by one, under Settings"):
        take_back(store, edits["role_grant"] or "", by=admin("Ada"))
    with pytest.raises(Refused, match="change settings"):
        take_back(store, edits["setting"] or "", by=steward("bob"))
    assert held(store) == [(ada, "admin", "")]
