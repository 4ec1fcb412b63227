"""A real server, and visitors who say over its websocket whatever they like."""

from collections.abc import Callable, Iterator

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from opmodel.access.granting import grant, holdings
from opmodel.access.pages import PAGES
from opmodel.access.role_table import holder
from opmodel.store.asker import Role
from opmodel.store.engine import dispose, reading, upgrade
from opmodel.store.thresholds import threshold
from tests.access.test_provider import WHOLE
from tests.access.wire import Visitor, pressed
from tests.askers import everybody
from tests.browser.conftest import Server, free_port, start, stop
from tests.ui import hostile_company as hostile

REFUSED = "is not among the pages of your role"
Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has people sign in, with the company of hostile names and each role held."""
    folder, port = tmp_path_factory.mktemp("guarded"), free_port()
    store = f"sqlite:///{folder / 'store.db'}"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPMODEL_PERSON_KEY", "11" * 32)
        upgrade(store)
        hostile.fill(store)
        for role in (Role.ADMIN, *Role):
            grant(store, address(role), role, by=everybody("root"))
    dispose(store)
    local = {
        "OPMODEL_OIDC_REDIRECT_URL": f"http://127.0.0.1:{port}/oauth2callback",
        "OPMODEL_OIDC_METADATA_URL": "http://127.0.0.1:1/.well-known/openid-configuration",
    }
    server = start(store, folder, port=port, settings={**WHOLE, **local})
    yield server
    stop(server)
    dispose(store)


@pytest.fixture
def visit(guarded: Server) -> Iterator[Visit]:
    """Connects as whoever holds a role: `visit(Role.VIEWER)`; as nobody, or under another secret."""
    came: list[Visitor] = []

    def connected(role: Role | None = None, *, secret: str = WHOLE["OPMODEL_COOKIE_SECRET"]) -> Visitor:
        email = "" if role is None else address(role)
        claims = {"iss": "here", "sub": email, "email": email, "email_verified": True, "name": email}
        came.append(Visitor(guarded.address, claims=None if role is None else claims, secret=secret))
        return came[-1]

    yield connected
    for one in came:
        one.close()


def address(role: Role) -> str:
    return f"{role.value.replace(' ', '.')}@example.com"


def held(url: str) -> set[tuple[str, Role]]:
    with reading(url) as session:
        return {(one.email, one.role) for one in holdings(session)}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_shown_its_pages_and_refused_the_others_by_their_address(role: Role, visit: Visit) -> None:
    for page in PAGES.values():
        seen = visit(role).run(page.name)
        assert seen.menu == [one.title for one in PAGES.values() if holder(role).may(one.act, one.place)]
        assert (REFUSED in seen.said) != holder(role).may(page.act, page.place), page.name
        assert seen.exceptions == []
        assert not seen.not_found


@pytest.mark.parametrize("secret", ["", "forged" * 8])
def test_nobody_and_a_forged_cookie_are_shown_the_way_to_sign_in_and_nothing_else(secret: str, visit: Visit) -> None:
    visitor = visit(Role.ADMIN, secret=secret) if secret else visit()
    for page in ("", *(page.name for page in PAGES.values())):
        seen = visitor.run(page)
        assert seen.menu == []
        assert set(seen.widgets) == {"button: Sign in"}
        assert seen.exceptions == []
        assert "Whole company" not in seen.said


def test_a_message_made_by_hand_sets_no_threshold(guarded: Server, visit: Visit) -> None:
    admin = visit(Role.ADMIN)
    entered = WidgetState(id=_id(admin.run("settings").widgets, "number_input: "), double_value=17)
    save = _id(admin.run("settings", states=[entered]).widgets, "button: Save 17")
    for role in Role:
        if role == Role.ADMIN:
            continue
        visitor = visit(role)
        for page in ("", "settings", "uploads", "pilots"):
            seen = visitor.run(page, states=[entered, pressed(save)])
            assert seen.exceptions == []
    with reading(guarded.store) as session:
        assert threshold(session, "minimum_group") == 10
    # The same message does it for whom it is meant, so that what was refused was not merely wrong.
    admin.run("settings", states=[entered, pressed(save)])
    with reading(guarded.store) as session:
        assert threshold(session, "minimum_group") == 17


def test_a_message_made_by_hand_gives_no_role(guarded: Server, visit: Visit) -> None:
    before = held(guarded.store)
    drawn = visit(Role.ADMIN).run("settings").widgets
    states = [
        WidgetState(id=drawn["text_input: E-mail"], string_value=address(Role.VIEWER)),
        pressed(_id(drawn, "button: Give the role")),
    ]
    for role in (Role.VIEWER, Role.STEWARD, Role.FACILITATOR, Role.SEAT_MANAGER):
        seen = visit(role).run("settings", states=states)
        assert REFUSED in seen.said
    assert held(guarded.store) == before


def test_a_message_made_by_hand_shows_no_name(visit: Visit) -> None:
    drawn = visit(Role.SEAT_MANAGER).run("shelfware").widgets
    opened = WidgetState(id=_id(drawn, "checkbox: Show the holders by name"), bool_value=True)
    for role in (Role.VIEWER, Role.STEWARD, Role.FACILITATOR, Role.ADMIN):
        seen = visit(role).run("shelfware", states=[opened])
        assert "text_input: What the names are for" not in seen.widgets
        assert hostile.HOLDER not in seen.said
    asked = visit(Role.SEAT_MANAGER).run("shelfware", states=[opened])
    assert "text_input: What the names are for" in asked.widgets
    assert hostile.HOLDER not in asked.said


def _id(widgets: dict[str, str], begins: str) -> str:
    return next(number for name, number in widgets.items() if name.startswith(begins))
