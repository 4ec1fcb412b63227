"""Plays: the documented, versioned way to run a workflow. A published version is never changed; the next draft follows."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session, col, select

from opmodel.register.editing import Edit, Invalid, editing, is_past
from opmodel.store.asker import Asker
from opmodel.store.register import Play, Workflow

LONGEST = 30_000
"""Characters: a play is a page or two, and must fit one cell of the register's workbook."""


class PlayEntry(BaseModel):
    """The text of a play, in Markdown."""

    model_config = ConfigDict(frozen=True)

    body: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


def save_draft(url: str, workflow_id: int, entry: PlayEntry, *, by: Asker, seen: int | None = None) -> int:
    """Keep the text as the workflow's draft, made where there is none; the draft's version.

    Raises:
        Invalid: the text is blank, or no different from the published version.
        Clashed: somebody changed the draft since.
    """
    with editing(url, by=by, seen=seen) as edit:
        return _kept(edit, workflow_id, entry).version


def publish_play(url: str, workflow_id: int, entry: PlayEntry, *, on: date, by: Asker, seen: int | None = None) -> int:
    """Publish the text as the workflow's next version; the version that is now the standard.

    Raises:
        Invalid: the text is blank or no different from the standard, or the day lies in the future or before the last
            version.
        Clashed: somebody changed the draft since: it is read again before it becomes the standard.
    """
    with editing(url, by=by, seen=seen) as edit:
        draft = _kept(edit, workflow_id, entry)
        is_past(on, "on")
        published = edit.session.exec(select(Play).where(Play.workflow_id == workflow_id)).all()
        if any(play.published_on is not None and play.published_on > on for play in published):
            raise Invalid({"on": "Lies before the day the last version was published."})
        edit.audit.unchanged(draft, "body")
        edit.audit.change(draft, {"published_on": on, "published_by": edit.by})
        return draft.version


def _kept(edit: Edit, workflow_id: int, entry: PlayEntry) -> Play:
    """The draft with this text."""
    edit.get(Workflow, workflow_id, what="The workflow")
    if not entry.body.strip():
        raise Invalid({"body": "Write the play first."})
    newest = newest_play(edit.session, workflow_id)
    if newest is not None and newest.published_on is None:
        edit.audit.change(newest, {"body": entry.body})
        return newest
    if newest is not None and newest.body == entry.body:
        raise Invalid({"body": f"This is version {newest.version} word for word; change it to start the next."})
    version = 1 if newest is None else newest.version + 1
    made: Play = edit.audit.add(Play(workflow_id=workflow_id, version=version, body=entry.body))
    return made


def discard_draft(url: str, workflow_id: int, *, by: Asker, seen: int | None = None) -> None:
    """Throw the draft away; the trail can bring it back.

    Raises:
        Invalid: there is no draft.
        Clashed: somebody changed the draft since.
    """
    with editing(url, by=by, seen=seen) as edit:
        draft = newest_play(edit.session, workflow_id)
        if draft is None or draft.published_on is not None:
            raise Invalid({"": "There is no draft to discard."})
        edit.audit.remove(draft)


def is_published(session: Session, workflow_id: int, version: int | None) -> None:
    """Check that a version can be run.

    Raises:
        Invalid: it was never published.
    """
    if version is None:
        return
    found = session.exec(select(Play).where(Play.workflow_id == workflow_id, Play.version == version)).first()
    if found is None or found.published_on is None:
        raise Invalid({"play_version": f"Version {version} of the play was never published."})


def newest_play(session: Session, workflow_id: int) -> Play | None:
    """The newest version, published or draft."""
    return session.exec(select(Play).where(Play.workflow_id == workflow_id).order_by(col(Play.version).desc())).first()
