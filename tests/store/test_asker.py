"""Who asks, and how far a role reaches."""

import pytest

from opmodel.store.asker import ANYWHERE, MAY, Act, Asker, Grant, Refused, Role, with_every_right
from tests.askers import admin, holding, viewer


def test_whoever_holds_nothing_may_do_nothing() -> None:
    nobody = Asker(name="nobody")
    assert not any(nobody.may(act, place) for act in Act for place in ("", "Finance", ANYWHERE))


def test_names_take_a_seat_manager_whatever_else_somebody_is() -> None:
    assert [role for role in Role if Act.SEE_NAMES in MAY[role]] == [Role.SEAT_MANAGER]
    assert MAY[Role.SEAT_MANAGER] == {Act.READ, Act.SEE_NAMES}
    assert not admin().may(Act.SEE_NAMES)
    assert with_every_right("ada").may(Act.SEE_NAMES)


def test_a_role_in_a_team_reaches_the_teams_below_it_and_no_other() -> None:
    limited = holding(Role.VIEWER, team="Finance/Claims")
    assert limited.may(Act.READ, "Finance/Claims")
    assert limited.may(Act.READ, "finance / claims/Motor")
    assert limited.may(Act.READ, ANYWHERE)
    for elsewhere in ("", "Finance", "Finance/Claims Appeals", "Legal"):
        assert not limited.may(Act.READ, elsewhere)


def test_a_role_in_a_team_that_nobody_could_look_up_reaches_nothing() -> None:
    lost = Asker(name="ada", grants=(Grant(role=Role.ADMIN, team_id=7),))
    assert not lost.may(Act.READ, "")
    assert not lost.may(Act.READ, "Finance")


def test_a_refusal_says_which_role_it_takes_and_who_grants_it() -> None:
    with pytest.raises(Refused) as refused:
        viewer("Ada").require(Act.UPLOAD)
    assert str(refused.value) == (
        "It takes the role steward or admin to load files and take them out, and Ada does not hold it. An admin can grant it."
    )
    with pytest.raises(Refused, match="It takes a role for the whole company to read figures"):
        holding(Role.VIEWER, team="Finance").require(Act.READ)


def test_two_askers_who_may_see_different_things_never_share_an_answer() -> None:
    askers = [
        viewer(),
        admin(),
        holding(Role.VIEWER, team="Finance", team_id=3),
        holding(Role.VIEWER, team="Legal", team_id=4),
        holding(Role.VIEWER, Role.SEAT_MANAGER),
    ]
    assert len({asker.sight for asker in askers}) == len(askers)
    assert viewer("ada").sight == viewer("bob").sight
