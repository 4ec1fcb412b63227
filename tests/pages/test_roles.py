"""What each role sees: pages by their direct address, buttons and forms, and the scopes of somebody of one team."""

import time
from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from opmodel.access.granting import grant, revoke
from opmodel.access.pages import PAGES
from opmodel.access.role_table import holder
from opmodel.store import engine as store_engine
from opmodel.store.asker import Role
from opmodel.store.engine import reading
from opmodel.store.thresholds import threshold
from opmodel.ui.plain import plain
from tests.access.test_provider import WHOLE
from tests.askers import everybody
from tests.pages.conftest import FRAME
from tests.ui import hostile_company as hostile

SignedIn = Callable[..., AppTest]
REFUSED = "is not among the pages of your role"
ROOT = everybody("root")


def address(role: Role, *, team: bool = False) -> str:
    return f"{role.value.replace(' ', '.')}@{'team.' if team else ''}example.com"


@pytest.fixture
def peopled(filled_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The company of hostile names, where each role is held and people sign in."""
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OPMODEL_STORE", filled_store)
    for role in (Role.ADMIN, *Role):
        grant(filled_store, address(role), role, by=ROOT)
    for role in (Role.VIEWER, Role.STEWARD):
        grant(filled_store, address(role, team=True), role, team=hostile.TEAM, by=ROOT)
    return filled_store


@pytest.fixture
def as_somebody(peopled: str) -> Iterator[SignedIn]:
    """Opens the frame as whoever has an address: `as_somebody("viewer@example.com", team="Finance")`."""

    def opened(email: str, *, signed_in_at: float | None = None, **parameters: str) -> AppTest:
        test = AppTest.from_file(str(FRAME), default_timeout=30)
        test.user = {
            "is_logged_in": True,
            "iss": "http://provider.example.com",
            "sub": email,
            "email": email,
            "email_verified": True,
            "name": email.partition("@")[0],
            "iat": time.time() if signed_in_at is None else signed_in_at,
        }
        for name, value in parameters.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, test.exception
        return test

    yield opened
    st.cache_resource.clear()
    store_engine.dispose(peopled)


def title(test: AppTest) -> str:
    return test.title[0].value


@pytest.mark.parametrize("role", list(Role))
def test_every_page_opens_by_its_address_for_whom_the_table_says_and_for_nobody_else(
    role: Role, as_somebody: SignedIn
) -> None:
    test = as_somebody(address(role))
    for path, page in PAGES.items():
        test.switch_page(path).run()
        assert not test.exception, (path, test.exception)
        assert (REFUSED in title(test)) != holder(role).may(page.act, page.place), path


def test_a_page_refused_says_which_role_it_takes_and_shows_nothing_else(as_somebody: SignedIn) -> None:
    test = as_somebody(address(Role.VIEWER))
    test.switch_page("data/settings.py").run()
    assert title(test) == f"Settings {REFUSED}."
    assert [line.value for line in test.main.markdown] == [
        plain("It takes the role admin to change settings, and viewer does not hold it. An admin can grant it."),
        plain("Ask admin@example.com for a role."),
    ]
    assert not test.main.selectbox
    assert not test.main.text_input


def test_buttons_that_a_role_may_not_press_are_not_drawn(as_somebody: SignedIn) -> None:
    drawn = {}
    for role in Role:
        test = as_somebody(address(role))
        test.switch_page("operate/pilots.py").run()
        pilots = {button.label for button in test.button}
        test.switch_page("operate/shelfware.py").run()
        names = any(toggle.key == "reclaim-open" for toggle in test.toggle)
        drawn[role] = ("Decide" in pilots, "Step forward" in pilots, names)
    assert drawn == {
        Role.VIEWER: (False, False, False),
        Role.STEWARD: (True, True, False),
        Role.FACILITATOR: (True, False, False),
        Role.SEAT_MANAGER: (False, False, True),
        Role.ADMIN: (True, True, False),
    }


def test_somebody_of_one_team_is_offered_that_team_alone_and_no_figure_of_the_company(as_somebody: SignedIn) -> None:
    for asked in ({}, {"team": "Whole company"}, {"team": "Nowhere"}):
        test = as_somebody(address(Role.VIEWER, team=True), **asked)
        scope = test.selectbox(key="team")
        assert scope.options == [hostile.TEAM]
        assert scope.value == hostile.TEAM
    for path in (
        "board/workflow.py",
        "operate/shelfware.py",
        "operate/usage.py",
        "operate/pilots.py",
        "operate/rollout.py",
    ):
        test.switch_page(path).run()
        assert not test.exception, (path, test.exception)
        assert not test.error


def test_a_steward_of_one_team_is_offered_its_part_of_the_register(as_somebody: SignedIn) -> None:
    test = as_somebody(address(Role.STEWARD, team=True))
    test.switch_page("operate/register.py").run()
    assert REFUSED not in title(test)
    assert test.radio(key="part").options == ["Workflow", "Steps", "Play", "Rollouts", "Checks"]
    test.switch_page("data/uploads.py").run()
    assert REFUSED in title(test)


def test_a_role_taken_back_while_a_form_is_open_saves_nothing(peopled: str, as_somebody: SignedIn) -> None:
    test = as_somebody(address(Role.ADMIN))
    grant(peopled, "other@example.com", Role.ADMIN, by=ROOT)
    test.switch_page("data/settings.py").run()
    test.selectbox(key="threshold").set_value("Majority share").run()
    test.number_input[0].set_value(50.0).run()
    save = next(button for button in test.button if button.label == "Save 50%")
    revoke(peopled, address(Role.ADMIN), by=ROOT)
    save.click().run()
    assert title(test) == "You are signed in, and there is nothing here for you yet."
    with reading(peopled) as session:
        assert threshold(session, "majority_share") == 0.6


def test_an_old_sign_in_has_to_be_made_anew(as_somebody: SignedIn) -> None:
    test = as_somebody(address(Role.ADMIN), signed_in_at=time.time() - 13 * 3600)
    assert "more than 12 hours ago" in test.main.markdown[0].value
    assert [button.label for button in test.button] == ["Sign in"]
    assert not test.sidebar.markdown


def test_two_askers_one_after_the_other_never_see_each_others_answers(as_somebody: SignedIn) -> None:
    whole = title(as_somebody(address(Role.VIEWER)))
    limited = title(as_somebody(address(Role.VIEWER, team=True)))
    assert whole != limited
    assert title(as_somebody(address(Role.VIEWER))) == whole


def test_a_store_with_roles_and_no_sign_in_opens_to_nobody(
    peopled: str, monkeypatch: pytest.MonkeyPatch, as_somebody: SignedIn
) -> None:
    for name in WHOLE:
        monkeypatch.delenv(name)
    test = as_somebody(address(Role.ADMIN))
    assert title(test) == "This store is opened by signing in."
    assert plain("no sign-in is set up here") in test.main.markdown[0].value
