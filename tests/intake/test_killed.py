"""Importing in processes of their own: killed halfway, or two at once."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlmodel import select

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.store.engine import dispose, reading
from opmodel.store.facts import Import, Person, RosterEntry
from tests.askers import steward
from tests.conftest import TEST_KEY
from tests.intake.everything import everything
from tests.intake.files import ROSTER, csv_bytes

ROOT = Path(__file__).resolve().parents[2]

KILLED = """
    import os, signal, sys
    from pathlib import Path
    from opmodel.intake import front_door
    from opmodel.intake.export import Choices
    from opmodel.store.asker import with_every_right

    def die(what, share):
        if what == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)

    front_door.load_path(sys.argv[1], Path(sys.argv[2]), Choices(), by=with_every_right("Ada"), progress=die)
"""

LOADED = """
    import sys
    from pathlib import Path
    from opmodel.intake import front_door
    from opmodel.intake.export import Choices
    from opmodel.store.asker import with_every_right

    sys.stdin.readline()
    for path in sys.argv[2:]:
        outcome = front_door.load_path(sys.argv[1], Path(path), Choices(), by=with_every_right("Ada"))
        assert outcome.status == "loaded", outcome.why
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        cwd=ROOT,
        env={**os.environ, "OPMODEL_PERSON_KEY": TEST_KEY},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def roster(folder: Path, name: str, people: int) -> Path:
    path = folder / f"{name}_2026-10-01.csv"
    rows = [[f"{name}{number}@example.com", f"Team {number % 20}"] for number in range(people)]
    path.write_bytes(csv_bytes([["E-mail", "Team"], *rows]))
    return path


@pytest.mark.parametrize("stage", ["Counting people by week", "Saving"])
def test_a_kill_in_the_middle_of_an_import_leaves_the_store_as_before(store, tmp_path, stage):
    front_door.load(store, csv_bytes(ROSTER), "first.csv", Choices(), by=steward("Ada"))
    before = everything(store)
    path = roster(tmp_path, "many", 3_000)
    dispose(store)
    killed = start(KILLED, store, str(path), stage)
    _, said = killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL, said
    assert everything(store) == before
    assert front_door.load_path(store, path, Choices(), by=steward("Ada")).rows["kept"] == 3_000


def test_two_processes_that_import_at_once_both_succeed(store, tmp_path):
    files = [[roster(tmp_path, f"p{process}f{number}", 300) for number in range(3)] for process in range(2)]
    dispose(store)
    running = [start(LOADED, store, *map(str, paths)) for paths in files]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    with reading(store) as session:
        assert len(session.exec(select(Import)).all()) == 6
        assert len(session.exec(select(Person)).all()) == 1_800
        assert len(session.exec(select(RosterEntry)).all()) == 1_800
