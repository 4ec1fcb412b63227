"""From what a provider says of somebody, and the roles they were granted, to an asker."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from opmodel.access.accounts import NotLetIn, asker_for, asker_named, local_asker, shell_asker, signed_in
from opmodel.access.granting import grant, name_local_user, revoke
from opmodel.store.accounts import Account, RoleGrant
from opmodel.store.asker import Act, Role
from opmodel.store.engine import reading, writing
from opmodel.store.register import Team
from tests.access.conftest import Person
from tests.askers import everybody

ROOT = everybody("root")


def accounts(url: str) -> list[Account]:
    with reading(url) as session:
        found = list(session.exec(select(Account)))
        session.expunge_all()
        return found


def test_signing_in_alone_lets_nobody_in_and_leaves_no_trace(store: str, person: Person) -> None:
    with pytest.raises(NotLetIn, match=r"There is no admin yet: .* opmodel roles grant"):
        asker_for(store, person("ada@example.com"))
    grant(store, "grace@example.com", Role.ADMIN, by=ROOT)
    with pytest.raises(NotLetIn, match=r"ada@example\.com holds no role here.* Ask grace@example\.com"):
        asker_for(store, person("ada@example.com"))
    assert accounts(store) == []


def test_a_role_is_found_by_the_address_whatever_its_case(store: str, person: Person) -> None:
    grant(store, " Ada@Example.com ", Role.ADMIN, by=ROOT)
    asker = asker_for(store, person("ADA@example.COM", name="Ada Byron"))
    assert (asker.name, asker.account) == ("Ada Byron", "ada@example.com")
    assert asker.may(Act.GRANT)


def test_only_the_first_and_the_last_day_of_somebody_are_kept(store: str, person: Person) -> None:
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    ada = person("ada@example.com")
    asker_for(store, ada)
    with writing(store) as session:
        kept = session.exec(select(Account)).one()
        kept.first_seen = kept.last_seen = date.today() - timedelta(days=9)
        session.add(kept)
    asker_for(store, ada)
    asker_for(store, ada)
    only = accounts(store)
    assert [(one.first_seen, one.last_seen) for one in only] == [(date.today() - timedelta(days=9), date.today())]


def test_an_address_that_is_given_to_somebody_else_takes_no_role_along(store: str, person: Person) -> None:
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    asker_for(store, person("ada@example.com", subject="first"))
    with pytest.raises(NotLetIn, match="belong to another account"):
        asker_for(store, person("ada@example.com", subject="second"))
    # Who keeps the address, and changes nothing else, stays in.
    assert asker_for(store, person("ada@example.com", subject="first")).may(Act.GRANT)


def test_an_address_that_the_provider_has_not_verified_is_refused(person: Person) -> None:
    for said in (False, "false", None):
        with pytest.raises(NotLetIn, match="has not verified"):
            person("ada@example.com", email_verified=said)
    assert person("ada@example.com", email_verified=True).email == "ada@example.com"


def test_a_sign_in_without_an_address_is_told_what_is_missing() -> None:
    with pytest.raises(NotLetIn, match="scope email"):
        signed_in({"sub": "7", "name": "Ada"})


def test_a_role_taken_back_is_gone_at_the_next_look(store: str, person: Person) -> None:
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    grant(store, "bob@example.com", Role.STEWARD, by=ROOT)
    bob = person("bob@example.com")
    assert asker_for(store, bob).may(Act.UPLOAD)
    revoke(store, "bob@example.com", by=ROOT)
    with pytest.raises(NotLetIn):
        asker_for(store, bob)


def test_a_role_in_a_team_follows_the_team_and_ends_with_it(store: str, person: Person, teams: dict[str, int]) -> None:
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    grant(store, "bob@example.com", Role.VIEWER, team="finance/controlling", by=ROOT)
    bob = person("bob@example.com")
    assert asker_for(store, bob).teams(Act.READ) == ("Finance/Controlling",)
    with writing(store) as session:
        team = session.get(Team, teams["Finance/Controlling"])
        assert team is not None
        team.path = "Finance/Accounts"
        session.add(team)
    assert asker_for(store, bob).teams(Act.READ) == ("Finance/Accounts",)
    with writing(store) as session:
        session.delete(session.get(Team, teams["Finance/Controlling"]))
    with pytest.raises(NotLetIn):
        asker_for(store, bob)


def test_two_people_of_one_name_are_told_apart_in_the_trail(store: str, person: Person) -> None:
    for email in ("ada@example.com", "ada@other.example.com"):
        grant(store, email, Role.ADMIN, by=ROOT)
    assert asker_for(store, person("ada@example.com", name="Ada Byron")).name == "Ada Byron"
    assert (
        asker_for(store, person("ada@other.example.com", name="ada byron")).name == "ada byron (ada@other.example.com)"
    )


def test_settings_make_admins_and_give_roles_to_groups(
    store: str, person: Person, teams: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPMODEL_ADMINS", "Grace@example.com, ")
    monkeypatch.setenv("OPMODEL_ROLE_CLAIM", "groups")
    monkeypatch.setenv(
        "OPMODEL_ROLES",
        '{"leads": "viewer", "legal": {"role": "steward", "team": "Legal"}, "lost": {"role": "steward", "team": "Gone"}}',
    )
    assert asker_for(store, person("grace@example.com")).may(Act.GRANT)
    assert asker_for(store, person("bob@example.com", groups=["leads"])).teams(Act.READ) == ("",)
    assert asker_for(store, person("cyd@example.com", groups=["legal", "other"])).teams(Act.EDIT_REGISTER) == ("Legal",)
    for groups in (["lost"], ["other"], [], "leads2"):
        with pytest.raises(NotLetIn):
            asker_for(store, person("dan@example.com", groups=groups))


def test_one_local_user_has_every_right_until_somebody_holds_a_role(store: str) -> None:
    assert local_asker(store, name="root").may(Act.SEE_NAMES)
    name_local_user(store, "  Ada   Byron ", by=local_asker(store, name="root"))
    assert local_asker(store, name="root").name == "Ada Byron"
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    with pytest.raises(NotLetIn, match="no sign-in is set up"):
        local_asker(store, name="root")


def test_a_command_acts_for_whom_it_names_once_somebody_holds_a_role(store: str) -> None:
    assert shell_asker(store, None, name="root").name == "root"
    assert shell_asker(store, "Ada", name="root").name == "Ada"
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    grant(store, "bob@example.com", Role.VIEWER, by=ROOT)
    with pytest.raises(NotLetIn, match="--by E-MAIL"):
        shell_asker(store, None, name="root")
    with pytest.raises(NotLetIn, match="holds no role"):
        shell_asker(store, "root", name="root")
    assert not asker_named(store, "bob@example.com").may(Act.UPLOAD)


def test_grants_are_bound_to_the_account_that_first_used_them(store: str, person: Person) -> None:
    grant(store, "ada@example.com", Role.ADMIN, by=ROOT)
    asker_for(store, person("ada@example.com"))
    with reading(store) as session:
        assert session.exec(select(RoleGrant)).one().account_id == session.exec(select(Account)).one().id
