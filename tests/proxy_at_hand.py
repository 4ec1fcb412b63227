"""Finding nginx for the test of two processes behind one, and installing it where there is none.

Order: `$OPMODEL_NGINX`, nginx on PATH, where Debian puts it. `python -m tests.proxy_at_hand --install` installs it, and the
openssl that makes the test's certificate. A missing proxy fails the run.
"""

import argparse
import os
import shutil
from pathlib import Path

from tests.browser_at_hand import apt_install

_DEBIANS = "/usr/sbin/nginx"


class NoProxy(Exception):
    """nginx or openssl was not found; the message says how to get them."""


def find_nginx() -> Path:
    """The executable of nginx.

    Raises:
        NoProxy: there is none, or `OPMODEL_NGINX` names a file that does not exist.
    """
    named = os.environ.get("OPMODEL_NGINX")
    found = named or shutil.which("nginx") or _DEBIANS
    if Path(found).is_file():
        return Path(found)
    if named:
        raise NoProxy(f"OPMODEL_NGINX names {named}, which does not exist.")
    raise NoProxy("No nginx for the tests: run `make test`, which installs it on Debian, or set OPMODEL_NGINX.")


def find_openssl() -> Path:
    """The executable of openssl.

    Raises:
        NoProxy: there is none.
    """
    found = shutil.which("openssl")
    if found is None:
        raise NoProxy("No openssl for the tests: run `make test`, which installs it on Debian.")
    return Path(found)


def main() -> None:
    """Say which nginx the tests use; with `--install`, install one where there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true")
    if parser.parse_args().install and shutil.which("apt-get"):
        try:
            find_nginx(), find_openssl()
        except NoProxy:
            apt_install("nginx", "openssl")
    print(f"The tests of two processes use {find_nginx()} and {find_openssl()}.")  # noqa: T201


if __name__ == "__main__":
    main()
