"""Two processes of OpModel on one PostgreSQL behind deploy/nginx.conf: one truth, and one may die."""

import json
import re
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import text

from opmodel.store import engine as store_engine
from opmodel.store.migrated import why_not_migrated
from tests.browser.conftest import Faults, Server, begin, ready, settled, stop
from tests.browser.proxy import ask, proxy
from tests.browser.test_uploading import CONTRACTS, drop, go

pytestmark = pytest.mark.postgres

LOG = {"OPMODEL_LOG_FORMAT": "json"}
COOKIE = "opmodel_process"


def staying(process: str) -> dict[str, str]:
    """What the browser of somebody who has been with a process sends."""
    return {"Cookie": f"{COOKIE}={process}"}


@dataclass
class Company:
    """OpModel as a company runs it: two processes, and the proxy that everybody comes by."""

    address: str
    processes: dict[str, Server]
    """By the name that the proxy's cookie has for each."""


@pytest.fixture(scope="module")
def company(_postgres: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Both processes started at the same moment on an empty database, and nginx before them."""
    name = f"t{uuid.uuid4().hex}"
    _postgres.psql(f"CREATE DATABASE {name}")
    url = _postgres.get_uri(name)
    logs = tmp_path_factory.mktemp("two")
    both = [begin(url, logs, settings=LOG), begin(url, logs, settings=LOG)]
    try:
        for server in both:
            ready(server)
        with proxy(both) as address:
            yield Company(address, {"1": both[0], "2": both[1]})
    finally:
        for server in both:
            stop(server)
        store_engine.dispose(url)
        store_engine.engine.cache_clear()
        _postgres.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def visit(browser: Browser, company: Company) -> Iterator[Callable[..., tuple[Page, Faults]]]:
    """Opens a page through the proxy as somebody who stays with the process named."""
    contexts: list[BrowserContext] = []

    def opened(path: str, *, process: str) -> tuple[Page, Faults]:
        context = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": COOKIE, "value": process, "url": company.address}])
        page = context.new_page()
        faults = Faults(home=company.address)
        faults.watch(page)
        page.goto(f"{company.address}/{path}")
        return settled(page), faults

    yield opened
    for context in contexts:
        context.close()


def with_process(page: Page, company: Company) -> str:
    """The process that a browser stays with."""
    found = {cookie["name"]: cookie for cookie in page.context.cookies(company.address)}[COOKIE]
    assert found["secure"]
    assert found["httpOnly"]
    assert found["sameSite"] == "Lax"
    return str(found["value"])


def sessions(server: Server) -> int:
    return server.log_file.read_text().count('"session opened"')


def test_both_start_at_once_on_an_empty_database_and_its_tables_are_made_once(company: Company) -> None:
    for server in company.processes.values():
        assert server.process.poll() is None
        lines = [json.loads(line) for line in server.log_file.read_text().splitlines()]
        assert not [line for line in lines if line["level"] in {"warning", "error"}]
    with store_engine.reading(company.processes["1"].store) as session:
        assert why_not_migrated(session.connection()) is None
        assert session.connection().execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


def test_whoever_comes_first_is_given_a_process_and_stays_there(company: Company) -> None:
    for _ in range(4):
        given = ask(f"{company.address}/healthz").headers["set-cookie"]
        assert re.match(rf"{COOKIE}=[12]; Path=/; HttpOnly; Secure; SameSite=Lax$", given)
    for process in ("1", "2"):
        for _ in range(4):
            assert f"{COOKIE}={process};" in ask(f"{company.address}/healthz", staying(process)).headers["set-cookie"]


def test_through_the_proxy_an_answer_is_kept_to_tls_and_what_is_for_operators_is_not_there(company: Company) -> None:
    answer = ask(f"{company.address}/overview", staying("1"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "uvicorn" not in str(answer.headers)
    cookies = ask(f"{company.address}/_stcore/health", staying("1")).headers.get_all("set-cookie") or []
    assert len(cookies) == 2
    assert all("; Secure" in cookie for cookie in cookies)
    for path in ("readyz", "_stcore/metrics", "_stcore/agent/openapi.json"):
        assert ask(f"{company.address}/{path}").status == 404


# Sign-in behind the proxy belongs here, once there is sign-in: signed in with one process, known to the other (the same
# cookie secret), and still signed in after the first was killed.


def test_what_is_uploaded_in_one_is_seen_in_the_other_at_once(
    company: Company, visit: Callable[..., tuple[Page, Faults]]
) -> None:
    reader, reader_faults = visit("overview", process="2")
    writer, writer_faults = visit("uploads", process="1")
    assert (with_process(reader, company), with_process(writer, company)) == ("2", "1")
    assert sessions(company.processes["1"]) >= 1
    assert sessions(company.processes["2"]) >= 1
    expect(reader.get_by_role("heading", level=1)).to_have_text("Nothing has been uploaded yet.")
    drop(writer, "contracts.csv", CONTRACTS)
    writer.get_by_role("button", name="Load this file").click()
    expect(writer.get_by_text(re.compile(r"Loaded as import \d+: 1 row kept\."))).to_be_visible()
    go(reader, "Shelfware")
    settled(reader)
    go(reader, "Overview")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("740 licences bought")
    assert not (*reader_faults.seen, *reader_faults.outside, *writer_faults.seen, *writer_faults.outside)


def test_when_one_is_killed_its_visitors_go_on_with_the_other_and_nothing_is_lost(
    company: Company, visit: Callable[..., tuple[Page, Faults]]
) -> None:
    page, _ = visit("overview", process="1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("740 licences bought")
    before = sessions(company.processes["2"])
    company.processes["1"].process.send_signal(signal.SIGKILL)
    company.processes["1"].process.wait(timeout=20)
    # The page notices that its websocket is gone, and connects again by itself.
    deadline = time.monotonic() + 30
    while sessions(company.processes["2"]) == before and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert sessions(company.processes["2"]) > before
    go(page, "Uploads")
    expect(page.get_by_text("contracts.csv").first).to_be_visible()
    assert with_process(page, company) == "2"
    page.reload()
    expect(settled(page).get_by_text("contracts.csv").first).to_be_visible()
    newcomer, faults = visit("overview", process="1")
    expect(newcomer.get_by_role("heading", level=1)).to_contain_text("740 licences bought")
    assert with_process(newcomer, company) == "2"
    assert not (*faults.seen, *faults.outside)
