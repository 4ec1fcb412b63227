"""Whether a demo store stands already: asked before anything heavy is imported, so that a second start is quick."""

import sqlite3
from contextlib import closing
from pathlib import Path

from opmodel.demo.plan import Plan

PLAN, COMPLETE = "demo.plan", "demo.complete"
"""Settings in which a demo store remembers what it was built from, and that it was built to the end."""

_SQLITE = "sqlite:///"


def stands(url: str, plan: Plan) -> bool:
    """Whether the SQLite store at `url` holds the whole company of `plan`; for any other store: not known, so no."""
    if not url.startswith(_SQLITE):
        return False
    path = Path(url.removeprefix(_SQLITE))
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            kept = dict(connection.execute("SELECT key, value FROM setting WHERE key IN (?, ?)", (PLAN, COMPLETE)))
    except sqlite3.Error:
        return False
    return kept == {PLAN: plan.signature, COMPLETE: "yes"}
