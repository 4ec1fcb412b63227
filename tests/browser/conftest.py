"""A real browser and a real server. What the page says on its console, and every request it makes, is watched."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from opmodel.store import engine as store_engine
from tests.browser_at_hand import find_browser
from tests.conftest import TEST_KEY

ROOT = Path(__file__).resolve().parents[2]
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A deep link makes Streamlit's client look for its base path beside the page first: these two and no other.
_LOOKS_FOR_BASE_PATH = ("/_stcore/health", "/_stcore/host-config")

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@dataclass
class Server:
    """A running OpModel and its store."""

    address: str
    store: str
    process: subprocess.Popen[bytes]
    log_file: Path

    def url(self, path: str = "") -> str:
        return f"{self.address}/{path}"

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def start(store: str, folder: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None) -> Server:
    return ready(begin(store, folder, port=port, settings=settings))


def begin(store: str, folder: Path, *, port: int | None = None, settings: Mapping[str, str] | None = None) -> Server:
    """A server that has been started and does not answer yet; `settings` are environment variables."""
    port = port or free_port()
    environment = {**os.environ, "OPMODEL_STORE": store, "OPMODEL_PERSON_KEY": TEST_KEY, **(settings or {})}
    log_file = folder / f"server-{port}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    return Server(address=f"http://127.0.0.1:{port}", store=store, process=process, log_file=log_file)


def ready(server: Server) -> Server:
    """The server, once it is ready to serve."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise AssertionError(server.log_file.read_text())
        try:
            with urllib.request.urlopen(server.url("readyz"), timeout=2) as answer:
                if answer.status == 200:
                    return server
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    stop(server)
    raise AssertionError(server.log_file.read_text())


def stop(server: Server) -> None:
    server.process.terminate()
    server.process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find_browser(), args=list(_QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Makes a fresh, migrated store for a server of its own."""

    def make(name: str) -> str:
        url = f"sqlite:///{tmp_path_factory.mktemp(name) / 'store.db'}"
        store_engine.upgrade(url)
        store_engine.dispose(url)
        return url

    return make


@dataclass
class Faults:
    """Everything a page did that it should not have."""

    home: str
    provider: str = ""
    """The sign-in provider's address, where the browser goes too; what its page asks for is its own affair."""
    seen: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"page error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        expected = message.location.get("url", "").endswith(_LOOKS_FOR_BASE_PATH) and "404" in message.text
        if message.type == "error" and not expected:
            self.seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, request: Request) -> None:
        # A request that the page itself gave up because it went elsewhere is no failure.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.seen.append(f"failed: {request.url} {request.failure}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if self.provider and request.frame.url.startswith(self.provider):
            return
        at_home = {urlsplit(one).netloc for one in (self.home, self.provider)}
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc not in at_home:
            self.outside.append(request.url)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of a server in a browser of its own; whatever went wrong there fails the test at its end."""
    contexts: list[tuple[BrowserContext, Faults]] = []

    def opened(
        server: Server,
        path: str = "",
        *,
        mode: str = "light",
        width: int = 1440,
        height: int = 900,
        provider: str = "",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=mode,  # type: ignore[arg-type]
            accept_downloads=True,
        )
        faults = Faults(home=server.address, provider=provider)
        contexts.append((context, faults))
        page = context.new_page()
        faults.watch(page)
        page.goto(server.url(path))
        return page

    yield opened
    wrong = [line for _, faults in contexts for line in (*faults.seen, *faults.outside)]
    for context, _ in contexts:
        context.close()
    assert not wrong


def choose(page: Page, box: str, option: str) -> None:
    """Choose in a select box. A rerun that ends just as its list opens closes it again, so it may take a second try."""
    wanted = page.get_by_role("option", name=option)
    for _ in range(3):
        settled(page).get_by_role("combobox", name=box).click()
        try:
            wanted.click(timeout=3_000)
            return
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
    raise AssertionError(f"{box} offers no {option}")


def settled(page: Page) -> Page:
    """The page once its script has run and what it drew stands there."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(155)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
    return page
