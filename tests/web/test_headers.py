"""Every answer carries the headers, and cookies say how they may travel."""

import base64
import hashlib

import pytest

from opmodel.web.content_policy import content_policy, inline_scripts
from opmodel.web.headers import ALWAYS, ONLY_BY_TLS
from tests.browser.conftest import Server
from tests.web.conftest import Visitor, ask

BY_TLS = {"X-Forwarded-Proto": "https"}
"""What a proxy on this machine says, which the server trusts."""


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 200),
        ("GET", "overview?team=Finance", 200),
        ("GET", "healthz", 200),
        ("GET", "_stcore/health", 200),
        ("GET", "app/static/fonts/none.woff2", 404),
        ("GET", "media/none.csv", 404),
        ("POST", "_stcore/health", 405),
        ("PUT", "_stcore/upload_file/nobody/nothing", 403),
        ("GET", "%2e%2e/%2e%2e/etc/passwd", 400),
    ],
)
def test_every_answer_carries_the_headers_refusals_too(server: Server, method: str, path: str, status: int) -> None:
    answer = ask(server, path, method=method)
    assert answer.status == status
    for name, value in ALWAYS.items():
        assert answer.headers.get_all(name) == [value], name


def test_a_policy_lets_in_no_other_origin_and_makes_no_script_from_text() -> None:
    policy = content_policy()
    assert "//" not in policy
    assert "*" not in policy
    assert "unsafe-eval" not in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert scripts.count("'sha256-") == 1


def test_an_inline_script_is_named_by_the_hash_of_its_exact_text() -> None:
    text = "\n  window.ready = false\n"
    page = f'<script src="a.js"></script><script>{text}</script>'
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert inline_scripts(page) == [f"'sha256-{digest}'"]


def test_strict_transport_is_asked_for_only_behind_tls(server: Server) -> None:
    for name, value in ONLY_BY_TLS.items():
        assert name not in ask(server, "healthz").headers
        assert ask(server, "healthz", headers=BY_TLS).headers[name] == value


def test_a_cookie_is_secure_behind_tls_and_never_sent_along_by_another_site(server: Server) -> None:
    plain = ask(server, "_stcore/health").headers["set-cookie"]
    by_tls = ask(server, "_stcore/health", headers=BY_TLS).headers["set-cookie"]
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    assert "SameSite=Lax" in by_tls
    assert by_tls.endswith("; Secure")


def test_what_is_taken_away_as_a_file_is_kept_by_no_browser(server: Server, visitor: Visitor) -> None:
    assert visitor.session
    assert ask(server, "media/none.csv").headers["cache-control"] == "no-store"
