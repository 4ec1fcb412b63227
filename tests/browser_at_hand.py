"""Finding a browser for the tests, and installing one where there is none. A missing browser fails the run.

Order: `$OPMODEL_BROWSER`, a chromium or chrome on PATH, Playwright's own.
`python -m tests.browser_at_hand --install` installs one if all three come up empty.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class NoBrowser(Exception):
    """No browser was found; the message says how to get one."""


def find_browser() -> Path:
    """The browser's executable.

    Raises:
        NoBrowser: there is none, or `OPMODEL_BROWSER` names a file that does not exist.
    """
    named = os.environ.get("OPMODEL_BROWSER")
    if named:
        if Path(named).is_file():
            return Path(named)
        raise NoBrowser(f"OPMODEL_BROWSER names {named}, which does not exist.")
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    own = _playwrights_own()
    if own is not None:
        return own
    raise NoBrowser("No browser for the tests: run `make test`, which installs one, or set OPMODEL_BROWSER.")


def _playwrights_own() -> Path | None:
    # A process of its own: once Playwright's loop has run here, pytest's own asyncio could not start.
    program = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    path = Path(told.stdout.strip()) if told.returncode == 0 and told.stdout.strip() else None
    return path if path is not None and path.is_file() else None


def install_browser() -> None:
    """Install a browser: apt's chromium on Debian and Ubuntu, Playwright's elsewhere."""
    if shutil.which("apt-get"):
        apt_install("chromium")
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def apt_install(*packages: str) -> None:
    """Install packages of Debian or Ubuntu."""
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*as_root, "apt-get", "update", "-qq"], check=True, env=quiet)
    subprocess.run([*as_root, "apt-get", "install", "-y", "-qq", *packages], check=True, env=quiet)


def main() -> None:
    """Say which browser the tests use; with `--install`, install one where there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true")
    if parser.parse_args().install:
        try:
            find_browser()
        except NoBrowser:
            install_browser()
    print(f"The browser tests use {find_browser()}.")  # noqa: T201


if __name__ == "__main__":
    main()
