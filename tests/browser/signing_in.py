"""A provider to sign in with, and a server that trusts it: for tests of what each role sees."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import free_port

COOKIE_SECRET = "a secret of the tests, long enough to be one"


@contextmanager
def provider(people: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """The address of a provider that knows some people, each by their claims."""
    port = free_port()
    known = [argument for claims in people for argument in ("--user-claims", json.dumps(claims))]
    # In a process of its own: importing it warns, and warnings are errors here.
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("oidc-provider-mock")), "--port", str(port), *known],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2).close()
                break
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                assert process.poll() is None, "the provider ended"
                assert time.monotonic() < deadline, "the provider does not answer"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


def trusting(provider_address: str, own_address: str) -> dict[str, str]:
    """The settings of a server at `own_address` that has people sign in with a provider."""
    return {
        "OPMODEL_OIDC_METADATA_URL": f"{provider_address}/.well-known/openid-configuration",
        "OPMODEL_OIDC_CLIENT_ID": "opmodel",
        "OPMODEL_OIDC_CLIENT_SECRET": "known to the provider",
        "OPMODEL_OIDC_REDIRECT_URL": f"{own_address}/oauth2callback",
        "OPMODEL_COOKIE_SECRET": COOKIE_SECRET,
    }


def sign_in(page: Page, subject: str) -> None:
    """Press Sign in, and be somebody at the provider."""
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=subject, exact=True).click()
