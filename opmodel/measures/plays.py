"""The plays of the workflows as they stand on a day: which version is the standard, and which are still drafts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from opmodel.store.bulk import columns
from opmodel.store.register import Play


@dataclass(frozen=True, kw_only=True)
class Published:
    """A published version."""

    version: int
    published_on: date
    published_by: str


@dataclass(frozen=True, kw_only=True)
class Plays:
    """The versions of one workflow's play."""

    published: tuple[Published, ...] = ()
    """Newest version first."""
    drafts: tuple[int, ...] = ()
    """Versions that are not published."""

    @property
    def current(self) -> Published | None:
        """The standard."""
        return self.published[0] if self.published else None

    def lag(self, version: int | None) -> int:
        """How many published versions are newer than the one a rollout runs; all of them where it runs none."""
        return sum(version is None or one.version > version for one in self.published)


def plays(session: Session, day: date) -> dict[int, Plays]:
    """Workflow → its play, for every workflow that has one; a version published later is left out."""
    play = columns(Play)
    published: dict[int, list[Published]] = defaultdict(list)
    drafts: dict[int, list[int]] = defaultdict(list)
    for workflow, version, on, by in session.execute(
        select(play.workflow_id, play.version, play.published_on, play.published_by).order_by(play.version.desc())
    ):
        if on is None:
            drafts[workflow].append(version)
        elif on <= day:
            published[workflow].append(Published(version=version, published_on=on, published_by=by))
    return {
        workflow: Plays(published=tuple(published[workflow]), drafts=tuple(drafts[workflow]))
        for workflow in published.keys() | drafts.keys()
    }
