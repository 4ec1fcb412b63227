"""Builds the demo company's store: writes its spreadsheets and imports each through the front door.

What only building needs is imported when a store is built, so that a store that stands already opens at once.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlmodel import Session, func, select

from opmodel.demo.plan import Plan
from opmodel.demo.ready import COMPLETE, PLAN
from opmodel.store.asker import with_every_right
from opmodel.store.engine import METADATA, dispose, engine, reading, upgrade, writing
from opmodel.store.facts import Import
from opmodel.store.register import Setting
from opmodel.store.weeks import label

if TYPE_CHECKING:
    from opmodel.store.bulk import Progress

DEMO = "demo"
"""The name under which the demo imports its files."""


class NotTheDemos(Exception):
    """The store holds something that the demo did not make, so the demo leaves it alone."""


@dataclass(frozen=True)
class Built:
    """What became of a demo store."""

    fresh: bool
    """Whether it was built now; else it stood already."""
    sentence: str


def build(
    url: str, plan: Plan, *, folder: Path, say: Callable[[str], None], progress: "Progress | None" = None
) -> Built:
    """Make the store at `url` hold the demo company of `plan`; a store that already does is left as it is.

    Raises:
        NotTheDemos: the store holds imports that the demo did not make.
        RuntimeError: a file of the demo was refused, or a row of it rejected: a fault of ours.
    """
    upgrade(url)
    with reading(url) as session:
        if _setting(session, PLAN) == plan.signature and _setting(session, COMPLETE) == "yes":
            return Built(False, plan.ready)
        _check_ours(session)
        used = _setting(session, PLAN) is not None
    if used:
        _empty(url)
    _mark(url, plan)
    say(f"Building Northwind Mutual: {plan.people:,} people, {plan.weeks} weeks up to {label(plan.as_of)}.")
    files = _import_all(url, plan, folder, progress)
    with writing(url) as session:
        session.merge(Setting(key=COMPLETE, value="yes"))
    return Built(True, f"{files} spreadsheets were written to {folder} and imported.")


def _setting(session: Session, key: str) -> str | None:
    row = session.get(Setting, key)
    return None if row is None else row.value


def _check_ours(session: Session) -> None:
    foreign = session.exec(select(func.count()).select_from(Import).where(Import.imported_by != DEMO)).one()
    if foreign or (_setting(session, PLAN) is None and session.exec(select(Import.id).limit(1)).first() is not None):
        raise NotTheDemos(
            f"This store holds {foreign or 'some'} imports that the demo did not make, so it is left alone; "
            "give the demo a store of its own with --store sqlite:///data/another-demo.db, or with --as-of the week "
            "it was built for."
        )


def _empty(url: str) -> None:
    """Take a demo store away and make its tables anew."""
    dispose(url)
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        for ending in ("", "-wal", "-shm"):
            Path(f"{parsed.database}{ending}").unlink(missing_ok=True)
    else:
        with engine(url).begin() as connection:
            METADATA.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    upgrade(url)


def _mark(url: str, plan: Plan) -> None:
    from opmodel.demo.company import COMPANY, COUNTRY
    from opmodel.measures.since_review import LAST_REVIEW

    closed = [[first.isoformat(), last.isoformat()] for first, last in plan.closures]
    with writing(url) as session:
        session.merge(Setting(key=PLAN, value=plan.signature))
        session.merge(Setting(key="organisation.name", value=COMPANY))
        session.merge(Setting(key="organisation.country", value=COUNTRY))
        session.merge(Setting(key="organisation.closures", value=json.dumps(closed)))
        session.merge(Setting(key=LAST_REVIEW, value=plan.last_review.isoformat()))


def _import_all(url: str, plan: Plan, folder: Path, progress: "Progress | None") -> int:
    from opmodel.demo.files import write_files
    from opmodel.intake import front_door
    from opmodel.intake.export import Choices

    count = 0
    for written in write_files(plan, folder):
        outcome = front_door.load_path(
            url, written.path, Choices(report_at=written.report_at), by=with_every_right(DEMO), progress=progress
        )
        if outcome.status != "loaded" or outcome.rejections:
            why = outcome.why or outcome.rejections[:3]
            raise RuntimeError(f"The demo's file {written.path.name} was not loaded whole: {outcome.status}, {why}")
        count += 1
    return count
