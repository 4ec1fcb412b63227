"""nginx with the configuration that ships, for servers of a test."""

import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path

from tests.browser.conftest import ROOT, Server, free_port
from tests.proxy_at_hand import find_nginx, find_openssl


@contextmanager
def proxy(servers: Sequence[Server]) -> Iterator[str]:
    """nginx before two servers, under TLS with a certificate of its own; yields its address."""
    # Its workers are another user, who must be able to reach what the configuration names.
    folder = Path(tempfile.mkdtemp(prefix="opmodel-nginx-"))
    folder.chmod(0o755)
    port = free_port()
    _certificate(folder)
    configuration = folder / "nginx.conf"
    configuration.write_text(_configuration(folder, port, [server.port for server in servers]))
    process = subprocess.Popen([find_nginx(), "-p", folder, "-c", configuration, "-g", "daemon off;"])
    try:
        address = f"https://127.0.0.1:{port}"
        _wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _configuration(folder: Path, port: int, ports: Sequence[int]) -> str:
    """deploy/nginx.conf, with only its ports and paths changed."""
    written = (ROOT / "deploy" / "nginx.conf").read_text()
    changed = {
        "app-1:8501": f"127.0.0.1:{ports[0]}",
        "app-2:8502": f"127.0.0.1:{ports[1]}",
        "~:8501$": f"~:{ports[0]}$",
        "~:8502$": f"~:{ports[1]}$",
        "listen 8080;": f"listen 127.0.0.1:{free_port()};",
        "listen 8443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/run/secrets/": f"{folder}/",
        "/tmp/": f"{folder}/",
    }
    # All at once, or a port of the test that is one of the shipped ones would be changed twice.
    for number, shipped in enumerate(changed):
        assert shipped in written, shipped
        written = written.replace(shipped, f"\0{number}\0")
    for number, ours in enumerate(changed.values()):
        written = written.replace(f"\0{number}\0", ours)
    return written


def _certificate(folder: Path) -> None:
    made = ["-keyout", folder / "tls_key", "-out", folder / "tls_certificate", "-days", "2", "-subj", "/CN=127.0.0.1"]
    asked = [find_openssl(), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *made]
    subprocess.run(asked, check=True, capture_output=True)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        assert process.poll() is None, "nginx stopped at once"
        try:
            ask(url)
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx does not answer")


@dataclass(frozen=True)
class Answer:
    """What came back through the proxy."""

    status: int
    headers: HTTPMessage
    text: str


def ask(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask without a browser, whoever signed the certificate."""
    anybodys = ssl.create_default_context()
    anybodys.check_hostname = False
    anybodys.verify_mode = ssl.CERT_NONE
    try:
        request = urllib.request.Request(url, headers=dict(headers or {}))
        with urllib.request.urlopen(request, timeout=20, context=anybodys) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
    except urllib.error.HTTPError as answer:
        with answer:
            return Answer(answer.code, answer.headers, answer.read().decode(errors="replace"))
