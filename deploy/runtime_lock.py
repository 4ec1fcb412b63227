"""Prints the part of requirements.lock that a running OpModel needs: its pins with their hashes, without the tests' tools.

The lock says after every package which others asked for it; what no run-time dependency of pyproject.toml leads to is left
out. Names given as arguments are kept too, with what they need. Run with any Python, nothing installed:
`python deploy/runtime_lock.py setuptools`
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ASKED_FOR_BY = re.compile(r"^    #   (?:via )?|^    # via ?", re.MULTILINE)


def runtime_lock(lock: str, project: str, *, extra: Iterable[str] = ()) -> str:
    """The pins needed at run time, as the lock writes them; `lock` and `project` are the texts of the two files."""
    pins = list(_pins(lock))
    needed = {_name(item) for item in [*tomllib.loads(project)["project"]["dependencies"], *extra]}
    while True:
        more = {name for name, pin in pins if needed & _asked_for_by(pin)} - needed
        if not more:
            return "".join(pin for name, pin in pins if name in needed)
        needed |= more


def _pins(lock: str) -> Iterator[tuple[str, str]]:
    """Every package with its lines: the pin, its hashes, and who asked for it; twice where it differs by Python."""
    for pin in re.split(r"^(?=[^\s#])", lock, flags=re.MULTILINE):
        if pin.strip():
            yield _name(pin), pin


def _asked_for_by(pin: str) -> set[str]:
    """The packages that a pin's comments name; the project itself is not one."""
    asking = [_ASKED_FOR_BY.sub("", line).strip() for line in pin.splitlines() if line.startswith("    #")]
    return {_name(line) for line in asking if line and "pyproject.toml" not in line}


def _name(requirement: str) -> str:
    """The name at the start of a requirement, as an index spells it."""
    found = _NAME.match(requirement)
    assert found is not None, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def main() -> None:
    """Print it."""
    lock, project = (ROOT / name for name in ("requirements.lock", "pyproject.toml"))
    sys.stdout.write(runtime_lock(lock.read_text(), project.read_text(), extra=sys.argv[1:]))


if __name__ == "__main__":
    main()
