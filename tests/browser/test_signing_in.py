"""Signing in, end to end: a real provider, a real server, a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from opmodel.access.granting import grant, revoke
from opmodel.store.asker import Role
from tests.askers import everybody
from tests.browser.conftest import Server, choose, free_port, settled, start, stop
from tests.browser.signing_in import provider, sign_in, trusting

Visit = Callable[..., Page]
PEOPLE = (
    {"sub": "ada-7", "email": "ada@example.com", "email_verified": True, "name": "Ada Byron"},
    {"sub": "vic-8", "email": "vic@example.com", "email_verified": True, "name": "Vic Viewer"},
    {"sub": "eve-9", "email": "eve@example.com", "email_verified": True, "name": "Eve Unknown"},
    {"sub": "mal-1", "email": "ada@example.com", "email_verified": False, "name": "Ada Byron"},
)


@pytest.fixture(scope="module")
def guarded(new_store: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server that has people sign in, and the address of their provider."""
    store, port = new_store("guarded"), free_port()
    by = everybody("root")
    grant(store, "ada@example.com", Role.ADMIN, by=by)
    grant(store, "vic@example.com", Role.VIEWER, by=by)
    with provider(PEOPLE) as address:
        settings = trusting(address, f"http://127.0.0.1:{port}")
        server = start(store, tmp_path_factory.mktemp("guarded-log"), port=port, settings=settings)
        yield server, address
        stop(server)


@pytest.fixture
def come(guarded: tuple[Server, str], visit: Visit) -> Callable[..., Page]:
    """Opens a page of the guarded server in a browser of its own; signs in where a subject is given."""
    server, address = guarded

    def opened(subject: str = "", path: str = "") -> Page:
        page = visit(server, path, provider=address)
        # The provider's page would fetch its style from elsewhere.
        page.context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", _nothing)
        if subject:
            sign_in(page, subject)
        return page

    return opened


def _nothing(route: Route) -> None:
    route.fulfill(status=200, body="")


def menu(page: Page) -> list[str]:
    links = settled(page).get_by_test_id("stSidebarNavLink")
    expect(links.first).to_be_visible()
    # Before each title stands the name of its icon.
    return [text.split("\n")[-1] for text in links.all_inner_texts()]


def test_nobody_sees_anything_before_they_sign_in(come: Callable[..., Page]) -> None:
    for path in ("", "uploads", "settings", "overview?team=Finance"):
        page = settled(come(path=path))
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert page.get_by_test_id("stSidebarNavLink").count() == 0


def test_two_people_see_two_menus_and_each_signs_out(guarded: tuple[Server, str], come: Callable[..., Page]) -> None:
    server, _ = guarded
    ada, vic = come("ada-7"), come("vic-8")
    board = ["Overview", "Workflow", "Shelfware", "Usage", "Pilots", "Rollout"]
    assert menu(vic) == board
    assert menu(ada) == [*board, "Register", "Uploads", "Audit", "Settings"]
    expect(ada.get_by_text("Ada Byron")).to_be_visible()
    with vic.expect_response(lambda answer: "/auth/logout" in answer.url):
        vic.get_by_role("button", name="Sign out").click()
    expect(vic.get_by_role("button", name="Sign out")).to_have_count(0)
    vic.goto(server.url())
    expect(vic.get_by_role("button", name="Sign in")).to_be_visible()
    assert "Settings" in menu(ada)


def test_a_direct_address_of_another_roles_page_says_which_role_it_takes(
    guarded: tuple[Server, str], come: Callable[..., Page]
) -> None:
    server, _ = guarded
    page = come("vic-8")
    settled(page)
    for path, role in (("uploads", "steward or admin"), ("settings", "admin"), ("register", "steward or admin")):
        page.goto(server.url(path))
        expect(page.get_by_role("heading", level=1)).to_contain_text("is not among the pages of your role")
        expect(page.get_by_text(f"It takes the role {role}")).to_be_visible()
        expect(page.get_by_text("for a role.")).to_contain_text("Ask ada")
        assert page.get_by_text("Page not found").count() == 0
        assert page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize(("subject", "why"), [("eve-9", "holds no role here"), ("mal-1", "has not verified")])
def test_whoever_is_not_known_is_told_whom_to_ask_and_sees_no_menu(
    subject: str, why: str, come: Callable[..., Page]
) -> None:
    page = come(subject)
    expect(page.get_by_role("heading", level=1)).to_contain_text("nothing here for you yet")
    expect(page.get_by_text(why)).to_be_visible()
    assert settled(page).get_by_test_id("stSidebarNavLink").count() == 0
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_role_given_under_settings_holds_from_the_next_click_and_so_does_taking_it_back(
    guarded: tuple[Server, str], come: Callable[..., Page]
) -> None:
    server, _ = guarded
    vic = come("vic-8")
    assert "Uploads" not in menu(vic)
    ada = come("ada-7")
    settled(ada)
    ada.goto(server.url("settings"))
    expect(ada.get_by_role("heading", name="People and roles")).to_be_visible()
    ada.get_by_label("E-mail").fill("vic@example.com")
    choose(ada, "Becomes", "steward")
    ada.get_by_role("button", name="Give the role").click()
    expect(ada.get_by_text("is now steward.")).to_be_visible()
    vic.get_by_role("link", name="Usage").click()
    uploads = vic.get_by_test_id("stSidebarNavItems").get_by_role("link", name="Uploads")
    expect(uploads).to_be_visible()
    revoke(server.store, "vic@example.com", Role.STEWARD, by=everybody("root"))
    uploads.click()
    expect(vic.get_by_text("is not among the pages of your role")).to_be_visible()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(come: Callable[..., Page]) -> None:
    page = come("ada-7")
    settled(page)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    mine = cookies["_streamlit_user"]
    assert mine["httpOnly"]
    assert mine["sameSite"] == "Lax"
    assert "_streamlit_user" not in page.evaluate("document.cookie")


def test_what_a_page_keeps_of_whoever_signed_in_is_two_days(guarded: tuple[Server, str], tmp_path: Path) -> None:
    from sqlmodel import select

    from opmodel.store.accounts import Account
    from opmodel.store.engine import dispose, reading

    server, _ = guarded
    with reading(server.store) as session:
        kept = {row.email for row in session.exec(select(Account))}
    dispose(server.store)
    assert kept == {"ada@example.com", "vic@example.com"}
